import Diagnostics
import KnowledgeGraph
import QueryExecution

/// Runs a procedure's body and turns a refused request into the language's own failure.
func answering(
  _ procedure: String, _ body: () throws -> [[Value]]
) throws(QueryFailure) -> [[Value]] {
  do {
    return try body()
  } catch let refused as RefusedRequest {
    let diagnostic =
      refused.diagnostics.first
      ?? Diagnostic(.error, code: "procedure.failed", "\(procedure) failed")
    throw QueryFailure(procedure: procedure, diagnostic)
  } catch let failure as QueryFailure {
    throw failure
  } catch {
    throw QueryFailure(
      procedure: procedure, Diagnostic(.error, code: "procedure.failed", "\(error)"))
  }
}

extension Value {
  /// The name in a string or in a node's key, for procedures that take either.
  func name(in view: GraphView) throws(RefusedRequest) -> String {
    guard case .node(let node) = self else {
      if let string { return string }
      throw RefusedRequest(
        Diagnostic(
          .error, code: "procedure.not-a-name", "a name is a string or a node", found: text))
    }
    let key = view.snapshot.key(of: node.index)
    return view.snapshot.provider(of: node.index).map { "\($0):\(key)" } ?? key
  }

  /// Several names, or one.
  func names(in view: GraphView) throws(RefusedRequest) -> [String] {
    guard let list else { return [try name(in: view)] }
    var names: [String] = []
    for value in list { names.append(try value.name(in: view)) }
    return names
  }
}

/// The map of options that a procedure takes; refuses names it does not know.
struct ProcedureOptions {
  private let given: [String: Value]

  init(_ value: Value, known: [String]) throws(RefusedRequest) {
    given = value.map ?? [:]
    guard value == .null || value.map != nil else {
      throw Self.refusal("options are a map", found: value.text)
    }
    if let unknown = given.keys.sorted().first(where: { !known.contains($0) }) {
      throw Self.refusal(
        "there is no option \(unknown)", found: unknown,
        expected: known.joined(separator: ", "))
    }
  }

  /// A whole number from 1.
  func count(_ name: String) throws(RefusedRequest) -> Int? {
    guard let value = given[name], value != .null else { return nil }
    guard let number = value.integer, number >= 1, number <= 1_000_000 else {
      throw Self.refusal("\(name) is a whole number from 1 to 1000000", found: value.text)
    }
    return Int(number)
  }

  /// A number above 0.
  func amount(_ name: String) throws(RefusedRequest) -> Double? {
    guard let value = given[name], value != .null else { return nil }
    guard let number = value.number, number > 0, number.isFinite else {
      throw Self.refusal("\(name) is a number above 0", found: value.text)
    }
    return number
  }

  func text(_ name: String) throws(RefusedRequest) -> String? {
    guard let value = given[name], value != .null else { return nil }
    guard let text = value.string else {
      throw Self.refusal("\(name) is a string", found: value.text)
    }
    return text
  }

  private static func refusal(
    _ message: String, found: String, expected: String? = nil
  ) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "procedure.option", message, found: found, expected: expected))
  }
}
