import Diagnostics
import GraphStorage
import KnowledgeGraph
import Logging

/// What the graph holds, in forms that other programs and this one can read, and copies of it.
extension Session {
  /// The catalogue in Docent's own format (`Ontology/feeds/docent-catalog.xsd`), in the order of
  /// providers and keys. Imported into an empty graph, it gives the same nodes, properties,
  /// relationships and requirements; provenance is then that of the exported file.
  ///
  /// What the format cannot say (properties that it has no element for, nodes of no provider) is
  /// left out and counted in the diagnostics, one for each kind of loss. Learners and what they did
  /// are no part of a catalogue: `exportActivity` writes them.
  ///
  /// - Throws: `export.no-catalog` when the graph holds no provider, which the format demands.
  /// - Complexity: O(nodes + properties + relationships); the document is held in memory.
  public func exportCatalog() throws -> Diagnosed<String> {
    let view = try view()
    var export = CatalogExport(
      snapshot: view.snapshot, requirements: view.requirements, ontology: ontology)
    let document = export.document()
    guard export.providerCount > 0 else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "export.no-catalog", "The graph holds no provider with anything to offer.",
          hint: "Import a catalogue first."))
    }
    return Diagnosed(document, diagnostics: export.losses.diagnostics)
  }

  /// The relationships as triples: one line for each, head TAB relation TAB tail, sorted.
  ///
  /// A node is `Label:provider:key`, with nothing between the colons for a node of no provider. In
  /// them `%`, tabs and line breaks are written as `%25`, `%09`, `%0A`, `%0D`, and colons in a
  /// label or provider as `%3A`, so that the first two colons part the fields. Relations bear the
  /// ontology's names (`taughtBy`). Properties have no place in triples and are left out.
  ///
  /// - Parameter inferred: adds the relationships that rules derive: those that follow from
  ///   requirement trees. Without it, only what feeds and activity files state.
  /// - Complexity: O(relationships · log relationships).
  public func exportTriples(inferred: Bool = false) throws -> Diagnosed<String> {
    TripleExport(snapshot: try view().snapshot, ontology: ontology, inferred: inferred).document()
  }

  /// What learners did as CSV, in the form that import reads
  /// (`learner,course,action,timestamp,value`) and in the order of recording.
  ///
  /// A course is named by its key where that is the only one, else by provider and key. Whole
  /// seconds are written in ISO 8601 (UTC), others as seconds since 1970.
  public func exportActivity() throws -> Diagnosed<String> {
    try ActivityExport(
      snapshot: view().snapshot, interactions: store.interactions(), ontology: ontology
    ).document()
  }

  /// Copies the graph, as of one committed state, to a file of its own; see `GraphStore.backup`.
  public func backup(to file: String, overwriting: Bool = false) throws {
    try store.backup(to: file, overwriting: overwriting)
    logger.debug("copied", metadata: ["file": "\(file)"])
  }
}
