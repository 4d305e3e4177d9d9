import QuerySyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `+ - * / % ^`: 64-bit integers that refuse to overflow, IEEE doubles, texts and lists for `+`.
extension Execution {
  func arithmetic(
    _ a: Value, _ operation: Link.Operator, _ b: Value, _ span: SourceSpan
  ) throws(QueryFailure) -> Value {
    if operation == .add, let joined = try joined(a, b, span) { return joined }
    switch (a, b) {
    case (.null, _), (_, .null): return .null
    case (.integer(let x), .integer(let y)): return try integers(x, operation, y, span)
    default:
      guard let x = a.number, let y = b.number else {
        throw wrongOperand(a.number == nil ? a : b, operation, span)
      }
      return .float(Execution.floats(x, operation, y))
    }
  }

  func negated(_ value: Value, _ span: SourceSpan) throws(QueryFailure) -> Value {
    switch value {
    case .null: return .null
    case .integer(let number):
      guard number != .min else { throw overflow(span) }
      return .integer(-number)
    case .float(let number): return .float(-number)
    default: throw wrongOperand(value, .subtract, span)
    }
  }

  private func integers(
    _ x: Int64, _ operation: Link.Operator, _ y: Int64, _ span: SourceSpan
  ) throws(QueryFailure) -> Value {
    let result: (partialValue: Int64, overflow: Bool)
    switch operation {
    case .add: result = x.addingReportingOverflow(y)
    case .subtract: result = x.subtractingReportingOverflow(y)
    case .multiply: result = x.multipliedReportingOverflow(by: y)
    case .power: return .float(pow(Double(x), Double(y)))
    default:
      guard y != 0 else {
        throw QueryFailure(
          "ArithmeticError", "DivisionByZero", "A whole number cannot be divided by zero.",
          found: "0", place: span.place)
      }
      result =
        operation == .divide
        ? x.dividedReportingOverflow(by: y) : x.remainderReportingOverflow(dividingBy: y)
      if operation == .modulo { return .integer(result.overflow ? 0 : result.partialValue) }
    }
    guard !result.overflow else { throw overflow(span) }
    return .integer(result.partialValue)
  }

  private static func floats(_ x: Double, _ operation: Link.Operator, _ y: Double) -> Double {
    switch operation {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .modulo: fmod(x, y)
    default: pow(x, y)
    }
  }

  /// Lists and texts put together; nil when neither is one.
  private func joined(_ a: Value, _ b: Value, _ span: SourceSpan) throws(QueryFailure) -> Value? {
    switch (a, b) {
    case (.null, _), (_, .null): return .null
    case (.list(let x), .list(let y)): return try list(x + y, span)
    case (.list(let x), _): return try list(x + [b], span)
    case (_, .list(let y)): return try list([a] + y, span)
    case (.string(let x), .string(let y)): return try text(x + y, span)
    case (.string(let x), .integer), (.string(let x), .float): return try text(x + b.text, span)
    case (.integer, .string(let y)), (.float, .string(let y)): return try text(a.text + y, span)
    default: return nil
    }
  }

  func list(_ values: [Value], _ span: SourceSpan) throws(QueryFailure) -> Value {
    if values.count > limits.elements { throw tooLarge("list", span) }
    return .list(values)
  }

  func text(_ value: String, _ span: SourceSpan) throws(QueryFailure) -> Value {
    if value.utf8.count > limits.elements { throw tooLarge("text", span) }
    return .string(value)
  }

  func tooLarge(_ what: String, _ span: SourceSpan) -> QueryFailure {
    QueryFailure(
      "ResourceError", "ListLimit", "A \(what) grew beyond \(limits.elements).",
      hint: "Make it in smaller pieces.", place: span.place)
  }

  private func overflow(_ span: SourceSpan) -> QueryFailure {
    QueryFailure(
      "ArithmeticError", "IntegerOverflow", "The result does not fit 64 bits.",
      hint: "Use toFloat( ) on one side.", place: span.place)
  }

  private func wrongOperand(
    _ value: Value, _ operation: Link.Operator, _ span: SourceSpan
  ) -> QueryFailure {
    QueryFailure(
      "TypeError", "InvalidArgumentType",
      "`\(operation.rawValue)` cannot take \(value.phrase).", found: value.literalText,
      expected: "a number", place: span.place)
  }
}

/// Random numbers that are the same in every run of a statement (SplitMix64, Steele et al. 2014).
struct StatementRandom {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// In [0, 1), 53 bits.
  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(z >> 11) * 0x1p-53
  }
}
