import Diagnostics
import KnowledgeGraph
import LearningPaths
import Proofs
import Recommendations
import Rendering

/// What a learner asks of a path beyond its goal.
public struct PathRequest: Sendable {
  /// For the finish date; nil when not asked.
  public var hoursPerWeek: Double?
  /// Most credits in one term.
  public var creditsPerTerm: Double?
  /// Most effort in all, in the catalogue's unit.
  public var maximumEffort: Double?
  public var maximumTerms: Int?
  /// How many other plans to look for.
  public var alternatives: Int

  public init(
    hoursPerWeek: Double? = nil, creditsPerTerm: Double? = nil, maximumEffort: Double? = nil,
    maximumTerms: Int? = nil, alternatives: Int = 0
  ) {
    self.hoursPerWeek = hoursPerWeek
    self.creditsPerTerm = creditsPerTerm
    self.maximumEffort = maximumEffort
    self.maximumTerms = maximumTerms
    self.alternatives = alternatives
  }
}

/// A path, or why there is none.
public enum PathAnswer: Sendable {
  case path(LearningPathAnswer)
  case unreachable(UnreachablePathAnswer)
}

/// The JSON answer for a goal that cannot be reached.
public struct UnreachablePathAnswer: Sendable, Codable {
  public var format = 1
  public var versions: Versions
  public var target: [PathGoal]
  public var unreachable: UnreachableGoal
}

extension Session {
  /// A plan to all the goals named, from what the learner has finished (nothing when nil).
  ///
  /// Among plans of equal effort the courses that the ranker scores higher are preferred.
  public func path(
    to targets: [String], for learnerName: String?, request: PathRequest = PathRequest()
  ) throws -> PathAnswer {
    let view = try view()
    var goals: [PlanGoal] = []
    for name in targets {
      let goal = try goal(named: name, in: view)
      if !goals.contains(goal) { goals.append(goal) }
    }
    let learner = try learnerName.map { name in try self.learner(named: name, in: view) }
    let catalog = view.planning
    let finished = Set((learner?.finished ?? []).map { item in view.itemID(item) })
    let outcome = LearningPathPlanner(catalog: catalog).plan(
      goals: goals, finished: finished, preference: try preference(learner, in: view),
      options: PlanOptions(
        creditsPerTerm: request.creditsPerTerm, alternatives: request.alternatives,
        maximumEffort: request.maximumEffort, maximumTerms: request.maximumTerms),
      versions: view.snapshot.versions, learner: learner?.key)
    switch outcome {
    case .plan(var answer):
      answer.pace = pace(of: answer, hoursPerWeek: request.hoursPerWeek)
      return .path(sentences(view).written(answer))
    case .unreachable(let reason):
      return .unreachable(
        UnreachablePathAnswer(
          versions: view.snapshot.versions, target: goals.map(\.goal), unreachable: reason))
    }
  }

  /// A course by its key, else a topic by key or title, else a course by its title.
  func goal(named name: String, in view: GraphView) throws(RefusedRequest) -> PlanGoal {
    if case .found(let node) = view.itemNames.resolve(name), view.isKey(name, of: node) {
      return courseGoal(node, in: view)
    }
    if case .found(let topic) = view.topicNames.resolve(name) {
      let goal = PlanGoal.topic(
        key: view.snapshot.key(of: topic), title: view.snapshot.title(of: topic),
        in: view.planning)
      if !goal.courses.isEmpty { return goal }
    }
    let item = ontology.nodeClass(role: .item)?.name ?? "item"
    let topic = ontology.nodeClass(role: .topic)?.name ?? "topic"
    return courseGoal(
      try resolved(view.itemNames, name, kind: "\(item) or \(topic)", in: view), in: view)
  }

  private func courseGoal(_ node: NodeIndex, in view: GraphView) -> PlanGoal {
    let name = courseName(node, in: view)
    return PlanGoal(
      PathGoal(kind: .course, key: name.key, title: name.title, provider: name.provider),
      courses: [name.id])
  }

  /// The ranker's scores, where a model has been trained; else nobody is preferred.
  private func preference(
    _ learner: LearnerState?, in view: GraphView
  ) throws -> (Int64) -> Double {
    guard let learner, let ranker = try ranker(for: view) else { return { _ in 0 } }
    let scores = ranker.score(history: learner.history)
    return { id in
      guard let node = view.snapshot.index(ofID: id), let item = view.world.itemNumber(node)
      else { return 0 }
      return scores[Int(item)]
    }
  }

  private func pace(of answer: LearningPathAnswer, hoursPerWeek: Double?) -> PathPace? {
    guard let hoursPerWeek, hoursPerWeek > 0,
      answer.effortUnit == ontology.property(role: .effort)?.name
    else { return nil }
    return PathPace(
      hoursPerWeek: hoursPerWeek, weeks: (answer.effort / hoursPerWeek).rounded(.up))
  }
}
