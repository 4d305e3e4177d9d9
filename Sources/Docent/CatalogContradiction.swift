import Diagnostics
import GraphStorage
import KnowledgeGraph
import Proofs
import RuleReasoning

/// What an axiom of the ontology rules out and the graph holds all the same.
struct CatalogContradiction: Sendable {
  /// The rule of OWL 2 RL that ends in false: `prp-asyp`.
  var rule: String
  var axiom: OntologyAxiom
  /// From stated facts to the contradiction.
  var proof: InferenceProof
  /// What is wrong, in one sentence.
  var message: String
  /// Where the last stated fact that it rests on stands.
  var place: SourcePlace?

  /// Two nodes where one was expected may be one node under two names, so those are warnings.
  var diagnostic: Diagnostic {
    let isDoubt = ["prp-fp", "prp-ifp", "prp-key"].contains(rule)
    return Diagnostic(
      isDoubt ? .warning : .error, code: "lint.rule.\(rule)", message, found: "\(axiom)",
      hint: isDoubt ? "if both are one, state that they are equivalent" : nil, place: place)
  }
}

extension GraphView {
  /// Every contradiction, by axiom in the ontology's order, then by node.
  ///
  /// O(facts of the relations and classes concerned).
  func contradictions(_ session: Session) throws -> [CatalogContradiction] {
    let writer = InferenceProofWriter(session, self)
    return try inference.reasoner.contradictions().map { contradiction in
      let proof = try writer.proof(of: contradiction)
      let source = proof.steps.last { $0.source != nil }?.source
      return CatalogContradiction(
        rule: contradiction.rule.rawValue, axiom: contradiction.axiom, proof: proof,
        message: Self.message(contradiction, proof),
        place: source.map { SourcePlace(file: $0.file, line: $0.line) })
    }
  }

  private static func message(_ contradiction: Contradiction, _ proof: InferenceProof) -> String {
    let premises = (proof.steps.last?.premises ?? []).map { proof.steps[$0].statement }
    let terms = contradiction.axiom.terms
    switch (contradiction.rule, premises.first, premises.last) {
    case (.irreflexive, .relationship(let node, let relation, _), _):
      return "\(node.key) \(relation) itself"
    case (.asymmetric, .relationship(let one, let relation, let other), _):
      return "\(one.key) \(relation) \(other.key), and the other way round"
    case (.disjointProperties, .relationship(let one, _, let other), _):
      return "\(one.key) stands to \(other.key) in \(terms[0]) and in \(terms[1]), which exclude "
        + "each other"
    case (.disjointClasses, .membership(let node, _), _):
      return "\(node.key) is of \(terms[0]) and of \(terms[1]), which exclude each other"
    case (
      .functional, .relationship(let node, let relation, let one), .relationship(_, _, let other)
    ):
      return "\(node.key) \(relation) both \(one.key) and \(other.key), where one is allowed"
    case (
      .inverseFunctional, .relationship(let one, let relation, let node),
      .relationship(let other, _, _)
    ):
      return "both \(one.key) and \(other.key) \(relation) \(node.key), where one is allowed"
    case (.key, .membership(let one, let nodeClass), _):
      let key = terms.dropFirst().joined(separator: ", ")
      let other = premises.dropFirst(premises.count / 2).first
      guard case .membership(let second, _) = other else { break }
      return "\(one.key) and \(second.key) of \(nodeClass) agree in \(key)"
    default: break
    }
    return "\(contradiction.axiom) does not hold"
  }
}
