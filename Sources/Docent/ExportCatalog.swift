import Diagnostics
import GraphStorage
import KnowledgeGraph

/// Writes the graph as a catalogue in Docent's own format, and counts what it cannot say.
struct CatalogExport {
  private let snapshot: GraphSnapshot
  private let requirements: [Int64: [StoredRequirement]]
  private let ontology: Ontology
  private var xml = ExportXML()
  private(set) var losses = ExportLosses()
  private(set) var providerCount = 0
  private var writtenNodes: Set<NodeIndex> = []
  private var writtenRelationships: Set<Int64> = []
  private let format: CatalogFormat
  private let nodes: ExportCatalogNodes
  /// The provider whose element is being written.
  private var current = ""

  init(snapshot: GraphSnapshot, requirements: [StoredRequirement], ontology: Ontology) {
    self.snapshot = snapshot
    self.requirements = Dictionary(grouping: requirements, by: \.course)
    self.ontology = ontology
    format = CatalogFormat(ontology)
    nodes = ExportCatalogNodes(snapshot: snapshot, ontology: ontology, format: format)
    for node in nodes.adopters.keys.sorted() {
      losses.add(
        "node-moved", snapshot.nodes[Int(node)].nodeClass,
        "belongs to no provider, so it is written under each provider that refers to it",
        example: snapshot.key(of: node))
    }
  }

  mutating func document() -> String {
    let providers = nodes.providers
    xml.open("catalog", [("xmlns", CatalogFormat.namespace)])
    for (key, node) in providers { write(provider: key, node: node) }
    xml.close("catalog")
    countLosses()
    return xml.text
  }

  // MARK: Nodes

  private mutating func write(provider key: String, node: NodeIndex?) {
    providerCount += 1
    current = key
    xml.open("provider", [("key", key)])
    if let node, let form = format.forms[format.provider] {
      writtenNodes.insert(node)
      writeProperties(of: node, form, as: format.provider)
    } else {
      xml.element("title", text: key)
      losses.add(
        "provider-added", format.provider,
        "the graph has no node for it; it is written with its key",
        example: key)
    }
    for nodeClass in format.owned {
      guard let form = format.forms[nodeClass] else { continue }
      for node in nodes.below(key, nodeClass) {
        write(node, form, as: nodeClass)
      }
    }
    xml.close("provider")
  }

  private mutating func write(
    _ node: NodeIndex, _ form: CatalogFormat.NodeForm, as nodeClass: String
  ) {
    writtenNodes.insert(node)
    xml.open(form.element, [("key", snapshot.key(of: node))])
    writeProperties(of: node, form, as: nodeClass)
    for reference in form.references { write(reference, of: node) }
    if nodeClass == format.course {
      markProvider(of: node)
      writeRequirements(of: node)
      writeSections(of: node)
    }
    xml.close(form.element)
  }

  private mutating func writeSections(of course: NodeIndex) {
    guard let form = format.forms[format.section] else { return }
    let found = snapshot.neighbours(of: course, type: format.instanceOf, direction: .incoming)
    let sections = found.filter {
      let record = snapshot.nodes[Int($0.node)]
      return record.nodeClass == format.section && !writtenNodes.contains($0.node)
        && record.provider == snapshot.provider(of: course) && CatalogFormat.canName(record.key)
        && record.properties["retired"] == nil
    }
    for section in sections.sorted(by: { snapshot.key(of: $0.node) < snapshot.key(of: $1.node) }) {
      writtenRelationships.insert(section.relationship)
      write(section.node, form, as: format.section)
    }
  }

  // MARK: Properties

  private mutating func writeProperties(
    of node: NodeIndex, _ form: CatalogFormat.NodeForm, as nodeClass: String
  ) {
    var left = snapshot.nodes[Int(node)].properties
    for element in form.properties {
      let texts = self.texts(element, in: left)
      for text in texts {
        left[text.property] = nil
        noteChanges(
          text.written, of: snapshot.property(text.property, of: node), text.property, node)
        xml.element(
          element.name, text.language.map { [("xml:lang", $0)] } ?? [], text: text.written)
      }
      if texts.isEmpty, element.name == "title", form.needsTitle {
        xml.element("title", text: snapshot.key(of: node))
        losses.add(
          "title-added", nodeClass, "the format demands a title, so the key stands for it",
          example: snapshot.key(of: node))
      }
    }
    for name in left.keys.sorted() {
      losses.add(
        "property-left-out", "\(nodeClass).\(name)",
        "the format has no place for this property or its value", example: snapshot.key(of: node))
    }
  }

  private typealias WrittenText = (property: String, language: String?, written: String)

  /// The main language first, then the others by tag.
  private func texts(
    _ element: CatalogFormat.Element, in properties: [String: PropertyValue]
  ) -> [WrittenText] {
    var names: [(property: String, language: String?)] = [(element.name, nil)]
    if element.content == .localized {
      for property in properties.keys.sorted() where property.hasPrefix(element.name + "_") {
        let tag = String(property.dropFirst(element.name.count + 1))
        let isTag =
          (1...8).contains(tag.utf8.count) && tag.utf8.allSatisfy { (97...122).contains($0) }
        if isTag, tag != CatalogFormat.mainLanguage { names.append((property, tag)) }
      }
    }
    return names.compactMap { name in
      properties[name.property].flatMap { CatalogFormat.written($0, as: element.content) }.map {
        (name.property, name.language, $0)
      }
    }
  }

