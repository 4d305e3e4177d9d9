import Diagnostics
import KnowledgeGraph

/// Reads activity files (CSV) row by row, in constant memory.
///
/// The header names the columns in any order: `learner,course,action,timestamp,value,topic`, of
/// which the learner, the action and a course or a topic are needed. Which actions there are, the
/// ontology says. xAPI statements are not read here.
public struct ActivityFileReader: Sendable {
  private let ontology: Ontology
  private let relations: [String: OntologyRelation]
  private let actions: [String]

  public init(ontology: Ontology) {
    self.ontology = ontology
    let recorded = ontology.relations.filter { $0.activityAction != nil }
    relations = Dictionary(
      recorded.compactMap { relation in
        relation.activityAction.map { ($0.lowercased(), relation) }
      }, uniquingKeysWith: { first, _ in first })
    actions = recorded.compactMap(\.activityAction)
  }

  /// Emits the rows in the order of the file. A row that cannot be read is reported as a warning
  /// with its line and left out; an error among the diagnostics means that the file was refused,
  /// perhaps after rows were emitted: undo them.
  ///
  /// - Throws: what `emit` throws.
  public func read(
    path: String, emit: (ActivityRow) throws -> Void
  ) throws -> Diagnosed<ActivityReading> {
    let file: ActivityFile
    do { file = try ActivityFile(path: path) } catch {
      return Diagnosed(ActivityReading(), diagnostics: error.diagnostics)
    }
    var reading = ActivityReading()
    var report = ActivityReport(file: path)
    var columns: ActivityColumns?
    var digest = ContentDigest()
    var parser = CSVParser()
    func take(_ row: CSVParser.Row) throws {
      guard let columns else {
        let header = ActivityColumns(row.fields.map { Self.text($0) ?? "" }, file: path)
        header.diagnostics.forEach { report.add($0) }
        columns = header
        return
      }
      guard !report.isRefused else { return }
      switch activity(row, columns) {
      case .success(let activity):
        reading.rows += 1
        try emit(activity)
      case .failure(let problem):
        reading.rejected += 1
        report.add(problem.diagnostic(file: path, line: row.line))
      }
    }
    do {
      while case let piece = try file.next(), !piece.isEmpty, !report.isRefused {
        digest.update(piece)
        let isFirst = reading.bytes == 0
        reading.bytes += piece.count
        try parser.feed(isFirst ? Self.withoutMark(piece) : piece, take)
      }
      if !report.isRefused { try parser.finish(take) }
    } catch let failure as CSVParser.Failure {
      report.add(failure, file: path)
    } catch let unreadable as ActivityFile.Unreadable {
      unreadable.refusal.diagnostics.forEach { report.add($0) }
    }
    if columns == nil, !report.isRefused { report.addEmpty() }
    reading.contentHash = digest.hexadecimal()
    return Diagnosed(reading, diagnostics: report.diagnostics)
  }

  /// Whether the file's first line is the header of an activity file.
  public static func looksLikeActivity(_ path: String) -> Bool {
    guard let file = try? ActivityFile(path: path), let piece = try? file.next() else {
      return false
    }
    let line = withoutMark(piece).prefix { $0 != UInt8(ascii: "\n") }
    guard line.count < CSVParser.rowLimit else { return false }
    var parser = CSVParser()
    var header: [String] = []
    try? parser.feed(Array(line) + [UInt8(ascii: "\n")]) { row in
      header = row.fields.map { text($0) ?? "" }
    }
    return ActivityColumns.fits(header)
  }

  // MARK: Rows

  private func activity(
    _ row: CSVParser.Row, _ columns: ActivityColumns
  ) -> Result<ActivityRow, RowProblem> {
    guard row.fields.count == columns.count else {
      return .failure(
        RowProblem(
          "activity.bad-row", "The row has another number of fields than the header.",
          found: "\(row.fields.count) fields", expected: "\(columns.count)"))
    }
    var values: [String: String] = [:]
    for name in ActivityColumns.known {
      guard let position = columns.position(name) else { continue }
      guard let text = Self.text(row.fields[position]) else {
        return .failure(
          RowProblem(
            "activity.mis-encoded", "The row is not UTF-8.", hint: "convert the file to UTF-8"))
      }
      if !text.isEmpty { values[name] = text }
    }
    return activity(values, line: row.line)
  }

  private func activity(
    _ values: [String: String], line: Int
  ) -> Result<ActivityRow, RowProblem> {
    guard let learner = values["learner"] else {
      return .failure(RowProblem("activity.missing-value", "The row names no learner."))
    }
    guard let action = values["action"] else {
      return .failure(RowProblem("activity.missing-value", "The row names no action."))
    }
    guard let relation = relations[action.lowercased()], let known = relation.activityAction else {
      return .failure(unknown(action))
    }
    let needsItem = relation.range.map { ontology.nodeClass($0)?.roles.contains(.item) ?? false }
    guard values["course"] != nil || (needsItem != true && values["topic"] != nil) else {
      let what = needsItem == true ? "no course" : "neither a course nor a topic"
      return .failure(RowProblem("activity.missing-value", "The row names \(what)."))
    }
    var row = ActivityRow(
      line: line, learner: learner, item: values["course"], action: known,
      relation: relation.name, topic: values["topic"])
    if let text = values["timestamp"] {
      guard let seconds = Timestamp.seconds(text) else {
        return .failure(
          RowProblem(
            "activity.bad-timestamp", "The timestamp cannot be read.", found: text,
            expected: "ISO 8601, such as 2026-02-01T10:30:00Z, or seconds since 1970"))
      }
      row.timestamp = seconds
    }
    if let text = values["value"] {
      guard let value = Double(text), value.isFinite else {
        return .failure(
          RowProblem(
            "activity.bad-value", "The value is not a number.", found: text,
            expected: "a rating, a fraction or a score"))
      }
      row.value = value
    }
    return .success(row)
  }

  private func unknown(_ action: String) -> RowProblem {
    let near = nearestNames(to: action, among: actions)
    return RowProblem(
      "activity.unknown-action", "The action is not known.", found: action,
      expected: actions.sorted().joined(separator: ", "),
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
  }

  // MARK: Text

  /// Without white space at its ends; nil when the bytes are not UTF-8.
  private static func text(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }
}
