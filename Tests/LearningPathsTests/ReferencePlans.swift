import KnowledgeGraph
import LearningPaths
import Proofs

/// The meaning of a plan and of a certificate, written down once more, naively, as the yardstick
/// of the tests: straight from the docstring of `LearningPathAnswer`.
struct ReferencePlans {
  let catalog: PlanningCatalog
  let finished: Set<Int>

  init(_ catalog: PlanningCatalog, finished: Set<Int64> = []) {
    self.catalog = catalog
    self.finished = Set(finished.compactMap { catalog.index(ofID: $0) })
  }

  struct World {
    var before: Set<Int>
    var along: Set<Int>
    var plan: Set<Int>
    var relaxed = false
  }

  func holds(
    _ tree: Requirement, _ owner: Int, _ world: World, negated: Bool = false, same: Bool = false
  ) -> Bool {
    let part = { (tree: Requirement) in
      holds(tree, owner, world, negated: negated, same: same)
    }
    switch tree {
    case .all(let parts): return negated ? parts.contains(where: part) : parts.allSatisfy(part)
    case .any(let parts): return negated ? parts.allSatisfy(part) : parts.contains(where: part)
    case .atLeast(let count, let parts):
      return parts.count(where: part) >= (negated ? parts.count - count + 1 : count)
    case .not(let inner): return holds(inner, owner, world, negated: !negated, same: same)
    case .corequisite(let inner): return holds(inner, owner, world, negated: negated, same: true)
    case .course(let course):
      guard let index = catalog.index(ofKey: course.key, provider: nil) else { return true }
      if negated {
        if index == owner { return true }
        return !finished.contains(index) && (world.relaxed || !world.plan.contains(index))
      }
      return world.before.contains(index)
        || (same || course.concurrent) && (index == owner || world.along.contains(index))
    case .credits(let count, let pattern):
      if world.relaxed { return true }
      let counted = same ? world.before.union(world.along).subtracting([owner]) : world.before
      let sum = counted.reduce(0.0) { sum, index in
        let course = catalog.courses[index]
        let matches = pattern.map { courseKey(course.key, matches: $0) } ?? true
        return sum + (matches ? course.credits ?? 0 : 0)
      }
      return (sum >= count) != negated
    case .standing, .programme, .opaque, .consent, .exam: return true
    case .none: return !negated
    }
  }

  /// Everything of `allowed` that can be entered, term by term.
  func reached(_ allowed: Set<Int>, relaxed: Bool) -> Set<Int> {
    var before = finished
    while true {
      var along = allowed.subtracting(before)
      var size = -1
      while size != along.count {
        size = along.count
        let world = World(before: before, along: along, plan: allowed, relaxed: relaxed)
        along = along.filter { course in
          catalog.courses[course].requirements.allSatisfy { holds($0, course, world) }
        }
      }
      if along.isEmpty { return before }
      before.formUnion(along)
    }
  }

  func reaches(_ goals: [[Int]], _ allowed: Set<Int>, with extra: Set<Int> = []) -> Bool {
    let reached = reached(allowed, relaxed: true)
    return goals.allSatisfy { $0.contains(where: reached.contains) } && extra.isSubset(of: reached)
  }

  func isValid(_ plan: Set<Int>, _ goals: [[Int]]) -> Bool {
    let had = reached(plan, relaxed: false)
    return plan.isSubset(of: had) && goals.allSatisfy { $0.contains(where: had.contains) }
  }

  func effort(_ plan: Set<Int>) -> Double {
    plan.reduce(0) { sum, index in
      sum + (catalog.effortUnit == nil ? 1 : catalog.courses[index].effort ?? 0)
    }
  }

  /// The least effort over all subsets; nil when no subset will do. O(2^courses).
  func leastEffort(_ goals: [[Int]]) -> Double? {
    let free = catalog.courses.indices.filter { !finished.contains($0) }
    var best: Double?
    for mask in 0..<(1 << free.count) {
      let plan = Set(free.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element))
      let cost = effort(plan)
      if best.map({ cost < $0 }) ?? true, isValid(plan, goals) { best = cost }
    }
    return best
  }

  // MARK: Answers

  /// What is wrong with an answer's steps; empty when nothing is.
  func faults(in steps: [PathStep], _ goals: [[Int]]) -> [String] {
    var faults: [String] = []
    let index = Dictionary(
      steps.compactMap { step in catalog.index(ofID: step.course.id).map { ($0, step.term) } },
      uniquingKeysWith: { first, _ in first })
    if index.count != steps.count { faults.append("a step stands twice or is unknown") }
    let plan = Set(index.keys)
    if !plan.isDisjoint(with: finished) { faults.append("a finished course is in the plan") }
    for (course, term) in index {
      let world = World(
        before: finished.union(plan.filter { (index[$0] ?? 0) < term }),
        along: plan.filter { index[$0] == term }, plan: plan)
      let own = catalog.courses[course]
      for tree in own.requirements where !holds(tree, course, world) {
        faults.append("\(own.key) in term \(term): \(tree)")
      }
    }
    let had = plan.union(finished)
    for goal in goals where !goal.contains(where: had.contains) {
      faults.append("a goal is missed")
    }
    return faults
  }

  /// The bound that a certificate proves; nil when it proves nothing.
  func bound(
    _ certificate: PathCertificate, _ goals: [[Int]], with: Set<Int> = [],
    without: Set<Int> = []
  ) -> Double? {
    switch certificate {
    case .split(let course, let first, let second):
      guard let index = catalog.index(ofKey: course, provider: nil),
        let a = bound(first, goals, with: with.union([index]), without: without),
        let b = bound(second, goals, with: with, without: without.union([index]))
      else { return nil }
      return min(a, b)
    case .landmarks(let landmarks):
      var load: [Int: Double] = [:]
      let all = Set(catalog.courses.indices)
      for landmark in landmarks {
        let members = Set(landmark.anyOf.compactMap { catalog.index(ofKey: $0, provider: nil) })
        guard members.count == landmark.anyOf.count, members.isDisjoint(with: with),
          landmark.weight >= 0,
          !reaches(goals, all.subtracting(members).subtracting(without), with: with)
        else { return nil }
        for member in members { load[member, default: 0] += landmark.weight }
      }
      guard load.allSatisfy({ effort([$0.key]) + 1e-9 >= $0.value }) else { return nil }
      return effort(with) + landmarks.reduce(0) { $0 + $1.weight }
    }
  }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Catalogues for tests. Courses are numbered from 1, with the identifier equal to the number.
