import KnowledgeGraph

/// The axioms of an ontology as rules over numbered predicates.
///
/// A rule has a head and one or two atoms; what needs more (a chain of three, an intersection of
/// three) goes through predicates of its own, which no answer shows. Left out are rules that only
/// say again what others infer: of two axioms that mirror each other through inverses the later
/// one, and transitivity of a relation that is given closed. An inverse that nothing states and no
/// other axiom speaks of is not inferred fact by fact: it is read off its relation.
public struct RuleProgram: Sendable {
  public enum PredicateKind: Sendable, Hashable {
    case relation, property, nodeClass
    /// Of the program's own making; never shown.
    case hidden
  }

  public struct Predicate: Sendable, Hashable {
    public var name: String
    public var kind: PredicateKind
  }

  /// Relations and classes in the order of the ontology, then what axioms bring in.
  public private(set) var predicates: [Predicate] = []
  public let axioms: [OntologyAxiom]
  /// Numbers of texts that axioms name, from -1 downwards.
  public private(set) var texts: [String: Int32] = [:]
  private(set) var rules: [Rule] = []
  private(set) var constraints: [Constraint] = []
  /// By predicate: the rules with an atom over it, and which atom.
  private(set) var triggers: [[Trigger]] = []
  /// By predicate: the rules that infer it.
  private(set) var rulesByHead: [[Int]] = []
  /// Classes that some rule asks for, so that given members have to be facts.
  private(set) var observedClasses: Set<UInt16> = []
  /// A relation that is read off another one, the other way round.
  struct Mirror: Sendable, Hashable {
    var relation: UInt16
    var rule: InferenceRule
    var axiom: Int
  }
  private(set) var mirrors: [UInt16: Mirror] = [:]
  /// By predicate.
  private(set) var isClass: [Bool] = []
  /// Whether the first class is the second or lies below it; by number · count + number.
  private(set) var isBelow: [Bool] = []
  /// Relations that declare two nodes the same.
  let equivalences: [UInt16]
  /// By class number: the numbers of itself and of the classes above it.
  private(set) var superclasses: [UInt16: Set<UInt16>] = [:]
  private var numbers: [String: UInt16] = [:]
  private var classNumbers: [String: UInt16] = [:]

  /// - Parameters:
  ///   - closed: relations whose given facts are closed under transitivity already.
  ///   - unstated: relations of which no fact is given.
  public init(
    _ ontology: Ontology, closed: Set<String> = [], unstated: Set<String> = []
  ) {
    axioms = MirroredAxioms(ontology.axioms).kept(closed: closed)
    for relation in ontology.relations where predicates.count < Int(UInt16.max) / 2 {
      numbers[relation.name] = UInt16(predicates.count)
      predicates.append(Predicate(name: relation.name, kind: .relation))
    }
    equivalences = ontology.relations(role: .equivalent).compactMap { [numbers] in
      numbers[$0.name]
    }
    for nodeClass in ontology.classes { _ = classNumber(nodeClass.name) }
    for nodeClass in ontology.classes {
      guard let own = classNumbers[nodeClass.name] else { continue }
      superclasses[own] = Set([own] + nodeClass.superclasses.compactMap { classNumbers[$0] })
    }
    for index in axioms.indices where axioms[index].kind == .inverseOf {
      findMirror(index, unstated)
    }
    for index in axioms.indices { compile(index) }
    findTriggers()
    findObservedClasses()
    tabulateClasses()
  }

  public func relation(_ name: String) -> UInt16? { kindChecked(numbers[name], .relation) }
  public func property(_ name: String) -> UInt16? { kindChecked(numbers[name], .property) }
  /// A class or class expression.
  public func nodeClass(_ name: String) -> UInt16? { classNumbers[name] }

  /// Names of the properties whose values some axiom asks for.
  public var properties: [String] {
    predicates.filter { $0.kind == .property }.map(\.name)
  }

  private func kindChecked(_ number: UInt16?, _ kind: PredicateKind) -> UInt16? {
    guard let number, predicates[Int(number)].kind == kind else { return nil }
    return number
  }

  // MARK: Numbers

  private mutating func newPredicate(_ name: String, _ kind: PredicateKind) -> UInt16 {
    predicates.append(Predicate(name: name, kind: kind))
    return UInt16(truncatingIfNeeded: predicates.count - 1)
  }

