import Diagnostics
import Embeddings
import FoundationEssentials
import GraphStorage
import KnowledgeGraph
import Proofs
import Recommendations
import Rendering

/// A form in which vectors leave and enter.
public enum VectorFileForm: String, Sendable, CaseIterable {
  /// A name and the numbers, tab-separated, a row a line.
  case tsv
  /// A NumPy matrix, and beside it the rows' names, one a line.
  case npy
  /// The triples that the embedding is trained on: head, relation, tail, tab-separated.
  case triples
}

/// What an export of vectors or triples wrote.
public struct EmbeddingExport: Sendable {
  public var files: [String]
  public var entities: Int
  public var relations: Int
  public var dimension: Int?
  public var triples: Int?

  public var json: JSONValue {
    .members([
      ("format", .int(1)), ("files", .array(files.map { .string($0) })),
      ("entities", .int(entities)), ("relations", .int(relations)),
      ("dimension", dimension.map { .int($0) } ?? .null),
      ("triples", triples.map { .int($0) } ?? .null),
    ])
  }

  public var text: String {
    let what =
      triples.map { "\($0) triples of \(entities) entities and \(relations) relations" }
      ?? "\(entities) entities and \(relations) relation vectors of \(dimension ?? 0) floats"
    return "\(what): \(files.joined(separator: ", "))\n"
  }
}

extension Session {
  /// Writes the stored embedding, or the triples to train one elsewhere.
  ///
  /// `tsv` and `npy` write `PREFIX.entities.tsv` and `PREFIX.relations.tsv`, or `.npy` with
  /// `.names.txt` beside each; relations with a second vector have it behind all first ones, under
  /// the relation's name with `⁻¹`. `triples` writes `PREFIX.triples.tsv`.
  public func exportEmbeddings(to prefix: String, form: VectorFileForm) throws -> EmbeddingExport {
    let view = try view()
    let names = EmbeddingNames(view.snapshot)
    if form == .triples { return try exportTriples(to: prefix, view, names) }
    guard let stored = try StoredModels.embedding(in: store) else { throw Self.notTrained }
    let entities = stored.nodes.map { id in
      view.snapshot.index(ofID: id).map(names.name) ?? "gone:\(id)"
    }
    let model = stored.model
    let relations = relationNames(of: stored)
    let width = model.configuration.dimension
    let tables = [
      ("entities", entities, model.entityValues), ("relations", relations, model.relationValues),
    ]
    var files: [String] = []
    for (part, names, values) in tables {
      if form == .tsv {
        files.append("\(prefix).\(part).tsv")
        let text = VectorTable.encode(names: names, values: values, width: width)
        try Self.write(Data(text.utf8), to: "\(prefix).\(part).tsv")
      } else {
        files += ["\(prefix).\(part).npy", "\(prefix).\(part).names.txt"]
        let matrix = NumPyFile.encode(values, rows: names.count, columns: width)
        try Self.write(matrix, to: "\(prefix).\(part).npy")
        let lines = names.map { $0 + "\n" }.joined()
        try Self.write(Data(lines.utf8), to: "\(prefix).\(part).names.txt")
      }
    }
    return EmbeddingExport(
      files: files, entities: entities.count, relations: model.relationCount, dimension: width)
  }

  private func relationNames(of stored: StoredModels.StoredEmbedding) -> [String] {
    let count = stored.model.relationCount
    let names =
      stored.relations.count == count
      ? stored.relations : (0..<count).map { "relation \($0)" }
    return stored.model.configuration.reciprocal ? names + names.map { $0 + "⁻¹" } : names
  }

  private func exportTriples(
    to prefix: String, _ view: GraphView, _ names: EmbeddingNames
  ) throws -> EmbeddingExport {
    let triples = EmbeddingTriples(snapshot: view.snapshot, ontology: ontology)
    let entities = triples.entities.map(names.name)
    let lines = triples.triples.map {
      "\(entities[Int($0.head)])\t\(triples.relations[Int($0.relation)])\t"
        + "\(entities[Int($0.tail)])\n"
    }
    try Self.write(Data(lines.joined().utf8), to: "\(prefix).triples.tsv")
    return EmbeddingExport(
      files: ["\(prefix).triples.tsv"], entities: entities.count,
      relations: triples.relations.count, triples: lines.count)
  }

