import Diagnostics

/// What a parse has noticed: the first error, and the warnings up to a limit.
struct XMLParseReport {
  private let warningLimit: Int
  private var error: Diagnostic?
  private var warnings: [Diagnostic] = []
  private var warningCount = 0

  init(warningLimit: Int) { self.warningLimit = warningLimit }

  var isRefused: Bool { error != nil }

  /// Errors after the first are its consequences and are dropped.
  mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error {
      if error == nil { error = diagnostic }
    } else {
      warningCount += 1
      if warnings.count < warningLimit { warnings.append(diagnostic) }
    }
  }

  func diagnostics(file: String?, family: String) -> [Diagnostic] {
    var all = warnings
    if warningCount > warnings.count {
      all.append(
        Diagnostic(
          .warning, code: "\(family).more-warnings",
          "\(warningCount - warnings.count) more warnings of this kind are not listed.",
          place: SourcePlace(file: file)))
    }
    if let error { all.append(error) }
    return all
  }
}
