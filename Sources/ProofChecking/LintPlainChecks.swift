import KnowledgeGraph
import Proofs

/// Findings whose proof is a look at one place, or a count.
extension LintFindingCheck {
  mutating func checkKey(_ proof: LintKeyProof) {
    guard let own = ownCourse() else { return }
    let isAmbiguous = !proof.bearers.isEmpty
    let stated = subject.requirements[own]
    guard let position = proof.path.first, stated.indices.contains(position),
      case .course(let named)? = stated[position].tree.lintPart(proof.path.dropFirst()),
      named.key == proof.key
    else { return report("proof.path", "\(proof.key) does not stand there") }
    expectPlace(own, [position])
    expect(
      isAmbiguous ? "lint.ambiguous" : "lint.dangling",
      isAmbiguous || stated[position].binds ? .warning : .note)
    let bearers = checker.indicesByKey[foldedName(proof.key)] ?? []
    if bearers.map({ checker.names[$0] }) != proof.bearers {
      report("proof.bearers", "\(bearers.count) courses bear the key \(proof.key)")
    }
    let courses = subject.catalog.courses
    let provider = courses[own].provider
    if bearers.count == 1 || bearers.contains(where: { courses[$0].provider == provider }) {
      report("proof.key", "\(proof.key) means a course")
    }
    for (number, key) in proof.nearest.enumerated()
    where checker.indicesByKey[foldedName(key)] == nil {
      report("proof.nearest[\(number)]", "the catalogue does not hold \(key)")
    }
  }

  mutating func checkThreshold(_ proof: LintThresholdProof) {
    let isNote = proof.flaw == .all || proof.flaw == .one
    expect("lint.threshold", isNote ? .note : .warning)
    guard let own = ownCourse() else { return }
    expectPlace(own, Array(proof.path.prefix(1)))
    guard case .atLeast(let count, let parts)? = checker.place(own, proof.path)?.tree else {
      return report("proof.path", "no number of parts is asked for there")
    }
    if count != proof.count { report("proof.count", "it asks for \(count)") }
    if parts.count != proof.of { report("proof.of", "there are \(parts.count) parts") }
    let holds =
      switch proof.flaw {
      case .all: count == parts.count && count > 1 && proof.parts.isEmpty
      case .one: count == 1 && parts.count > 1 && proof.parts.isEmpty
      case .nothing: count <= 0 && proof.parts.isEmpty
      case .repeated:
        proof.parts.count > 1 && proof.parts.allSatisfy(parts.indices.contains)
          && parts.indices.filter { parts[$0] == parts[proof.parts[0]] } == proof.parts
      }
    if !holds { report("proof.flaw", "that is not so") }
  }

  mutating func checkCredits(_ proof: LintCreditsProof) {
    expect("lint.credits", .warning)
    guard let own = ownCourse() else { return }
    expectPlace(own, Array(proof.path.prefix(1)))
    guard case .credits(let count, let pattern)? = checker.place(own, proof.path)?.tree,
      count == proof.count, pattern == proof.pattern
    else { return report("proof.path", "these credits are not asked for there") }
    let others = subject.catalog.courses.enumerated().filter { index, course in
      index != own && (pattern.map { courseKey(course.key, matches: $0) } ?? true)
    }.map(\.element.credits)
    let stated = others.compactMap { $0 }.filter { $0.isFinite && $0 >= 0 }
    if stated.count < others.count {
      report("proof.courses", "not all courses that match state their credits")
    }
    if others.count != proof.courses { report("proof.courses", "\(others.count) match") }
    let sum = stated.reduce(0, +)
    if !agrees(proof.offered, sum) { report("proof.offered", "they offer \(sum)") }
    if sum >= count { report("proof.count", "that many are offered") }
  }

  mutating func checkGrade(_ proof: LintGradeProof) {
    expect("lint.grade", .note)
    guard let own = ownCourse() else { return }
    expectPlace(own, Array(proof.path.prefix(1)))
    guard case .course(let named)? = checker.place(own, proof.path)?.tree,
      named.minimumGrade == proof.grade
    else { return report("proof.path", "that grade is not asked for there") }
    if LintGrade.isKnown(proof.grade) { report("proof.grade", "it is a grade of a known scale") }
  }

