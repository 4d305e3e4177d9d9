import Diagnostics
import KnowledgeGraph

/// One reading of xAPI statements as JSON Lines: one statement a line.
struct StatementIntake: ActivityIntaking {
  private let rows: XAPIRowReader
  private let file: String
  private var reading = ActivityReading()
  private var report: ActivityReport
  private var digest = ContentDigest()
  private var line: [UInt8] = []
  private var number = 0
  private var passedOver = 0

  init(rows: XAPIRowReader, file: String) {
    self.rows = rows
    self.file = file
    report = ActivityReport(file: file)
  }

  var isRefused: Bool { report.isRefused }

  mutating func take(_ piece: [UInt8], _ emit: (ActivityRow) throws -> Void) throws {
    let text = reading.bytes == 0 ? ActivityText.withoutMark(piece) : piece
    digest.update(piece)
    reading.bytes += piece.count
    var parts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let last = parts.popLast() else { return }
    for part in parts where !isRefused {
      line += part
      try endLine(emit)
    }
    line += last
    if line.count > CSVParser.rowLimit { refuseLine() }
  }

  mutating func finish(_ emit: (ActivityRow) throws -> Void) throws {
    guard !isRefused else { return }
    if !line.isEmpty { try endLine(emit) }
    guard passedOver > 0 else { return }
    report.add(
      Diagnostic(
        .note, code: "activity.passed-over",
        "\(passedOver) statements have verbs that say nothing about taking a course.",
        place: SourcePlace(file: file)))
  }

  mutating func refuse(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { report.add(diagnostic) }
  }

  mutating func result() -> Diagnosed<ActivityReading> {
    reading.contentHash = digest.hexadecimal()
    return Diagnosed(reading, diagnostics: report.diagnostics)
  }

  private mutating func endLine(_ emit: (ActivityRow) throws -> Void) throws {
    number += 1
    defer { line.removeAll(keepingCapacity: true) }
    guard line.count <= CSVParser.rowLimit else { return refuseLine() }
    guard line.contains(where: { $0 > 0x20 }) else { return }
    switch rows.read(line, at: number) {
    case .row(let row):
      reading.rows += 1
      try emit(row)
    case .passedOver: passedOver += 1
    case .problem(let problem):
      reading.rejected += 1
      report.add(problem.diagnostic(file: file, line: number))
    }
  }

  private mutating func refuseLine() {
    report.add(
      Diagnostic(
        .error, code: "activity.line-too-long", "A line is longer than a statement may be.",
        expected: "one statement a line, of at most \(CSVParser.rowLimit) bytes",
        hint: "write JSON Lines, not one JSON array",
        place: SourcePlace(file: file, line: number + 1)))
  }
}
