import Diagnostics
import KnowledgeGraph

/// One reading of comma-separated activity: takes its bytes in pieces, hands on its rows, and keeps what is
/// to be said about it.
struct ActivityIntake: ActivityIntaking {
  private let rows: ActivityRowReader
  private let file: String
  private var reading = ActivityReading()
  private var report: ActivityReport
  private var columns: ActivityColumns?
  private var digest = ContentDigest()
  private var parser = CSVParser()

  init(rows: ActivityRowReader, file: String) {
    self.rows = rows
    self.file = file
    report = ActivityReport(file: file)
  }

  var isRefused: Bool { report.isRefused }

  mutating func take(_ piece: [UInt8], _ emit: (ActivityRow) throws -> Void) throws {
    let text = reading.bytes == 0 ? ActivityText.withoutMark(piece) : piece
    digest.update(piece)
    reading.bytes += piece.count
    // The parser is taken out meanwhile, so that its rows may change the rest of the intake.
    var parser = self.parser
    do { try parser.feed(text) { try take($0, emit) } } catch let failure as CSVParser.Failure {
      report.add(failure, file: file)
    }
    self.parser = parser
  }

  mutating func finish(_ emit: (ActivityRow) throws -> Void) throws {
    guard !isRefused else { return }
    var parser = self.parser
    do { try parser.finish { try take($0, emit) } } catch let failure as CSVParser.Failure {
      report.add(failure, file: file)
    }
    if columns == nil, !isRefused { report.addEmpty() }
  }

  mutating func refuse(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { report.add(diagnostic) }
  }

  mutating func result() -> Diagnosed<ActivityReading> {
    reading.contentHash = digest.hexadecimal()
    return Diagnosed(reading, diagnostics: report.diagnostics)
  }

  private mutating func take(
    _ row: CSVParser.Row, _ emit: (ActivityRow) throws -> Void
  ) throws {
    guard let columns else {
      let header = ActivityColumns(
        row.fields.map { ActivityText.trimmed($0) ?? "" }, file: file)
      refuse(header.diagnostics)
      columns = header
      return
    }
    guard !isRefused else { return }
    switch rows.activity(row, columns) {
    case .success(let activity):
      reading.rows += 1
      try emit(activity)
    case .failure(let problem):
      reading.rejected += 1
      report.add(problem.diagnostic(file: file, line: row.line))
    }
  }
}
