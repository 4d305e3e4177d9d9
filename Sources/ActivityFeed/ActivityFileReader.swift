import Diagnostics
import KnowledgeGraph

/// Reads activity files row by row, in constant memory.
///
/// Two formats, told apart by the first character:
/// - CSV. The header names the columns in any order:
///   `learner,course,action,timestamp,value,topic`, of which the learner, the action and a course
///   or a topic are needed. Which actions there are, the ontology says.
/// - xAPI statements as JSON Lines; see ``XAPIRowReader`` for the verbs.
public struct ActivityFileReader: Sendable {
  private let ontology: Ontology

  public init(ontology: Ontology) { self.ontology = ontology }

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
    return try read(
      name: path, next: { () throws(ActivityFile.Unreadable) in try file.next() }, emit)
  }

  /// Reads a file that is in memory; see ``read(path:emit:)``.
  ///
  /// - Parameter name: what diagnostics call it.
  public func read(
    bytes: [UInt8], name: String, emit: (ActivityRow) throws -> Void
  ) throws -> Diagnosed<ActivityReading> {
    var rest = bytes[...]
    return try read(
      name: name,
      next: { () throws(ActivityFile.Unreadable) in
        defer { rest = rest.dropFirst(Self.pieceLength) }
        return Array(rest.prefix(Self.pieceLength))
      }, emit)
  }

  private static let pieceLength = 1 << 16

  private func read(
    name: String, next: () throws(ActivityFile.Unreadable) -> [UInt8],
    _ emit: (ActivityRow) throws -> Void
  ) throws -> Diagnosed<ActivityReading> {
    var intake: any ActivityIntaking = ActivityIntake(
      rows: ActivityRowReader(ontology: ontology), file: name)
    do {
      var piece = try next()
      if Self.holdsStatements(piece) {
        intake = StatementIntake(rows: XAPIRowReader(ontology: ontology), file: name)
      }
      while !piece.isEmpty, !intake.isRefused {
        try intake.take(piece, emit)
        piece = try next()
      }
      try intake.finish(emit)
    } catch let unreadable as ActivityFile.Unreadable {
      intake.refuse(unreadable.refusal.diagnostics)
    }
    return intake.result()
  }

  /// Whether a file is one of activity: statements, or rows beneath the header of such a file.
  public static func looksLikeActivity(_ path: String) -> Bool {
    guard let file = try? ActivityFile(path: path), let piece = try? file.next() else {
      return false
    }
    if holdsStatements(piece) { return true }
    let line = ActivityText.withoutMark(piece).prefix { $0 != UInt8(ascii: "\n") }
    guard line.count < CSVParser.rowLimit else { return false }
    var parser = CSVParser()
    var header: [String] = []
    try? parser.feed(Array(line) + [UInt8(ascii: "\n")]) { row in
      header = row.fields.map { ActivityText.trimmed($0) ?? "" }
    }
    return ActivityColumns.fits(header)
  }

  private static func holdsStatements(_ piece: [UInt8]) -> Bool {
    ActivityText.withoutMark(piece).first { $0 > 0x20 } == UInt8(ascii: "{")
  }
}
