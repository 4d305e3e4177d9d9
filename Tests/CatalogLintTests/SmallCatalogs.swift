import KnowledgeGraph

/// A generator whose numbers are the same everywhere (SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random catalogues of a few courses, C0, C1 and so on.
struct SmallCatalogs {
  var generator: SplitMix64
  var exclusions = true
  var atoms = true
  /// Courses name only those before them.
  var ordered = false

  mutating func courses() -> [PlanningCatalog.Course] {
    let count = Int.random(in: 2...5, using: &generator)
    return (0..<count).map { index in
      let trees = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
        tree(
          depth: Int.random(in: 0...2, using: &generator), of: ordered ? max(1, index) : count)
      }
      return PlanningCatalog.Course(
        id: Int64(index + 1), key: "C\(index)", title: "",
        requirements: ordered && index == 0 ? [] : trees)
    }
  }

  mutating func tree(depth: Int, of count: Int) -> Requirement {
    if depth == 0 { return leaf(of: count) }
    let parts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      tree(depth: depth - 1, of: count)
    }
    switch Int.random(in: 0...9, using: &generator) {
    case 0...3: return .all(parts)
    case 4...7: return .any(parts)
    case 8: return .atLeast(count: Int.random(in: 0...3, using: &generator), of: parts)
    default: return exclusions ? .not(.any(parts)) : .all(parts)
    }
  }

  private mutating func leaf(of count: Int) -> Requirement {
    let key = "C\(Int.random(in: 0..<count, using: &generator))"
    switch Int.random(in: 0...11, using: &generator) {
    case 0: return .course(CourseRequirement(key, concurrent: true))
    case 1: return .corequisite(.course(CourseRequirement(key)))
    case 2...3:
      return exclusions ? .not(.course(CourseRequirement(key))) : .course(CourseRequirement(key))
    case 4:
      return atoms
        ? .course(CourseRequirement(key, minimumGrade: "B")) : .course(CourseRequirement(key))
    case 5: return atoms ? .standing("second year") : .course(CourseRequirement(key))
    default: return .course(CourseRequirement(key))
    }
  }
}
