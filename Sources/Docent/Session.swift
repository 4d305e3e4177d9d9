import Diagnostics
import GraphStorage
import KnowledgeGraph
import Logging
import Ontologies
import Proofs
import Rendering
import Synchronization

/// One open graph with its ontology: what an engineer embeds, and what every command goes through.
///
///     let session = try Session(SessionConfiguration(database: "docent.db"))
///     let answer = try session.recommend("L-104", limit: 5)
///
/// Reads are answered from an immutable snapshot that is replaced when the file's versions move.
/// Calls may come from several threads. What the user can mend is thrown as `RefusedRequest`.
public final class Session: Sendable {
  public let ontology: Ontology
  public let ontologyDirectory: String
  /// What was noticed while opening.
  public let diagnostics: [Diagnostic]
  /// Language of sentences: `en` or `zh`.
  public let language: String
  let store: GraphStore
  let logger = Logger(label: "docent")
  private let cache = Mutex<GraphView?>(nil)

  /// Opens the graph; creates an empty one where `configuration` allows.
  public init(_ configuration: SessionConfiguration) throws(RefusedRequest) {
    let directory = try OntologyLocation.find(configuration.ontologyDirectory)
    let loaded = try Self.loadOntology(from: directory)
    ontology = loaded.value
    ontologyDirectory = directory
    language = configuration.language
    store = try GraphStore.open(
      path: configuration.database, access: configuration.readOnly ? .readOnly : .readWrite,
      createIfMissing: configuration.createIfMissing)
    diagnostics = loaded.diagnostics + store.diagnostics
    logger.debug(
      "opened", metadata: ["database": "\(configuration.database)", "ontology": "\(directory)"])
  }

  public func versions() throws -> Versions { try store.versions() }

  /// The picture of the graph at the file's present versions.
  func view() throws -> GraphView {
    let versions = try store.versions()
    let cached = cache.withLock { $0 }
    if let cached, cached.snapshot.versions == versions { return cached }
    let started = ContinuousClock.now
    let fresh = try GraphView(store: store, ontology: ontology, previous: cached)
    logger.debug(
      "graph read",
      metadata: [
        "nodes": "\(fresh.snapshot.nodeCount)", "items": "\(fresh.world.items.count)",
        "learners": "\(fresh.world.learners.count)", "catalog": "\(versions.catalog)",
        "activity": "\(versions.activity)", "model": "\(versions.model)",
        "inferred": "\(fresh.inference.relationships.count)",
        "took": "\(ContinuousClock.now - started)",
      ])
    for diagnostic in fresh.inference.diagnostics { logger.warning("\(diagnostic.message)") }
    cache.withLock { $0 = fresh }
    return fresh
  }

  func sentences(_ view: GraphView) -> SentenceWriter {
    let language = language
    let snapshot = view.snapshot
    let title = { @Sendable (node: NodeIndex) in
      snapshot.property("title_\(language)", of: node)?.string ?? snapshot.title(of: node)
    }
    return SentenceWriter(
      ontology: ontology, language: language,
      courseTitle: { course in snapshot.index(ofID: course.id).map(title) ?? course.title },
      title: { key, label in
        snapshot.nodes(labelled: label, key: key).first.map(title) ?? key
      })
  }

  /// Titles joined as the language joins a list.
  func joined(_ courses: [CourseName], _ writer: SentenceWriter) -> String {
    writer.list(courses.map { writer.title(of: $0) })
  }

  private static func loadOntology(
    from directory: String
  ) throws(RefusedRequest) -> Diagnosed<Ontology> {
    guard let path = OntologyLocation.document(in: directory) else {
      throw RefusedRequest(
        Diagnostic(.error, code: "ontology.missing", "there is no .owl document in \(directory)"))
    }
    let loaded = OntologyDocument.load(path: path)
    guard let ontology = loaded.value, !loaded.hasErrors else {
      throw RefusedRequest(loaded.diagnostics)
    }
    return Diagnosed(ontology, diagnostics: loaded.diagnostics)
  }
}

/// How a session is opened.
public struct SessionConfiguration: Sendable {
  /// The SQLite file, or `:memory:`.
  public var database: String
  /// The folder with the ontology and `feeds/`; nil to look for it.
  public var ontologyDirectory: String?
  public var language: String
  public var readOnly: Bool
  public var createIfMissing: Bool

  public init(
    database: String, ontologyDirectory: String? = nil, language: String = "en",
    readOnly: Bool = false, createIfMissing: Bool = false
  ) {
    self.database = database
    self.ontologyDirectory = ontologyDirectory
    self.language = language
    self.readOnly = readOnly
    self.createIfMissing = createIfMissing
  }
}