  /// A relation of the ontology, or a property, which gets its number when first asked for.
  private mutating func number(_ name: String) -> UInt16 {
    if let number = numbers[name] { return number }
    let number = newPredicate(name, .property)
    numbers[name] = number
    return number
  }

  private mutating func classNumber(_ name: String) -> UInt16 {
    if let number = classNumbers[name] { return number }
    let number = newPredicate(name, .nodeClass)
    classNumbers[name] = number
    return number
  }

  private mutating func textNumber(_ text: String) -> Int32 {
    if let number = texts[text] { return number }
    let number = -1 - Int32(texts.count)
    texts[text] = number
    return number
  }

  // MARK: Compiling

  private mutating func compile(_ index: Int) {
    let terms = axioms[index].terms
    switch axioms[index].kind {
    case .subPropertyOf: turn(.subProperty, index, terms[0], terms[1])
    case .equivalentProperties:
      turn(.equivalentProperty1, index, terms[0], terms[1])
      turn(.equivalentProperty2, index, terms[1], terms[0])
    case .inverseOf:
      if mirrors.values.contains(where: { $0.axiom == index }) { return }
      turn(.inverse1, index, terms[0], terms[1], swapped: true)
      turn(.inverse2, index, terms[1], terms[0], swapped: true)
    case .symmetric: turn(.symmetric, index, terms[0], terms[0], swapped: true)
    case .transitive: compileTransitive(index, number(terms[0]))
    case .propertyChain:
      compileChain(index, number(terms[0]), terms.dropFirst().map { number($0) })
    case .domain:
      add(.domain, index, classNumber(terms[1]).atom(.x), [number(terms[0]).atom(.x, .y)])
    case .range:
      add(.range, index, classNumber(terms[1]).atom(.y), [number(terms[0]).atom(.x, .y)])
    case .subClassOf: imply(.subclass, index, terms[0], terms[1])
    case .equivalentClasses:
      imply(.equivalentClass1, index, terms[0], terms[1])
      imply(.equivalentClass2, index, terms[1], terms[0])
    case .intersectionOf: compileIntersection(index, terms)
    case .unionOf: for part in terms.dropFirst() { imply(.union, index, part, terms[0]) }
    case .hasValue: compileValue(index, terms)
    case .someValuesFrom: compileSomeValues(index, terms)
    case .asymmetric: constrain(.asymmetric, index, [number(terms[0])])
    case .irreflexive: constrain(.irreflexive, index, [number(terms[0])])
    case .functional: constrain(.functional, index, [number(terms[0])])
    case .inverseFunctional: constrain(.inverseFunctional, index, [number(terms[0])])
    case .disjointProperties:
      constrain(.disjointProperties, index, [number(terms[0]), number(terms[1])])
    case .disjointClasses:
      constrain(.disjointClasses, index, [classNumber(terms[0]), classNumber(terms[1])])
    case .hasKey:
      constrain(.key, index, [classNumber(terms[0])] + terms.dropFirst().map { number($0) })
    }
  }

  private mutating func add(
    _ rule: InferenceRule, _ axiom: Int, _ head: Atom, _ body: [Atom], linear: Bool = false
  ) {
    guard body != [head], rules.count < Int(RuleNumber.limit) else { return }
    rules.append(Rule(rule: rule, axiom: axiom, head: head, body: body, isLinear: linear))
  }

  /// from(x, y) → to(x, y), or to(y, x).
  private mutating func turn(
    _ rule: InferenceRule, _ axiom: Int, _ from: String, _ to: String, swapped: Bool = false
  ) {
    let head = swapped ? number(to).atom(.y, .x) : number(to).atom(.x, .y)
    add(rule, axiom, head, [number(from).atom(.x, .y)])
  }

  private mutating func imply(
    _ rule: InferenceRule, _ axiom: Int, _ from: String, _ to: String
  ) {
    add(rule, axiom, classNumber(to).atom(.x), [classNumber(from).atom(.x)])
  }

  /// p(x, y) ∧ p(y, z) → p(x, z). It is enough that the first does not come from this rule itself:
  /// every pair of the closure is a base pair followed by a shorter one.
  private mutating func compileTransitive(_ axiom: Int, _ relation: UInt16) {
    let body = [relation.atom(.x, .y), relation.atom(.y, .z)]
    add(.transitive, axiom, relation.atom(.x, .z), body, linear: true)
  }

