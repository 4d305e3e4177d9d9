import Diagnostics

/// Literals: strings, names between backticks, parameters, numbers.
extension Lexer {
  mutating func string(from start: Mark, quote: Unicode.Scalar) -> Token {
    advance()
    var value = String.UnicodeScalarView()
    var problem: Token?
    while let scalar = current, scalar != quote {
      if scalar == "\\" {
        let found = escape(into: &value)
        problem = problem ?? found
      } else {
        value.append(scalar)
        advance()
      }
    }
    guard current == quote else { return unclosed(start, quote: quote, what: "text") }
    advance()
    return problem ?? token(.string(String(value)), from: start)
  }

  /// The caret goes under the opening quote: where the text was meant to end nobody knows.
  private func unclosed(_ start: Mark, quote: Unicode.Scalar, what: String) -> Token {
    let span = SourceSpan(
      offset: start.offset, length: 1, line: start.line, column: start.column)
    let diagnostic = Diagnostic(
      .error, code: "SyntaxError.UnexpectedSyntax", "The \(what) that starts here is never closed.",
      found: String(quote), expected: "a closing \(quote)", hint: "Add \(quote) where it ends.",
      place: span.place)
    return Token(kind: .invalid(diagnostic), text: source[span], span: span)
  }

  private static let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "'": "'", "\"": "\"", "`": "`", "b": "\u{8}", "f": "\u{C}", "n": "\n",
    "r": "\r", "t": "\t",
  ]

  private mutating func escape(into value: inout String.UnicodeScalarView) -> Token? {
    let start = mark()
    advance()
    guard let letter = current else { return nil }
    advance()
    if let plain = Lexer.simpleEscapes[letter] {
      value.append(plain)
      return nil
    }
    guard letter == "u" || letter == "U" else {
      return invalid(
        from: start, "UnexpectedSyntax", "There is no such escape in a text.",
        expected: "one of \\n \\t \\r \\b \\f \\\\ \\' \\\" \\uXXXX \\UXXXXXXXX",
        hint: "A backslash itself is written \\\\.")
    }
    return unicodeEscape(from: start, digits: letter == "u" ? 4 : 8, into: &value)
  }

  private mutating func unicodeEscape(
    from start: Mark, digits: Int, into value: inout String.UnicodeScalarView
  ) -> Token? {
    var code: UInt32 = 0
    var count = 0
    while count < digits, let scalar = current, scalar.properties.isASCIIHexDigit,
      let digit = UInt32(String(scalar), radix: 16)
    {
      code = code &* 16 &+ digit
      count += 1
      advance()
    }
    guard count == digits, let scalar = Unicode.Scalar(code) else {
      return invalid(
        from: start, "InvalidUnicodeLiteral", "This names no Unicode character.",
        expected: "\(digits) hexadecimal digits of a character")
    }
    value.append(scalar)
    return nil
  }

  mutating func quotedName(from start: Mark) -> Token {
    advance()
    var name = String.UnicodeScalarView()
    while let scalar = current {
      advance()
      guard scalar == "`" else {
        name.append(scalar)
        continue
      }
      guard current == "`" else { return token(.quotedName(String(name)), from: start) }
      name.append("`")
      advance()
    }
    return unclosed(start, quote: "`", what: "name")
  }

  mutating func parameter(from start: Mark) -> Token {
    advance()
    if current == "`" {
      let name = quotedName(from: mark())
      guard case .quotedName(let text) = name.kind else { return name }
      return token(.parameter(text), from: start)
    }
    let nameStart = position
    advance(while: Lexer.continuesName)
    let name = source[nameStart..<position]
    guard !name.isEmpty else {
      return invalid(
        from: start, "UnexpectedSyntax", "A parameter needs a name.", expected: "a name after $",
        hint: "Write $learner, and give its value with --param learner=\"L-104\".")
    }
    return token(.parameter(name), from: start)
  }

  mutating func number(from start: Mark) -> Token {
    if current == "0", let letter = peek(1), "xXoO".unicodeScalars.contains(letter) {
      return radixNumber(from: start, radix: "xX".unicodeScalars.contains(letter) ? 16 : 8)
    }
    var isFloat = false
    advance(while: Lexer.isDigit)
    if current == ".", peek(1).map(Lexer.isDigit) ?? false {
      isFloat = true
      advance()
      advance(while: Lexer.isDigit)
    }
    isFloat = exponent() || isFloat
    if let scalar = current, Lexer.continuesName(scalar) { return badNumber(from: start) }
    return isFloat ? float(from: start) : integer(from: start, digitsFrom: 0, radix: 10)
  }

  private mutating func exponent() -> Bool {
    guard current == "e" || current == "E" else { return false }
    let sign = peek(1) == "-" || peek(1) == "+" ? 1 : 0
    guard peek(1 + sign).map(Lexer.isDigit) ?? false else { return false }
    for _ in 0...sign { advance() }
    advance(while: Lexer.isDigit)
    return true
  }

  private mutating func radixNumber(from start: Mark, radix: Int) -> Token {
    advance()
    advance()
    advance(while: Lexer.continuesName)
    return integer(from: start, digitsFrom: 2, radix: radix)
  }

  private mutating func badNumber(from start: Mark) -> Token {
    advance(while: Lexer.continuesName)
    return invalid(
      from: start, "InvalidNumberLiteral", "This is neither a number nor a name.",
      expected: "digits only, or a name that starts with a letter",
      hint: "Put quotes around it if it is a key: \"\(source[span(from: start)])\".")
  }

  private func integer(from start: Mark, digitsFrom offset: Int, radix: Int) -> Token {
    let digits = source[start.offset + offset..<position]
    let isNumber =
      !digits.isEmpty
      && digits.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isASCIIHexDigit && Int(String(scalar), radix: radix) != nil
      }
    guard isNumber else {
      return invalid(
        from: start, "InvalidNumberLiteral", "This is not a number in base \(radix).")
    }
    guard let magnitude = UInt64(digits, radix: radix), magnitude <= 1 << 63 else {
      return invalid(
        from: start, "IntegerOverflow", "This integer does not fit 64 bits.",
        expected: "at most \(Int64.max)")
    }
    return token(.integer(IntegerLiteral(magnitude: magnitude)), from: start)
  }

  private func float(from start: Mark) -> Token {
    let text = source[span(from: start)]
    guard let value = Double(text.hasPrefix(".") ? "0" + text : text), value.isFinite else {
      return invalid(
        from: start, "FloatingPointOverflow", "This number is too large for a 64-bit float.")
    }
    return token(.float(value), from: start)
  }
}
