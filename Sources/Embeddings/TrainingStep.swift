/// One update of the parameters from one batch of queries.
protocol TrainingStep {
  /// Called before an epoch's first batch: what the step draws depends on the epoch alone.
  func beginEpoch(_ epoch: Int)
  /// Returns the sum of the queries' losses, without the regulariser. The batch is not empty.
  /// Whether the entity panels are packed anew afterwards is the step's own affair.
  func run(_ batch: QueryBatch, pool: WorkerPool, update: some RowUpdate) -> Double
}

extension TrainingStep {
  func beginEpoch(_ epoch: Int) {}
}

/// A loss for each query, written by whichever thread has it and summed in order.
final class LossBuffer: @unchecked Sendable {
  let values: UnsafeMutablePointer<Double>
  private let count: Int

  init(count: Int) {
    self.count = count
    values = .allocate(capacity: count)
    values.initialize(repeating: 0, count: count)
  }

  deinit { values.deallocate() }

  var sum: Double { UnsafeBufferPointer(start: values, count: count).reduce(0, +) }
}
