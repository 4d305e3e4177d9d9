import QueryPlanning
import QuerySyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Conversions, texts and numbers. Texts are counted and cut in Unicode scalars.
extension Execution {
  func conversion(_ call: FunctionArguments) throws(QueryFailure) -> Value {
    switch (call.function, call.values[0]) {
    case (.toString, .string), (.toInteger, .integer), (.toFloat, .float), (.toBoolean, .boolean):
      return call.values[0]
    case (.toString, .integer), (.toString, .float), (.toString, .boolean):
      return .string(call.values[0].text)
    case (.toInteger, .float(let number)): return Execution.truncated(number)
    case (.toInteger, .boolean(let truth)): return .integer(truth ? 1 : 0)
    case (.toInteger, .string(let text)):
      let trimmed = Execution.trimmed(text, leading: true, trailing: true)
      if let whole = Int64(trimmed) { return .integer(whole) }
      return Double(trimmed).map(Execution.truncated) ?? .null
    case (.toFloat, .integer(let number)): return .float(Double(number))
    case (.toFloat, .string(let text)):
      let trimmed = Execution.trimmed(text, leading: true, trailing: true)
      return Double(trimmed).map(Value.float) ?? .null
    case (.toBoolean, .string(let text)):
      switch Execution.trimmed(text, leading: true, trailing: true).lowercased() {
      case "true": return .boolean(true)
      case "false": return .boolean(false)
      default: return .null
      }
    case (.toBoolean, .integer(let number)): return .boolean(number != 0)
    default: throw call.wrongType()
    }
  }

  private static func truncated(_ number: Double) -> Value {
    Int64(exactly: number.rounded(.towardZero)).map(Value.integer) ?? .null
  }

  static func trimmed(_ text: String, leading: Bool, trailing: Bool) -> String {
    var scalars = Substring(text).unicodeScalars
    while leading, let first = scalars.first, first.properties.isWhitespace {
      scalars.removeFirst()
    }
    while trailing, let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  func textFunction(_ call: FunctionArguments, _ span: SourceSpan) throws(QueryFailure) -> Value {
    let text = try call.string(0)
    switch call.function {
    case .toUpper: return .string(text.uppercased())
    case .toLower: return .string(text.lowercased())
    case .trim: return .string(Execution.trimmed(text, leading: true, trailing: true))
    case .lTrim: return .string(Execution.trimmed(text, leading: true, trailing: false))
    case .rTrim: return .string(Execution.trimmed(text, leading: false, trailing: true))
    case .split:
      let separator = try call.string(1)
      guard !separator.isEmpty else {
        return .list(text.unicodeScalars.map { .string(String($0)) })
      }
      return .list(Execution.parts(of: text, separator).map(Value.string))
    case .replace:
      let wanted = try call.string(1)
      let replacement = try call.string(2)
      guard !wanted.isEmpty else { return .string(text) }
      let parts = Execution.parts(of: text, wanted)
      return try self.text(parts.joined(separator: replacement), span)
    default: return try cut(text, call)
    }
  }

  private static func parts(of text: String, _ separator: String) -> [String] {
    text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }

  /// substring, left, right
  private func cut(_ text: String, _ call: FunctionArguments) throws(QueryFailure) -> Value {
    var numbers: [Int] = []
    for position in 1..<call.values.count {
      let number = try call.integer(position)
      guard number >= 0 else {
        throw QueryFailure(
          "ArgumentError", "NumberOutOfRange",
          "\(call.function.rawValue) cannot count backwards.", found: String(number),
          expected: "a number from 0", place: call.spans[position].place)
      }
      numbers.append(Int(number))
    }
    let scalars = text.unicodeScalars
    switch call.function {
    case .left: return .string(String(scalars.prefix(numbers[0])))
    case .right: return .string(String(scalars.suffix(numbers[0])))
    default:
      let rest = scalars.dropFirst(numbers[0])
      return .string(String(numbers.count > 1 ? rest.prefix(numbers[1]) : rest))
    }
  }

  func mathematical(_ call: FunctionArguments) throws(QueryFailure) -> Value {
    switch call.function {
    case .pi: return .float(.pi)
    case .e: return .float(M_E)
    case .abs:
      if case .integer(let number) = call.values[0] {
        return number < 0 ? try negated(.integer(number), call.spans[0]) : .integer(number)
      }
      return .float(Swift.abs(try call.number(0)))
    case .sign:
      let number = try call.number(0)
      return .integer(number > 0 ? 1 : number < 0 ? -1 : 0)
    case .round: return .float(try rounded(call))
    case .atan2: return .float(atan2(try call.number(0), try call.number(1)))
    default: return .float(Execution.real(call.function, try call.number(0)))
    }
  }

  /// To the nearest, halves upwards; with a second argument, to that many decimal places.
  private func rounded(_ call: FunctionArguments) throws(QueryFailure) -> Double {
    let number = try call.number(0)
    guard call.values.count > 1 else { return (number + 0.5).rounded(.down) }
    let scale = pow(10, Double(try call.integer(1)))
    return (number * scale).rounded(.toNearestOrAwayFromZero) / scale
  }

  private static func real(_ function: BuiltinFunction, _ x: Double) -> Double {
    switch function {
    case .ceil: x.rounded(.up)
    case .floor: x.rounded(.down)
    case .sqrt: x.squareRoot()
    case .exp: exp(x)
    case .log: log(x)
    case .log10: log10(x)
    case .sin: sin(x)
    case .cos: cos(x)
    case .tan: tan(x)
    case .cot: 1 / tan(x)
    case .asin: asin(x)
    case .acos: acos(x)
    case .atan: atan(x)
    case .degrees: x * 180 / .pi
    default: x * .pi / 180
    }
  }
}
