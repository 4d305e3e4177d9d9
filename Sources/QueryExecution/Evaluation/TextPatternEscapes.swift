/// Escapes, inside and outside of classes.
extension TextPatternParser {
  enum Escaped {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
  }

  /// After `\`, outside of a class.
  mutating func escape() throws(TextPatternProblem) -> TextPatternTree {
    if let scalar = next, let assertion = Self.assertion(scalar) {
      position += 1
      return .assertion(assertion)
    }
    switch try escaped() {
    case .scalar(let scalar): return literal(scalar)
    case .set(let set): return add(set)
    }
  }

  private static func assertion(_ scalar: Unicode.Scalar) -> TextAssertion? {
    switch scalar {
    case "A": .textStart
    case "z": .textEnd
    case "Z": .lastLineEnd
    case "b": .wordBoundary
    case "B": .noWordBoundary
    default: nil
    }
  }

  /// After `\`: what stands for one scalar.
  mutating func escaped() throws(TextPatternProblem) -> Escaped {
    guard let scalar = take() else { throw .invalid("`\\` ends it") }
    if let set = try escapedSet(scalar) { return .set(set) }
    switch scalar {
    case "t": return .scalar("\t")
    case "n": return .scalar("\n")
    case "r": return .scalar("\r")
    case "f": return .scalar("\u{C}")
    case "a": return .scalar("\u{7}")
    case "e": return .scalar("\u{1B}")
    case "c": return .scalar(try controlCharacter())
    case "0": return .scalar(try octal())
    case "x": return .scalar(try hexadecimal())
    case "u": return .scalar(try codeUnits())
    case "1"..."9", "k": throw .unsupported("back-references such as `\\\(scalar)`")
    case "G", "R", "X", "N": throw .unsupported("`\\\(scalar)`")
    case "a"..."z", "A"..."Z": throw .invalid("`\\\(scalar)` is no escape")
    default: return .scalar(scalar)
    }
  }

  private mutating func escapedSet(
    _ scalar: Unicode.Scalar
  ) throws(TextPatternProblem) -> ScalarSet? {
    switch scalar {
    case "d": return .digit
    case "D": return .complement(.digit)
    case "w": return .word
    case "W": return .complement(.word)
    case "s": return .space
    case "S": return .complement(.space)
    case "h": return .horizontalSpace
    case "H": return .complement(.horizontalSpace)
    case "v": return .verticalSpace
    case "V": return .complement(.verticalSpace)
    case "p": return try property()
    case "P": return .complement(try property())
    default: return nil
    }
  }

  /// After `\p`: one letter, or a name in braces.
  private mutating func property() throws(TextPatternProblem) -> ScalarSet {
    var name = ""
    if take("{") {
      while let scalar = next, scalar != "}" {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw .invalid("`\\p{` is never closed") }
    } else if let scalar = take() {
      name.unicodeScalars.append(scalar)
    }
    guard let set = ScalarSet.named(name) else {
      throw .unsupported("the character property `\\p{\(name.prefix(40))}`")
    }
    return flags.ignoresCase ? .anyCase(set) : set
  }

  private mutating func controlCharacter() throws(TextPatternProblem) -> Unicode.Scalar {
    guard let letter = take(), letter.isASCII else { throw .invalid("`\\c` needs a letter") }
    return Unicode.Scalar(UInt8(letter.value) ^ 64)
  }

  /// `\0n`, `\0nn`, `\0mnn` with m up to 3.
  private mutating func octal() throws(TextPatternProblem) -> Unicode.Scalar {
    var value: UInt8 = 0
    var digits = 0
    while digits < 3, let scalar = next, ("0"..."7").contains(scalar), value < 32 {
      value = value * 8 + UInt8(scalar.value - 48)
      digits += 1
      position += 1
    }
    if digits == 0 { throw .invalid("`\\0` needs octal digits") }
    return Unicode.Scalar(value)
  }

  /// `\xhh` or `\x{h…h}`.
  private mutating func hexadecimal() throws(TextPatternProblem) -> Unicode.Scalar {
    let isBraced = take("{")
    let value = isBraced ? hexadecimalDigits(upTo: 8, exactly: false) : hexadecimalDigits(upTo: 2)
    guard let value, !isBraced || take("}"), let scalar = Unicode.Scalar(value) else {
      throw .invalid("`\\x` needs two hexadecimal digits, or a scalar's number in braces")
    }
    return scalar
  }

  /// `\uhhhh`, or two of them that are a surrogate pair.
  private mutating func codeUnits() throws(TextPatternProblem) -> Unicode.Scalar {
    if let first = hexadecimalDigits(upTo: 4) {
      if let scalar = Unicode.Scalar(first) { return scalar }
      if first < 0xDC00, take("\\"), take("u"), let second = hexadecimalDigits(upTo: 4),
        (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw .invalid("`\\u` needs four hexadecimal digits of a scalar")
  }

  private mutating func hexadecimalDigits(upTo limit: Int, exactly: Bool = true) -> UInt32? {
    var value: UInt32 = 0
    var digits = 0
    while digits < limit, let scalar = next, scalar.isASCII,
      let digit = Character(scalar).hexDigitValue
    {
      value = value << 4 | UInt32(digit)
      digits += 1
      position += 1
    }
    return digits == 0 || exactly && digits < limit ? nil : value
  }

  /// The pattern with every `\Q…\E` written out by escapes of its signs, as Java does.
  static func unquoted(_ pattern: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var isQuoted = false
    var index = 0
    while index < pattern.count {
      let scalar = pattern[index]
      let following = index + 1 < pattern.count ? pattern[index + 1] : nil
      if scalar == "\\", let following, following == (isQuoted ? "E" : "Q") {
        isQuoted.toggle()
        index += 2
      } else if isQuoted {
        if !ScalarSet.word.contains(scalar) { result.append("\\") }
        result.append(scalar)
        index += 1
      } else {
        result.append(scalar)
        if scalar == "\\", let following { result.append(following) }
        index += scalar == "\\" ? 2 : 1
      }
    }
    return result
  }
}
