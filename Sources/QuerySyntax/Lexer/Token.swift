import Diagnostics

/// The smallest piece of a statement that means something.
public struct Token: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A bare word: a keyword or a name, as its place decides.
    case word
    /// A name between backticks; never a keyword.
    case quotedName(String)
    /// Digits of an integer without a sign, already in decimal, octal or hexadecimal.
    case integer(IntegerLiteral)
    case float(Double)
    /// With escapes resolved.
    case string(String)
    /// `$name`, without the dollar.
    case parameter(String)
    /// An operator or bracket, as written.
    case symbol
    /// Something no statement can hold. It is reported when the parser needs it, so that the
    /// bare words of a verb may still contain it.
    case invalid(Diagnostic)
    case end
  }

  public var kind: Kind
  /// As written.
  public var text: String
  public var span: SourceSpan

  public init(kind: Kind, text: String, span: SourceSpan) {
    self.kind = kind
    self.text = text
    self.span = span
  }

  /// Whether this is the bare word `keyword` (upper case), in any case.
  public func isWord(_ keyword: String) -> Bool {
    kind == .word && text.utf8.count == keyword.utf8.count && text.uppercased() == keyword
  }

  public func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

  /// The name this token can be, keyword or not.
  public var name: String? {
    switch kind {
    case .word: text
    case .quotedName(let name): name
    default: nil
    }
  }
}

/// The magnitude of an integer literal; the sign is the parser's, so that -2⁶³ can be written.
public struct IntegerLiteral: Sendable, Hashable {
  /// At most 2⁶³.
  public var magnitude: UInt64

  public init(magnitude: UInt64) { self.magnitude = magnitude }

  /// The value with a sign; nil when it does not fit 64 bits.
  public func value(negative: Bool) -> Int64? {
    if negative { return magnitude == 1 << 63 ? Int64.min : -Int64(magnitude) }
    return Int64(exactly: magnitude)
  }
}