  /// Stores vectors that were trained elsewhere as a new model version, with ranking weights
  /// fitted to them. Reads what `exportEmbeddings` writes: `PREFIX.entities.tsv` or `.npy` with
  /// `.names.txt`, and the same for `relations`.
  ///
  /// - Parameter model: what the vectors mean: `complex` (real parts first), `distmult`, `transe`,
  ///   `rotate`.
  /// - Throws: `RefusedRequest` when a file cannot be read, a name is no node, or the relations are
  ///   not those of the graph.
  public func importEmbeddings(
    from prefix: String, model: String, seed: UInt64 = 1,
    progress: (JobStep) -> Bool = { _ in true }
  ) throws -> EmbeddingExport {
    let view = try view()
    let entities = try Self.readVectors(prefix, "entities")
    let relations = try Self.readVectors(prefix, "relations")
    guard entities.width == relations.width else {
      throw Self.refused(
        "the entities have \(entities.width) numbers and the relations "
          + "\(relations.width)")
    }
    let names = EmbeddingNames(view.snapshot).nodes()
    let nodes = entities.names.compactMap { names[$0] }
    guard nodes.count == entities.names.count, Set(nodes).count == nodes.count else {
      let unknown = entities.names.first { names[$0] == nil }
      throw Self.refused(
        unknown.map { "the graph has no node “\($0)”" } ?? "a name stands on two lines")
    }
    let reciprocal = relations.names.contains { $0.hasSuffix("⁻¹") }
    var options = EmbeddingOptions()
    options.reciprocal = reciprocal
    let configuration = try options.configuration(
      model: model, dimension: entities.width, epochs: nil, seed: seed, threads: 2, kernel: "auto")
    let imported = try refusing {
      try EmbeddingModel(
        imported: entities.values, relations: relations.values, configuration: configuration)
    }
    try storeImported(
      imported, nodes: nodes, relations: Array(relations.names.prefix(imported.relationCount)),
      view, seed: seed, progress)
    return EmbeddingExport(
      files: [prefix], entities: nodes.count, relations: imported.relationCount,
      dimension: entities.width)
  }

  private func storeImported(
    _ model: EmbeddingModel, nodes: [NodeIndex], relations: [String], _ view: GraphView,
    seed: UInt64, _ progress: (JobStep) -> Bool
  ) throws {
    let identifiers = nodes.map { view.snapshot.id(of: $0) }
    let table = StoredModels.itemRows(
      of: model.entityTable(version: view.snapshot.versions.model + 1), nodes: identifiers,
      view: view)
    let ranker = try trainRanker(view, table, seed: seed, progress)
    let artefacts = [
      try StoredModels.artefact(model, nodes: identifiers, relations: relations),
      try StoredModels.artefact(ranker.model),
    ]
    _ = try store.saveModel(artefacts, basedOn: view.snapshot.versions)
  }

  // MARK: Files

  private static func readVectors(
    _ prefix: String, _ part: String
  ) throws -> (names: [String], values: [Float], width: Int) {
    let base = "\(prefix).\(part)"
    if FileManager.default.fileExists(atPath: "\(base).npy") {
      let matrix = try naming(file: "\(base).npy") {
        try NumPyFile.decode(try read("\(base).npy"))
      }
      let names = String(decoding: try read("\(base).names.txt"), as: UTF8.self)
        .split(separator: "\n").map(String.init)
      guard names.count == matrix.rows else {
        throw refused("\(base).npy has \(matrix.rows) rows and its names are \(names.count)")
      }
      return (names, matrix.values, matrix.columns)
    }
    return try naming(file: "\(base).tsv") {
      try VectorTable.decode(String(decoding: try read("\(base).tsv"), as: UTF8.self))
    }
  }

  private static func naming<Result>(
    file: String, _ body: () throws -> Result
  ) throws -> Result {
    do { return try body() } catch let error as EmbeddingError {
      throw refused("\(file): \(error.description)")
    }
  }

  private static func read(_ path: String) throws -> Data {
    do { return try Data(contentsOf: URL(filePath: path)) } catch {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "embeddings.unreadable", "the file cannot be read",
          place: SourcePlace(file: path)))
    }
  }

  private static func write(_ data: Data, to path: String) throws {
    do { try data.write(to: URL(filePath: path)) } catch {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "embeddings.unwritable", "the file cannot be written",
          place: SourcePlace(file: path)))
    }
  }

  private static func refused(_ message: String) -> RefusedRequest {
    RefusedRequest(Diagnostic(.error, code: "embeddings.refused", message))
  }

  private static var notTrained: RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "embeddings.none", "the graph holds no embedding",
        hint: "run docent train first"))
  }
}
