import Diagnostics
import GraphStorage
import KnowledgeGraph
import Logging

extension Session {
  /// Nodes whose text answers to `text`, best first; learners and dated offerings are never found.
  /// See `GraphStore.search` for what answers and how it is ranked.
  ///
  /// The index is made, or brought up to date, when the catalogue has changed since the last
  /// search. In a file that may not be written it is made in memory and goes with the session.
  func search(
    _ text: String, columns: [GraphStore.SearchColumn] = [], limit: Int = 50, in view: GraphView
  ) throws -> [SearchHit] {
    let hits = try searchStore(for: view).search(text, columns: columns, limit: limit)
      .filter { view.snapshot.index(ofID: $0.node) != nil }
    // Whoever types a whole title means the node that bears it.
    let name = foldedName(text)
    let isNamed = { (hit: SearchHit) in
      view.snapshot.index(ofID: hit.node).map { self.bears(name, $0, view.snapshot) } ?? false
    }
    return hits.filter(isNamed) + hits.filter { !isNamed($0) }
  }

  private func bears(_ name: String, _ node: NodeIndex, _ snapshot: GraphSnapshot) -> Bool {
    foldedName(snapshot.key(of: node)) == name
      || snapshot.properties(of: node).contains { property in
        isTitle(property.key) && property.value.string.map(foldedName) == name
      }
  }

  /// Keys of the nodes labelled `label` that a name means as words, for a person who knows neither
  /// key nor exact title; each with its title.
  func namesFound(by text: String, label: String, in view: GraphView, limit: Int = 3) -> [String] {
    let hits = (try? search(text, columns: [.key, .title], in: view)) ?? []
    let nodes = hits.compactMap { view.snapshot.index(ofID: $0.node) }
      .filter { view.snapshot.labels(of: $0).contains(label) }
    return nodes.prefix(limit).map { node in
      let (key, title) = (view.snapshot.key(of: node), view.snapshot.title(of: node))
      return title.isEmpty || title == key ? key : "\(key) (\(title))"
    }
  }

  /// Titles in which `prefix` begins the words typed so far, for completion. Empty while the index
  /// is behind: a key press must not wait for it.
  func titles(completing prefix: String, in view: GraphView, limit: Int = 50) -> [String] {
    guard prefix.count > 1, (try? store.isSearchIndexCurrent()) == true,
      let hits = try? store.search(prefix, columns: [.title], limit: limit)
    else { return [] }
    return hits.compactMap { view.snapshot.index(ofID: $0.node) }.flatMap { node in
      let titles = view.snapshot.properties(of: node).filter { isTitle($0.key) }
      return titles.sorted { $0.key < $1.key }.compactMap(\.value.string)
    }
  }

  private func searchStore(for view: GraphView) throws -> GraphStore {
    if try store.isSearchIndexCurrent() { return store }
    let documents = searchDocuments(view)
    let catalog = view.snapshot.versions.catalog
    if store.access == .readWrite {
      do {
        try store.updateSearchIndex(documents, catalog: catalog)
        return store
      } catch let refusal as RefusedRequest {
        logger.info("search index kept in memory", metadata: ["because": "\(refusal)"])
      }
    }
    return try view.searchStore.value {
      let memory = try GraphStore.open(path: ":memory:", createIfMissing: true)
      try memory.updateSearchIndex(documents, catalog: catalog)
      return memory
    }
  }

  private func searchDocuments(_ view: GraphView) -> some Sequence<SearchDocument> {
    let hidden = [ClassRole.learner, .itemInstance].compactMap {
      ontology.nodeClass(role: $0)?.name
    }
    let teaches = ontology.relations(role: .teaches).map(\.type)
    return (0..<NodeIndex(view.snapshot.nodeCount)).lazy
      .filter { node in !view.snapshot.labels(of: node).contains { hidden.contains($0) } }
      .map { self.searchDocument($0, teaches: teaches, in: view.snapshot) }
  }

  private func searchDocument(
    _ node: NodeIndex, teaches: [String], in snapshot: GraphSnapshot
  ) -> SearchDocument {
    let texts = snapshot.properties(of: node).sorted { $0.key < $1.key }
    let topics = teaches.flatMap { type in
      snapshot.neighbours(of: node, type: type, direction: .outgoing).map {
        snapshot.title(of: $0.node)
      }
    }
    return SearchDocument(
      node: snapshot.id(of: node), key: snapshot.key(of: node),
      titles: texts.filter { isTitle($0.key) }.compactMap(\.value.string), topics: topics,
      prose: texts.filter { !isTitle($0.key) && $0.key != "key" }.compactMap(\.value.string))
  }

  /// `title`, or `title_zh` and the like.
  private func isTitle(_ property: String) -> Bool {
    guard let title = ontology.property(role: .title)?.name else { return false }
    return property == title || property.hasPrefix(title + "_")
  }
}
