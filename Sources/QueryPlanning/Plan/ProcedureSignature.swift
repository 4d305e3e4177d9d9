/// What a procedure takes and gives: what CALL is checked against before anything runs.
public struct ProcedureSignature: Sendable, Hashable {
  public struct Field: Sendable, Hashable {
    public var name: String
    public var type: ValueType
    /// An argument that may be left out; it then arrives as null.
    public var isOptional: Bool
    /// A result that a verb by itself does not show: for joining and for scripts, and had by
    /// naming it in `YIELD`, or by `CALL`.
    public var isDetail: Bool

    public init(
      _ name: String, _ type: ValueType = .any, isOptional: Bool = false, isDetail: Bool = false
    ) {
      self.name = name
      self.type = type
      self.isOptional = isOptional
      self.isDetail = isDetail
    }
  }

  /// With its namespace: `docent.recommend`.
  public var name: String
  /// Optional ones last.
  public var arguments: [Field]
  /// The columns of a row, in order.
  public var results: [Field]
  /// One sentence for help.
  public var summary: String

  public init(_ name: String, arguments: [Field], results: [Field], summary: String = "") {
    self.name = name
    self.arguments = arguments
    self.results = results
    self.summary = summary
  }

  /// `docent.why(course, learner)`.
  public var usage: String {
    let parts = arguments.map { $0.isOptional ? "[\($0.name)]" : $0.name }
    return "\(name)(\(parts.joined(separator: ", ")))"
  }
}
