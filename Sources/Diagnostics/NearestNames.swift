/// The known names nearest to `name`, best first: those within `⌈n/3⌉` edits (at least one) of
/// it, ties in the order given. Case and surrounding space do not count as edits.
///
/// Distance is restricted Damerau–Levenshtein (insert, delete, substitute, swap neighbours).
/// O(candidates · n²) time; for lists of names a person can read.
public func nearestNames(
  to name: String, among candidates: some Sequence<String>, limit: Int = 3
) -> [String] {
  let wanted = Array(name.lowercased().unicodeScalars)
  let threshold = max(1, (wanted.count + 2) / 3)
  var found: [(distance: Int, order: Int, name: String)] = []
  for (order, candidate) in candidates.enumerated() {
    let other = Array(candidate.lowercased().unicodeScalars)
    guard abs(other.count - wanted.count) <= threshold else { continue }
    let distance = editDistance(wanted, other)
    if distance <= threshold { found.append((distance, order, candidate)) }
  }
  return found.sorted { ($0.distance, $0.order) < ($1.distance, $1.order) }
    .prefix(limit).map(\.name)
}

/// Restricted Damerau–Levenshtein distance between two scalar sequences.
func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  guard !a.isEmpty else { return b.count }
  guard !b.isEmpty else { return a.count }
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 1...a.count {
    var current = [i] + [Int](repeating: 0, count: b.count)
    for j in 1...b.count {
      let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        current[j] = min(current[j], beforePrevious[j - 2] + 1)
      }
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.count]
}
