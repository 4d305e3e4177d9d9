import KnowledgeGraph
import Proofs

extension LintFindingCheck {
  mutating func checkRedundancy(_ proof: LintRedundancyProof) {
    expect("lint.redundant", .warning)
    guard let own = ownCourse() else { return }
    expectPlace(own, Array(proof.path.prefix(1)))
    guard checker.place(own, proof.path) != nil, checker.isPart(proof.path, of: own) else {
      return report("proof.path", "no part stands there")
    }
    if checker.simplified(own, without: proof.path) != proof.simplified {
      report("proof.simplified", "that is not what is left without the part")
    }
    let claims = LintClaims(checker: checker, course: own)
    switch claims.sameWithout(proof.path) {
    case .always: break
    case .notAlways: report("proof.path", "without this part the requirement means another thing")
    case .tooMany: report("proof.path", "there are too many cases to look at")
    }
    checkReasons(proof, claims, own)
  }

  private mutating func checkReasons(
    _ proof: LintRedundancyProof, _ claims: LintClaims, _ own: Int
  ) {
    if proof.by.isEmpty {
      if proof.rule != .equivalent { report("proof.by", "nothing is said to give it") }
      return
    }
    for (number, path) in proof.by.enumerated() {
      let isApart = !path.starts(with: proof.path) && !proof.path.starts(with: path)
      if !isApart || !checker.isPart(path, of: own) || proof.by[..<number].contains(path) {
        return report("proof.by[\(number)]", "no other part stands there")
      }
    }
    let rule: LintRedundancyProof.Rule =
      checker.absence(proof.path, of: own) ? .implied : .absorbed
    if proof.rule != rule { return report("proof.rule", "that is \(rule.rawValue)") }
    if claims.gives(proof.by, proof.path, rule) != .always {
      report("proof.by", "these do not make it redundant")
    }
    for number in proof.by.indices where proof.by.count > 1 {
      var fewer = proof.by
      fewer.remove(at: number)
      if claims.gives(fewer, proof.path, rule) == .always {
        report("proof.by[\(number)]", "this is not needed")
      }
    }
  }
}

extension LintChecker {
  /// Whether the path leads to a requirement or to a part of a threshold.
  func isPart(_ path: [Int], of course: Int) -> Bool {
    guard !path.isEmpty, place(course, path) != nil else { return false }
    guard path.count > 1 else { return true }
    return place(course, Array(path.dropLast()))?.isWrapper == false
  }

  /// What a part leaves in its place when it is taken out: `all` is not held up by what is not
  /// there, `any` and `atLeast` gain nothing by it; under `not` the other way round.
  func absence(_ path: [Int], of course: Int) -> Bool {
    guard path.count > 1, let above = place(course, Array(path.dropLast())) else { return true }
    if case .all = above.tree { return !above.isNegated }
    return above.isNegated
  }

  /// All that binds the course, without one part.
  func simplified(_ course: Int, without path: [Int]) -> Requirement? {
    let left = subject.requirements[course].enumerated().filter { $1.binds }
      .compactMap { position, stated in
        position == path.first ? Self.without(path.dropFirst(), stated.tree) : stated.tree
      }
    return left.count == 1 ? left[0] : .all(left)
  }

  private static func without(_ path: ArraySlice<Int>, _ tree: Requirement) -> Requirement? {
    guard let position = path.first else { return nil }
    let parts = tree.lintParts.enumerated().compactMap { index, part in
      index == position ? without(path.dropFirst(), part) : part
    }
    switch tree {
    case .all: return .all(parts)
    case .any: return .any(parts)
    case .atLeast(let count, _): return .atLeast(count: count, of: parts)
    case .not: return parts.first.map(Requirement.not)
    case .corequisite: return parts.first.map(Requirement.corequisite)
    default: return tree
    }
  }
}

/// Claims about the trees of one course in every case of their leaves.
struct LintClaims {
  private let checker: LintChecker
  private let course: Int
  private var statements: [LintStatement] = []
  private var numbers: [LintStatement: Int] = [:]
  private var numberByPath: [[Int]: Int] = [:]