  private mutating func compileChain(_ axiom: Int, _ head: UInt16, _ links: [UInt16]) {
    var left = links[0]
    for (place, link) in links.enumerated().dropFirst() {
      let isLast = place == links.count - 1
      let result = isLast ? head : newPredicate("chain \(axiom).\(place)", .hidden)
      add(.chain, axiom, result.atom(.x, .z), [left.atom(.x, .y), link.atom(.y, .z)])
      left = result
    }
  }

  private mutating func compileIntersection(_ axiom: Int, _ terms: [String]) {
    let whole = classNumber(terms[0])
    let parts = terms.dropFirst().map { classNumber($0) }
    for part in parts { add(.intersection2, axiom, part.atom(.x), [whole.atom(.x)]) }
    guard parts.count > 1 else {
      return add(.intersection1, axiom, whole.atom(.x), [parts[0].atom(.x)])
    }
    var left = parts[0]
    for (place, part) in parts.enumerated().dropFirst() {
      let isLast = place == parts.count - 1
      let result = isLast ? whole : newPredicate("both \(axiom).\(place)", .hidden)
      add(.intersection1, axiom, result.atom(.x), [left.atom(.x), part.atom(.x)])
      left = result
    }
  }

  private mutating func compileValue(_ axiom: Int, _ terms: [String]) {
    let value = Term.constant(textNumber(terms[2]))
    let fact = Atom(predicate: number(terms[1]), subject: .x, object: value)
    let members = classNumber(terms[0]).atom(.x)
    add(.hasValue1, axiom, fact, [members])
    add(.hasValue2, axiom, members, [fact])
  }

  private mutating func compileSomeValues(_ axiom: Int, _ terms: [String]) {
    let head = classNumber(terms[0]).atom(.x)
    let relation = number(terms[1]).atom(.x, .y)
    if terms.count == 2 {
      add(.someValues2, axiom, head, [relation])
    } else {
      add(.someValues1, axiom, head, [relation, classNumber(terms[2]).atom(.y)])
    }
  }

  private mutating func constrain(
    _ rule: InferenceRule, _ axiom: Int, _ predicates: [UInt16]
  ) {
    constraints.append(Constraint(rule: rule, axiom: axiom, predicates: predicates))
  }

  /// q mirrors p when they are inverse, nothing states q, and no other axiom speaks of it.
  private mutating func findMirror(_ index: Int, _ unstated: Set<String>) {
    let terms = axioms[index].terms
    for (name, other, rule) in [
      (terms[1], terms[0], InferenceRule.inverse1), (terms[0], terms[1], .inverse2),
    ] where name != other && unstated.contains(name) {
      let isSpokenOf = axioms.indices.contains { $0 != index && axioms[$0].terms.contains(name) }
      if isSpokenOf { continue }
      mirrors[number(name)] = Mirror(relation: number(other), rule: rule, axiom: index)
      return
    }
  }

  // MARK: What the reasoner looks up

  private mutating func tabulateClasses() {
    isClass = predicates.map { $0.kind == .nodeClass }
    isBelow = [Bool](repeating: false, count: predicates.count * predicates.count)
    for (own, above) in superclasses {
      for other in above { isBelow[Int(own) * predicates.count + Int(other)] = true }
    }
  }

  private mutating func findTriggers() {
    triggers = [[Trigger]](repeating: [], count: predicates.count)
    rulesByHead = [[Int]](repeating: [], count: predicates.count)
    for (index, rule) in rules.enumerated() {
      rulesByHead[Int(rule.head.predicate)].append(index)
      for (place, atom) in rule.body.enumerated() {
        triggers[Int(atom.predicate)].append(
          Trigger(
            rule: index, isFirst: place == 0, atom: atom,
            other: rule.body.count == 2 ? rule.body[1 - place] : nil, head: rule.head,
            isLinear: rule.isLinear))
      }
    }
  }

  /// A class is observed when a rule does more with its members than to name a class above it.
  private mutating func findObservedClasses() {
    for rule in rules {
      let isAbove =
        rule.body.count == 1
        && (superclasses[rule.body[0].predicate]?.contains(rule.head.predicate) ?? false)
      if isAbove { continue }
      for atom in rule.body where predicates[Int(atom.predicate)].kind == .nodeClass {
        observedClasses.insert(atom.predicate)
      }
    }
  }
}
