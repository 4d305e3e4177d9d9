/// One axiom of an ontology, as the rules of OWL 2 RL use it: what sort it is, and the names it
/// joins.
///
/// Relations, properties and classes are named as the ontology names them. A class expression is
/// named by its Manchester syntax: `partOf some Programme`, `level value "100"`,
/// `Course and (partOf some Programme)`; wherever the same expression stands, it has the same name.
public struct OntologyAxiom: Sendable, Hashable, Codable {
  /// What the terms are, in order.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// relation, relation above it
    case subPropertyOf
    /// relation, relation
    case equivalentProperties
    /// relation, its inverse
    case inverseOf
    /// relation
    case symmetric, transitive, asymmetric, irreflexive, functional, inverseFunctional
    /// relation, relation
    case disjointProperties
    /// relation that is inferred, first link, second link …
    case propertyChain
    /// relation, class
    case domain, range
    /// class, class above it
    case subClassOf
    /// class, class
    case equivalentClasses, disjointClasses
    /// expression, class, class …
    case intersectionOf, unionOf
    /// expression, property, text of the value
    case hasValue
    /// expression, relation, class; without a class for `owl:Thing`
    case someValuesFrom
    /// class, relation or property …
    case hasKey
  }

  public var kind: Kind
  public var terms: [String]

  public init(_ kind: Kind, _ terms: [String]) {
    self.kind = kind
    self.terms = terms
  }
}

extension OntologyAxiom: CustomStringConvertible, Comparable {
  /// `transitive(broaderTransitive)`, `propertyChain(covers, covers, broaderTransitive)`.
  public var description: String { "\(kind.rawValue)(\(terms.joined(separator: ", ")))" }

  /// By sort, then by names.
  public static func < (left: Self, right: Self) -> Bool {
    if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
    return left.terms.lexicographicallyPrecedes(right.terms)
  }
}

/// What becomes of the relationships that rules infer for a relation.
public enum InferenceUse: String, Sendable, Hashable, CaseIterable {
  /// They stand in the graph beside the stated ones.
  case listed
  /// They are inferred and can be proven, but the graph does not list them.
  case asked
}
