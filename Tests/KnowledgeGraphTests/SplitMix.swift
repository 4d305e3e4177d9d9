import KnowledgeGraph

/// Steele, Lea and Flood's SplitMix64, so that every run draws the same cases.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A tree over the courses `c0 ..< c(courseCount)`, with connectives and negation.
  mutating func tree(depth: Int, courseCount: Int) -> Requirement {
    guard depth > 0, below(4) > 0 else {
      return .course(CourseRequirement("c\(below(courseCount))"))
    }
    let parts = (0..<(1 + below(3))).map { _ in tree(depth: depth - 1, courseCount: courseCount) }
    switch below(4) {
    case 0: return .all(parts)
    case 1: return .any(parts)
    case 2: return .atLeast(count: below(parts.count + 1), of: parts)
    default: return .not(parts[0])
    }
  }
}
