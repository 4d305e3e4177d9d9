import Diagnostics
import KnowledgeGraph
import Logging
import PathReasoning
import Proofs
import Recommendations
import Rendering

extension Session {
  /// The best courses for a learner: none taken before, none whose prerequisites are not met, each
  /// with its ledger.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - lines: ledger lines for each; the rest is summed under `other`.
  ///   - topic: only courses that teach this topic, or a narrower one.
  public func recommend(
    _ learnerName: String, limit: Int = 10, lines: Int = 12, topic: String? = nil
  ) throws -> RecommendationAnswer {
    let view = try view()
    let learner = try learner(named: learnerName, in: view)
    let ranker = try requiredRanker(for: view)
    let wanted = try topic.map { try items(teaching: $0, in: view) }
    let gate = AdmissionGate(view: view, learner: learner)
    var shown = ranker.rank(
      history: learner.history, masked: learner.masked, limit: limit,
      admits: { (wanted?.contains($0) ?? true) && gate.admits($0) })
    if wanted != nil {
      // The rank that is told is the one among all courses, not among those of the topic.
      shown = shown.map { found in
        ranker.rank(
          of: found.item, history: learner.history, masked: learner.masked, admits: gate.admits)
      }
    }
    let answer = LedgerBuilder(session: self, view: view, ranker: ranker, learner: learner)
    return RecommendationAnswer(
      versions: view.snapshot.versions, learner: learner.key, limit: topic == nil ? limit : nil,
      recommendations: shown.map { answer.recommendation($0, lines: lines, gate: gate) })
  }

  /// The ledger of one course for a learner, whether or not it may be recommended.
  public func why(
    _ courseName: String, for learnerName: String, lines: Int = 50
  ) throws -> RecommendationAnswer {
    let view = try view()
    let learner = try learner(named: learnerName, in: view)
    let item = try currentItem(named: courseName, in: view)
    let ranker = try requiredRanker(for: view)
    let gate = AdmissionGate(view: view, learner: learner)
    let ranked = ranker.rank(
      of: item, history: learner.history, masked: learner.masked, admits: gate.admits)
    let answer = LedgerBuilder(session: self, view: view, ranker: ranker, learner: learner)
    return RecommendationAnswer(
      versions: view.snapshot.versions, learner: learner.key,
      recommendations: [answer.recommendation(ranked, lines: lines, gate: gate)])
  }

  /// Whether the learner may take the course now, and what it hinges on.
  public func readiness(of courseName: String, for learnerName: String) throws -> Readiness {
    let view = try view()
    let learner = try learner(named: learnerName, in: view)
    let item = try currentItem(named: courseName, in: view)
    return AdmissionGate(view: view, learner: learner).readiness(item)
  }

  /// The ranker of the stored model on the present activity; nil before the first training.
  func ranker(for view: GraphView) throws -> AdditiveRanker? {
    try view.rankers.value {
      guard let model = try StoredModels.ranking(in: store) else { return nil }
      let started = ContinuousClock.now
      defer { logger.debug("ranker ready", metadata: ["took": "\(ContinuousClock.now - started)"]) }
      return try AdditiveRanker(
        model: model, log: view.world.log, attributes: view.world.attributes,
        embedding: try view.itemEmbedding.value {
          try StoredModels.itemEmbedding(in: store, view: view)
        })
    }
  }

  func requiredRanker(for view: GraphView) throws -> AdditiveRanker {
    guard let ranker = try ranker(for: view) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "model.missing", "no model has been trained on this graph",
          hint: "run docent train"))
    }
    return ranker
  }

  private func items(teaching topic: String, in view: GraphView) throws -> Set<Int32> {
    let node = try resolved(
      view.topicNames, topic, kind: ontology.nodeClass(role: .topic)?.name ?? "topic", in: view)
    let taught = TaughtTopics(snapshot: view.snapshot, ontology: ontology)
    return Set(
      view.world.items.indices.filter { taught.nodes(of: view.world.items[$0]).contains(node) }
        .map(Int32.init))
  }
}

