import KnowledgeGraph

/// A link-prediction benchmark: triples to train on, to choose by, and to be judged by.
///
/// Entities and relations are numbered in the order in which `train`, `valid` and `test` first
/// name them (head before tail), so an entity that training never names still has a number and
/// counts as a candidate and as an answer.
public struct LinkDataset: Sendable, Hashable {
  public var entities: [String]
  public var relations: [String]
  public var train: [Triple]
  public var validation: [Triple]
  public var test: [Triple]
  /// Entities that training triples name; the rest are unseen.
  public var seenEntityCount: Int

  public init(
    entities: [String], relations: [String], train: [Triple], validation: [Triple],
    test: [Triple], seenEntityCount: Int
  ) {
    self.entities = entities
    self.relations = relations
    self.train = train
    self.validation = validation
    self.test = test
    self.seenEntityCount = seenEntityCount
  }

  public var entityCount: Int { entities.count }
  public var relationCount: Int { relations.count }
  /// All triples that are known to hold.
  public var known: [Triple] { train + validation + test }
}
