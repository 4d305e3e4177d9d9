import KnowledgeGraph
import Proofs

/// A blocked set as a proof claims it, read against the catalogue.
struct LintBlockage {
  let checker: LintChecker
  let members: [LintBlockedMember]
  /// By member.
  let courses: [Int]
  /// Whether a mention counts as failing beyond members and the course itself: by member number,
  /// path and course.
  let isForbidden: (Int, [Int], Int) -> Bool
  /// Whether a mention is taken to hold: by member number, path, course, and same term.
  let isExempt: (Int, [Int], Int, Bool) -> Bool
  /// Members that are there for another reason than to block the others.
  let exempted: Set<Int>
  private let inside: Set<Int>

  /// Above this many members it is not verified that each is needed.
  static let largestReduced = 64

  init(
    _ checker: LintChecker, _ members: [LintBlockedMember], courses: [Int],
    exempted: Set<Int>, isForbidden: @escaping (Int, [Int], Int) -> Bool = { _, _, _ in false },
    isExempt: @escaping (Int, [Int], Int, Bool) -> Bool = { _, _, _, _ in false }
  ) {
    self.checker = checker
    self.members = members
    self.courses = courses
    self.exempted = exempted
    self.isForbidden = isForbidden
    self.isExempt = isExempt
    inside = Set(courses)
  }

  /// What is wrong with it, with the place below the proof.
  func faults() -> [(place: String, message: String)] {
    let wrong = members.indices.flatMap(cutFaults)
    guard wrong.isEmpty else { return wrong }
    var faults: [(place: String, message: String)] = []
    if !isStruckOut() {
      faults.append(("members", "somebody could be the first to enter one of them"))
    }
    guard members.count <= Self.largestReduced else { return faults }
    for number in members.indices where !exempted.contains(courses[number]) {
      if isBlocked(inside.subtracting([courses[number]])) {
        faults.append(("members[\(number)]", "\(members[number].course) is not needed here"))
      }
    }
    return faults
  }

  // MARK: Cuts

  private func cutFaults(_ number: Int) -> [(place: String, message: String)] {
    let cut = members[number].cut
    let here = "members[\(number)].cut"
    if Set(cut.map(\.path)).count < cut.count { return [(here, "a place stands there twice")] }
    for (index, leaf) in cut.enumerated() where !mayFail(leaf, number) {
      return [("\(here)[\(index)]", "there is no such place that could fail")]
    }
    let paths = Set(cut.map(\.path))
    if holds(number, failing: paths) {
      return [(here, "\(members[number].course) can be entered without these")]
    }
    for (index, leaf) in cut.enumerated() where leaf.course != nil {
      if !holds(number, failing: paths.subtracting([leaf.path])) {
        return [("\(here)[\(index)]", "this is not needed")]
      }
    }
    return []
  }

  private func mayFail(_ leaf: LintCutLeaf, _ number: Int) -> Bool {
    let course = courses[number]
    guard let place = checker.place(course, leaf.path) else { return false }
    guard let name = leaf.course else { return place.isImpossible && !place.isWrapper }
    guard case .mention(let index, let sameTerm) = checker.leaf(place, of: course),
      checker.names[index] == name, !isExempt(number, leaf.path, index, sameTerm)
    else { return false }
    return index == course || inside.contains(index) || isForbidden(number, leaf.path, index)
  }

  private func holds(_ number: Int, failing: Set<[Int]>) -> Bool {
    checker.holds(courses[number]) { path, _, _ in !failing.contains(path) }
  }

  // MARK: Striking out

  private func isStruckOut() -> Bool {
    var struck: Set<Int> = []
    var grew = true
    while grew {
      grew = false
      for number in members.indices where !struck.contains(courses[number]) {
        let own = courses[number]
        let cut = Set(members[number].cut.map(\.path))
        let holds = checker.holds(own) { path, index, sameTerm in
          guard cut.contains(path) else { return true }
          return sameTerm && index != own && !isForbidden(number, path, index)
            && !struck.contains(index)
        }
        if !holds {
          struck.insert(own)
          grew = true
        }
      }
    }
    return struck.count == members.count
  }

  /// Whether a set of the members is blocked by all that its trees mention, not by the cuts alone.
  private func isBlocked(_ set: Set<Int>) -> Bool {
    guard set.contains(courses[0]) else { return false }
    var struck: Set<Int> = []
    var grew = true
    while grew {
      grew = false
      for number in members.indices where set.contains(courses[number]) {
        let own = courses[number]
        guard !struck.contains(own) else { continue }
        let holds = checker.holds(own) { path, index, sameTerm in
          if isExempt(number, path, index, sameTerm) { return true }
          if index == own || isForbidden(number, path, index) { return false }
          return !set.contains(index) || sameTerm && !struck.contains(index)
        }
        if !holds {
          struck.insert(own)
          grew = true
        }
      }
    }
    return struck.count == set.count
  }
}

extension LintFindingCheck {
  /// The courses that members name; reports and gives nil where one cannot be read.
  mutating func courses(of members: [LintBlockedMember]) -> [Int]? {
    let found = members.compactMap { checker.indexByName[$0.course] }
    guard found.count == members.count, Set(found).count == found.count else {
      report("proof.members", "each must name one course, and none twice")
      return nil
    }
    return found
  }

  /// Exclusions as courses and paths; reports and gives nil where one does not stand there.
  mutating func exclusions(_ claimed: [LintExclusion], of course: Int) -> [(Int, [Int])]? {
    var found: [(Int, [Int])] = []
    for (number, exclusion) in claimed.enumerated() {
      guard let place = checker.place(course, exclusion.path),
        case .exclusion(let index) = checker.leaf(place, of: course),
        checker.names[index] == exclusion.course,
        !found.contains(where: { $0.1 == exclusion.path })
      else {
        report("proof.excluded[\(number)]", "\(exclusion.course) is not excluded there")
        return nil
      }
      found.append((index, exclusion.path))
    }
    return found
  }
}

extension LintChecker {
  /// Whether a mention cannot hold beside an exclusion of the same course: in the least part that
  /// holds both, and from it down to the exclusion, all parts are asked for.
  func stand(_ mention: [Int], against exclusion: [Int], of course: Int) -> Bool {
    let shared = zip(mention, exclusion).prefix { $0 == $1 }.count
    return areAllAsked(course, along: exclusion, from: shared)
  }

  /// Whether every threshold on the way from a depth down to the place asks for all its parts. Above
  /// depth 1 stands the conjunction of all that is required.
  func areAllAsked(_ course: Int, along path: [Int], from depth: Int) -> Bool {
    (depth..<path.count).allSatisfy { depth in
      if depth == 0 { return true }
      guard let place = place(course, Array(path.prefix(depth))) else { return false }
      return place.isWrapper || place.asksForAll
    }
  }
}
