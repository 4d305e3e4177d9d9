import GRDB
import KnowledgeGraph

extension GraphStore {
  /// A digest (SHA-256, hexadecimal) of all that can be asked of the graph: sources, nodes with
  /// their properties, relationships, requirements with their places, learners' actions. Files
  /// that say the same have the same digest, whatever their versions and however they came about
  /// from the same imports.
  ///
  /// O(size of the graph).
  public func contentDigest() throws -> String {
    try read { db in
      var digest = ContentDigest()
      let contents = try SnapshotContents(db, typeName: { $0 })
      for node in contents.nodes {
        Self.add("node \(node.id) \(node.nodeClass) \(node.provider ?? "-") \(node.key)", &digest)
        Self.add(node.properties, &digest)
      }
      for relationship in contents.relationships {
        Self.add(
          "relationship \(relationship.id) \(relationship.type) \(relationship.start) "
            + "\(relationship.end)", &digest)
        Self.add(relationship.properties, &digest)
      }
      for requirement in try Self.requirements(db) { Self.add("\(requirement)", &digest) }
      for source in try Self.sources(db) {
        Self.add("source \(source.sourceName) \(source.path) \(source.contentHash)", &digest)
      }
      return digest.hexadecimal()
    }
  }

  private static func add(_ properties: [String: PropertyValue], _ digest: inout ContentDigest) {
    for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
      add("\(name) \(value)", &digest)
    }
  }

  private static func add(_ line: String, _ digest: inout ContentDigest) {
    digest.update(Array((line + "\n").utf8))
  }
}
