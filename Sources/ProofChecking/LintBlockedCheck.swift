import KnowledgeGraph
import Proofs

extension LintFindingCheck {
  mutating func checkBlocked(_ proof: LintBlockedProof) {
    expect(code(of: proof), .error)
    guard let own = ownCourse(), let courses = courses(of: proof.members),
      let excluded = exclusions(proof.excluded, of: own)
    else { return }
    guard courses.first == own else {
      return report("proof.members", "the first must be the finding's course")
    }
    expectBindingPlace(own)
    let first = Set(
      proof.members[0].cut.compactMap { $0.course.flatMap { checker.indexByName[$0] } })
    let blockage = LintBlockage(
      checker, proof.members, courses: courses,
      exempted: excluded.isEmpty ? [own] : first.union([own]),
      isForbidden: forbidding(excluded, of: own, first: 0))
    report(blockage)
    expectEachUsed(proof.excluded, proof.members, beside: proof.members[0].cut, own: own)
    checkCycle(proof)
  }

  private func code(of proof: LintBlockedProof) -> String {
    if !proof.excluded.isEmpty { return "lint.contradiction" }
    switch proof.cycle.count {
    case 0: return "lint.unreachable"
    case 1: return "lint.self-requirement"
    default: return "lint.cycle"
    }
  }

  mutating func report(_ blockage: LintBlockage) {
    for fault in blockage.faults() { report("proof.\(fault.place)", fault.message) }
  }

  private mutating func expectBindingPlace(_ course: Int) {
    let stated = subject.requirements[course]
    expectPlace(course, stated.indices.filter { stated[$0].binds })
  }

  /// A mention of an excluded course fails in the finding's own tree where it stands against the
  /// exclusion, and elsewhere when all ways to meet the tree contain the exclusion.
  private func forbidding(
    _ excluded: [(Int, [Int])], of own: Int, first: Int?
  ) -> (Int, [Int], Int) -> Bool {
    let checker = checker
    return { number, path, course in
      excluded.contains { target, place in
        guard target == course else { return false }
        return number == first
          ? checker.stand(path, against: place, of: own)
          : checker.areAllAsked(own, along: place, from: 0)
      }
    }
  }

  /// Every exclusion is what some cut leans on.
  private mutating func expectEachUsed(
    _ excluded: [LintExclusion], _ members: [LintBlockedMember], beside cut: [LintCutLeaf],
    own: Int
  ) {
    let inside = Set(members.map(\.course))
    let elsewhere = Set(members.flatMap(\.cut).compactMap(\.course)).subtracting(inside)
    let all = elsewhere.union(cut.compactMap(\.course))
    for (number, exclusion) in excluded.enumerated() where !all.contains(exclusion.course) {
      report("proof.excluded[\(number)]", "no cut leans on \(exclusion.course)")
    }
  }

  private mutating func checkCycle(_ proof: LintBlockedProof) {
    guard let first = proof.cycle.first else { return }
    if first != finding.course || Set(proof.cycle).count < proof.cycle.count {
      report("proof.cycle", "it begins with the finding's course and names none twice")
    }
    let cuts = Dictionary(
      proof.members.map { ($0.course, $0.cut) }, uniquingKeysWith: { first, _ in first })
    for (number, course) in proof.cycle.enumerated() {
      let next = number + 1 < proof.cycle.count ? proof.cycle[number + 1] : first
      if !(cuts[course] ?? []).contains(where: { $0.course == next }) {
        report("proof.cycle[\(number)]", "\(course) does not wait for \(next)")
      }
    }
  }

