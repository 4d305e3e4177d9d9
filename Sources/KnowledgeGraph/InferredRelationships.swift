/// Relationships that rules infer, kept as columns: about 36 bytes each with both directions of the
/// adjacency, where a record of its own would take four times that.
///
/// Their identifiers follow each other from `firstID`, in the order of type, start and end, so that
/// the same relationships have the same identifiers however they were inferred.
public struct InferredRelationships: Sendable {
  /// One relationship before it has an identifier.
  public struct Entry: Sendable, Hashable {
    public var start: NodeIndex
    public var end: NodeIndex
    /// Index into the rule names.
    public var rule: UInt16

    public init(start: NodeIndex, end: NodeIndex, rule: UInt16) {
      self.start = start
      self.end = end
      self.rule = rule
    }
  }

  private struct Group: Sendable {
    var type: String
    var firstID: Int64
    /// By start, then end.
    var entries: [Entry]
  }

  public let count: Int
  private let groups: [Group]
  /// The properties of a relationship by its rule; shared by all that the rule infers.
  private let properties: [[String: PropertyValue]]

  /// - Parameters:
  ///   - byType: each relationship of a type once, in any order.
  ///   - rules: what the property `rule` says.
  public init(_ byType: [String: [Entry]], rules: [String], firstID: Int64) {
    var groups: [Group] = []
    var next = firstID
    for type in byType.keys.sorted() {
      let entries = (byType[type] ?? []).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
      guard !entries.isEmpty else { continue }
      groups.append(Group(type: type, firstID: next, entries: entries))
      next += Int64(entries.count)
    }
    self.groups = groups
    count = Int(next - firstID)
    properties = rules.map { ["rule": .string($0)] }
  }

  public var types: [String] { groups.map(\.type) }

  /// O(log types).
  public func relationship(_ id: Int64) -> RelationshipRecord? {
    guard let group = groups.last(where: { $0.firstID <= id }),
      id - group.firstID < group.entries.count
    else { return nil }
    let entry = group.entries[Int(id - group.firstID)]
    return RelationshipRecord(
      id: id, type: group.type, start: entry.start, end: entry.end, kind: .inferred,
      properties: properties[Int(entry.rule)])
  }

  /// Both directions of a type, with `other` in it; nil when there is nothing of the type.
  func adjacency(of type: String, nodeCount: Int, joining other: Adjacency?) -> Adjacency? {
    guard let group = groups.first(where: { $0.type == type }) else { return other }
    var forward: [(row: NodeIndex, column: NodeIndex, relationship: Int64)] = []
    forward.reserveCapacity(group.entries.count + (other?.forward.count ?? 0))
    if let rows = other?.forward {
      for row in 0..<NodeIndex(rows.rowCount) {
        for place in rows.range(of: row) {
          forward.append((row, rows.columns[place], rows.relationships[place]))
        }
      }
    }
    for (offset, entry) in group.entries.enumerated() {
      forward.append((entry.start, entry.end, group.firstID + Int64(offset)))
    }
    return Adjacency(
      forward: CompressedRows(rowCount: nodeCount, entries: forward),
      reverse: CompressedRows(
        rowCount: nodeCount, entries: forward.map { ($0.column, $0.row, $0.relationship) }))
  }
}

extension GraphSnapshot {
  /// The same picture with `inferred` beside the relationships it has.
  ///
  /// O(inferred · log degree), and for a type that has relationships already, these once more.
  public func adding(_ inferred: InferredRelationships) -> GraphSnapshot {
    var adjacency: [String: Adjacency] = [:]
    for type in inferred.types {
      adjacency[type] = inferred.adjacency(
        of: type, nodeCount: nodeCount, joining: self.adjacency(type: type))
    }
    return replacing(adjacency, inferred: inferred)
  }
}
