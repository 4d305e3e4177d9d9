import Diagnostics
import KnowledgeGraph
import XMLParsing

extension CatalogReader {
  /// Reads a feed that is in memory; see ``read(path:progress:emit:)``.
  ///
  /// - Parameter name: what diagnostics call it.
  public func read(
    bytes: [UInt8], name: String, emit: (FeedRecord) throws -> Void
  ) throws -> Diagnosed<FeedReading> {
    try read(XMLMemorySource(bytes, name: name), total: bytes.count, emit: emit)
  }
}
