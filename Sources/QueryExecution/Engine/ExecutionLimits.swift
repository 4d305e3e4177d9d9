/// What a statement may use before it is ended with an error.
public struct ExecutionLimits: Sendable {
  /// Rows of the result, and rows held back at once by a sort, a grouping or DISTINCT.
  public var rows: Int
  /// Nil: no limit.
  public var time: Duration?
  /// Elements of one list, and bytes of one text.
  public var elements: Int
  /// Bytes by which the process may grow beyond its peak at the start of the statement. Nil: no
  /// limit.
  public var memory: Int?
  /// Asked now and then; true ends the statement, as Ctrl-C does.
  public var isCancelled: (@Sendable () -> Bool)?

  public init(
    rows: Int = 1_000_000, time: Duration? = .seconds(60), elements: Int = 10_000_000,
    memory: Int? = 2 << 30, isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    self.rows = rows
    self.time = time
    self.elements = elements
    self.memory = memory
    self.isCancelled = isCancelled
  }
}
