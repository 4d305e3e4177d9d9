import GRDB
import KnowledgeGraph

extension GraphStore {
  /// The columns of the search index.
  public enum SearchColumn: String, Sendable, CaseIterable {
    case key, title, topic, prose
  }

  /// Whether the index was made of the catalogue as it is now.
  public func isSearchIndexCurrent() throws -> Bool {
    try read { db in try SearchIndex.version(db) == Counters.value(.catalog, db) }
  }

  /// Makes the search index say what `documents` say. Documents that are as they were are not
  /// written again, and those of nodes that are gone leave.
  ///
  /// - Parameter catalog: the catalogue version that the documents were read at.
  /// - Complexity: O(total length) to compare; writing costs what changed.
  public func updateSearchIndex(
    _ documents: some Sequence<SearchDocument>, catalog: Int64
  ) throws {
    try write { db in
      try SearchIndex(db).update(documents, catalog: catalog)
      return (.commit, ())
    }
  }

  /// Nodes whose text answers to `text`: first those that hold every word, by BM25; then those
  /// with words that begin like them; where there is none of either, those that hold some of the
  /// words. Ties by node. Empty when `text` holds no word.
  ///
  /// - Parameter columns: the only columns that count; all when empty.
  public func search(
    _ text: String, columns: [SearchColumn] = [], limit: Int = 50
  ) throws -> [SearchHit] {
    let query = SearchQuery(text)
    return try read { db in
      try SearchIndex(db).hits(query, columns: columns.map(\.rawValue), limit: limit)
    }
  }
}
