import KnowledgeGraph

/// Infers what follows from given facts by the rules of a program, keeps it up to date when they
/// change, and says why each inferred fact holds.
///
/// The facts stand in the order in which they were given or inferred, and each is taken up once, in
/// that order: it is joined with the facts before it, in the order of the program's rules. This is
/// semi-naive evaluation: no pair of facts is looked at twice. The derivation that first infers a
/// fact is kept; its premises stand before the fact.
///
/// Facts given later are appended and taken up in the same way. When given facts go, so do those
/// whose kept derivation rests on them; each of these that has another derivation from what remains
/// is inferred again, and what follows from it (delete and rederive; Gupta, Mumick, Subrahmanian
/// 1993, with kept derivations in place of all of them, so that a fact with a sound proof is never
/// touched).
///
/// The same sequence of calls with the same facts gives the same facts in the same order with the
/// same derivations. What is inferred depends on the given facts alone, not on their history.
///
/// Complexity: O(facts + pairs of facts that join) time; 30 to 50 bytes a fact.
public struct RuleReasoner: Sendable {
  public let program: RuleProgram
  /// Axioms that were set aside because they would infer more than `budget`; see `infer`.
  public private(set) var suspendedAxioms: [OntologyAxiom] = []
  /// The most facts that are inferred.
  public let budget: Int
  var table = FactTable()
  var nodes = NodeTable()
  private var cursor = 0
  /// By rule.
  private var isSuspended: [Bool]
  private var canRederive = false

  public init(_ program: RuleProgram, budget: Int = .max) {
    self.program = program
    self.budget = budget
    isSuspended = [Bool](repeating: false, count: program.rules.count)
    prepareIndexes()
  }

  /// Number of facts that hold, given and inferred.
  public var count: Int { table.liveCount }
  public var inferredCount: Int { table.liveCount - table.givenCount }

  public func holds(_ fact: RuleFact) -> Bool {
    let fact = mirrored(fact)?.fact ?? fact
    return table.number(of: fact) != nil || isOfGivenClass(fact)
  }

  /// What a fact of a mirrored relation is read off.
  func mirrored(_ fact: RuleFact) -> (fact: RuleFact, mirror: RuleProgram.Mirror)? {
    program.mirrors[fact.predicate].map {
      (RuleFact($0.relation, fact.object, fact.subject), $0)
    }
  }

  // MARK: Giving and taking

  /// Makes `given` all that is given, and infers. Only what differs from before is worked on.
  public mutating func update(to given: GivenFacts) {
    // What was set aside for too many facts may find its place now.
    if !suspendedAxioms.isEmpty { self = RuleReasoner(program, budget: budget) }
    let fresh = NodeTable(given.nodes)
    let changed = nodes.changed(in: fresh)
    if !changed.isEmpty {
      withdrawGiven { changed.contains($0.subject) || changed.contains($0.object) }
    }
    nodes = fresh
    var isWanted = [Bool](repeating: false, count: table.count)
    let memberships = observedMemberships(given.nodes)
    for facts in [given.facts, memberships] {
      for fact in facts {
        let number = give(fact)
        if number < isWanted.count { isWanted[number] = true }
      }
    }
    withdraw(isWanted.indices.filter { !isWanted[$0] && table.isGiven($0) })
    infer()
  }

  /// Gives facts about nodes that are known, and infers.
  public mutating func add(_ facts: some Sequence<RuleFact>) {
    for fact in facts { _ = give(fact) }
    infer()
  }

  /// Takes facts back; what still follows from others stays.
  public mutating func retract(_ facts: some Sequence<RuleFact>) {
    let numbers = Set(
      facts.compactMap { table.number(of: mirrored($0)?.fact ?? $0) }.filter { table.isGiven($0) })
    withdraw(numbers.sorted())
    infer()
  }

  /// The number of the fact.
  private mutating func give(_ fact: RuleFact) -> Int {
    let fact = mirrored(fact)?.fact ?? fact
    if let number = table.number(of: fact) {
      if !table.isGiven(number) { table.makeGiven(number) }
      return number
    }
    table.append(fact, rule: RuleNumber.given, premises: (FactTable.none, FactTable.none))
    return table.count - 1
  }

  private mutating func withdrawGiven(where isGone: (RuleFact) -> Bool) {
    withdraw((0..<table.count).filter { table.isGiven($0) && isGone(table.fact($0)) })
  }

