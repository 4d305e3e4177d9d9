import KnowledgeGraph
import Proofs

extension InferenceChecker {
  /// Why a step does not follow from its premises by its rule and axiom; nil when it does.
  func ruleFault(_ step: InferenceStep, premises: [InferenceStatement]) -> String? {
    guard let axiom = step.axiom else { return "\(step.rule) needs an axiom" }
    guard world.ontology.axioms.contains(axiom) else {
      return "\(axiom) is no axiom of the ontology"
    }
    guard step.source == nil else { return "only what is stated has a source" }
    guard let pattern = RulePattern(step.rule, axiom) else {
      return "\(step.rule) is no rule for \(axiom)"
    }
    guard pattern.fits(premises, step.statement) else {
      return "this does not follow by \(step.rule) and \(axiom) from the premises"
    }
    if let (one, other) = pattern.different(premises), areDeclaredSame(one, other) {
      return "\(one.key) and \(other.key) are declared the same"
    }
    return nil
  }

  private func areDeclaredSame(_ one: InferenceNode, _ other: InferenceNode) -> Bool {
    guard one.id != other.id else { return true }
    guard let left = world.graph.index(ofID: one.id),
      let right = world.graph.index(ofID: other.id)
    else { return false }
    return world.ontology.relations(role: .equivalent).contains { relation in
      world.graph.neighbours(of: left, type: relation.type, direction: .both).contains {
        $0.node == right
      }
    }
  }
}

/// The rules of OWL 2 RL as patterns (OWL 2 Profiles, tables 4 to 7): what the premises have to
/// look like for an axiom, and what follows from them.
private struct RulePattern {
  private let rule: String
  private let terms: [String]

  /// Nil when the rule is not one for axioms of this sort, or the axiom lacks terms.
  init?(_ rule: String, _ axiom: OntologyAxiom) {
    guard let kinds = Self.kinds[rule], kinds == axiom.kind,
      axiom.terms.count >= Self.smallestCount(axiom.kind)
    else { return nil }
    self.rule = rule
    terms = axiom.terms
  }

  private static let kinds: [String: OntologyAxiom.Kind] = [
    "prp-dom": .domain, "prp-rng": .range, "prp-symp": .symmetric, "prp-trp": .transitive,
    "prp-inv1": .inverseOf, "prp-inv2": .inverseOf, "prp-spo1": .subPropertyOf,
    "prp-spo2": .propertyChain, "prp-eqp1": .equivalentProperties,
    "prp-eqp2": .equivalentProperties, "cax-sco": .subClassOf, "cax-eqc1": .equivalentClasses,
    "cax-eqc2": .equivalentClasses, "cls-int1": .intersectionOf, "cls-int2": .intersectionOf,
    "cls-uni": .unionOf, "cls-svf1": .someValuesFrom, "cls-svf2": .someValuesFrom,
    "cls-hv1": .hasValue, "cls-hv2": .hasValue, "prp-irp": .irreflexive, "prp-asyp": .asymmetric,
    "prp-pdw": .disjointProperties, "cax-dw": .disjointClasses, "prp-fp": .functional,
    "prp-ifp": .inverseFunctional, "prp-key": .hasKey,
  ]

  private static func smallestCount(_ kind: OntologyAxiom.Kind) -> Int {
    switch kind {
    case .symmetric, .transitive, .asymmetric, .irreflexive, .functional, .inverseFunctional: 1
    case .propertyChain, .hasValue: 3
    default: 2
    }
  }

  /// A relationship between node identifiers, or that a node is of a class.
  private enum Claim: Equatable {
    case related(Int64, String, Int64)
    case member(Int64, String)
    case value(Int64, String, String)
    case contradiction
  }

  private static func claim(_ statement: InferenceStatement) -> Claim {
    switch statement {
    case .relationship(let start, let relation, let end): .related(start.id, relation, end.id)
    case .membership(let node, let nodeClass): .member(node.id, nodeClass)
    case .value(let node, let property, let value): .value(node.id, property, value)
    case .contradiction: .contradiction
    }
  }

  func fits(_ premises: [InferenceStatement], _ conclusion: InferenceStatement) -> Bool {
    let given = premises.map(Self.claim)
    let said = Self.claim(conclusion)
    if rule == "cls-int2" || rule == "cls-uni" { return fitsPart(given, said) }
    if said == .contradiction { return contradicts(given) }
    return consequence(of: given) == said
  }

