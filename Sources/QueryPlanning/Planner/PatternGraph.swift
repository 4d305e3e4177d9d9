import QuerySyntax

/// The patterns of one MATCH with names resolved: what the planner orders.
struct PatternGraph: Sendable {
  struct Node: Sendable {
    var slot: Slot
    var labels: [String]
    /// Bound by an earlier clause.
    var isKnown: Bool
  }

  struct Relationship: Sendable {
    var slot: Slot
    /// Positions in `nodes`, in reading order.
    var left: Int
    var right: Int
    var types: [String]
    var arrow: Arrow
    var steps: StepRange?
    /// What each relationship of a variable-length pattern must have, and what that needs.
    var properties: [BoundEntry]
    var needs: Set<Slot>
  }

  struct Path: Sendable {
    var slot: Slot
    var elements: [Slot]
  }

  /// A condition, and the pattern's slots that must be filled before it can be tested.
  struct Conjunct: Sendable {
    var expression: BoundExpression
    var needs: Set<Slot>
  }

  var nodes: [Node] = []
  var relationships: [Relationship] = []
  var paths: [Path] = []
  var conjuncts: [Conjunct] = []

  func node(inSlot slot: Slot) -> Int? { nodes.firstIndex { $0.slot == slot } }
}
