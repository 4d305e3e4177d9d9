import Synchronization

/// A value made at most once, when first asked for, and shared from then on.
final class Deferred<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)

  init() {}

  /// Makes the value under the lock, so that two callers never make it twice.
  func value(_ make: () throws -> Value) rethrows -> Value {
    try made.withLock { held in
      if let held { return held }
      let fresh = try make()
      held = fresh
      return fresh
    }
  }
}
