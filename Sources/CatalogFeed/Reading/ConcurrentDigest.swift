import Dispatch
import KnowledgeGraph

/// The digest of a feed's bytes, made on another thread while the feed is read. Only a few pieces
/// wait, so memory stays bounded.
final class ConcurrentDigest: @unchecked Sendable {
  private static let waitingPieces = 3

  private let queue = DispatchQueue(label: "CatalogFeed.digest")
  private let room = DispatchSemaphore(value: ConcurrentDigest.waitingPieces)
  /// Belongs to the queue.
  private var digest = ContentDigest()

  func update(_ piece: [UInt8]) {
    room.wait()
    queue.async { [self] in
      digest.update(piece)
      room.signal()
    }
  }

  /// Of all pieces. To be called once, after the last.
  func hexadecimal() -> String { queue.sync { digest.hexadecimal() } }
}
