import Diagnostics
import Embeddings
import Foundation
import GraphStorage
import KnowledgeGraph
import Proofs

/// The models of a file, as artefacts: an embedding over nodes, and the additive ranking model.
enum StoredModels {
  private static let embeddingKind = "embedding"
  private static let rankingKind = "ranking"
  private static let nodesBlob = "nodes"
  private static let relationsBlob = "relationNames"

  static func artefact(
    _ model: EmbeddingModel, nodes: [Int64], relations: [String],
    storage: VectorStorage = .float32
  ) throws -> ModelArtefact {
    let encoded = try model.encoded(as: storage)
    var blobs = encoded.blobs
    blobs[relationsBlob] = Data(relations.joined(separator: "\n").utf8)
    blobs[nodesBlob] = nodes.map(\.littleEndian).withUnsafeBytes { Data($0) }
    return ModelArtefact(
      kind: embeddingKind, name: model.configuration.model.rawValue, metadata: encoded.metadata,
      blobs: blobs)
  }

  static func artefact(_ model: AdditiveModel) throws -> ModelArtefact {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return ModelArtefact(
      kind: rankingKind, name: "additive", metadata: try encoder.encode(model), blobs: [:])
  }

  /// Nil before the first training.
  static func ranking(in store: GraphStore) throws -> AdditiveModel? {
    guard let (version, artefact) = try store.latestModel(kind: rankingKind),
      version == (try store.versions().model)
    else { return nil }
    return try JSONDecoder().decode(AdditiveModel.self, from: artefact.metadata)
  }

  /// A stored embedding with what its rows stand for.
  struct StoredEmbedding {
    var version: Int64
    var model: EmbeddingModel
    /// Node identifiers by entity.
    var nodes: [Int64]
    /// Types by relation; empty for models stored before they were kept.
    var relations: [String]
  }

  /// The embedding of the file's model version; nil when that has none.
  static func embedding(in store: GraphStore) throws -> StoredEmbedding? {
    guard let (version, artefact) = try store.latestModel(kind: embeddingKind),
      version == (try store.versions().model)
    else { return nil }
    var blobs = artefact.blobs
    let nodes = nodeIDs(blobs.removeValue(forKey: nodesBlob) ?? Data())
    let names = String(decoding: blobs.removeValue(forKey: relationsBlob) ?? Data(), as: UTF8.self)
    let model = try refusing {
      try EmbeddingModel(decoding: EncodedEmbedding(metadata: artefact.metadata, blobs: blobs))
    }
    guard model.entityCount == nodes.count else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "model.damaged", "the stored embedding does not fit its nodes",
          hint: "run docent train again"))
    }
    return StoredEmbedding(
      version: version, model: model, nodes: nodes,
      relations: names.split(separator: "\n").map(String.init))
  }

  /// The embedding's rows by item number, zeros for items that it does not know; nil when the
  /// model version has none.
  static func itemEmbedding(in store: GraphStore, view: GraphView) throws -> EmbeddingTable? {
    try embedding(in: store).map { stored in
      itemRows(
        of: stored.model.entityTable(version: stored.version), nodes: stored.nodes, view: view)
    }
  }

  static func itemRows(
    of table: EmbeddingTable, nodes: [Int64], view: GraphView
  ) -> EmbeddingTable {
    let rows = Dictionary(
      nodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var values: [Float] = []
    values.reserveCapacity(view.world.items.count * table.width)
    for item in view.world.items {
      if let row = rows[view.snapshot.id(of: item)] {
        values += table.row(row)
      } else {
        values += repeatElement(0, count: table.width)
      }
    }
    return EmbeddingTable(artefact: table.artefact, width: table.width, values: values)
  }

  private static func nodeIDs(_ data: Data) -> [Int64] {
    data.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self))
      }
    }
  }
}
