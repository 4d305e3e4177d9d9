import KnowledgeGraph
import Proofs

/// Turns chosen courses into the answer: terms, roles, reasons, assumptions, certificate, and
/// other plans.
struct AnswerAssembly {
  private let request: PlanRequest
  private let chosen: ChosenCourses
  private let chooser: CourseChooser
  private let schedule: TermSchedule
  private var context: PlanContext { request.context }

  init(_ request: PlanRequest, _ chosen: ChosenCourses, _ chooser: CourseChooser) {
    self.request = request
    self.chosen = chosen
    self.chooser = chooser
    schedule = Self.schedule(chosen.courses, request)
  }

  /// What keeps the plan from standing within the limits; nil when nothing does.
  var brokenLimit: UnreachableGoal? {
    LimitReport(
      request: request, schedule: schedule, effort: effort(chosen.courses),
      lowerBound: bound(chosen.certificate, spent: 0)
    ).report
  }

  func answer(versions: Versions, learner: String?) -> LearningPathAnswer {
    let effort = effort(chosen.courses)
    let lowerBound = bound(chosen.certificate, spent: 0)
    let steps = steps(chosen.courses, schedule)
    return LearningPathAnswer(
      versions: versions, learner: learner, target: request.goals.map(\.goal),
      steps: steps, effort: effort,
      effortUnit: context.catalog.effortUnit ?? "courses", lowerBound: lowerBound,
      optimal: abs(effort - lowerBound) <= 1e-9 * max(1, effort),
      assumptions: assumptions(steps), certificate: named(chosen.certificate),
      alternatives: AlternativePlans(request, chosen.courses, chooser).found().map(alternative))
  }

  private static func schedule(_ courses: [Int], _ request: PlanRequest) -> TermSchedule {
    let earliest = TermSchedule(courses, request.context)
    let limits = TermLimits(
      credits: request.options.creditsPerTerm, effort: request.options.effortPerTerm)
    guard limits != TermLimits() else { return earliest }
    return TermSchedule(
      courses, request.context, limits: limits,
      priority: remainingChains(earliest.termOf, request.context))
  }

  /// Terms that must still follow each course: 0 when nothing of the plan waits for it.
  private static func remainingChains(
    _ termOf: [Int: Int], _ context: PlanContext
  ) -> [Int: Int] {
    var chains: [Int: Int] = [:]
    let latestFirst = termOf.keys.sorted {
      (-(termOf[$0] ?? 0), $0) < (-(termOf[$1] ?? 0), $1)
    }
    for course in latestFirst {
      let own = chains[course] ?? 0
      for mention in context.formulas[course].mentions {
        guard let before = termOf[mention.index], before < (termOf[course] ?? 0) else { continue }
        chains[mention.index] = max(chains[mention.index] ?? 0, own + 1)
      }
    }
    return chains
  }

  private func effort(_ courses: [Int]) -> Double {
    courses.reduce(0) { $0 + context.scale.efforts[$1] }
  }

  // MARK: Steps

  private func steps(_ courses: [Int], _ schedule: TermSchedule) -> [PathStep] {
    let termOf = schedule.termOf
    let ordered = courses.sorted {
      (termOf[$0] ?? 0, context.name($0), $0) < (termOf[$1] ?? 0, context.name($1), $1)
    }
    return ordered.map { course in
      PathStep(
        course: context.courseName(course), term: termOf[course] ?? 0,
        effort: context.scale.efforts[course], role: role(of: course, in: courses),
        neededFor: needers(of: course, ordered, termOf))
    }
  }

  private func role(of course: Int, in plan: [Int]) -> PathStep.Role {
    if request.openGoals.contains(where: { $0.first(where: plan.contains) == course }) {
      return .goal
    }
    return chooser.isForced(course) ? .forced : .chosen
  }

  private func needers(of course: Int, _ plan: [Int], _ termOf: [Int: Int]) -> [String] {
    let others = plan.filter { other in
      other != course && mayNeed(other, course)
        && !surroundings(of: other, plan, termOf, without: course)
          .holds(context.formulas[other])
    }
    let id = context.catalog.courses[course].id
    let topics = request.goals.filter { goal in
      goal.goal.kind == .topic && goal.courses.contains(id)
        && !goal.courses.contains { other in
          guard other != id, let index = context.catalog.index(ofID: other) else { return false }
          return plan.contains(index) || context.finished.contains(index)
        }
    }
    return others.map(context.name) + topics.map(\.goal.key)
  }

