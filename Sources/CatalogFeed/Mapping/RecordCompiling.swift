import Diagnostics
import KnowledgeGraph
import XMLParsing

/// Records, nodes and what hangs on them.
extension MappingCompiler {
  mutating func record(_ element: XMLTree.Element) -> RecordRule? {
    knownNodes = ["provider"]
    recordName = element.attribute("name") ?? ""
    collectIdentifiers(children(element, "node"))
    guard let path = plainPath(element, "path") else { return nil }
    return RecordRule(
      name: element.attribute("name") ?? "record", path: path,
      provider: children(element, "provider").first.map { provider($0) },
      nodes: children(element, "node").compactMap { node($0) },
      ignores: children(element, "ignore").compactMap { ignore($0) })
  }

  mutating func collectIdentifiers(_ nodes: [XMLTree.Element]) {
    for node in nodes {
      if let id = node.attribute("id"), !knownNodes.insert(id).inserted {
        report(node, "mapping.repeated-id", "Two nodes have the same id.", found: id)
      }
      collectIdentifiers(children(node, "node"))
    }
  }

  mutating func node(_ element: XMLTree.Element) -> NodeRule? {
    guard let nodeClass = nodeClass(element) else { return nil }
    let key = children(element, "key").first.map { value($0) }
    if key == nil, !nodeClass.roles.contains(.provider) {
      report(element, "mapping.no-key", "A node needs a key.", found: nodeClass.name)
    }
    return NodeRule(
      number: numbered(element, .node(nodeClass.name)), id: element.attribute("id"),
      nodeClass: nodeClass.name,
      isItem: nodeClass.roles.contains(.item), each: path(element, "each"), key: key,
      scope: element.attribute("scope").flatMap(NodeScope.init) ?? .provider,
      once: element.flag("once"), isElsewhere: element.flag("elsewhere"),
      properties: children(element, "property").compactMap { property($0, of: nodeClass.name) },
      relationships: children(element, "relationship").compactMap { relationship($0) },
      requirements: children(element, "requirement").compactMap { requirement($0) },
      nodes: children(element, "node").compactMap { node($0) })
  }

  mutating func nodeClass(_ element: XMLTree.Element) -> OntologyClass? {
    let name = element.attribute("class") ?? ""
    if let known = ontology.nodeClass(name) { return known }
    report(
      element, "mapping.unknown-class", "The ontology has no such class.", found: name,
      nearest: nearestNames(to: name, among: ontology.classes.map(\.name)))
    return nil
  }

  mutating func property(
    _ element: XMLTree.Element, of nodeClass: String
  ) -> PropertyRule? {
    let name = element.attribute("name") ?? ""
    guard let known = ontology.properties.first(where: { $0.name == name }) else {
      report(
        element, "mapping.unknown-property", "The ontology has no such property.", found: name,
        nearest: nearestNames(to: name, among: ontology.properties.map(\.name)))
      return nil
    }
    let separator = element.attribute("separator") ?? "; "
    let multiplicity: PropertyRule.Multiplicity =
      switch element.attribute("many") {
      case "join": .joined(separator: separator)
      case "list": .list
      default: .first
      }
    return PropertyRule(
      number: numbered(element, .property(name)), name: name, datatype: known.datatype,
      value: value(element), each: path(element, "each"),
      multiplicity: multiplicity,
      language: element.attribute("language").map(ValueReader.primarySubtag),
      languagePath: path(element, "language-path"))
  }

  mutating func relationship(_ element: XMLTree.Element) -> RelationshipRule? {
    let name = element.attribute("relation") ?? ""
    guard ontology.relation(name) != nil else {
      report(
        element, "mapping.unknown-relation", "The ontology has no such relation.", found: name,
        nearest: nearestNames(to: name, among: ontology.relations.map(\.name)))
      return nil
    }
    let from = element.attribute("from")
    if let from { checkNode(from, element) }
    let each = path(element, "each")
    guard let target = target(element) else { return nil }
    return RelationshipRule(
      number: numbered(element, .relationship(name)), relation: name, from: from, each: each,
      target: target)
  }

  mutating func target(_ element: XMLTree.Element) -> RelationshipRule.Target? {
    if let id = element.attribute("to") {
      checkNode(id, element)
      return id == "provider" ? .providerNode : .rule(id: id)
    }
    guard let target = children(element, "target").first, let nodeClass = nodeClass(target) else {
      if children(element, "target").isEmpty {
        report(element, "mapping.no-target", "A relationship needs to= or a <target>.")
      }
      return nil
    }
    return .node(
      class: nodeClass.name, provider: children(target, "provider").first.map { value($0) },
      key: children(target, "key").first.map { value($0) },
      scope: target.attribute("scope").flatMap(NodeScope.init) ?? .provider,
      properties: children(target, "property").compactMap { property($0, of: nodeClass.name) })
  }

  mutating func checkNode(_ id: String, _ element: XMLTree.Element) {
    guard !knownNodes.contains(id) else { return }
    report(
      element, "mapping.unknown-node", "No node of the record has this id.", found: id,
      nearest: nearestNames(to: id, among: knownNodes.sorted()))
  }

  mutating func requirement(_ element: XMLTree.Element) -> RequirementRule? {
    guard let kind = element.attribute("kind").flatMap(RequirementFact.Kind.init) else {
      return nil
    }
    let tree = path(element, "tree")
    let text = hasValue(element) ? value(element) : nil
    if tree == nil, text == nil {
      report(element, "mapping.no-value", "A requirement needs a text or a tree.")
    }
    return RequirementRule(
      number: numbered(element, .requirement(kind.rawValue)), kind: kind, text: text, tree: tree,
      subject: children(element, "subject").first.map { value($0) },
      isScript: element.attribute("script") == "aicc_script")
  }

  mutating func ignore(_ element: XMLTree.Element) -> IgnoreRule? {
    path(element, "path").map {
      IgnoreRule(path: $0, reason: element.attribute("reason") ?? "")
    }
  }
}
