/// A place of an atom: a variable or a number.
enum Term: Sendable, Hashable {
  case x, y, z
  case constant(Int32)
}

/// predicate(subject, object). Of a class, both are the same variable.
struct Atom: Sendable, Hashable {
  var predicate: UInt16
  var subject: Term
  var object: Term
}

extension UInt16 {
  func atom(_ subject: Term, _ object: Term) -> Atom {
    Atom(predicate: self, subject: subject, object: object)
  }
  func atom(_ member: Term) -> Atom { atom(member, member) }
}

/// head ← body, of one atom or two.
struct Rule: Sendable, Hashable {
  var rule: InferenceRule
  /// Index among the program's axioms.
  var axiom: Int
  var head: Atom
  var body: [Atom]
  /// The first atom takes no facts that this very rule inferred.
  var isLinear: Bool
}

/// false ← …; `predicates` in the order of the axiom's terms.
struct Constraint: Sendable, Hashable {
  var rule: InferenceRule
  var axiom: Int
  var predicates: [UInt16]
}

/// An atom of a rule that facts of a predicate may match, with the rest of the rule beside it.
struct Trigger: Sendable, Hashable {
  /// Index among the program's rules.
  var rule: Int
  var isFirst: Bool
  var atom: Atom
  /// Nil for a rule of one atom.
  var other: Atom?
  var head: Atom
  var isLinear: Bool
}

/// How a fact came about: the index of the rule, or one of two marks.
enum RuleNumber {
  static let limit: UInt16 = .max - 2
  static let given: UInt16 = .max
  /// The fact holds no more.
  static let dead: UInt16 = .max - 1
}

/// Values of the three variables of a rule.
struct Binding {
  static let free = Int32.min
  private var x = free
  private var y = free
  private var z = free

  subscript(term: Term) -> Int32 {
    switch term {
    case .x: x
    case .y: y
    case .z: z
    case .constant(let number): number
    }
  }

  /// False when the term has another value already.
  mutating func bind(_ term: Term, to value: Int32) -> Bool {
    let present = self[term]
    if present != Self.free { return present == value }
    switch term {
    case .x: x = value
    case .y: y = value
    case .z: z = value
    case .constant: break
    }
    return true
  }

  /// Whether no variable of the atom is free.
  func closes(_ atom: Atom) -> Bool {
    self[atom.subject] != Self.free && self[atom.object] != Self.free
  }

  func fact(_ atom: Atom) -> RuleFact {
    RuleFact(atom.predicate, self[atom.subject], self[atom.object])
  }

  mutating func bind(_ atom: Atom, _ subject: Int32, _ object: Int32) -> Bool {
    bind(atom.subject, to: subject) && bind(atom.object, to: object)
  }
}