  init(checker: LintChecker, course: Int) {
    self.checker = checker
    self.course = course
    for position in checker.subject.requirements[course].indices {
      if let place = checker.place(course, [position]) { gather(place, [position]) }
    }
  }

  func sameWithout(_ path: [Int]) -> LintCases.Outcome {
    decide { truth in
      guard let whole = value(truth), let less = value(truth, without: path) else { return nil }
      return whole == less
    }
  }

  /// Whether the part holds when all of these do (implied), or one of these when it does.
  func gives(
    _ by: [[Int]], _ path: [Int], _ rule: LintRedundancyProof.Rule
  ) -> LintCases.Outcome {
    decide { truth in
      let own = value(path, truth)
      let others = by.map { value($0, truth) }
      if rule == .implied {
        if own == true || others.contains(false) { return true }
        return own == false && others.allSatisfy { $0 == true } ? false : nil
      }
      if own == false || others.contains(true) { return true }
      return own == true && others.allSatisfy { $0 == false } ? false : nil
    }
  }

  private func decide(_ claim: ([Bool?]) -> Bool?) -> LintCases.Outcome {
    var cases = LintCases(statements)
    return cases.outcome(claim)
  }

  // MARK: Leaves

  private mutating func gather(_ place: LintPlace, _ path: [Int]) {
    if let statement = statement(place, path) {
      let number = numbers[statement] ?? statements.count
      if number == statements.count { statements.append(statement) }
      numbers[statement] = number
      numberByPath[path] = number
    }
    for position in place.tree.lintParts.indices {
      if let part = place.part(position) { gather(part, path + [position]) }
    }
  }

  private func statement(_ place: LintPlace, _ path: [Int]) -> LintStatement? {
    switch place.tree {
    case .course(let named):
      let provider = checker.subject.catalog.courses[course].provider
      let index = checker.subject.catalog.index(ofKey: named.key, provider: provider)
      return LintStatement(
        matter: index.map { .course($0) } ?? .unknownCourse(foldedName(named.key)),
        grade: named.minimumGrade, sameTerm: place.isSameTerm || named.concurrent,
        excluded: place.isNegated)
    case .credits(let count, let pattern):
      return LintStatement(
        matter: .credits(pattern: pattern), credits: count, sameTerm: place.isSameTerm,
        excluded: place.isNegated)
    case .opaque:
      return LintStatement(matter: .opaque(path), sameTerm: false, excluded: place.isNegated)
    case .standing, .programme, .consent, .exam:
      return LintStatement(
        matter: .words(place.tree), sameTerm: false, excluded: place.isNegated)
    case .all, .any, .atLeast, .not, .corequisite, .none: return nil
    }
  }

  // MARK: Values, nil where not decided

  /// Of all that binds the course.
  private func value(_ truth: [Bool?], without path: [Int]? = nil) -> Bool? {
    var isOpen = false
    for position in checker.subject.requirements[course].indices {
      guard let place = checker.place(course, [position]) else { continue }
      switch value(place, [position], truth, without: path) {
      case .some(false): return false
      case .some(true): break
      case .none: isOpen = true
      }
    }
    return isOpen ? nil : true
  }

  private func value(_ path: [Int], _ truth: [Bool?]) -> Bool? {
    checker.place(course, path).flatMap { value($0, path, truth, without: nil) }
  }

  private func value(
    _ place: LintPlace, _ path: [Int], _ truth: [Bool?], without absent: [Int]?
  ) -> Bool? {
    if path == absent { return checker.absence(path, of: course) }
    if let number = numberByPath[path] { return truth[number] }
    if case .none = place.tree { return !place.isNegated }
    let parts = place.tree.lintParts.indices.map { position in
      place.part(position).flatMap {
        value($0, path + [position], truth, without: absent)
      }
    }
    guard let need = place.need else { return parts.first.flatMap(\.self) }
    let met = parts.count { $0 == true }
    if met >= need { return true }
    return met + parts.count { $0 == nil } < need ? false : nil
  }
}
