import XMLParsing

/// One rule of a mapping document, numbered so that reports can say what each of them does.
public struct MappingRule: Sendable, Hashable {
  /// What a rule puts into the graph; the name is that of a class, property, relation or kind.
  public enum Effect: Sendable, Hashable {
    case node(String)
    case property(String)
    case relationship(String)
    case requirement(String)
  }

  /// Its place in ``FeedMapping/rules``.
  public var number: Int
  /// Of the mapping document, 1-based.
  public var line: Int
  /// The record it stands in; empty for the provider of the whole feed.
  public var record: String
  public var effect: Effect
  /// Where its values come from, as the document writes it; `=text` for a constant.
  public var source: String
}

extension MappingCompiler {
  /// Numbers the rule that `element` writes.
  mutating func numbered(_ element: XMLTree.Element, _ effect: MappingRule.Effect) -> Int {
    let number = rules.count
    rules.append(
      MappingRule(
        number: number, line: element.line, record: recordName, effect: effect,
        source: source(of: element)))
    return number
  }

  private func source(of element: XMLTree.Element) -> String {
    var parts: [String] = []
    if let each = element.attribute("each") { parts.append(each) }
    if let tree = element.attribute("tree") { parts.append(tree) }
    let valued = [element] + children(element, "value")
    let written = valued.compactMap { source in
      source.attribute("path") ?? source.attribute("template")
        ?? source.attribute("value").map { "=\($0)" }
    }
    if !written.isEmpty { parts.append(written.joined(separator: " | ")) }
    for holder in children(element, "target") + [element] {
      for key in children(holder, "key") { parts.append(source(of: key)) }
    }
    if let to = element.attribute("to") { parts.append("→ \(to)") }
    return parts.joined(separator: " · ")
  }
}
