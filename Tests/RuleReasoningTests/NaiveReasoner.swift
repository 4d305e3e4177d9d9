import KnowledgeGraph

/// The rules once more, from the axioms alone: all of them over all facts, until nothing is new.
/// Shares no code with the reasoner and is as slow as that.
struct NaiveReasoner {
  struct Fact: Hashable, Comparable {
    /// Relation, property or class; of a class, `start` and `end` are the same.
    var name: String
    var start: Int32
    var end: Int32

    static func < (left: Self, right: Self) -> Bool {
      (left.name, left.start, left.end) < (right.name, right.start, right.end)
    }
  }

  let axioms: [OntologyAxiom]
  /// Numbers of the texts that `hasValue` axioms name.
  var texts: [String: Int32] = [:]

  func closure(of given: Set<Fact>) -> Set<Fact> {
    var facts = given
    while true {
      var next = facts
      for axiom in axioms { apply(axiom, facts, &next) }
      if next.count == facts.count { return facts }
      facts = next
    }
  }

  private func apply(_ axiom: OntologyAxiom, _ facts: Set<Fact>, _ next: inout Set<Fact>) {
    let terms = axiom.terms
    func all(_ name: String) -> [Fact] { facts.filter { $0.name == name } }
    func rename(_ from: String, _ to: String, swapped: Bool = false) {
      for fact in all(from) {
        next.insert(
          Fact(
            name: to, start: swapped ? fact.end : fact.start,
            end: swapped ? fact.start : fact.end))
      }
    }
    func has(_ name: String, _ start: Int32, _ end: Int32) -> Bool {
      facts.contains(Fact(name: name, start: start, end: end))
    }
    func classify(_ node: Int32, _ name: String) {
      next.insert(Fact(name: name, start: node, end: node))
    }
    switch axiom.kind {
    case .subPropertyOf, .subClassOf: rename(terms[0], terms[1])
    case .equivalentProperties, .equivalentClasses:
      rename(terms[0], terms[1])
      rename(terms[1], terms[0])
    case .inverseOf:
      rename(terms[0], terms[1], swapped: true)
      rename(terms[1], terms[0], swapped: true)
    case .symmetric: rename(terms[0], terms[0], swapped: true)
    case .transitive: chain(terms[0], [terms[0], terms[0]], facts, &next)
    case .propertyChain: chain(terms[0], Array(terms.dropFirst()), facts, &next)
    case .domain: for fact in all(terms[0]) { classify(fact.start, terms[1]) }
    case .range: for fact in all(terms[0]) { classify(fact.end, terms[1]) }
    case .intersectionOf:
      for part in terms.dropFirst() { rename(terms[0], part) }
      for fact in all(terms[1])
      where terms.dropFirst().allSatisfy({ has($0, fact.start, fact.start) }) {
        classify(fact.start, terms[0])
      }
    case .unionOf: for part in terms.dropFirst() { rename(part, terms[0]) }
    case .hasValue:
      let value = texts[terms[2]] ?? 0
      for fact in all(terms[1]) where fact.end == value { classify(fact.start, terms[0]) }
      for fact in all(terms[0]) {
        next.insert(Fact(name: terms[1], start: fact.start, end: value))
      }
    case .someValuesFrom:
      for fact in all(terms[1]) where terms.count == 2 || has(terms[2], fact.end, fact.end) {
        classify(fact.start, terms[0])
      }
    case .asymmetric, .irreflexive, .functional, .inverseFunctional, .disjointProperties,
      .disjointClasses, .hasKey:
      break
    }
  }

  private func chain(
    _ head: String, _ links: [String], _ facts: Set<Fact>, _ next: inout Set<Fact>
  ) {
    var pairs = facts.filter { $0.name == links[0] }.map { ($0.start, $0.end) }
    for link in links.dropFirst() {
      let steps = Dictionary(grouping: facts.filter { $0.name == link }, by: \.start)
      pairs = pairs.flatMap { pair in (steps[pair.1] ?? []).map { (pair.0, $0.end) } }
    }
    for (start, end) in pairs { next.insert(Fact(name: head, start: start, end: end)) }
  }
}
