import KnowledgeGraph
import Synchronization

/// Folded names of keys, each folded once: catalogues name the same courses over and over.
final class FoldedKeys: Sendable {
  private let known = Mutex<[String: String]>([:])

  subscript(_ key: String) -> String {
    known.withLock { known in
      if let folded = known[key] { return folded }
      let folded = foldedName(key)
      known[key] = folded
      return folded
    }
  }
}