enum Catalogues {
  static func make(
    _ courses: [(String, effort: Double?, credits: Double?, requirements: [Requirement])],
    unit: String? = "hours"
  ) -> PlanningCatalog {
    PlanningCatalog(
      courses: courses.enumerated().map { number, course in
        .init(
          id: Int64(number + 1), key: course.0, title: "Course \(course.0)",
          effort: course.effort, credits: course.credits, requirements: course.requirements)
      }, effortUnit: unit)
  }

  /// Random trees over courses of any place, so that cycles occur.
  static func random(
    seed: UInt64, count: Int, exclusions: Bool, credits: Bool, corequisites: Bool
  ) -> PlanningCatalog {
    var generator = SeededGenerator(seed: seed)
    let keys = (0..<count).map { "C \($0)" }
    let courses = (0..<count).map { number in
      let trees = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
        tree(
          keys, number, 2, (exclusions, credits, corequisites), &generator)
      }
      return PlanningCatalog.Course(
        id: Int64(number + 1), key: keys[number], title: "Course \(number)",
        effort: Double(Int.random(in: 1...6, using: &generator)) / 2,
        credits: Double(Int.random(in: 1...4, using: &generator)), requirements: trees)
    }
    return PlanningCatalog(courses: courses, effortUnit: "hours")
  }

  private static func tree(
    _ keys: [String], _ owner: Int, _ depth: Int,
    _ allow: (exclusions: Bool, credits: Bool, corequisites: Bool),
    _ generator: inout SeededGenerator
  ) -> Requirement {
    let key = { (generator: inout SeededGenerator) in
      // Mostly lower numbers, so that goals tend to be reachable.
      let back = Int.random(in: 0..<10, using: &generator) < 8
      return back && owner > 0
        ? keys[Int.random(in: 0..<owner, using: &generator)]
        : keys[Int.random(in: 0..<keys.count, using: &generator)]
    }
    let kind = Int.random(in: 0..<14, using: &generator)
    if depth > 0, kind < 7 {
      let parts = (0..<Int.random(in: 2...3, using: &generator)).map { _ in
        tree(keys, owner, depth - 1, allow, &generator)
      }
      switch kind {
      case 0..<2: return .all(parts)
      case 2..<6: return .any(parts)
      default: return .atLeast(count: 2, of: parts)
      }
    }
    switch kind {
    case 7 where allow.exclusions: return .not(.course(CourseRequirement(key(&generator))))
    case 8 where allow.credits: return .credits(count: 3, of: nil)
    case 9 where allow.corequisites:
      return .corequisite(.course(CourseRequirement(key(&generator))))
    case 10 where allow.corequisites:
      return .course(CourseRequirement(key(&generator), concurrent: true))
    case 11: return .opaque("consent")
    default: return .course(CourseRequirement(key(&generator)))
    }
  }
}

func need(_ keys: String...) -> Requirement {
  .all(keys.map { .course(CourseRequirement($0)) })
}
func oneOf(_ keys: String...) -> Requirement {
  .any(keys.map { .course(CourseRequirement($0)) })
}

extension Catalogues {
  /// A layered catalogue rich in alternatives: every course above the first layer needs one of
  /// several courses of the layers below, a few times over. Seeded.
  static func layered(
    seed: UInt64, layers: Int, width: Int, groups: ClosedRange<Int>, options: ClosedRange<Int>
  ) -> PlanningCatalog {
    var generator = SeededGenerator(seed: seed)
    let key = { (layer: Int, place: Int) in "L\(layer) \(place)" }
    var courses: [PlanningCatalog.Course] = []
    for layer in 0..<layers {
      for place in 0..<width {
        var needs: [Requirement] = []
        if layer > 0 {
          for _ in 0..<Int.random(in: groups, using: &generator) {
            let branches = (0..<Int.random(in: options, using: &generator)).map { _ in
              let below = max(0, layer - Int.random(in: 1...2, using: &generator))
              let chosen = Int.random(in: 0..<width, using: &generator)
              return Requirement.course(CourseRequirement(key(below, chosen)))
            }
            needs.append(.any(branches))
          }
        }
        courses.append(
          .init(
            id: Int64(courses.count + 1), key: key(layer, place), title: key(layer, place),
            requirements: needs.isEmpty ? [] : [.all(needs)]))
      }
    }
    return PlanningCatalog(courses: courses, effortUnit: nil)
  }
}