  private mutating func noteChanges(
    _ written: String, of value: PropertyValue?, _ property: String, _ node: NodeIndex
  ) {
    guard let original = value?.string else { return }
    let subject = "\(snapshot.nodes[Int(node)].nodeClass).\(property)"
    if written != original {
      losses.add(
        "characters-dropped", subject, "control characters, which XML cannot hold, were dropped",
        example: snapshot.key(of: node))
    }
    if ExportXML.collapsed(written) != written {
      losses.add(
        "white-space", subject,
        "line breaks and runs of spaces become single spaces when this is imported",
        example: snapshot.key(of: node), severity: .note)
    }
  }

  // MARK: Relationships

  private mutating func write(_ reference: CatalogFormat.Reference, of node: NodeIndex) {
    let found = nodes.referred(reference, from: node).filter {
      snapshot.nodes[Int($0.node)].nodeClass == reference.target
        && nodes.isWritten($0.node, below: current)
    }
    for next in found.sorted(by: { snapshot.key(of: $0.node) < snapshot.key(of: $1.node) }) {
      writtenRelationships.insert(next.relationship)
      xml.empty(reference.relation, [(reference.attribute, snapshot.key(of: next.node))])
    }
  }

  /// A course stands within its provider's element, which says that it offers the course.
  private mutating func markProvider(of course: NodeIndex) {
    let found = snapshot.neighbours(of: course, type: format.offeredBy, direction: .outgoing)
    let own = found.first {
      let end = snapshot.nodes[Int($0.node)]
      return end.nodeClass == format.provider && end.provider == nil
        && end.key == snapshot.provider(of: course)
    }
    if let own {
      writtenRelationships.insert(own.relationship)
    } else {
      losses.add(
        "relationship-added", format.offeredBy,
        "the graph does not say that the provider offers the course, and the format does",
        example: snapshot.key(of: course))
    }
  }

  // MARK: Requirements

  private mutating func writeRequirements(of course: NodeIndex) {
    let key = snapshot.key(of: course)
    let stated = requirements[snapshot.id(of: course)] ?? []
    for (kind, element) in CatalogFormat.requirements {
      let parts = stated.filter { $0.kind == kind }.map { ExportRequirement($0, key: key) }
      guard let one = ExportRequirement.joined(parts, kind: kind) else { continue }
      xml.requirement(element, one)
      if parts.count > 1 {
        losses.add(
          "requirement-joined", kind.rawValue, "several of one course were joined into one",
          example: key)
      }
      note(parts.map(\.fidelity), of: kind, example: key)
      for requirement in stated where requirement.kind == kind {
        noteText(requirement, of: kind, example: key)
      }
    }
  }

  private mutating func note(
    _ fidelities: [ExportRequirement.Fidelity], of kind: RequirementFact.Kind, example: String
  ) {
    if fidelities.contains(.changed) {
      losses.add(
        "requirement-changed", kind.rawValue,
        "the tree has a form that the format cannot say and was written as one that can be",
        example: example)
    } else if fidelities.contains(.otherStatus) {
      losses.add(
        "requirement-status", kind.rawValue,
        "how much was understood will be read off the tree, and differs from what is held",
        example: example, severity: .note)
    }
  }

  private mutating func noteText(
    _ requirement: StoredRequirement, of kind: RequirementFact.Kind, example: String
  ) {
    let cleaned = ExportXML.cleaned(requirement.text)
    if cleaned != requirement.text {
      losses.add(
        "characters-dropped", kind.rawValue,
        "control characters, which XML cannot hold, were dropped", example: example)
    }
    if ExportXML.collapsed(cleaned) != cleaned {
      losses.add(
        "white-space", kind.rawValue,
        "line breaks and runs of spaces in the words become single spaces", example: example,
        severity: .note)
    }
  }

  // MARK: What is left

  private mutating func countLosses() {
    let learner = ontology.nodeClass(role: .learner)?.name
    for node in snapshot.nodes(labelled: nil) where !writtenNodes.contains(node) {
      let record = snapshot.nodes[Int(node)]
      if record.nodeClass == learner {
        losses.add(
          "activity", record.nodeClass,
          "no part of a catalogue; the export of activity has them", example: record.key,
          severity: .note)
      } else if record.properties["retired"] != nil {
        losses.add(
          "retired", record.nodeClass,
          "kept for learners' histories only, so no longer part of the catalogue",
          example: record.key, severity: .note)
      } else {
        losses.add("node-left-out", record.nodeClass, reason(record), example: record.key)
      }
    }
    for relationType in snapshot.relationshipTypes { countRelationships(relationType) }
  }

  private func reason(_ node: GraphSnapshot.Node) -> String {
    guard format.forms[node.nodeClass] != nil else {
      return "the format has no element for nodes of this class"
    }
    if !CatalogFormat.canName(node.key) || !(node.provider.map(CatalogFormat.canName) ?? true) {
      return "the format cannot hold the key"
    }
    if node.nodeClass == format.section {
      return "the format holds a section only within a course of the same provider"
    }
    return "the format holds this class only within a provider"
  }

  private mutating func countRelationships(_ relationType: String) {
    for node in snapshot.nodes(labelled: nil) {
      for next in snapshot.neighbours(of: node, type: relationType, direction: .outgoing)
      where ExportCatalogNodes.isStated(next.relationship) {
        let example = "\(snapshot.key(of: node)) → \(snapshot.key(of: next.node))"
        if !writtenRelationships.contains(next.relationship) {
          losses.add(
            "relationship-left-out", relationType,
            "the format has no place for this relationship between these ends", example: example)
        } else if let record = snapshot.relationship(next.relationship), !record.properties.isEmpty
        {
          losses.add(
            "property-left-out", relationType,
            "the format has no place for properties of relationships", example: example)
        }
      }
    }
  }
}
