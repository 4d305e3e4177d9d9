/// `(variable:Label {key: value})`. Labels are all required.
public struct NodePattern: Sendable, Hashable {
  public var variable: Identifier?
  public var labels: [Identifier]
  /// A map literal or a parameter.
  public var properties: Expression?
  public var span: SourceSpan

  public init(
    variable: Identifier? = nil, labels: [Identifier] = [], properties: Expression? = nil,
    span: SourceSpan = .synthetic
  ) {
    self.variable = variable
    self.labels = labels
    self.properties = properties
    self.span = span
  }

  public static func == (a: NodePattern, b: NodePattern) -> Bool {
    a.variable == b.variable && a.labels == b.labels && a.properties == b.properties
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(variable)
    hasher.combine(labels)
    hasher.combine(properties)
  }
}

/// How many steps a variable-length relationship takes; nil bounds are left open (from 1).
public struct StepRange: Sendable, Hashable {
  public var minimum: Int?
  public var maximum: Int?

  public init(minimum: Int? = nil, maximum: Int? = nil) {
    self.minimum = minimum
    self.maximum = maximum
  }
}

/// Which way the arrow points, as written from left to right.
public enum Arrow: Sendable, Hashable {
  case right, left, either
}

/// `-[variable:TYPE|OTHER*1..3 {key: value}]->`. One of the types is enough.
public struct RelationshipPattern: Sendable, Hashable {
  public var variable: Identifier?
  public var types: [Identifier]
  public var arrow: Arrow
  /// Nil for exactly one step bound to a single relationship.
  public var steps: StepRange?
  public var properties: Expression?
  public var span: SourceSpan

  public init(
    variable: Identifier? = nil, types: [Identifier] = [], arrow: Arrow = .either,
    steps: StepRange? = nil, properties: Expression? = nil, span: SourceSpan = .synthetic
  ) {
    self.variable = variable
    self.types = types
    self.arrow = arrow
    self.steps = steps
    self.properties = properties
    self.span = span
  }

  public static func == (a: RelationshipPattern, b: RelationshipPattern) -> Bool {
    a.variable == b.variable && a.types == b.types && a.arrow == b.arrow && a.steps == b.steps
      && a.properties == b.properties
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(variable)
    hasher.combine(types)
    hasher.combine(arrow)
    hasher.combine(steps)
    hasher.combine(properties)
  }
}

/// A node followed by relationships and nodes: `nodes.count == relationships.count + 1`.
public struct PathPattern: Sendable, Hashable {
  /// `p` in `p = (a)-->(b)`.
  public var variable: Identifier?
  public var nodes: [NodePattern]
  public var relationships: [RelationshipPattern]

  public init(
    variable: Identifier? = nil, nodes: [NodePattern], relationships: [RelationshipPattern]
  ) {
    self.variable = variable
    self.nodes = nodes
    self.relationships = relationships
  }

  public var span: SourceSpan {
    let first = nodes.first?.span ?? .synthetic
    return (variable?.span ?? first).through(nodes.last?.span ?? first)
  }
}
