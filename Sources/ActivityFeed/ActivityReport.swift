import Diagnostics

/// Why a row was left out.
struct RowProblem: Error, Hashable {
  var code: String
  var message: String
  var found: String?
  var expected: String?
  var hint: String?

  init(
    _ code: String, _ message: String, found: String? = nil, expected: String? = nil,
    hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.found = found
    self.expected = expected
    self.hint = hint
  }

  func diagnostic(file: String, line: Int) -> Diagnostic {
    Diagnostic(
      .warning, code: code, message, found: found, expected: expected, hint: hint,
      place: SourcePlace(file: file, line: line))
  }
}

/// Gathers what a reading noticed: of each code the first twenty, then a count.
struct ActivityReport {
  private static let limit = 20
  private let file: String
  private var kept: [Diagnostic] = []
  private var counts: [String: Int] = [:]

  init(file: String) { self.file = file }

  private(set) var isRefused = false

  mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { isRefused = true }
    counts[diagnostic.code, default: 0] += 1
    if counts[diagnostic.code, default: 0] <= Self.limit { kept.append(diagnostic) }
  }

  mutating func add(_ failure: CSVParser.Failure, file: String) {
    switch failure {
    case .rowTooLong(let line):
      add(
        Diagnostic(
          .error, code: "activity.unclosed-quote", "A row does not end.",
          expected: "a closing quotation mark",
          hint: "a quotation mark within a field is written twice and the field quoted",
          place: SourcePlace(file: file, line: line)))
    }
  }

  mutating func addEmpty() {
    add(
      Diagnostic(
        .error, code: "activity.empty", "The file is empty.",
        expected: ActivityColumns.known.joined(separator: ","),
        hint: "the first line names the columns", place: SourcePlace(file: file)))
  }

  /// In the order noticed; then, by code, how many more there were.
  var diagnostics: [Diagnostic] {
    let more = counts.filter { $0.value > Self.limit }.sorted { $0.key < $1.key }
    return kept
      + more.map { code, count in
        Diagnostic(
          .warning, code: code, "\(count - Self.limit) more of this kind are not listed.",
          place: SourcePlace(file: file))
      }
  }
}
