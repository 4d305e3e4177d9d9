/// An operator's question in plain words. Its keywords are read only at the start of a statement,
/// so they stay usable as names elsewhere. `QueryPlanning` turns each into a procedure call.
public struct Verb: Sendable, Hashable {
  public enum Question: Sendable, Hashable {
    /// `WHY c FOR l`.
    case why(course: Expression, learner: Expression)
    /// `WHY "s" RELATION "e"`: why the first stands in the relation to the second.
    case whyRelated(start: Expression, relation: Expression, end: Expression)
    /// `WHY NOT c FOR l`.
    case whyNot(course: Expression, learner: Expression)
    /// `WHAT NEXT FOR l [IN t] [LIMIT n]`.
    case whatNext(learner: Expression, topic: Expression?, limit: Expression?)
    /// `PATH TO g, h [FOR l] [WITHIN n HOURS]`.
    case path(goals: [Expression], learner: Expression?, budget: Budget?)
    case unlocks(course: Expression)
    /// `CAN l TAKE c`.
    case can(learner: Expression, course: Expression)
    case similar(course: Expression)
    case search(text: Expression)
    case describe(name: Expression)
  }

  public struct Budget: Sendable, Hashable {
    public enum Unit: String, Sendable, Hashable, CaseIterable {
      case hours, credits, terms
    }
    public var amount: Expression
    public var unit: Unit
  }

  public var question: Question
  /// The verb's first word, for diagnostics.
  public var keyword: Identifier
  public var yields: [ProcedureCall.YieldItem]?
  public var filter: Expression?
  /// Further clauses after YIELD.
  public var tail: [Clause]
}