  /// That nodes are of their class and those above it, for classes that rules ask for.
  private func observedMemberships(_ nodes: [GivenFacts.Node]) -> [RuleFact] {
    guard !program.observedClasses.isEmpty else { return [] }
    let observed = program.superclasses.mapValues {
      $0.filter(program.observedClasses.contains).sorted()
    }
    return nodes.flatMap { node in
      (node.nodeClass.flatMap { observed[$0] } ?? []).map { RuleFact($0, member: node.number) }
    }
  }

  // MARK: To the fixpoint

  /// Takes up the facts that were not taken up yet, and all that follows.
  ///
  /// When more than `budget` facts are inferred, the transitivity or chain that inferred most of
  /// them is set aside, with what rests on it, and inference goes on; `suspendedAxioms` names it.
  private mutating func infer() {
    while cursor < table.count {
      if inferredCount > budget { suspendLargest() }
      let number = cursor
      cursor += 1
      if table.isLive(number) { takeUp(number) }
    }
    let before = table.count
    table.compactIfSparse()
    if table.count != before {
      prepareIndexes()
      cursor = table.count
    }
  }

  private mutating func takeUp(_ number: Int) {
    let fact = table.fact(number)
    for trigger in program.triggers[Int(fact.predicate)] where !isSuspended[trigger.rule] {
      if trigger.isLinear && trigger.isFirst && isInferred(number, by: trigger.rule) { continue }
      var binding = Binding()
      guard binding.bind(trigger.atom, fact.subject, fact.object) else { continue }
      if let other = trigger.other {
        join(trigger, other, binding, number)
      } else {
        conclude(trigger, binding, number, nil)
      }
    }
  }

  private func isInferred(_ number: Int, by rule: Int) -> Bool {
    Int(table.rule(number)) == rule
  }

  /// The other atom with each fact that was taken up before.
  private mutating func join(
    _ trigger: Trigger, _ other: Atom, _ binding: Binding, _ number: Int
  ) {
    if binding.closes(other) {
      guard let found = table.number(of: binding.fact(other)), found <= number else { return }
      return combine(trigger, binding, number, found)
    }
    var place = place(of: other, binding)
    while let found = table.next(&place) {
      guard found <= number, table.isLive(found) else { continue }
      var joined = binding
      guard joined.bind(other, table.subject(found), table.object(found)) else { continue }
      combine(trigger, joined, number, found)
    }
  }

  private mutating func combine(
    _ trigger: Trigger, _ binding: Binding, _ number: Int, _ found: Int
  ) {
    if trigger.isFirst { return conclude(trigger, binding, number, found) }
    if trigger.isLinear && isInferred(found, by: trigger.rule) { return }
    conclude(trigger, binding, found, number)
  }

  /// The facts that may match an atom of which one end is bound.
  private func place(of atom: Atom, _ binding: Binding) -> FactTable.Place {
    let subject = binding[atom.subject]
    if subject != Binding.free { return table.place(atom.predicate, .subject, subject) }
    return table.place(atom.predicate, .object, binding[atom.object])
  }

  private mutating func conclude(
    _ trigger: Trigger, _ binding: Binding, _ first: Int, _ second: Int?
  ) {
    let fact = binding.fact(trigger.head)
    guard !isOfGivenClass(fact), table.number(of: fact) == nil else { return }
    append(fact, trigger.rule, first, second)
  }

  private mutating func append(_ fact: RuleFact, _ rule: Int, _ first: Int, _ second: Int?) {
    table.append(
      fact, rule: UInt16(truncatingIfNeeded: rule),
      premises: (
        UInt32(truncatingIfNeeded: first),
        second.map { UInt32(truncatingIfNeeded: $0) }
          ?? FactTable.none
      ))
  }

  /// That a node is of its own class, or of one above it, need not be inferred.
  private func isOfGivenClass(_ fact: RuleFact) -> Bool {
    guard program.isClass[Int(fact.predicate)], let own = nodes.nodeClass(fact.subject) else {
      return false
    }
    return program.isBelow[Int(own) * program.isClass.count + Int(fact.predicate)]
  }

  /// Every join looks its other atom up by the variable that both share.
  private mutating func prepareIndexes() {
    for rule in program.rules where rule.body.count == 2 {
      for (atom, other) in [(rule.body[0], rule.body[1]), (rule.body[1], rule.body[0])] {
        var binding = Binding()
        _ = binding.bind(other, 0, 0)
        prepareIndex(of: atom, binding)
      }
    }
    if canRederive { prepareBackwardIndexes() }
  }