/// Which items a learner may take now, by item number.
struct AdmissionGate {
  let view: GraphView
  let learner: LearnerState
  private let admissibility: Admissibility
  private let finished: Set<Int>

  init(view: GraphView, learner: LearnerState) {
    self.view = view
    self.learner = learner
    admissibility = Admissibility(view.catalog)
    finished = view.catalogIndices(learner.finished)
  }

  /// Prerequisites are met, or hinge on what the graph cannot tell.
  func admits(_ item: Int32) -> Bool { truth(item) != .notMet }

  func readiness(_ item: Int32) -> Readiness {
    let index = view.catalog.index(ofID: view.itemID(item))
    if learner.masked.contains(item) {
      return Readiness(.taken, counted: index.map(countedAs) ?? [])
    }
    let hingesOn = index.map { admissibility.hingesOn($0, finished: finished) } ?? []
    let counted = index.map { admissibility.counted($0, finished: finished) } ?? []
    switch truth(item) {
    case .met: return Readiness(.met, counted: counted)
    case .notMet: return Readiness(.notMet, hingesOn: hingesOn, counted: counted)
    case .cannotTell: return Readiness(.cannotTell, hingesOn: hingesOn, counted: counted)
    }
  }

  /// The finished course that counts as this one, where it was not taken itself.
  private func countedAs(_ index: Int) -> [CountedCourse] {
    let standing = FinishedStanding(finished, in: view.catalog)
    return standing.countedCourse(index, in: view.catalog).map { [$0] } ?? []
  }

  private func truth(_ item: Int32) -> Truth {
    guard let index = view.catalog.index(ofID: view.itemID(item)) else { return .met }
    return admissibility.evaluate(index, finished: finished)
  }
}

/// Puts a ranked item into words and proof.
struct LedgerBuilder {
  let session: Session
  let view: GraphView
  let ranker: AdditiveRanker
  let learner: LearnerState

  func recommendation(
    _ ranked: RankedItem, lines: Int, gate: AdmissionGate
  ) -> Recommendation {
    let ledger = ranker.ledger(
      history: learner.history, item: ranked.item,
      naming: GraphNaming(session: session, view: view),
      action: { learner.actions[$0] ?? view.world.interactionTypes.first ?? "" },
      lineBudget: lines)
    let bare = Recommendation(
      course: session.courseName(view.world.items[Int(ranked.item)], in: view),
      rank: ranked.rank, score: ranked.score, ledger: ledger,
      readiness: gate.readiness(ranked.item))
    return session.sentences(view).written(bare, kinds: sentenceNames)
  }

  /// What each family is called in sentences.
  private var sentenceNames: [String: String] {
    Dictionary(
      ranker.model.families.flatMap { [($0.name, $0.sentenceName), ($0.group, $0.sentenceName)] },
      uniquingKeysWith: { first, _ in first })
  }
}

/// Names for the numbers of evidence, from the graph.
struct GraphNaming: EvidenceNaming {
  let session: Session
  let view: GraphView

  func course(_ item: Int32) -> CourseName {
    session.courseName(view.world.items[Int(item)], in: view)
  }

  func label(ofItem item: Int32) -> String {
    view.snapshot.labels(of: view.world.items[Int(item)]).first ?? ""
  }

  func entity(relation: String, number: Int32) -> (key: String, label: String) {
    guard let node = view.world.entities[relation]?[Int(number)] else { return ("", "") }
    return (view.snapshot.key(of: node), view.snapshot.labels(of: node).first ?? "")
  }

  func kind(relation: String, item: Int32, entity: Int32) -> RelationshipKind {
    guard let node = view.world.entities[relation]?[Int(entity)] else { return .stated }
    let step = view.snapshot.neighbours(
      of: view.world.items[Int(item)], type: relation, direction: .outgoing
    ).first { $0.node == node }
    return step.flatMap { view.snapshot.relationship($0.relationship)?.kind } ?? .stated
  }

  var interactionTypes: String { view.world.interactionTypes.joined(separator: "|") }
  var learnerLabel: String { session.ontology.nodeClass(role: .learner)?.name ?? "" }
}
