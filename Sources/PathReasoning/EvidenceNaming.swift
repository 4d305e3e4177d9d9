import KnowledgeGraph
import Proofs

/// Turns the numbers that matrices know into the names that evidence shows. Supplied by whoever
/// knows the graph.
public protocol EvidenceNaming: Sendable {
  /// How an answer names an item.
  func course(_ item: Int32) -> CourseName
  /// The item's label in the graph: `Course`.
  func label(ofItem item: Int32) -> String
  /// The key and label of an entity of `ItemAttributes`.
  func entity(relation: String, number: Int32) -> (key: String, label: String)
  /// What the relationship between an item and an entity rests on.
  func kind(relation: String, item: Int32, entity: Int32) -> RelationshipKind
  /// Interaction types joined by `|`, as in a pattern: `COMPLETED|ENROLLED`.
  var interactionTypes: String { get }
  /// The label of learners in the graph: `Learner`.
  var learnerLabel: String { get }
}
