/// The functions of expressions, named as openCypher writes them; case does not count.
public enum BuiltinFunction: String, Sendable, Hashable, CaseIterable {
  // Graph
  case id, labels, type, keys, properties, nodes, relationships, startNode, endNode, length
  /// Whether a relationship was inferred by a rule; not in openCypher.
  case inferred
  // Lists
  case size, head, last, tail, range, reverse, isEmpty
  // Conversion
  case toString, toInteger, toFloat, toBoolean, coalesce, exists
  // Text
  case toUpper, toLower, trim, lTrim, rTrim, substring, split, replace, left, right
  // Numbers
  case abs, ceil, floor, round, sqrt, sign, exp, log, log10, pi, e, rand
  case sin, cos, tan, cot, asin, acos, atan, atan2, degrees, radians

  /// What a function takes and gives, as far as can be checked before running.
  public struct Shape: Sendable {
    public var arguments: ClosedRange<Int>
    /// What each argument may be; missing entries mean any.
    public var accepts: [Set<ValueType>]
    public var result: ValueType
  }

  /// By name in any case; nil when there is none.
  public init?(named name: String) {
    guard let found = BuiltinFunction.byName[name.lowercased()] else { return nil }
    self = found
  }

  private static let byName: [String: BuiltinFunction] = {
    var table: [String: BuiltinFunction] = [:]
    for function in allCases { table[function.rawValue.lowercased()] = function }
    table["rels"] = .relationships
    table["upper"] = .toUpper
    table["lower"] = .toLower
    table["char_length"] = .size
    table["path_length"] = .length
    return table
  }()

  public var shape: Shape {
    switch self {
    case .id: Shape(arguments: 1...1, accepts: [[.node, .relationship]], result: .integer)
    case .labels: Shape(arguments: 1...1, accepts: [[.node]], result: .list)
    case .type: Shape(arguments: 1...1, accepts: [[.relationship]], result: .string)
    case .keys: Shape(arguments: 1...1, accepts: [[.node, .relationship, .map]], result: .list)
    case .properties:
      Shape(arguments: 1...1, accepts: [[.node, .relationship, .map]], result: .map)
    case .nodes, .relationships: Shape(arguments: 1...1, accepts: [[.path]], result: .list)
    case .startNode, .endNode: Shape(arguments: 1...1, accepts: [[.relationship]], result: .node)
    case .length: Shape(arguments: 1...1, accepts: [[.path, .string, .list]], result: .integer)
    case .inferred: Shape(arguments: 1...1, accepts: [[.relationship]], result: .boolean)
    case .size: Shape(arguments: 1...1, accepts: [[.list, .string]], result: .integer)
    case .isEmpty: Shape(arguments: 1...1, accepts: [[.list, .string, .map]], result: .boolean)
    case .head, .last: Shape(arguments: 1...1, accepts: [[.list]], result: .any)
    case .tail: Shape(arguments: 1...1, accepts: [[.list]], result: .list)
    case .range: Shape(arguments: 2...3, accepts: [], result: .list)
    case .reverse: Shape(arguments: 1...1, accepts: [[.list, .string]], result: .any)
    case .coalesce: Shape(arguments: 1...64, accepts: [], result: .any)
    case .exists: Shape(arguments: 1...1, accepts: [], result: .boolean)
    default: scalarShape
    }
  }

  private var scalarShape: Shape {
    switch self {
    case .toString: Shape(arguments: 1...1, accepts: [], result: .string)
    case .toInteger: Shape(arguments: 1...1, accepts: [], result: .integer)
    case .toFloat: Shape(arguments: 1...1, accepts: [], result: .float)
    case .toBoolean: Shape(arguments: 1...1, accepts: [], result: .boolean)
    case .toUpper, .toLower, .trim, .lTrim, .rTrim:
      Shape(arguments: 1...1, accepts: [[.string]], result: .string)
    case .substring:
      Shape(arguments: 2...3, accepts: [[.string], [.integer], [.integer]], result: .string)
    case .split: Shape(arguments: 2...2, accepts: [[.string], [.string]], result: .list)
    case .replace:
      Shape(arguments: 3...3, accepts: [[.string], [.string], [.string]], result: .string)
    case .left, .right: Shape(arguments: 2...2, accepts: [[.string], [.integer]], result: .string)
    case .pi, .e, .rand: Shape(arguments: 0...0, accepts: [], result: .float)
    case .atan2: Shape(arguments: 2...2, accepts: [[.number], [.number]], result: .float)
    case .abs: Shape(arguments: 1...1, accepts: [[.number]], result: .number)
    case .sign: Shape(arguments: 1...1, accepts: [[.number]], result: .integer)
    case .round: Shape(arguments: 1...2, accepts: [[.number], [.integer]], result: .float)
    default: Shape(arguments: 1...1, accepts: [[.number]], result: .float)
    }
  }
}

/// Functions over the rows of a group.
public enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
  case count, sum, avg, min, max, collect, stDev, stDevP, percentileCont, percentileDisc

  public init?(named name: String) {
    guard
      let found = AggregateFunction.allCases.first(where: {
        $0.rawValue.lowercased() == name.lowercased()
      })
    else { return nil }
    self = found
  }

  /// How many arguments it takes.
  public var argumentCount: Int {
    self == .percentileCont || self == .percentileDisc ? 2 : 1
  }

  var result: ValueType {
    switch self {
    case .count: .integer
    case .collect: .list
    case .min, .max: .any
    case .sum, .percentileDisc: .number
    case .avg, .stDev, .stDevP, .percentileCont: .float
    }
  }
}
