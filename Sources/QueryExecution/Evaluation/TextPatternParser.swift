/// Reads a regular expression in Java's syntax, by recursive descent; O(length).
struct TextPatternParser {
  /// Groups and classes inside each other; keeps the recursion off the stack's end.
  static let deepest = 200

  struct Flags {
    var ignoresCase = false
    var dotMatchesAll = false
    var anchorsMatchLines = false
  }

  let scalars: [Unicode.Scalar]
  var position = 0
  var depth = 0
  var flags = Flags()
  /// The sets that the tree names by number.
  var sets: [ScalarSet] = []

  init(_ pattern: String) { scalars = Self.unquoted(Array(pattern.unicodeScalars)) }

  mutating func parse() throws(TextPatternProblem) -> TextPatternTree {
    let tree = try alternation()
    if position < scalars.count { throw .invalid("`)` has no `(`") }
    return tree
  }

  // MARK: Cursor

  var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  func ahead(_ distance: Int) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  mutating func take() -> Unicode.Scalar? {
    guard let scalar = next else { return nil }
    position += 1
    return scalar
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  mutating func enter() throws(TextPatternProblem) {
    depth += 1
    if depth > Self.deepest {
      throw .invalid("its groups and classes nest deeper than \(Self.deepest)")
    }
  }

  // MARK: Structure

  private mutating func alternation() throws(TextPatternProblem) -> TextPatternTree {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(TextPatternProblem) -> TextPatternTree {
    var parts: [TextPatternTree] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      guard let atom = try atom() else { continue }
      parts.append(try quantified(atom))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// Nil for what only sets flags.
  private mutating func atom() throws(TextPatternProblem) -> TextPatternTree? {
    guard let scalar = take() else { return nil }
    switch scalar {
    case ".": return add(flags.dotMatchesAll ? .any : .complement(.lineTerminators))
    case "^": return .assertion(flags.anchorsMatchLines ? .lineStart : .textStart)
    case "$": return .assertion(flags.anchorsMatchLines ? .lineEnd : .lastLineEnd)
    case "(": return try group()
    case "[": return add(try characterClass())
    case "\\": return try escape()
    case "*", "+", "?", "{": throw .invalid("`\(scalar)` has nothing to repeat")
    default: return literal(scalar)
    }
  }

  mutating func literal(_ scalar: Unicode.Scalar) -> TextPatternTree {
    guard flags.ignoresCase, scalar.properties.isCased else { return .literal(scalar) }
    return add(range(scalar...scalar))
  }

  /// Under `(?i)`, a scalar is in a range when a case variant of it is; a range of one scalar
  /// counts that scalar's variants too, so that ß and ẞ match both ways.
  func range(_ range: ClosedRange<Unicode.Scalar>) -> ScalarSet {
    guard flags.ignoresCase else { return .ranges([range]) }
    guard range.lowerBound == range.upperBound else { return .anyCase(.ranges([range])) }
    return .anyCase(.ranges(range.lowerBound.caseVariants.map { $0...$0 }))
  }

  mutating func add(_ set: ScalarSet) -> TextPatternTree {
    sets.append(set)
    return .set(sets.count - 1)
  }

  // MARK: Quantifiers

  private mutating func quantified(
    _ atom: TextPatternTree
  ) throws(TextPatternProblem) -> TextPatternTree {
    guard let (least, most) = try quantifier() else { return atom }
    if take("+") { throw .unsupported("possessive quantifiers such as `*+`") }
    _ = take("?")
    if let scalar = next, ["*", "+", "?", "{"].contains(scalar) {
      throw .invalid("`\(scalar)` follows another quantifier")
    }
    return .repeated(atom, least: least, most: most)
  }

  private mutating func quantifier() throws(TextPatternProblem) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    let least = try count()
    var most: Int? = least
    if take(",") { most = next == "}" ? nil : try count() }
    guard take("}") else { throw .invalid("`{` needs a count as in {2}, {2,} or {2,5}") }
    if let most, most < least { throw .invalid("{\(least),\(most)} counts backwards") }
    return (least, most)
  }

  private mutating func count() throws(TextPatternProblem) -> Int {
    var digits = ""
    while let scalar = next, ("0"..."9").contains(scalar) {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    if digits.isEmpty { throw .invalid("`{` needs a count as in {2}, {2,} or {2,5}") }
    guard let count = Int(digits), count <= Int(Int32.max) else {
      throw .invalid("the count \(digits.prefix(20)) is too large")
    }
    return count
  }
}

// MARK: Groups

extension TextPatternParser {
  /// After `(`.
  private mutating func group() throws(TextPatternProblem) -> TextPatternTree? {
    guard take("?") else { return try enclosed(restoring: flags) }
    switch next {
    case ":":
      position += 1
      return try enclosed(restoring: flags)
    case "=", "!": throw .unsupported("look-ahead `(?\(next == "=" ? "=" : "!")…)`")
    case ">": throw .unsupported("atomic groups `(?>…)`")
    case "<":
      position += 1
      if next == "=" || next == "!" {
        throw .unsupported("look-behind `(?<\(next == "=" ? "=" : "!")…)`")
      }
      try groupName()
      return try enclosed(restoring: flags)
    default: return try flagGroup()
    }
  }

  private mutating func enclosed(
    restoring outer: Flags
  ) throws(TextPatternProblem) -> TextPatternTree {
    try enter()
    let tree = try alternation()
    guard take(")") else { throw .invalid("`(` is never closed") }
    depth -= 1
    flags = outer
    return tree
  }

  private mutating func groupName() throws(TextPatternProblem) {
    var length = 0
    while let scalar = take(), scalar != ">" {
      let isLetter = scalar.isASCII && scalar.properties.isAlphabetic
      guard isLetter || length > 0 && ("0"..."9").contains(scalar) else {
        throw .invalid("the name of a group is letters and digits")
      }
      length += 1
    }
    if length == 0 { throw .invalid("a group has no name") }
  }

  /// `(?i)` holds to the end of the group around it, `(?i:…)` for its own group.
  private mutating func flagGroup() throws(TextPatternProblem) -> TextPatternTree? {
    let outer = flags
    var isOn = true
    while let scalar = take() {
      switch scalar {
      case ")": return nil
      case ":": return try enclosed(restoring: outer)
      case "-": isOn = false
      case "i": flags.ignoresCase = isOn
      case "s": flags.dotMatchesAll = isOn
      case "m": flags.anchorsMatchLines = isOn
      case "u": break
      case "x", "d", "U": throw .unsupported("the flag `(?\(scalar))`")
      default: throw .invalid("`(?\(scalar)` opens no group")
      }
    }
    throw .invalid("`(` is never closed")
  }
}
