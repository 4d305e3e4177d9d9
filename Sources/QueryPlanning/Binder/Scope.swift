import QuerySyntax

/// A name that can be used, and what stands behind it.
struct Variable: Sendable, Hashable {
  var slot: Slot
  var type: ValueType
  /// A variable of a pattern with `*`: a list of relationships.
  var isRelationshipList = false
}

/// The names in reach at one point of a statement, in order of appearance.
struct Scope: Sendable {
  private(set) var names: [String] = []
  private var variables: [String: Variable] = [:]

  subscript(name: String) -> Variable? { variables[name] }

  mutating func declare(_ name: String, _ variable: Variable) {
    if variables.updateValue(variable, forKey: name) == nil { names.append(name) }
  }

  var all: [(name: String, variable: Variable)] {
    names.compactMap { name in variables[name].map { (name, $0) } }
  }

  var slots: Set<Slot> { Set(variables.values.map(\.slot)) }
}
