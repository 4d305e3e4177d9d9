import XMLParsing

/// Reads paths by recursive descent:
///
///     path      := step (("/" | "//") step)*            step := ".." | "." | "text()"
///     step      := ("@" | "ancestor::")? name predicate*               name := "*" | NCName (":" NCName)?
///     predicate := "[" (number | condition) "]"
///     condition := "not(" condition ")" | "starts-with(" path "," literal ")"
///                | "contains(" path "," literal ")" | path ("=" literal)?
struct FeedPathParser {
  /// Namespaces by the prefixes of the mapping document.
  private let namespaces: [String: String]
  private let names: XMLNameTable
  private let text: [Unicode.Scalar]
  private var position = 0

  /// - Throws: ``FeedPathError`` with the offset where the path stops making sense.
  static func parse(
    _ source: String, namespaces: [String: String], names: XMLNameTable
  ) throws(FeedPathError) -> FeedPath {
    var parser = FeedPathParser(source, namespaces: namespaces, names: names)
    var path = try parser.path()
    parser.skipSpace()
    guard parser.position == parser.text.count else { throw parser.error("unexpected text") }
    path.source = source
    return path
  }

  /// Alternatives apart by `|` outside of brackets and quotes.
  static func parseAlternatives(
    _ source: String, namespaces: [String: String], names: XMLNameTable
  ) throws(FeedPathError) -> [FeedPath] {
    var parts: [String] = [""]
    var depth = 0
    var quote: Character?
    for character in source {
      if let open = quote {
        if character == open { quote = nil }
      } else {
        switch character {
        case "'", "\"": quote = character
        case "[", "(": depth += 1
        case "]", ")": depth -= 1
        default: break
        }
      }
      if character == "|", depth == 0, quote == nil {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    var paths: [FeedPath] = []
    for part in parts { paths.append(try parse(part, namespaces: namespaces, names: names)) }
    return paths
  }

  private init(_ source: String, namespaces: [String: String], names: XMLNameTable) {
    text = Array(source.unicodeScalars)
    self.names = names
    self.namespaces = namespaces
  }

  private mutating func path() throws(FeedPathError) -> FeedPath {
    var steps: [FeedPath.Step] = []
    let start = position
    var descends = accept("//")
    if !descends { _ = accept("/") }
    repeat {
      var step = try step()
      if descends {
        guard step.axis == .child else { throw error("// must be followed by an element name") }
        step.axis = .descendant
      }
      steps.append(step)
      descends = accept("//")
    } while descends || accept("/")
    let source = String(String.UnicodeScalarView(text[start..<position]))
    return FeedPath(steps: steps, source: source)
  }

  private mutating func step() throws(FeedPathError) -> FeedPath.Step {
    skipSpace()
    if accept("..") { return FeedPath.Step(axis: .parent, name: .any, predicates: []) }
    if accept("text()") { return FeedPath.Step(axis: .ownText, name: .any, predicates: []) }
    if accept(".") {
      return FeedPath.Step(axis: .itself, name: .any, predicates: try predicates())
    }
    if accept("ancestor::") {
      let name = try name()
      return FeedPath.Step(axis: .ancestor, name: name, predicates: try predicates())
    }
    let isAttribute = accept("@")
    let name = try name()
    return FeedPath.Step(
      axis: isAttribute ? .attribute : .child, name: name, predicates: try predicates())
  }

  private mutating func name() throws(FeedPathError) -> FeedPath.NameTest {
    if accept("*") {
      return accept(":") ? .local(try word()) : .any
    }
    let first = try word()
    guard accept(":") else { return .qualified(names.intern(nil, first)) }
    let local = try word()
    guard let namespace = namespaces[first] else {
      throw error("the prefix “\(first)” is not declared in the mapping")
    }
    return .qualified(names.intern(namespace, local))
  }

  private mutating func predicates() throws(FeedPathError) -> [FeedPath.Predicate] {
    var found: [FeedPath.Predicate] = []
    while accept("[") {
      skipSpace()
      if let position = try number() {
        found.append(.position(position))
      } else {
        found.append(try condition())
      }
      skipSpace()
      guard accept("]") else { throw error("“]” expected") }
    }
    return found
  }

  private mutating func condition() throws(FeedPathError) -> FeedPath.Predicate {
    skipSpace()
    if accept("not(") {
      let inner = try condition()
      try close()
      return .not(inner)
    }
    if accept("starts-with(") {
      let (path, text) = try arguments()
      return .startsWith(path, text)
    }
    if accept("contains(") {
      let (path, text) = try arguments()
      return .contains(path, text)
    }
    let path = try path()
    skipSpace()
    guard accept("=") else { return .exists(path) }
    return .equals(path, comparison(try literal()))
  }

  private mutating func arguments() throws(FeedPathError) -> (FeedPath, String) {
    let path = try path()
    skipSpace()
    guard accept(",") else { throw error("“,” expected") }
    let text = try literal()
    try close()
    return (path, text)
  }

  private mutating func close() throws(FeedPathError) {
    skipSpace()
    guard accept(")") else { throw error("“)” expected") }
  }

  private func comparison(_ text: String) -> FeedPath.Literal {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return FeedPath.Literal(text: text) }
    let local = String(parts[1])
    if parts[0] == "*" { return FeedPath.Literal(text: text, localName: local) }
    let name = namespaces[String(parts[0])].map {
      XMLNameTable.Name(namespace: $0, local: local)
    }
    return FeedPath.Literal(text: text, name: name)
  }

  private mutating func literal() throws(FeedPathError) -> String {
    skipSpace()
    guard position < text.count, text[position] == "'" || text[position] == "\"" else {
      throw error("a quoted text expected")
    }
    let quote = text[position]
    guard let end = text[(position + 1)...].firstIndex(of: quote) else {
      throw error("the quoted text does not end")
    }
    defer { position = end + 1 }
    return String(String.UnicodeScalarView(text[(position + 1)..<end]))
  }

  private mutating func number() throws(FeedPathError) -> Int? {
    let start = position
    while position < text.count, ("0"..."9").contains(text[position]) { position += 1 }
    guard position > start else { return nil }
    let digits = String(String.UnicodeScalarView(text[start..<position]))
    guard let value = Int(digits), value > 0 else { throw error("positions count from 1") }
    return value
  }

  private mutating func word() throws(FeedPathError) -> String {
    let start = position
    while position < text.count, isNameScalar(text[position]) { position += 1 }
    guard position > start else { throw error("a name expected") }
    return String(String.UnicodeScalarView(text[start..<position]))
  }

  private func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar.value > 127
      || scalar == "_" || scalar == "-" || scalar == "."
  }

  private mutating func accept(_ token: String) -> Bool {
    let scalars = Array(token.unicodeScalars)
    guard text[position...].starts(with: scalars) else { return false }
    position += scalars.count
    return true
  }

  private mutating func skipSpace() {
    while position < text.count, text[position].properties.isWhitespace { position += 1 }
  }

  private func error(_ message: String) -> FeedPathError {
    FeedPathError(message: message, offset: position)
  }
}
