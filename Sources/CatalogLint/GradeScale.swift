/// Minimum grades that can be told apart: letters from A to F with + or −, numbers, and words for
/// having passed.
enum GradeScale {
  private static let passes: Set<String> = [
    "p", "pass", "passed", "s", "cr", "credit", "satisfactory", "合格", "及格",
  ]

  static func isKnown(_ grade: String) -> Bool {
    letter(grade) != nil || number(grade) != nil
      || passes.contains(trimmed(grade).lowercased())
  }

  /// Whether whoever has `better` has `grade` too.
  static func implies(_ better: String?, _ grade: String?) -> Bool {
    guard let grade else { return true }
    guard let better else { return false }
    if trimmed(better).lowercased() == trimmed(grade).lowercased() { return true }
    if let a = letter(better), let b = letter(grade) { return a >= b }
    if let a = number(better), let b = number(grade) { return a >= b }
    return false
  }

  /// Thirds of a letter above F−.
  private static func letter(_ grade: String) -> Int? {
    let scalars = Array(trimmed(grade).uppercased().unicodeScalars)
    guard let first = scalars.first, scalars.count <= 2,
      let step = Array("FEDCBA".unicodeScalars).firstIndex(of: first)
    else { return nil }
    guard scalars.count == 2 else { return 3 * step + 1 }
    switch scalars[1] {
    case "+": return 3 * step + 2
    case "-", "−", "–": return 3 * step
    default: return nil
    }
  }

  /// In the scale's own unit; a percent sign is left out.
  private static func number(_ grade: String) -> Double? {
    let text = trimmed(grade)
    return Double(text.hasSuffix("%") ? String(text.dropLast()) : text)
  }

  private static func trimmed(_ grade: String) -> String {
    String(grade.unicodeScalars.filter { !$0.properties.isWhitespace })
  }
}
