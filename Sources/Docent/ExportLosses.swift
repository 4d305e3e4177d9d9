import Diagnostics

/// Counts what an export could not say or had to change, by kind, so that each is reported once.
struct ExportLosses {
  private struct Kind: Hashable {
    var code: String
    var subject: String
  }
  private struct Tally {
    var count = 0
    var severity: Diagnostic.Severity
    var message: String
    var example: String
  }
  private var tallies: [Kind: Tally] = [:]

  /// - Parameters:
  ///   - subject: what it happened to, such as `Course.maximumCredits`.
  ///   - message: what happened, said of the subject.
  ///   - example: where it happened; the first is shown.
  mutating func add(
    _ code: String, _ subject: String, _ message: String, example: String,
    severity: Diagnostic.Severity = .warning
  ) {
    let kind = Kind(code: code, subject: subject)
    var tally =
      tallies[kind] ?? Tally(severity: severity, message: message, example: example)
    tally.count += 1
    tallies[kind] = tally
  }

  /// Ordered by code, then by subject.
  var diagnostics: [Diagnostic] {
    tallies.sorted { ($0.key.code, $0.key.subject) < ($1.key.code, $1.key.subject) }.map {
      kind, tally in
      Diagnostic(
        tally.severity, code: "export.\(kind.code)",
        "\(kind.subject) (\(tally.count)): \(tally.message)", found: tally.example)
    }
  }
}
