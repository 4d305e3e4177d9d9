/// Equality and comparison with three truth values; nil is *unknown*.
/// (openCypher 9, "Comparability, equality, orderability and equivalence".)
extension Value {
  /// `a = b`. Null makes it unknown; lists and maps compare element by element, where one
  /// difference outweighs any unknown. NaN equals nothing.
  public static func equals(_ a: Value, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.null, _), (_, .null): return nil
    case (.integer(let x), .integer(let y)): return x == y
    case (.float(let x), .float(let y)): return x == y
    case (.integer(let x), .float(let y)), (.float(let y), .integer(let x)):
      return compare(x, y) == .same
    case (.boolean(let x), .boolean(let y)): return x == y
    case (.string(let x), .string(let y)): return x == y
    case (.list(let x), .list(let y)): return equals(x, y)
    case (.map(let x), .map(let y)): return equals(x, y)
    case (.node(let x), .node(let y)): return x == y
    case (.relationship(let x), .relationship(let y)): return x == y
    case (.path(let x), .path(let y)): return x == y
    default: return false
    }
  }

  private static func equals(_ a: [Value], _ b: [Value]) -> Bool? {
    guard a.count == b.count else { return false }
    var isUnknown = false
    for (x, y) in zip(a, b) {
      guard let same = equals(x, y) else {
        isUnknown = true
        continue
      }
      if !same { return false }
    }
    return isUnknown ? nil : true
  }

  private static func equals(_ a: [String: Value], _ b: [String: Value]) -> Bool? {
    guard a.count == b.count else { return false }
    var isUnknown = false
    for (key, x) in a {
      guard let y = b[key] else { return false }
      guard let same = equals(x, y) else {
        isUnknown = true
        continue
      }
      if !same { return false }
    }
    return isUnknown ? nil : true
  }

  /// How two comparable values stand; `incomparable` is a NaN against a number.
  public enum Order: Sendable, Hashable {
    case before, same, after, incomparable
  }

  /// `a < b` and its kin. Unknown for null, for values of different sorts, and for sorts that
  /// have no order (maps, nodes, relationships, paths).
  public static func compare(_ a: Value, _ b: Value) -> Order? {
    switch (a, b) {
    case (.integer(let x), .integer(let y)): order(x, y)
    case (.float(let x), .float(let y)): order(x, y)
    case (.integer(let x), .float(let y)): compare(x, y)
    case (.float(let x), .integer(let y)): compare(y, x).turned
    case (.string(let x), .string(let y)): compare(x, y)
    case (.boolean(let x), .boolean(let y)): order(x ? 1 : 0, y ? 1 : 0)
    case (.list(let x), .list(let y)): compare(x, y)
    default: nil
    }
  }

  private static func compare(_ a: [Value], _ b: [Value]) -> Order? {
    for (x, y) in zip(a, b) {
      guard let same = equals(x, y) else { return nil }
      if !same { return compare(x, y) }
    }
    return order(a.count, b.count)
  }

  private static func order<T: Comparable>(_ a: T, _ b: T) -> Order {
    if a < b { return .before }
    if a > b { return .after }
    return a == b ? .same : .incomparable
  }

  /// By Unicode scalars.
  static func compare(_ a: String, _ b: String) -> Order {
    if a == b { return .same }
    return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) ? .before : .after
  }

  /// Exact, also where a double cannot hold the integer.
  static func compare(_ a: Int64, _ b: Double) -> Order {
    if b.isNaN { return .incomparable }
    if b >= 0x1p63 { return .before }
    if b < -0x1p63 { return .after }
    let whole = Int64(b.rounded(.towardZero))
    if a != whole { return a < whole ? .before : .after }
    let rest = b - b.rounded(.towardZero)
    return rest > 0 ? .before : rest < 0 ? .after : .same
  }
}

extension Value.Order {
  var turned: Value.Order {
    switch self {
    case .before: .after
    case .after: .before
    default: self
    }
  }
}