  /// What follows, for rules whose premises leave one consequence.
  private func consequence(of given: [Claim]) -> Claim? {
    switch (rule, given.first, given.count) {
    case ("prp-dom", .related(let x, terms[0], _), 1): .member(x, terms[1])
    case ("prp-rng", .related(_, terms[0], let y), 1): .member(y, terms[1])
    case ("prp-symp", .related(let x, terms[0], let y), 1): .related(y, terms[0], x)
    case ("prp-inv1", .related(let x, terms[0], let y), 1): .related(y, terms[1], x)
    case ("prp-inv2", .related(let x, terms[1], let y), 1): .related(y, terms[0], x)
    case ("prp-spo1", .related(let x, terms[0], let y), 1): .related(x, terms[1], y)
    case ("prp-eqp1", .related(let x, terms[0], let y), 1): .related(x, terms[1], y)
    case ("prp-eqp2", .related(let x, terms[1], let y), 1): .related(x, terms[0], y)
    case ("prp-trp", _, 2): path(given, [terms[0], terms[0]], terms[0])
    case ("prp-spo2", _, terms.count - 1): path(given, Array(terms.dropFirst()), terms[0])
    case ("cax-sco", .member(let x, terms[0]), 1): .member(x, terms[1])
    case ("cax-eqc1", .member(let x, terms[0]), 1): .member(x, terms[1])
    case ("cax-eqc2", .member(let x, terms[1]), 1): .member(x, terms[0])
    case ("cls-int1", .member(let x, _), terms.count - 1):
      given == terms.dropFirst().map { .member(x, $0) } ? .member(x, terms[0]) : nil
    case ("cls-svf1", .related(let x, terms[1], let y), 2):
      terms.count == 3 && given[1] == .member(y, terms[2]) ? .member(x, terms[0]) : nil
    case ("cls-svf2", .related(let x, terms[1], _), 1):
      terms.count == 2 ? .member(x, terms[0]) : nil
    case ("cls-hv1", .member(let x, terms[0]), 1): .value(x, terms[1], terms[2])
    case ("cls-hv2", .value(let x, terms[1], terms[2]), 1): .member(x, terms[0])
    default: nil
    }
  }

  /// The links one after the other, each beginning where the last one ended.
  private func path(_ given: [Claim], _ links: [String], _ relation: String) -> Claim? {
    guard given.count == links.count, case .related(let first, _, _) = given[0] else { return nil }
    var present = first
    for (claim, link) in zip(given, links) {
      guard case .related(present, link, let end) = claim else { return nil }
      present = end
    }
    return .related(first, relation, present)
  }

  private func fitsPart(_ given: [Claim], _ said: Claim) -> Bool {
    guard given.count == 1, case .member(let x, let from) = given[0],
      case .member(x, let to) = said
    else { return false }
    return rule == "cls-int2"
      ? from == terms[0] && terms.dropFirst().contains(to)
      : to == terms[0] && terms.dropFirst().contains(from)
  }

  private func contradicts(_ given: [Claim]) -> Bool {
    switch (rule, given.first, given.count) {
    case ("prp-irp", .related(let x, terms[0], let y), 1): x == y
    case ("prp-asyp", .related(let x, terms[0], let y), 2): given[1] == .related(y, terms[0], x)
    case ("prp-pdw", .related(let x, terms[0], let y), 2): given[1] == .related(x, terms[1], y)
    case ("cax-dw", .member(let x, terms[0]), 2): given[1] == .member(x, terms[1])
    case ("prp-fp", .related(let x, terms[0], let y), 2): isOther(given[1], x, y, atStart: true)
    case ("prp-ifp", .related(let x, terms[0], let y), 2): isOther(given[1], y, x, atStart: false)
    case ("prp-key", .member(let x, terms[0]), 2 * terms.count): isSameKey(given, x)
    default: false
    }
  }

  /// The same relation with one end the same and the other not.
  private func isOther(_ claim: Claim, _ same: Int64, _ other: Int64, atStart: Bool) -> Bool {
    guard case .related(let start, terms[0], let end) = claim else { return false }
    return atStart ? start == same && end != other : end == same && start != other
  }

  /// Both members have for each part of the key the same value.
  private func isSameKey(_ given: [Claim], _ first: Int64) -> Bool {
    let half = terms.count
    guard case .member(let second, terms[0]) = given[half], second != first else { return false }
    return (1..<half).allSatisfy { part in
      switch (given[part], given[half + part]) {
      case (.related(first, terms[part], let left), .related(second, terms[part], let right)):
        left == right
      case (.value(first, terms[part], let left), .value(second, terms[part], let right)):
        left == right
      default: false
      }
    }
  }

  /// The two nodes that a contradiction takes for different.
  func different(_ premises: [InferenceStatement]) -> (InferenceNode, InferenceNode)? {
    switch (rule, premises.first, premises.last) {
    case ("prp-fp", .relationship(_, _, let one), .relationship(_, _, let other)): (one, other)
    case ("prp-ifp", .relationship(let one, _, _), .relationship(let other, _, _)): (one, other)
    case ("prp-key", .membership(let one, _), let last?):
      switch last {
      case .relationship(let other, _, _), .value(let other, _, _), .membership(let other, _):
        (one, other)
      case .contradiction: nil
      }
    default: nil
    }
  }
}
