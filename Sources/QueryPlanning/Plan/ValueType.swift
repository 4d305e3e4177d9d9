/// What is known of a value before a statement runs. `any` when nothing is.
public enum ValueType: String, Sendable, Hashable, CaseIterable {
  case any, null, boolean, integer, float, number, string, list, map, node, relationship, path

  /// With its article, for messages: `an integer`.
  public var phrase: String { (self == .integer || self == .any ? "an " : "a ") + rawValue }

  /// Whether a value known to be of this type can be one of `other`: not whether it must.
  public func canBe(_ other: ValueType) -> Bool {
    if self == other || self == .any || other == .any || self == .null { return true }
    switch (self, other) {
    case (.integer, .number), (.float, .number), (.number, .integer), (.number, .float): return true
    // An integer is accepted where a float is asked for.
    case (.integer, .float): return true
    default: return false
    }
  }
}