  mutating func checkOpaque(_ proof: LintOpaqueProof) {
    expect("lint.opaque", .note)
    let trees: [Requirement]
    if let position = proof.requirement {
      guard let own = ownCourse() else { return }
      guard subject.requirements[own].indices.contains(position) else {
        return report("proof.requirement", "there is no such requirement")
      }
      expectPlace(own, [position])
      trees = [subject.requirements[own][position].tree]
      if trees[0].opaqueSpans != proof.spans { report("proof.spans", "other words stand there") }
    } else {
      expectNoCourse()
      trees = subject.requirements.joined().map(\.tree)
      if !proof.spans.isEmpty { report("proof.spans", "they are listed for one course only") }
    }
    let opaque = trees.count { $0.status == .opaque }
    let partial = trees.count { $0.status == .partial }
    if opaque != proof.opaque { report("proof.opaque", "\(opaque) were not understood") }
    if partial != proof.partial { report("proof.partial", "\(partial) were understood in part") }
    if opaque + partial == 0 { report("proof.opaque", "everything was understood") }
  }

  mutating func checkTitles(_ proof: LintTitlesProof) {
    expect("lint.same-title", .note)
    expectNoCourse()
    if proof.groups.isEmpty { report("proof.groups", "no title is given") }
    let courses = subject.catalog.courses
    for (number, group) in proof.groups.enumerated() {
      let title = foldedName(group.title)
      let bearers = courses.indices.filter { foldedName(courses[$0].title) == title }
      if bearers.map({ checker.names[$0] }) != group.courses {
        report("proof.groups[\(number)].courses", "\(bearers.count) courses bear the title")
      }
      if title.isEmpty || Set(bearers.map { courses[$0].provider }).count < 2 {
        report("proof.groups[\(number)]", "they do not belong to several providers")
      }
    }
    if Set(proof.groups.map { foldedName($0.title) }).count < proof.groups.count {
      report("proof.groups", "a title stands there twice")
    }
  }

  mutating func checkLegalCycle(_ proof: LintLegalCycleProof) {
    expect("lint.cycle-legal", .note)
    guard let own = ownCourse() else { return }
    guard proof.cycle.first?.course == finding.course,
      Set(proof.cycle.map(\.course)).count == proof.cycle.count
    else { return report("proof.cycle", "it begins with the course and names none twice") }
    expectPlace(own, Array(proof.cycle[0].path.prefix(1)))
    for (number, step) in proof.cycle.enumerated() {
      let next = proof.cycle[(number + 1) % proof.cycle.count].course
      guard let course = checker.indexByName[step.course],
        let place = checker.place(course, step.path),
        case .mention(let index, _) = checker.leaf(place, of: course),
        checker.names[index] == next
      else { return report("proof.cycle[\(number)]", "\(step.course) does not name \(next) there") }
    }
    checkEntry(proof, own)
  }

  /// The courses of each term can be entered after those before, and the last term has the first
  /// course of the cycle.
  private mutating func checkEntry(_ proof: LintLegalCycleProof, _ own: Int) {
    var before: Set<Int> = []
    for (number, term) in proof.entry.enumerated() {
      let courses = term.compactMap { checker.indexByName[$0] }
      let beside = Set(courses)
      guard courses.count == term.count, beside.count == term.count, beside.isDisjoint(with: before)
      else { return report("proof.entry[\(number)]", "each must name a course, and none twice") }
      for course in courses {
        let holds = checker.holds(course) { _, index, sameTerm in
          index != course && (before.contains(index) || sameTerm && beside.contains(index))
        }
        if !holds {
          report("proof.entry[\(number)]", "\(checker.names[course]) cannot be entered here")
        }
      }
      before.formUnion(beside)
    }
    if proof.entry.last?.contains(checker.names[own]) != true {
      report("proof.entry", "it does not end with \(checker.names[own])")
    }
  }
}

extension Requirement {
  /// What stands at a path, whether it binds or not.
  func lintPart(_ path: ArraySlice<Int>) -> Requirement? {
    guard let position = path.first else { return self }
    let parts = lintParts
    return parts.indices.contains(position) ? parts[position].lintPart(path.dropFirst()) : nil
  }
}
