import KnowledgeGraph
import QueryPlanning
import QuerySyntax

/// What could stand at the cursor of a shell.
public enum QueryCompletions {
  /// Whole words or keys that fit in place of the word the cursor is in, best first, each once;
  /// at most `limit`.
  ///
  /// Labels after `:` in a node, types after `:` in brackets, properties after `x.`,
  /// nothing after `$`, keys of nodes between quotes, else variables in use, keywords,
  /// functions and procedures. Case does not count.
  ///
  /// - Parameters:
  ///   - cursor: in Unicode scalars from the beginning of `text`.
  ///   - procedures: what CALL can call.
  ///   - titles: names that may stand between quotes beside the keys, by how they begin.
  /// - Complexity: O(length of the text + names), and O(nodes) between quotes.
  public static func candidates(
    for text: String, at cursor: Int, graph: any GraphReader,
    procedures: [ProcedureSignature] = [], titles: (_ beginning: String) -> [String] = { _ in [] },
    limit: Int = 100
  ) -> [String] {
    let scalars = Array(text.unicodeScalars.prefix(max(0, cursor)))
    let before = SourceText(String(String.UnicodeScalarView(scalars)))
    let context = CompletionContext(before)
    let names =
      context.names(graph: graph, procedures: procedures)
      + (context.place == .key ? titles(context.prefix) : [])
    let wanted = context.prefix.lowercased()
    var seen: Set<String> = []
    let matching = names.filter { name in
      name.lowercased().hasPrefix(wanted) && name != context.prefix && seen.insert(name).inserted
    }
    return Array(matching.prefix(limit))
  }
}

/// Where the cursor stands: what came before it, and the beginning of the word under it.
struct CompletionContext {
  enum Place: Equatable {
    case label, type, property, key, parameter, procedure, word
  }

  let place: Place
  let prefix: String
  private let variables: [String]

  init(_ text: SourceText) {
    var tokens = Lexer.tokens(of: text).dropLast()
    variables = CompletionContext.variables(in: Array(tokens))
    if let open = CompletionContext.openQuote(text) {
      place = .key
      prefix = text[open + 1..<text.scalars.count]
      return
    }
    let touches = tokens.last.map { $0.span.end == text.scalars.count } ?? false
    if touches, let last = tokens.last, last.kind == .word {
      prefix = last.text
      tokens = tokens.dropLast()
    } else {
      prefix = ""
    }
    place = CompletionContext.place(after: Array(tokens))
  }

  /// The offset of a quote that is still open; comments and escapes seen to.
  private static func openQuote(_ text: SourceText) -> Int? {
    guard let last = Lexer.tokens(of: text).dropLast().last, case .invalid = last.kind,
      last.text == "\"" || last.text == "'"
    else { return nil }
    return last.span.offset
  }

  private static func variables(in tokens: [Token]) -> [String] {
    var found: Set<String> = []
    for (position, token) in tokens.enumerated() where position > 0 {
      let before = tokens[position - 1]
      let opens = before.isSymbol("(") || before.isSymbol("[") || before.isWord("AS")
      if opens, let name = token.name, position + 1 < tokens.count { found.insert(name) }
    }
    return found.sorted()
  }

  private static func place(after tokens: [Token]) -> Place {
    guard let last = tokens.last else { return .word }
    if last.isSymbol(":") || last.isSymbol("|") {
      return isInBracket(tokens) ? .type : last.isSymbol(":") ? .label : .word
    }
    if last.isWord("CALL") { return .procedure }
    if last.isSymbol("."), tokens.count > 1 {
      let call = tokens.dropLast(2).last.map { $0.isWord("CALL") } ?? false
      return call ? .procedure : .property
    }
    return last.isSymbol("$") ? .parameter : .word
  }

  private static func isInBracket(_ tokens: [Token]) -> Bool {
    var depth = 0
    for token in tokens.reversed() {
      if token.isSymbol("]") || token.isSymbol(")") { depth += 1 }
      if token.isSymbol("[") {
        if depth == 0 { return true }
        depth -= 1
      }
      if token.isSymbol("(") {
        if depth == 0 { return false }
        depth -= 1
      }
    }
    return false
  }

  func names(graph: any GraphReader, procedures: [ProcedureSignature]) -> [String] {
    switch place {
    case .label: return graph.labels
    case .type: return graph.relationshipTypes
    case .property: return graph.propertyNames
    case .key: return keys(graph)
    case .parameter: return []
    case .procedure:
      let names = procedures.map(\.name).sorted()
      return names + names.compactMap { $0.split(separator: ".").last.map(String.init) }
    case .word:
      let functions =
        BuiltinFunction.allCases.map(\.rawValue) + AggregateFunction.allCases.map(\.rawValue)
      return variables + Keywords.all + functions.sorted().map { $0 + "(" }
    }
  }

  /// Keys that begin with what stands after the quote, in the order of the nodes.
  private func keys(_ graph: any GraphReader) -> [String] {
    let wanted = prefix.lowercased()
    var found: [String] = []
    for node in 0..<graph.nodeCount {
      let key = graph.key(of: NodeIndex(node))
      if key.lowercased().hasPrefix(wanted) { found.append(key) }
      if found.count >= 1000 { break }
    }
    return found.sorted()
  }
}
