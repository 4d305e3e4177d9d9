import Dispatch
import KnowledgeGraph
import Synchronization

/// Reads on the thread that calls, stores on another: records go over in batches, in their order,
/// and only a few batches wait, so memory stays bounded and the result is the same as on one
/// thread.
///
/// The connection to the file is used by the storing thread alone while batches are under way, and
/// by the caller again once `finish` has returned; SQLite allows that, and the queue orders it.
final class RecordPipeline: @unchecked Sendable {
  private static let batchSize = 64
  /// Bytes of text and raw text after which a batch is full, too.
  private static let batchBytes = 256 << 10
  private static let waitingBatches = 4

  private let queue = DispatchQueue(label: "GraphStorage.import")
  private let room = DispatchSemaphore(value: RecordPipeline.waitingBatches)
  private let failure = Mutex<(any Error)?>(nil)
  /// Belongs to the reading thread.
  @exclusivity(unchecked) private var batch: [RecordStatements] = []
  @exclusivity(unchecked) private var batchLength = 0
  /// Belongs to the queue until `finish` gives it away.
  @exclusivity(unchecked) private var merge: FeedMerge?

  init(_ merge: FeedMerge) { self.merge = merge }

  /// Hands a record over. What went wrong with an earlier one is thrown when the next batch goes.
  func add(_ record: RecordStatements) throws {
    batch.append(record)
    batchLength += record.raw.count + record.text.count
    if batch.count == Self.batchSize || batchLength >= Self.batchBytes { try send() }
  }

  private func send() throws {
    let records = batch
    batch = []
    batch.reserveCapacity(Self.batchSize)
    batchLength = 0
    room.wait()
    if let failed = failure.withLock({ $0 }) {
      room.signal()
      throw failed
    }
    queue.async { [self] in
      store(records)
      room.signal()
    }
  }

  private func store(_ records: [RecordStatements]) {
    guard failure.withLock({ $0 == nil }) else { return }
    do {
      for place in records.indices { try merge?.add(records[place]) }
    } catch {
      failure.withLock { $0 = error }
    }
  }

  /// Waits until everything is stored, and gives the import back.
  func finish() throws -> FeedMerge {
    try send()
    wait()
    if let failed = failure.withLock({ $0 }) { throw failed }
    defer { merge = nil }
    guard let merge else { throw CancellationError() }
    return merge
  }

  /// Waits until nothing is under way, as also a failed reading must.
  func wait() { queue.sync {} }
}