  /// Rederiving looks the first atom up by what the head binds.
  private mutating func prepareBackwardIndexes() {
    canRederive = true
    for rule in program.rules {
      var binding = Binding()
      guard binding.bind(rule.head, 0, 0) else { continue }
      prepareIndex(of: rule.body[0], binding)
    }
  }

  private mutating func prepareIndex(of atom: Atom, _ binding: Binding) {
    guard !binding.closes(atom) else { return }
    table.prepareIndex(
      atom.predicate, binding[atom.subject] != Binding.free ? .subject : .object)
  }

  // MARK: Back again

  /// Takes back given facts by their numbers, ascending.
  private mutating func withdraw(_ numbers: [Int]) {
    guard let first = numbers.first else { return }
    for number in numbers { table.kill(number) }
    rederive(withdrawDependents(from: first) + numbers)
  }

  /// Kills every inferred fact whose kept derivation rests on a dead one. Premises stand before
  /// what rests on them, so one pass is enough.
  private mutating func withdrawDependents(from first: Int) -> [Int] {
    var withdrawn: [Int] = []
    for number in first..<table.count where table.isLive(number) && !table.isGiven(number) {
      let (left, right) = table.premises(number)
      let isSound =
        table.isLive(Int(left)) && (right == FactTable.none || table.isLive(Int(right)))
      if isSound { continue }
      table.kill(number)
      withdrawn.append(number)
    }
    return withdrawn
  }

  /// Infers again what has a derivation from the facts that remain, in the old order. What follows
  /// from these is inferred when they are taken up.
  private mutating func rederive(_ withdrawn: [Int]) {
    if !canRederive { prepareBackwardIndexes() }
    for number in withdrawn.sorted() {
      let fact = table.fact(number)
      guard table.number(of: fact) == nil, !isOfGivenClass(fact) else { continue }
      for index in program.rulesByHead[Int(fact.predicate)] where !isSuspended[index] {
        guard let (first, second) = premises(of: fact, by: program.rules[index]) else { continue }
        append(fact, index, first, second)
        break
      }
    }
  }

  private func premises(of fact: RuleFact, by rule: Rule) -> (Int, Int?)? {
    var binding = Binding()
    guard binding.bind(rule.head, fact.subject, fact.object) else { return nil }
    if binding.closes(rule.body[0]) {
      guard let first = table.number(of: binding.fact(rule.body[0])) else { return nil }
      return completed(rule, binding, first)
    }
    var place = place(of: rule.body[0], binding)
    while let first = table.next(&place) {
      guard table.isLive(first) else { continue }
      var joined = binding
      guard joined.bind(rule.body[0], table.subject(first), table.object(first)) else { continue }
      if let premises = completed(rule, joined, first) { return premises }
    }
    return nil
  }

  /// The head binds one end of the second atom and the first atom the other.
  private func completed(_ rule: Rule, _ binding: Binding, _ first: Int) -> (Int, Int?)? {
    guard rule.body.count == 2 else { return (first, nil) }
    return table.number(of: binding.fact(rule.body[1])).map { (first, $0) }
  }

  // MARK: Within the budget

  /// Of transitivity and chains, which can infer more than was given, else of all.
  private mutating func suspendLargest() {
    var counts = [Int](repeating: 0, count: program.rules.count)
    for number in 0..<table.count where table.isLive(number) && !table.isGiven(number) {
      counts[Int(table.rule(number))] += 1
    }
    let grows = program.rules.map { $0.rule == .transitive || $0.rule == .chain }
    let growing = zip(counts, grows).map { $1 ? $0 : 0 }
    if growing.contains(where: { $0 > 0 }) { counts = growing }
    guard let most = counts.max(), most > 0, let rule = counts.firstIndex(of: most) else { return }
    let axiom = program.rules[rule].axiom
    suspendedAxioms.append(program.axioms[axiom])
    for index in program.rules.indices where program.rules[index].axiom == axiom {
      isSuspended[index] = true
    }
    let numbers = (0..<table.count).filter {
      table.isLive($0) && !table.isGiven($0) && isSuspended[Int(table.rule($0))]
    }
    withdraw(numbers)
  }
}
