import KnowledgeGraph

/// Axioms without those that only say again what others do.
///
/// When p and q are inverse, every p(x, y) is a q(y, x). So `q transitive` adds nothing to
/// `p transitive`, and `q ⊑ q'` nothing to `p ⊑ p'` with p' and q' inverse as well. Of two axioms
/// that mirror each other so, the first is kept.
struct MirroredAxioms {
  private let axioms: [OntologyAxiom]
  private var inverse: [String: String] = [:]

  init(_ axioms: [OntologyAxiom]) {
    self.axioms = axioms
    for axiom in axioms where axiom.kind == .inverseOf {
      let (first, second) = (axiom.terms[0], axiom.terms[1])
      guard inverse[first] == nil, inverse[second] == nil else { continue }
      inverse[first] = second
      inverse[second] = first
    }
  }

  /// - Parameter closed: relations that need no transitivity, because they are given closed.
  func kept(closed: Set<String>) -> [OntologyAxiom] {
    var kept: Set<OntologyAxiom> = []
    return axioms.filter { axiom in
      if axiom.kind == .transitive {
        let name = axiom.terms[0]
        if closed.contains(name) || inverse[name].map(closed.contains) == true { return false }
      }
      if let mirror = mirror(of: axiom), kept.contains(mirror) { return false }
      return kept.insert(axiom).inserted
    }
  }

  /// Nil for what has no mirror.
  private func mirror(of axiom: OntologyAxiom) -> OntologyAxiom? {
    switch axiom.kind {
    case .subPropertyOf, .transitive, .symmetric, .asymmetric, .irreflexive, .disjointProperties,
      .equivalentProperties:
      let mirrored = axiom.terms.compactMap { inverse[$0] }
      return mirrored.count == axiom.terms.count ? OntologyAxiom(axiom.kind, mirrored) : nil
    case .domain, .range:
      guard let other = inverse[axiom.terms[0]] else { return nil }
      return OntologyAxiom(axiom.kind == .domain ? .range : .domain, [other, axiom.terms[1]])
    case .functional, .inverseFunctional:
      guard let other = inverse[axiom.terms[0]] else { return nil }
      return OntologyAxiom(axiom.kind == .functional ? .inverseFunctional : .functional, [other])
    case .propertyChain:
      let mirrored = axiom.terms.compactMap { inverse[$0] }
      guard mirrored.count == axiom.terms.count else { return nil }
      return OntologyAxiom(.propertyChain, [mirrored[0]] + mirrored.dropFirst().reversed())
    default: return nil
    }
  }
}
