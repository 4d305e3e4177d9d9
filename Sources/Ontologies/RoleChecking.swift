import Diagnostics
import KnowledgeGraph

/// Roles that the engine looks up as one term. A second term with the role would be ignored.
private let singleRelationRoles: [RelationRole] = [
  .directPrerequisite, .mayRequire, .mustRequire, .teaches, .broader, .offeredBy, .instanceOf,
]

/// The classes that a relation of a role has to join, where the ontology gives them a role too.
private let ends: [(role: RelationRole, domain: ClassRole, range: ClassRole?)] = [
  (.interaction, .learner, .item), (.masking, .learner, .item), (.completion, .learner, .item),
  (.directPrerequisite, .item, .item), (.mayRequire, .item, .item), (.mustRequire, .item, .item),
  (.sharedAttribute, .item, nil), (.teaches, .item, .topic), (.broader, .topic, .topic),
  (.offeredBy, .item, .provider), (.instanceOf, .itemInstance, .item),
]

/// The words that activity files use.
private let activityActions = [
  "viewed", "enrolled", "watched", "completed", "dropped", "rated", "answered",
]

extension OntologyReader {
  mutating func checkRoles(of ontology: Ontology) {
    checkSingleRoles(of: ontology)
    checkNeededRoles(of: ontology)
    for (role, domain, range) in ends {
      for relation in ontology.relations(role: role) {
        checkEnd(relation, "domain", relation.domain, domain, role, ontology)
        if let range { checkEnd(relation, "range", relation.range, range, role, ontology) }
      }
    }
    checkActions(of: ontology)
  }

  private mutating func checkSingleRoles(of ontology: Ontology) {
    for role in ClassRole.allCases {
      let bearers = ontology.classes.filter { $0.roles.contains(role) }
      checkSingle(role.rawValue, bearers.map { ($0.name, $0.iri) })
    }
    for role in singleRelationRoles {
      checkSingle(role.rawValue, ontology.relations(role: role).map { ($0.name, $0.iri) })
    }
    for role in PropertyRole.allCases {
      let bearers = ontology.properties.filter { $0.roles.contains(role) }
      checkSingle(role.rawValue, bearers.map { ($0.name, $0.iri) })
    }
  }

  private mutating func checkSingle(_ role: String, _ bearers: [(name: String, iri: String)]) {
    for extra in bearers.dropFirst() {
      let literals = graph.literals(extra.iri, Vocabulary.role)
      report(
        .error, "duplicate-role",
        "\(extra.name) has the role \(role), which \(bearers[0].name) already has.",
        found: role, hint: "Only one term may bear this role.",
        line: literals.first { $0.text == role }?.line)
    }
  }

  /// Without an item and a learner there is nothing to recommend, and nobody to do so to.
  private mutating func checkNeededRoles(of ontology: Ontology) {
    guard !ontology.classes.isEmpty else { return }
    for role in [ClassRole.item, .learner] where ontology.nodeClass(role: role) == nil {
      report(
        .error, "missing-role", "No class has the role \(role.rawValue).",
        expected: "<docent:role>\(role.rawValue)</docent:role> on one class", line: nil)
    }
    for role in [RelationRole.interaction, .masking, .completion]
    where ontology.relations(role: role).isEmpty {
      report(
        .warning, "missing-role", "No relation has the role \(role.rawValue).",
        hint: "Without it, what learners did has no effect of that kind.", line: nil)
    }
  }

  private mutating func checkEnd(
    _ relation: OntologyRelation, _ end: String, _ found: String?, _ wanted: ClassRole,
    _ role: RelationRole, _ ontology: Ontology
  ) {
    // An end that is left open fits every class.
    guard let found, let expected = ontology.nodeClass(role: wanted)?.name, found != expected,
      ontology.nodeClass(found)?.superclasses.contains(expected) != true
    else { return }
    report(
      .error, "role-mismatch",
      "\(relation.name) has the role \(role.rawValue), but its \(end) is not \(expected).",
      found: found, expected: expected, line: graph.line(of: relation.iri))
  }

  private mutating func checkActions(of ontology: Ontology) {
    var first: [String: String] = [:]
    for relation in ontology.relations {
      guard let action = relation.activityAction else { continue }
      let line = graph.literals(relation.iri, Vocabulary.activityAction).first?.line
      if let other = first[action] {
        report(
          .error, "duplicate-action",
          "Both \(other) and \(relation.name) record the action \(action).", found: action,
          line: line)
      }
      first[action] = first[action] ?? relation.name
      if !activityActions.contains(action) {
        report(
          .warning, "unknown-action", "Activity files have no action \(action).", found: action,
          expected: "one of " + activityActions.joined(separator: ", "),
          hint: nearest(action, activityActions), line: line)
      }
    }
  }
}
