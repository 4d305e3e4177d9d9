import Dispatch
import FoundationEssentials
import Synchronization

/// Shares numbered pieces of work out to threads.
///
/// Which thread does which piece is left to chance, so a piece must write only what is its own;
/// then the outcome is the same for any number of threads. Blocks the calling thread until all
/// pieces are done: not for use from inside many concurrent tasks.
struct WorkerPool: Sendable {
  let threads: Int

  /// `requested` threads; 0 is one for each processor.
  init(requested: Int) {
    threads = requested > 0 ? requested : max(1, ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Calls `body(worker, piece)` for every piece in `0 ..< count`; `worker` is in
  /// `0 ..< threads`, and no two calls with one worker run at the same time.
  func forEach(_ count: Int, _ body: @Sendable (_ worker: Int, _ piece: Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for piece in 0..<count { body(0, piece) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= count { return }
        body(worker, piece)
      }
    }
  }
}
