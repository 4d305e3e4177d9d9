import KnowledgeGraph
import Rendering

extension Versions {
  /// As every JSON document that read a graph names them.
  public var json: JSONValue {
    .members([
      ("catalog", .integer(catalog)), ("activity", .integer(activity)), ("model", .integer(model)),
    ])
  }
}
