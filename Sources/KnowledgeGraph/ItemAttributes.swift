/// Which entities each item has through one relation: the item–entity matrix behind a
/// shared-attribute family. Entity numbers are dense from 0.
public struct ItemAttributes: Sendable, Hashable {
  /// The relation's type as queries write it: `TEACHES`.
  public let relation: String
  public let entityCount: Int
  /// Distinct entity numbers, ascending, by item number.
  public let entities: [[Int32]]

  public init(relation: String, entityCount: Int, entities: [[Int32]]) {
    self.relation = relation
    self.entityCount = entityCount
    self.entities = entities.map { Array(Set($0)).sorted() }
  }
}
