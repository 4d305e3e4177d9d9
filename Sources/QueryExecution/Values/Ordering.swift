/// The order of ORDER BY, in which every value has its place: maps, nodes, relationships, lists,
/// paths, strings, booleans, numbers, NaN, null. And equivalence, by which DISTINCT and grouping
/// tell rows apart: like equality, but null and NaN are equivalent to themselves.
extension Value {
  private var rank: Int {
    switch self {
    case .map: 0
    case .node: 1
    case .relationship: 2
    case .list: 3
    case .path: 4
    case .string: 5
    case .boolean: 6
    case .integer, .float: 7
    case .null: 8
    }
  }

  /// Negative when `a` sorts before `b`, 0 when neither does, positive otherwise. Total.
  public static func sortOrder(_ a: Value, _ b: Value) -> Int {
    if a.rank != b.rank { return a.rank < b.rank ? -1 : 1 }
    switch (a, b) {
    case (.list(let x), .list(let y)): return sortOrder(x, y)
    case (.map(let x), .map(let y)): return sortOrder(x, y)
    case (.node(let x), .node(let y)): return sign(x.index, y.index)
    case (.relationship(let x), .relationship(let y)): return sign(x.id, y.id)
    case (.path(let x), .path(let y)):
      return sortOrder(Value.elements(of: x), Value.elements(of: y))
    default: return scalarOrder(a, b)
    }
  }

  private static func scalarOrder(_ a: Value, _ b: Value) -> Int {
    switch compare(a, b) {
    case .before: return -1
    case .after: return 1
    case .incomparable: return sign(a.isNaN ? 1 : 0, b.isNaN ? 1 : 0)
    case .same, nil: return 0
    }
  }

  static func sortOrder(_ a: [Value], _ b: [Value]) -> Int {
    for (x, y) in zip(a, b) {
      let order = sortOrder(x, y)
      if order != 0 { return order }
    }
    return sign(a.count, b.count)
  }

  private static func sortOrder(_ a: [String: Value], _ b: [String: Value]) -> Int {
    let x = a.sorted { $0.key < $1.key }
    let y = b.sorted { $0.key < $1.key }
    for (first, second) in zip(x, y) {
      if first.key != second.key { return first.key < second.key ? -1 : 1 }
      let order = sortOrder(first.value, second.value)
      if order != 0 { return order }
    }
    return sign(x.count, y.count)
  }

  private static func elements(of path: PathValue) -> [Value] {
    var elements: [Value] = []
    for (position, node) in path.nodes.enumerated() {
      if position > 0 { elements.append(.relationship(path.relationships[position - 1])) }
      elements.append(.node(node))
    }
    return elements
  }

  private static func sign<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }

  var isNaN: Bool {
    if case .float(let value) = self { value.isNaN } else { false }
  }
}

/// Values as DISTINCT and grouping see them: `1` and `1.0` are the same, so are two nulls and
/// two NaNs.
struct GroupingKey: Hashable {
  let values: [Value]

  init(_ values: [Value]) { self.values = values.map(GroupingKey.canonical) }

  private static func canonical(_ value: Value) -> Value {
    switch value {
    case .float(let number):
      if number.isNaN { return .string("\u{0}NaN") }
      return Int64(exactly: number).map(Value.integer) ?? value
    case .list(let elements): return .list(elements.map(canonical))
    case .map(let entries): return .map(entries.mapValues(canonical))
    default: return value
    }
  }
}
