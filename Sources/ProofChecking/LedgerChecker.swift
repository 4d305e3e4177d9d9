import KnowledgeGraph
import Proofs

/// What a recommendation is checked against: the graph, the stored model, and who took what when.
public struct LedgerCheckingWorld: Sendable {
  public var graph: any GraphReader
  public var model: AdditiveModel
  public var log: InteractionLog
  /// By item number.
  public var items: [NodeIndex]
  /// By learner number.
  public var learners: [NodeIndex]
  /// Row i belongs to item i; nil when the model has no embedding.
  public var embedding: EmbeddingTable?
  /// The requirements that recommendations respect.
  public var catalog: PlanningCatalog
  /// Types of relationships from learner to item that are evidence of taste.
  public var interactionTypes: [String]
  /// Types after which an item is never recommended again.
  public var maskingTypes: [String]
  /// Types that satisfy requirements.
  public var completionTypes: [String]
  /// Types of relationships between items the first of which, once finished, counts as the second:
  /// it is not offered, and satisfies the requirements that name it.
  public var equivalenceTypes: [String]
  /// The label of learners in the graph.
  public var learnerLabel: String

  public init(
    graph: any GraphReader, model: AdditiveModel, log: InteractionLog, items: [NodeIndex],
    learners: [NodeIndex], embedding: EmbeddingTable?, catalog: PlanningCatalog,
    interactionTypes: [String], maskingTypes: [String], completionTypes: [String],
    equivalenceTypes: [String] = [], learnerLabel: String
  ) {
    self.graph = graph
    self.model = model
    self.log = log
    self.items = items
    self.learners = learners
    self.embedding = embedding
    self.catalog = catalog
    self.interactionTypes = interactionTypes
    self.maskingTypes = maskingTypes
    self.completionTypes = completionTypes
    self.equivalenceTypes = equivalenceTypes
    self.learnerLabel = learnerLabel
  }
}

/// Verifies the ledgers of `recommend` and `why`: every amount, edge, count, order and rank,
/// recomputed from the graph, the histories and the equations at `AdditiveModel`.
///
/// It shares no code with the ranker and takes none of its shortcuts. What an item has, what the
/// learner did, what they finished and what is masked is read from the graph itself. Amounts may
/// differ by 1e-9 · max(1, Σ|amount|). Not checked: the sentences, which are prose, and the
/// versions, by which the caller tells stale from false.
public struct LedgerChecker: Sendable {
  private let world: LedgerCheckingWorld
  private let evidence: LedgerEvidence
  private let itemNumbers: [NodeIndex: Int32]

  /// O(events · widest window).
  public init(_ world: LedgerCheckingWorld) {
    self.world = world
    evidence = LedgerEvidence(world)
    itemNumbers = Dictionary(
      world.items.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// What does not hold, in the order of the answer; empty when everything does.
  /// O(items · history · families) time, and one row of items a family and own item.
  public func check(_ answer: RecommendationAnswer) -> [ProofFault] {
    guard answer.format == 1 else {
      return [ProofFault(place: "format", message: "format \(answer.format) is not known")]
    }
    let number = world.learners.indices.first {
      world.graph.key(of: world.learners[$0]) == answer.learner
    }
    guard let number, number < world.log.histories.count else {
      return [ProofFault(place: "learner", message: "there is no learner \(answer.learner)")]
    }
    let own = LearnerStanding(
      world, learner: world.learners[number], history: world.log.histories[number],
      itemNumbers: itemNumbers)
    let ledgers = RecomputedLedgers(world, evidence, history: own.history)
    var faults = own.faults
    for (place, recommendation) in answer.recommendations.enumerated() {
      let check = RecommendationCheck(
        world: world, evidence: evidence, standing: own, ledgers: ledgers,
        isAlone: answer.recommendations.count == 1, place: "recommendations[\(place)]")
      faults += check.faults(in: recommendation, item: item(recommendation.course))
    }
    return faults + orderFaults(answer) + gapFaults(answer, own)
  }

  /// A list that claims to be the best `limit` holds ranks 1, 2, 3 … and is short only when there
  /// is nothing more to recommend.
  private func gapFaults(
    _ answer: RecommendationAnswer, _ own: LearnerStanding
  ) -> [ProofFault] {
    guard let limit = answer.limit else { return [] }
    let open = (0..<Int32(world.items.count)).count(where: own.admits)
    var faults: [ProofFault] = []
    if answer.recommendations.count != min(limit, open) {
      faults.append(
        ProofFault(
          place: "recommendations",
          message: "\(answer.recommendations.count) of the best \(min(limit, open)) are there"))
    }
    for (place, recommendation) in answer.recommendations.enumerated()
    where recommendation.rank != place + 1 {
      faults.append(
        ProofFault(
          place: "recommendations[\(place)].rank",
          message: "rank \(recommendation.rank) stands at place \(place + 1)"))
    }
    return faults
  }

  private func item(_ course: CourseName) -> Int32? {
    world.items.indices.first { world.graph.id(of: world.items[$0]) == course.id }.map(Int32.init)
  }

  private func orderFaults(_ answer: RecommendationAnswer) -> [ProofFault] {
    var faults: [ProofFault] = []
    let list = answer.recommendations
    for place in list.indices.dropFirst() where list[place].rank <= list[place - 1].rank {
      faults.append(
        ProofFault(
          place: "recommendations[\(place)].rank",
          message: "rank \(list[place].rank) stands after rank \(list[place - 1].rank)"))
    }
    return faults
  }
}
