import KnowledgeGraph

/// What the rules of a mapping did while a feed was read. Memory depends on the mapping alone.
final class RuleTrace {
  struct Use: Sendable, Hashable {
    /// Values, nodes or relationships the rule gave.
    var count = 0
    /// The first of them.
    var example = ""
    /// Requirement texts and trees by how much of them was understood.
    var exact = 0
    var partial = 0
    var opaque = 0
  }

  private(set) var uses: [Use]
  /// Nodes left out because the feed gave them no key.
  private(set) var missingKeys = 0
  /// Items whose key an earlier one had.
  private(set) var repeatedKeys = 0

  init(ruleCount: Int) { uses = Array(repeating: Use(), count: ruleCount) }

  func note(_ rule: Int, _ example: @autoclosure () -> String) {
    guard uses.indices.contains(rule) else { return }
    if uses[rule].count == 0 { uses[rule].example = example() }
    uses[rule].count += 1
  }

  func note(_ rule: Int, _ fact: RequirementFact) {
    let named = fact.requirement.courses(includingExcluded: true)
    note(rule, fact.text.isEmpty ? named.map(\.key).joined(separator: ", ") : fact.text)
    guard uses.indices.contains(rule) else { return }
    switch fact.status {
    case .exact: uses[rule].exact += 1
    case .partial: uses[rule].partial += 1
    case .opaque: uses[rule].opaque += 1
    }
  }

  func noteMissingKey() { missingKeys += 1 }
  func noteRepeatedKey() { repeatedKeys += 1 }
}
