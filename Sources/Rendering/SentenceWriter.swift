import KnowledgeGraph
import Proofs

/// Says in words what a proof holds, by the ontology's templates. No sentence is put together from
/// pieces here: a language is added by adding texts to the ontology.
public struct SentenceWriter: Sendable {
  private let ontology: Ontology
  private let language: String
  private let title: @Sendable (_ key: String, _ label: String) -> String

  /// - Parameter title: what to call a node in a sentence, given its key and label.
  public init(
    ontology: Ontology, language: String = "en",
    title: @escaping @Sendable (_ key: String, _ label: String) -> String = { key, _ in key }
  ) {
    self.ontology = ontology
    self.language = language
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
    var slots = ["course": name(of: course)]
    if let because = line.because { slots["because"] = name(of: because.course) }
    var name = kinds[line.family] ?? line.family
    switch line.evidence {
    case .prior:
      if let count = learnerCount(line) { slots["count"] = String(count) } else { name += ".few" }
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
    let titles = Dictionary(
      answer.steps.map { ($0.course.key, $0.course.title) }
        + answer.target.map { ($0.key, $0.title) }, uniquingKeysWith: { first, _ in first })
    copy.steps = answer.steps.map { reasoned($0, titles: titles, goals: answer.target) }
    copy.alternatives = answer.alternatives.map { alternative in
      var plan = alternative
      let own = Dictionary(
        alternative.steps.map { ($0.course.key, $0.course.title) },
        uniquingKeysWith: { first, _ in first })
      plan.steps = alternative.steps.map {
        reasoned(
          $0, titles: titles.merging(own) { first, _ in first }, goals: answer.target)
      }
      return plan
    }
    return copy
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
    let isGoal = goals.contains { $0.kind == .course && $0.key == step.course.key }
    let topics = goals.filter { $0.kind == .topic && step.neededFor.contains($0.key) }
    let needs = step.neededFor.filter { need in
      isGoal || topics.isEmpty || topics.contains { $0.key == need }
    }
    let slots = [
      "course": name(of: step.course),
      "because": needs.map { titles[$0] ?? $0 }.joined(separator: listSeparator),
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

  /// The title in the answer's language where the graph has one, else as the answer has it.
  private func name(of course: CourseName) -> String {
    ontology.nodeClass(role: .item).map { title(course.key, $0.name) } ?? course.title
  }

  private var listSeparator: String { language == "zh" ? "、" : ", " }

  /// n of the prior ln(1 + n), when it may be shown.
  private func learnerCount(_ line: LedgerLine) -> Int? {
    guard case .prior(let prior) = line.evidence else { return nil }
    let count = Int((exponential(prior.value) - 1).rounded())
    return count >= smallestShownLearnerCount ? count : nil
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
