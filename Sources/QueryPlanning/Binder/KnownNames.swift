import Diagnostics
import KnowledgeGraph
import QuerySyntax

/// Names that nothing goes by: variables and functions are errors; labels, types and properties
/// are warnings, because asking for what is not there is a fair question.
extension Binder {
  func undefined(_ name: Identifier) -> BindingFailure {
    let near = nearestNames(to: name.name, among: scope.names).first
    let known = scope.names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    let hint =
      near.map { "Did you mean \($0)?" }
      ?? (known.isEmpty
        ? "No variable is known here; text goes between quotes." : "Known here: \(known).")
    return failure(
      "UndefinedVariable", "There is no variable `\(name.name)` here.", at: name.span,
      expected: "a variable", hint: hint)
  }

  func unknownFunction(_ name: Identifier) -> BindingFailure {
    let names =
      AggregateFunction.allCases.map(\.rawValue) + BuiltinFunction.allCases.map(\.rawValue)
    let near = nearestNames(to: name.name, among: names).first
    return failure(
      "UnknownFunction", "There is no function `\(name.name)`.", at: name.span,
      hint: near.map { "Did you mean \($0)?" })
  }

  mutating func warnUnknownLabel(_ label: Identifier) {
    guard !graph.labels.contains(label.name) else { return }
    let hint = nearestNames(to: label.name, among: graph.labels).first.map { near in
      "Did you mean :\(near)? "
        + "\(counted(graph.nodes(labelled: near).count, "node")) have it."
    }
    warn(
      "unknown-label", "No node has the label `\(label.name)`.", at: label.span,
      hint: hint ?? (graph.nodeCount == 0 ? "The graph is empty." : nil))
  }

  mutating func warnUnknownType(_ type: Identifier) {
    guard !graph.relationshipTypes.contains(type.name) else { return }
    let hint = nearestNames(to: type.name, among: graph.relationshipTypes).first.map { near in
      "Did you mean :\(near)? "
        + "\(counted(graph.relationshipCount(type: near), "relationship")) have it."
    }
    warn(
      "unknown-relationship-type", "No relationship has the type `\(type.name)`.", at: type.span,
      hint: hint)
  }

  /// Counts the nodes that have the nearest property: O(nodes of the label), only when warning.
  mutating func warnUnknownProperty(_ name: Identifier, of base: Expression? = nil) {
    guard !graph.propertyNames.contains(name.name), graph.nodeCount > 0 else { return }
    let hint = nearestNames(to: name.name, among: graph.propertyNames).first.map { near in
      let holders = graph.nodes(labelled: nil).count { graph.property(near, of: $0) != nil }
      let whole = base.flatMap { expression -> String? in
        if case .variable(let variable) = expression.kind { "\(variable).\(near)" } else { nil }
      }
      return "Did you mean \(whole ?? near)? \(holders) of \(graph.nodeCount) nodes have it."
    }
    warn(
      "unknown-property", "No node has a property `\(name.name)`.", at: name.span, hint: hint)
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