  mutating func checkAlternative(_ proof: LintAlternativeProof) {
    expect("lint.unreachable-alternative", .warning)
    guard let own = ownCourse(), let courses = courses(of: proof.members),
      let excluded = exclusions(proof.excluded, of: own)
    else { return }
    expectPlace(own, Array(proof.path.prefix(1)))
    guard proof.path.count > 1, let place = checker.place(own, proof.path),
      let above = checker.threshold(above: proof.path, of: own), !above.asksForAll
    else { return report("proof.path", "no alternative stands there") }
    if courses.contains(own) {
      return report("proof.members", "the alternative's own course stands among them")
    }
    let forbids = forbidding(excluded, of: own, first: nil)
    if !courses.isEmpty {
      let started = Set(proof.cut.compactMap { $0.course.flatMap { checker.indexByName[$0] } })
      report(
        LintBlockage(
          checker, proof.members, courses: courses, exempted: started.union([courses[0]]),
          isForbidden: forbids))
    }
    checkCut(proof, place, own, Set(courses), forbidding(excluded, of: own, first: 0))
    expectEachUsed(proof.excluded, proof.members, beside: proof.cut, own: own)
    expectEachNeeded(proof)
  }

  /// The alternative's own cut.
  private mutating func checkCut(
    _ proof: LintAlternativeProof, _ place: LintPlace, _ own: Int, _ members: Set<Int>,
    _ isForbidden: (Int, [Int], Int) -> Bool
  ) {
    for (number, leaf) in proof.cut.enumerated() {
      let isBelow = leaf.path.starts(with: proof.path)
      guard isBelow, let node = checker.place(own, leaf.path) else {
        return report("proof.cut[\(number)]", "it does not stand in the alternative")
      }
      guard let name = leaf.course else {
        if !node.isImpossible || node.isWrapper {
          report("proof.cut[\(number)]", "what stands there could hold")
        }
        continue
      }
      guard case .mention(let index, _) = checker.leaf(node, of: own), checker.names[index] == name,
        index == own || members.contains(index) || isForbidden(0, leaf.path, index)
      else { return report("proof.cut[\(number)]", "no blocked course is named there") }
    }
    let paths = Set(proof.cut.map(\.path))
    let checker = checker
    let holds = { (failing: Set<[Int]>) in
      checker.holds(place, proof.path, of: own) { path, _, _ in !failing.contains(path) }
    }
    if holds(paths) { report("proof.cut", "the alternative can be taken without these") }
    for (number, leaf) in proof.cut.enumerated() where leaf.course != nil {
      if !holds(paths.subtracting([leaf.path])) {
        report("proof.cut[\(number)]", "this is not needed")
      }
    }
  }

  /// Every member is named by a cut.
  private mutating func expectEachNeeded(_ proof: LintAlternativeProof) {
    let named = Set((proof.cut + proof.members.flatMap(\.cut)).compactMap(\.course))
    for (number, member) in proof.members.enumerated() where !named.contains(member.course) {
      report("proof.members[\(number)]", "\(member.course) is not needed here")
    }
  }

  mutating func checkTransitive(_ proof: LintTransitiveProof) {
    expect("lint.transitive", .note)
    guard let own = ownCourse(), let courses = courses(of: proof.members) else { return }
    expectPlace(own, Array(proof.path.prefix(1)))
    guard let place = checker.place(own, proof.path),
      case .mention(let target, false) = checker.leaf(place, of: own), target != own,
      checker.names[target] == proof.course,
      checker.areAllAsked(own, along: proof.path, from: 0), !hasGrade(place)
    else { return report("proof.path", "\(proof.course) is not required outright there") }
    guard courses.first == own, !courses.contains(target) else {
      return report("proof.members", "the first must be the finding's course")
    }
    report(
      LintBlockage(
        checker, proof.members, courses: courses, exempted: [own],
        isForbidden: { _, _, course in course == target },
        isExempt: { number, _, course, sameTerm in
          number == 0 && (sameTerm || course == target)
        }))
  }

  private func hasGrade(_ place: LintPlace) -> Bool {
    if case .course(let named) = place.tree { return named.minimumGrade != nil }
    return false
  }
}

extension LintChecker {
  /// The threshold whose part the path leads to, past what only passes on.
  func threshold(above path: [Int], of course: Int) -> LintPlace? {
    var path = path
    while path.count > 1 {
      path.removeLast()
      guard let place = place(course, path) else { return nil }
      if !place.isWrapper { return place }
    }
    return nil
  }
}
