import KnowledgeGraph
import Proofs

/// The steps of a plan that name a course of the catalogue.
struct CheckedPlan {
  /// Catalogue indices, in the order of the steps.
  var courses: [Int] = []
  var terms: [Int] = []
  /// Beside `courses`: where each stands among the steps given.
  var positions: [Int] = []
}

extension PlanCheckRun {
  /// Checks the steps of one plan, without their sum; gives what could be read of it.
  mutating func checkPlan(
    _ steps: [PathStep], place: String, assumptions: PlanAssumptions
  ) -> CheckedPlan {
    var plan = CheckedPlan()
    for (index, step) in steps.enumerated() {
      let here = "\(place)[\(index)]"
      guard let course = checkIdentity(step, here) else { continue }
      if plan.courses.contains(course) { report(here, "\(step.course.key) is in the plan twice") }
      if step.term < max(1, plan.terms.last ?? 1) {
        report(here + ".term", "terms count from 1 and do not fall, but here stands \(step.term)")
      }
      plan.courses.append(course)
      plan.terms.append(step.term)
      plan.positions.append(index)
    }
    for number in plan.courses.indices {
      let position = plan.positions[number]
      checkStep(steps[position], number, of: plan, "\(place)[\(position)]", assumptions)
    }
    checkGoals(plan, place: place)
    return plan
  }

  /// The course's index, when the catalogue has it and it is not finished.
  private mutating func checkIdentity(_ step: PathStep, _ place: String) -> Int? {
    guard let index = checker.catalog.index(ofID: step.course.id) else {
      report(place + ".course", "no course of the catalogue has the identifier \(step.course.id)")
      return nil
    }
    let course = checker.catalog.courses[index]
    let expected = CourseName(
      id: course.id, key: course.key, title: course.title, provider: course.provider)
    if step.course != expected {
      report(place + ".course", "the course \(course.id) is \(course.key), “\(course.title)”")
    }
    if finished.contains(index) { report(place, "\(course.key) is finished already") }
    return index
  }

  private mutating func checkStep(
    _ step: PathStep, _ number: Int, of plan: CheckedPlan, _ place: String,
    _ assumptions: PlanAssumptions
  ) {
    let course = plan.courses[number]
    if !agrees(step.effort, checker.efforts[course]) {
      report(place + ".effort", "it takes \(checker.efforts[course]), not \(step.effort)")
    }
    if !surroundings(number, of: plan).isMet(checker.requirements[course], assumptions) {
      report(place, "the requirement of \(step.course.key) is not met in term \(step.term)")
    }
    checkRole(step, course, place)
    checkNeeds(step, number, of: plan, place, assumptions)
  }

  /// - Parameter without: a course taken out of the plan.
  func surroundings(
    _ number: Int, of plan: CheckedPlan, without: Int? = nil
  ) -> StepSurroundings {
    let own = plan.courses[number]
    func courses(_ included: (Int) -> Bool) -> Set<Int> {
      let kept = plan.courses.indices.filter { included(plan.terms[$0]) }.map { plan.courses[$0] }
      return Set(kept).subtracting([own]).subtracting(without.map { [$0] } ?? [])
    }
    return StepSurroundings(
      catalog: checker.catalog, name: checker.names[own], finished: finished,
      withoutCredits: Set(equivalents.keys),
      earlier: courses { $0 < plan.terms[number] }, sameTerm: courses { $0 == plan.terms[number] },
      plan: Set(plan.courses).subtracting(without.map { [$0] } ?? []))
  }

  // MARK: - Goals and roles

  private mutating func checkGoals(_ plan: CheckedPlan, place: String) {
    let had = finished.union(plan.courses)
    for (index, goal) in goals.enumerated() where goal.isDisjoint(with: had) {
      report(place, "the plan does not reach the goal \(answer.target[index].key)")
    }
  }

  private mutating func checkRole(_ step: PathStep, _ course: Int, _ place: String) {
    let open = goals.filter { $0.isDisjoint(with: finished) }
    let isGoal = open.contains { $0.contains(course) }
    let isOnlyWay = open.contains { $0 == [course] }
    switch step.role {
    case .goal where !isGoal: report(place + ".role", "\(step.course.key) is no goal")
    case .forced where isOnlyWay, .chosen where isOnlyWay:
      report(place + ".role", "\(step.course.key) is a goal")
    case .forced where !isForced(course):
      report(place + ".role", "a plan without \(step.course.key) cannot be ruled out")
    case .chosen where isForced(course):
      report(place + ".role", "no plan goes without \(step.course.key)")
    default: break
    }
  }

  /// Whether the goals are out of reach without the course.
  private func isForced(_ course: Int) -> Bool {
    !RelaxedReach(self, wanted: []).reachesAll(forbidding: [course])
  }

