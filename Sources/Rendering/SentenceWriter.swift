import KnowledgeGraph
import Proofs

/// Says in words what a proof holds, by the ontology's templates. No sentence is put together from
/// pieces here: a language is added by adding texts to the ontology.
public struct SentenceWriter: Sendable {
  private let ontology: Ontology
  private let language: String
  private let courseTitle: @Sendable (CourseName) -> String
  private let title: @Sendable (_ key: String, _ label: String) -> String

  /// - Parameters:
  ///   - courseTitle: what to call a course in a sentence of the language.
  ///   - title: what to call another node, given its key and label.
  public init(
    ontology: Ontology, language: String = "en",
    courseTitle: @escaping @Sendable (CourseName) -> String = { $0.title },
    title: @escaping @Sendable (_ key: String, _ label: String) -> String = { key, _ in key }
  ) {
    self.ontology = ontology
    self.language = language
    self.courseTitle = courseTitle
    self.title = title
  }

  /// The ledger with a sentence on every line.
  public func written(_ recommendation: Recommendation, kinds: [String: String]) -> Recommendation {
    var copy = recommendation
    for index in copy.ledger.lines.indices {
      copy.ledger.lines[index].sentence = sentence(
        for: copy.ledger.lines[index], about: recommendation.course, kinds: kinds)
    }
    return copy
  }

  /// - Parameter kinds: the sentence name of each family: `shared-TEACHES` → `shared-attribute`.
  public func sentence(
    for line: LedgerLine, about course: CourseName, kinds: [String: String]
  ) -> String {
    var slots = ["course": courseTitle(course)]
    if let because = line.because { slots["because"] = courseTitle(because.course) }
    var name = kinds[line.family] ?? line.family
    switch line.evidence {
    case .prior(let prior): slots["count"] = String(learnerCount(prior))
    case .paths(let paths):
      if let shared = sharedEntity(paths) {
        slots["shared"] = shared.names
        slots["relation"] = ontology.relation(type: shared.type)?.labels[language] ?? shared.type
        if ontology.sentences["shared.\(shared.type)"] != nil { name = "shared.\(shared.type)" }
      }
    case .model: break
    }
    return filled(name, slots)
  }

  /// The plan with a reason on every step.
  public func written(_ answer: LearningPathAnswer) -> LearningPathAnswer {
    var copy = answer
    let titles = titles(of: answer)
    copy.steps = answer.steps.map { reasoned($0, titles: titles, goals: answer.target) }
    copy.alternatives = answer.alternatives.map { alternative in
      var plan = alternative
      plan.steps = alternative.steps.map { reasoned($0, titles: titles, goals: answer.target) }
      return plan
    }
    return copy
  }

  /// Titles by the names that `neededFor` uses: the bare key, or `provider:key` where several
  /// courses bear the key.
  private func titles(of answer: LearningPathAnswer) -> [String: String] {
    let steps = answer.steps + answer.alternatives.flatMap(\.steps)
    let courses = steps.flatMap { step -> [(String, String)] in
      let title = courseTitle(step.course)
      let qualified = step.course.provider.map { "\($0):\(step.course.key)" }
      return [(step.course.key, title)] + (qualified.map { [($0, title)] } ?? [])
    }
    let topics = answer.target.filter { $0.kind == .topic }.map { ($0.key, $0.title) }
    return Dictionary(courses + topics, uniquingKeysWith: { first, _ in first })
  }

  /// What a course is called in the language.
  public func title(of course: CourseName) -> String { courseTitle(course) }

  /// Names joined as the language joins a list.
  public func list(_ names: [String]) -> String {
    let quoted = language == "zh" ? names.map { "《\($0)》" } : names
    return quoted.joined(separator: listSeparator)
  }

  /// A named template of the ontology, filled; the name itself when the ontology has none.
  public func filled(_ name: String, _ slots: [String: String]) -> String {
    ontology.sentences[name]?.filled(in: language, slots) ?? name
  }

  /// A goal course says that it is the goal, a course chosen for a goal topic which topic that is,
  /// any other what it is needed for.
  private func reasoned(
    _ step: PathStep, titles: [String: String], goals: [PathGoal]
  ) -> PathStep {
    var copy = step
    let isGoal = goals.contains { goal in
      goal.kind == .course && goal.key == step.course.key && goal.provider == step.course.provider
    }
    let topics = goals.filter { $0.kind == .topic && step.neededFor.contains($0.key) }
    let needs = step.neededFor.filter { need in
      isGoal || topics.isEmpty || topics.contains { $0.key == need }
    }
    let slots = [
      "course": courseTitle(step.course),
      "because": topics.isEmpty || isGoal
        ? list(needs.map { titles[$0] ?? $0 })
        : needs.map { titles[$0] ?? $0 }.joined(separator: listSeparator),
    ]
    if isGoal || needs.isEmpty {
      copy.because = filled("plan.goal", slots)
    } else if !topics.isEmpty {
      copy.because = filled("plan.topic", slots)
    } else {
      copy.because = filled(step.role == .chosen ? "plan.chosen" : "plan.forced", slots)
    }
    return copy
  }

  private var listSeparator: String { language == "zh" ? "、" : ", " }

  /// n of the prior ln((1 + n) / 10). Never below ten: there the prior is 0, and no line.
  private func learnerCount(_ prior: Prior) -> Int {
    Int((Double(smallestShownLearnerCount) * exponential(prior.value) - 1).rounded())
  }

  private func sharedEntity(_ paths: [EvidencePath]) -> (type: String, names: String)? {
    var type: String?
    var names: [String] = []
    for path in paths where path.elements.count == 5 {
      guard case .relationship(let relation, _, _) = path.elements[1],
        case .node(let key, let label) = path.elements[2]
      else { continue }
      type = type ?? relation
      names.append(title(key, label))
    }
    return type.map { ($0, names.prefix(3).joined(separator: listSeparator)) }
  }
}
