import Diagnostics

/// Gathers what a reading noticed: of each code the first twenty, then a count.
struct DiagnosticCollector {
  private static let limit = 20
  private let file: String?
  private var kept: [Diagnostic] = []
  private var counts: [String: Int] = [:]

  init(file: String?) { self.file = file }

  mutating func add(_ diagnostic: Diagnostic) {
    counts[diagnostic.code, default: 0] += 1
    guard counts[diagnostic.code, default: 0] <= Self.limit else { return }
    kept.append(diagnostic)
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
