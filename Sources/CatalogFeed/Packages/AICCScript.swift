import KnowledgeGraph

/// Reads prerequisites in `aicc_script` (AICC CMI Guidelines for Interoperability, appendix on
/// prerequisites; SCORM 1.2 Content Aggregation Model, 2.3.2.5.4).
///
///     either   := both ("|" both)*
///     both     := negated ("&" negated)*
///     negated  := "~" negated | term
///     term     := "(" either ")" | count "*" "{" either ("," either)* "}" | unit (("=" | "<>") status)?
///     status   := quoted or bare: passed, completed, failed, incomplete, browsed, not attempted
///
/// A unit by itself stands for its being passed or completed, and so does a status of either;
/// `passed` is kept as the grade that is asked for. Every other status, and what is no expression,
/// stays opaque, word for word. Nothing is evaluated. Total, and linear in the length but for what
/// stays opaque.
struct AICCScript {
  private enum Token: Hashable {
    case and, or, not, open, close, openSet, closeSet, comma, times, equal, unequal
    case word(String)
    case quoted(String)
  }

  private struct Unread: Error {}
  private static let depthLimit = 64

  private let tokens: [(token: Token, range: Range<String.Index>)]
  private let text: String
  private let key: (String) -> String
  private var index = 0

  /// The tree of an expression.
  ///
  /// - Parameter key: the key of the unit that an identifier names.
  static func requirement(_ text: String, key: @escaping (String) -> String) -> Requirement {
    var parser = AICCScript(text, key: key)
    guard let parsed = try? parser.either(depth: 0), parser.index == parser.tokens.count else {
      return .opaque(text)
    }
    return parsed
  }

  private init(_ text: String, key: @escaping (String) -> String) {
    self.text = text
    self.key = key
    tokens = Self.tokens(text)
  }

  // MARK: Grammar

  private mutating func either(depth: Int) throws -> Requirement {
    var branches = [try both(depth: depth)]
    while accept(.or) { branches.append(try both(depth: depth)) }
    return branches.count == 1 ? branches[0] : .any(branches)
  }

  private mutating func both(depth: Int) throws -> Requirement {
    var branches = [try negated(depth: depth)]
    while accept(.and) { branches.append(try negated(depth: depth)) }
    return branches.count == 1 ? branches[0] : .all(branches)
  }

  private mutating func negated(depth: Int) throws -> Requirement {
    guard depth < Self.depthLimit else { throw Unread() }
    guard accept(.not) else { return try term(depth: depth) }
    let inner = try negated(depth: depth + 1)
    if case .not(let twice) = inner { return twice }
    return .not(inner)
  }

  private mutating func term(depth: Int) throws -> Requirement {
    if accept(.open) {
      let inner = try either(depth: depth + 1)
      guard accept(.close) else { throw Unread() }
      return inner
    }
    guard index < tokens.count, let name = name(tokens[index].token) else { throw Unread() }
    let start = index
    index += 1
    if accept(.times) { return try set(name, depth: depth) }
    let isEqual = accept(.equal)
    guard isEqual || accept(.unequal) else { return .course(CourseRequirement(key(name))) }
    let status = try status()
    let span = String(text[tokens[start].range.lowerBound..<tokens[index - 1].range.upperBound])
    let stated = requirement(name, status, span)
    return isEqual ? stated : .not(stated)
  }

  private mutating func set(_ written: String, depth: Int) throws -> Requirement {
    guard let count = Int(written), count > 0, accept(.openSet) else { throw Unread() }
    var branches = [try either(depth: depth + 1)]
    while accept(.comma) { branches.append(try either(depth: depth + 1)) }
    guard accept(.closeSet) else { throw Unread() }
    return .atLeast(count: count, of: branches)
  }

  /// A status may be of several words.
  private mutating func status() throws -> String {
    guard index < tokens.count else { throw Unread() }
    if case .quoted(let text) = tokens[index].token {
      index += 1
      return text
    }
    var words: [String] = []
    while index < tokens.count, case .word(let word) = tokens[index].token {
      words.append(word)
      index += 1
    }
    guard !words.isEmpty else { throw Unread() }
    return words.joined(separator: " ")
  }

  private func requirement(_ name: String, _ status: String, _ span: String) -> Requirement {
    switch status.lowercased() {
    case "passed", "p": .course(CourseRequirement(key(name), minimumGrade: "passed"))
    case "completed", "c": .course(CourseRequirement(key(name)))
    default: .opaque(span.replacing("<>", with: "="))
    }
  }

  // MARK: Tokens

  private mutating func accept(_ token: Token) -> Bool {
    guard index < tokens.count, tokens[index].token == token else { return false }
    index += 1
    return true
  }

  private func name(_ token: Token) -> String? {
    switch token {
    case .word(let text), .quoted(let text): text.isEmpty ? nil : text
    default: nil
    }
  }

  private static let marks: [Character: Token] = [
    "&": .and, "|": .or, "~": .not, "(": .open, ")": .close, "{": .openSet, "}": .closeSet,
    ",": .comma, "*": .times, "=": .equal,
  ]

  private static func tokens(_ text: String) -> [(token: Token, range: Range<String.Index>)] {
    var tokens: [(token: Token, range: Range<String.Index>)] = []
    var rest = text[...]
    while let first = rest.first {
      var end = rest.index(after: rest.startIndex)
      var token: Token?
      if let mark = marks[first] {
        token = mark
      } else if rest.hasPrefix("<>") {
        end = rest.index(after: end)
        token = .unequal
      } else if first == "\"" || first == "'" {
        let close = rest[end...].firstIndex(of: first)
        token = .quoted(String(rest[end..<(close ?? rest.endIndex)]))
        end = close.map { rest.index(after: $0) } ?? rest.endIndex
      } else if !first.isWhitespace {
        end =
          rest.firstIndex { marks[$0] != nil || $0.isWhitespace || $0 == "<" || $0 == "\"" }
          ?? rest.endIndex
        // A lone “<” belongs to nothing, and makes the whole opaque.
        if end == rest.startIndex { end = rest.index(after: end) }
        token = .word(String(rest[..<end]))
      }
      if let token { tokens.append((token, rest.startIndex..<end)) }
      rest = rest[end...]
    }
    return tokens
  }
}