  // MARK: - What needs a step

  /// The courses (and goal topics) that a step says it is needed for: every one that fails without
  /// it whatever is assumed, and none that holds without it on what is listed, whether exclusions
  /// still see the step or not.
  private mutating func checkNeeds(
    _ step: PathStep, _ number: Int, of plan: CheckedPlan, _ place: String,
    _ assumptions: PlanAssumptions
  ) {
    let course = plan.courses[number]
    let topics = topicsNeeding(course, plan)
    let certain = Set(needers(of: course, plan, .all, isExcluded: false) + topics)
    let possible = certain.union(needers(of: course, plan, assumptions, isExcluded: true))
    let stated = Set(step.neededFor)
    if stated.count != step.neededFor.count {
      report(place + ".neededFor", "something is named twice")
    }
    for name in stated.subtracting(possible).sorted() {
      report(place + ".neededFor", "\(name) does not need \(step.course.key)")
    }
    for name in certain.subtracting(stated).sorted() {
      report(place + ".neededFor", "\(name) needs \(step.course.key), and is not named")
    }
  }

  /// - Parameter isExcluded: whether the course still counts as in the plan for `not(course)`.
  private func needers(
    of course: Int, _ plan: CheckedPlan, _ assumptions: PlanAssumptions, isExcluded: Bool
  ) -> [String] {
    plan.courses.indices.filter { number in
      guard plan.courses[number] != course else { return false }
      var rest = surroundings(number, of: plan, without: course)
      if isExcluded { rest.plan.insert(course) }
      return !rest.isMet(checker.requirements[plan.courses[number]], assumptions)
    }.map { checker.names[plan.courses[$0]] }
  }

  /// Keys of the goal topics that nothing else in the plan, and nothing finished, teaches.
  private func topicsNeeding(_ course: Int, _ plan: CheckedPlan) -> [String] {
    let others = finished.union(plan.courses).subtracting([course])
    return zip(answer.target, goals).filter { target, reaching in
      target.kind == .topic && reaching.contains(course) && reaching.isDisjoint(with: others)
    }.map(\.0.key)
  }

  // MARK: - Assumptions

  /// Each assumption listed is one that the requirement of a step has, in a part that does not hold
  /// of itself. That none is lacking follows from the steps, which hold under the listed ones alone.
  mutating func checkAssumptions(_ plan: CheckedPlan) {
    var seen: Set<PathAssumption> = []
    for (index, assumption) in answer.assumptions.enumerated() {
      let place = "assumptions[\(index)]"
      if !seen.insert(assumption).inserted { report(place, "it is listed twice") }
      guard let number = plan.courses.firstIndex(where: { checker.names[$0] == assumption.course })
      else {
        report(place + ".course", "\(assumption.course) is not in the plan")
        continue
      }
      guard assumption.kind != .missingEffort else {
        checkMissingEffort(assumption, plan.courses[number], place)
        continue
      }
      let requirement = checker.requirements[plan.courses[number]]
      if !rests(requirement, on: assumption, surroundings(number, of: plan)) {
        report(place, "the plan does not rest on it: “\(assumption.text)”")
      }
    }
    checkMissingEffortsAreListed(plan)
  }

  /// Whether the assumption occurs in a conjunct that does not hold when nothing is assumed.
  private func rests(
    _ requirement: PlanRequirement, on assumption: PathAssumption,
    _ surroundings: StepSurroundings
  ) -> Bool {
    if surroundings.isMet(requirement, .listed([])) { return false }
    if case .atLeast(let count, let parts) = requirement, count == parts.count {
      return parts.contains { rests($0, on: assumption, surroundings) }
    }
    return requirement.leaves.contains { leaf in
      switch leaf {
      case .assumable(let kind, let text): kind == assumption.kind && text == assumption.text
      case .course(let mention):
        assumption.kind == .minimumGrade && mention.grade == assumption.text
      case .absent, .credits, .holds, .atLeast: false
      }
    }
  }

  private mutating func checkMissingEffort(
    _ assumption: PathAssumption, _ course: Int, _ place: String
  ) {
    if !checker.isEffortMissing[course] || assumption.text != answer.effortUnit {
      report(place, "the catalogue states the effort of \(assumption.course)")
    }
  }

  private mutating func checkMissingEffortsAreListed(_ plan: CheckedPlan) {
    for course in plan.courses where checker.isEffortMissing[course] {
      let wanted = PathAssumption(
        course: checker.names[course], kind: .missingEffort, text: answer.effortUnit)
      if !answer.assumptions.contains(wanted) {
        report("assumptions", "the effort of \(checker.names[course]) is assumed, and not listed")
      }
    }
  }
}
