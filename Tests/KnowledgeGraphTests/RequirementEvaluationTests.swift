import KnowledgeGraph
import Testing

/// Facts for the courses `c0`, `c1`, … and no others.
private struct TestFacts: RequirementFacts {
  var courses: [Truth]

  func finished(_ course: CourseRequirement) -> Truth {
    guard let number = Int(course.key.dropFirst()), number < courses.count else {
      return .cannotTell
    }
    return courses[number]
  }

  func creditsEarned(matching pattern: String?) -> Double {
    let earned = courses.indices.filter { index in
      courses[index] == .met && (pattern.map { courseKey("c\(index)", matches: $0) } ?? true)
    }
    return Double(3 * earned.count)
  }
}

@Suite("Evaluating requirements")
struct RequirementEvaluationTests {
  /// Without negation a tree is met when all completions of the unknown courses meet it, and not
  /// met when none does: Kleene's values follow from the two-valued ones.
  @Test("Agrees with every assignment of the unknown courses", arguments: 0..<120)
  func agreesWithAssignments(seed: UInt64) {
    var random = SplitMix(state: seed)
    let tree = random.tree(depth: 3, courseCount: 4)
    for code in 0..<81 {
      let known = (0..<4).map { [Truth.met, .notMet, .cannotTell][code / power(3, $0) % 3] }
      let worlds = Self.completions(of: known).map { meets(tree, Set($0)) }
      let expected: Truth =
        worlds.allSatisfy { $0 } ? .met : worlds.contains(true) ? .cannotTell : .notMet
      let value = tree.evaluate(TestFacts(courses: known))
      // Strong Kleene logic may be more careful than the completions, never bolder.
      #expect(value == expected || value == .cannotTell)
      if !known.contains(.cannotTell) { #expect(value == expected) }
      if tree.namesEachCourseOnce { #expect(value == expected) }
    }
  }

  private static func completions(of known: [Truth]) -> [[Int]] {
    known.enumerated().reduce([[]]) { worlds, entry in
      switch entry.element {
      case .met: worlds.map { $0 + [entry.offset] }
      case .notMet: worlds
      case .cannotTell: worlds + worlds.map { $0 + [entry.offset] }
      }
    }
  }

  /// Two-valued truth, written from the meaning of the words.
  private func meets(_ tree: Requirement, _ done: Set<Int>) -> Bool {
    switch tree {
    case .course(let course): done.contains(Int(course.key.dropFirst()) ?? -1)
    case .all(let parts): !parts.contains { !meets($0, done) }
    case .any(let parts): parts.contains { meets($0, done) }
    case .atLeast(let count, let parts): parts.filter { meets($0, done) }.count >= count
    case .not(let part): !meets(part, done)
    default: true
    }
  }

  private func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { result, _ in result * base }
  }

  @Test(arguments: [
    (Requirement.none, Truth.met), (.opaque("consent"), .cannotTell),
    (.standing("third year"), .cannotTell), (.programme("Law"), .cannotTell),
    (.consent("ask"), .cannotTell), (.exam("TOEFL 550"), .cannotTell),
    (.not(.consent("ask")), .cannotTell), (.credits(count: 3, of: "d%|c0"), .met),
    (.credits(count: 3, of: "d%|c1"), .notMet),
    (.course(CourseRequirement("c0")), .met), (.course(CourseRequirement("c1")), .notMet),
    (.course(CourseRequirement("x9")), .cannotTell),
    (.course(CourseRequirement("c1", concurrent: true)), .cannotTell),
    (.course(CourseRequirement("c0", concurrent: true)), .met),
    (.corequisite(.course(CourseRequirement("c1"))), .cannotTell),
    (.corequisite(.course(CourseRequirement("c0"))), .met),
    (.not(.course(CourseRequirement("c0"))), .notMet), (.not(.opaque("?")), .cannotTell),
    (.credits(count: 3, of: nil), .met), (.credits(count: 3.5, of: nil), .notMet),
    (.credits(count: 3, of: "c0%"), .met), (.credits(count: 3, of: "d%"), .notMet),
    (.all([]), .met), (.any([]), .notMet),
    (.any([.opaque("?"), .course(CourseRequirement("c0"))]), .met),
    (.all([.opaque("?"), .course(CourseRequirement("c1"))]), .notMet),
    (.atLeast(count: 2, of: [.none, .opaque("?"), .none]), .met),
    (.atLeast(count: 3, of: [.none, .opaque("?"), .none]), .cannotTell),
  ])
  func atoms(tree: Requirement, truth: Truth) {
    #expect(tree.evaluate(TestFacts(courses: [.met, .notMet])) == truth)
  }

  /// Against the definition: `%` takes any number of characters.
  @Test func patternsAgreeWithTheDefinition() {
    let symbols: [Character] = ["a", "b", "%"]
    let patterns = (0...4).flatMap { Self.words(of: symbols, length: $0) }
    let keys = (0...4).flatMap { Self.words(of: ["a", "b"], length: $0) }
    for pattern in patterns {
      for key in keys {
        let expected = Self.matches(key[...], pattern[...])
        #expect(courseKey(String(key), matches: String(pattern)) == expected, "\(key) \(pattern)")
      }
    }
  }

  private static func words(of symbols: [Character], length: Int) -> [[Character]] {
    length == 0
      ? [[]]
      : words(of: symbols, length: length - 1).flatMap { word in symbols.map { word + [$0] } }
  }

  private static func matches(_ key: ArraySlice<Character>, _ pattern: ArraySlice<Character>)
    -> Bool
  {
    guard let symbol = pattern.first else { return key.isEmpty }
    if symbol == "%" {
      return matches(key, pattern.dropFirst())
        || (!key.isEmpty && matches(key.dropFirst(), pattern))
    }
    return key.first == symbol && matches(key.dropFirst(), pattern.dropFirst())
  }

  @Test(arguments: [
    ("PHYS 101", "PH%", true), ("phys 101", "PHYS 1%", true), ("MATH 101", "%101", true),
    ("BIO 12", "%IO%2", true), ("BIO 12", "BIO", false), ("", "", true), ("", "%", true),
    ("大学物理", "大学%", true), ("STAT 210", "MATH 1%|STAT 2%|CS 101", true),
    ("CS 101", "MATH 1%|STAT 2%|CS 101", true), ("CS 1010", "MATH 1%|STAT 2%|CS 101", false),
    ("STAT 310", "MATH 1% | STAT 2%", false), ("MATH 1", "MATH 1% | STAT 2%", true),
    ("", "|A", true), ("B", "|A", false),
  ])
  func patterns(key: String, pattern: String, matches: Bool) {
    #expect(courseKey(key, matches: pattern) == matches)
  }
}

extension Requirement {
  fileprivate var namesEachCourseOnce: Bool {
    let keys = allKeys
    return Set(keys).count == keys.count
  }

  private var allKeys: [String] {
    switch self {
    case .course(let course): [course.key]
    case .all(let parts), .any(let parts), .atLeast(_, let parts): parts.flatMap(\.allKeys)
    case .not(let part), .corequisite(let part): part.allKeys
    default: []
    }
  }
}