  /// Names the course or counts credits.
  private func mayNeed(_ course: Int, _ other: Int) -> Bool {
    var found = false
    context.formulas[course].forEachLiteral { literal in
      switch literal {
      case .course(let mention) where mention.index == other: found = true
      case .credits: found = true
      default: break
      }
    }
    return found
  }

  private func surroundings(
    of course: Int, _ plan: [Int], _ termOf: [Int: Int], without: Int? = nil
  ) -> PlanSurroundings {
    let term = termOf[course] ?? 0
    let others = plan.filter { $0 != course && $0 != without }
    return PlanSurroundings(
      context: context,
      before: context.finished.union(others.filter { (termOf[$0] ?? 0) < term }),
      alongside: Set(others.filter { termOf[$0] == term }), plan: Set(plan))
  }

  private func assumptions(_ steps: [PathStep]) -> [PathAssumption] {
    let termOf = schedule.termOf
    var seen: Set<PathAssumption> = []
    return steps.flatMap { step -> [PathAssumption] in
      guard let course = context.catalog.index(ofID: step.course.id) else { return [] }
      let name = context.name(course)
      let missing =
        context.scale.isMissing[course]
        ? [
          PathAssumption(
            course: name, kind: .missingEffort, text: context.catalog.effortUnit ?? "courses")
        ]
        : []
      let assumed = surroundings(of: course, chosen.courses, termOf)
        .assumptions(context.formulas[course], for: name)
      return missing + (assumed ?? [])
    }.filter { seen.insert($0).inserted }
  }

  // MARK: Certificate

  private func named(_ certificate: PlanSearch.Certificate) -> PathCertificate {
    let name = { context.name(chooser.problem.courses[$0]) }
    switch certificate {
    case .landmarks(let landmarks):
      return .landmarks(
        landmarks.map { landmark in
          PathLandmark(
            anyOf: landmark.members.map(name),
            weight: context.scale.effort(ofCost: landmark.weight))
        })
    case .split(let course, let with, let without):
      return .split(course: name(course), with: named(with), without: named(without))
    }
  }

  /// The bound as `LearningPathAnswer` defines it, in units of effort.
  private func bound(_ certificate: PlanSearch.Certificate, spent: Double) -> Double {
    switch certificate {
    case .landmarks(let landmarks):
      return landmarks.reduce(spent) { $0 + context.scale.effort(ofCost: $1.weight) }
    case .split(let course, let with, let without):
      let own = context.scale.efforts[chooser.problem.courses[course]]
      return min(bound(with, spent: spent + own), bound(without, spent: spent))
    }
  }

  // MARK: Alternatives

  private func alternative(_ courses: [Int]) -> AlternativePath {
    let first = Set(chosen.courses)
    let other = Set(courses)
    return AlternativePath(
      steps: steps(courses, Self.schedule(courses, request)), effort: effort(courses),
      added: other.subtracting(first).map(context.name).sorted(),
      dropped: first.subtracting(other).map(context.name).sorted())
  }
}

/// The next-best plans, in order of effort, each without at least one course of every plan before
/// it that it was found from.
///
/// Every plan other than P that is not P with something on top lacks one of P's courses, so the
/// cheapest of the plans without each of them in turn is the next best (Lawler 1972); the plans
/// after that lack one course more. Each is as good as the search for it was.
struct AlternativePlans {
  private let request: PlanRequest
  private let first: [Int]
  private let chooser: CourseChooser

  init(_ request: PlanRequest, _ first: [Int], _ chooser: CourseChooser) {
    self.request = request
    self.first = first
    self.chooser = chooser
  }

  /// At most `options.alternatives`, fewer when there are no more.
  func found() -> [[Int]] {
    guard request.options.alternatives > 0 else { return [] }
    var results: [[Int]] = []
    var seen: Set<[Int]> = [first]
    var asked: Set<[Int]> = []
    var waiting: [(plan: [Int], forbidden: [Int])] = []
    var parent = (plan: first, forbidden: [Int]())
    while results.count < request.options.alternatives {
      for course in parent.plan where !chooser.isForced(course) {
        let forbidden = (parent.forbidden + [course]).sorted()
        guard asked.insert(forbidden).inserted,
          let plan = chooser.choose(without: forbidden)
        else { continue }
        waiting.append((plan, forbidden))
      }
      guard
        let next = waiting.indices.min(by: {
          (chooser.cost(waiting[$0].plan), $0) < (chooser.cost(waiting[$1].plan), $1)
        })
      else { break }
      parent = waiting.remove(at: next)
      if seen.insert(parent.plan).inserted { results.append(parent.plan) }
    }
    return results
  }
}
