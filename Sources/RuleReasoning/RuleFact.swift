import KnowledgeGraph

/// A statement by numbers: a relationship, a value of a property, or that a node is of a class.
///
/// Nodes have numbers from 0, texts (values of properties) negative ones. A statement of class
/// membership has `subject` as its `object` too.
public struct RuleFact: Sendable, Hashable {
  /// Number of the relation, property or class in the program.
  public var predicate: UInt16
  public var subject: Int32
  public var object: Int32

  public init(_ predicate: UInt16, _ subject: Int32, _ object: Int32) {
    self.predicate = predicate
    self.subject = subject
    self.object = object
  }

  /// That `node` is of the class with this number.
  public init(_ predicate: UInt16, member node: Int32) {
    self.init(predicate, node, node)
  }
}

/// Why a fact holds.
public enum Derivation: Sendable, Hashable {
  /// It was given.
  case given
  /// `rule` infers it by `axiom` from `premises`, each of which holds without it. Premises stand in
  /// the order of the axiom: the links of a chain from the first to the last.
  case inferred(rule: InferenceRule, axiom: OntologyAxiom, premises: [RuleFact])
}

/// One step of a proof.
public struct DerivationStep: Sendable, Hashable {
  public var fact: RuleFact
  public var derivation: Derivation

  public init(_ fact: RuleFact, _ derivation: Derivation) {
    self.fact = fact
    self.derivation = derivation
  }
}
