import FoundationEssentials

/// A model as bytes: a JSON description and the vectors.
public struct EncodedEmbedding: Sendable, Hashable {
  /// JSON, keys sorted: configuration (without `threads`), counts and training summary.
  public var metadata: Data
  /// `entities` and `relations`: rows in the storage that the description names, little-endian,
  /// without padding.
  public var blobs: [String: Data]

  public init(metadata: Data, blobs: [String: Data]) {
    self.metadata = metadata
    self.blobs = blobs
  }
}

private struct Metadata: Codable {
  var format: Int
  var configuration: EmbeddingConfiguration
  var entityCount: Int
  var relationCount: Int
  var summary: TrainingSummary
  /// Absent where the vectors are 32-bit floats.
  var storage: VectorStorage?
}

extension EmbeddingModel {
  /// The same bytes for the same model; how long training took is left out.
  public func encoded(as storage: VectorStorage = .float32) throws -> EncodedEmbedding {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let metadata = Metadata(
      format: 1, configuration: configuration, entityCount: entityCount,
      relationCount: relationCount, summary: summary,
      storage: storage == .float32 ? nil : storage)
    let width = configuration.dimension
    return EncodedEmbedding(
      metadata: try encoder.encode(metadata),
      blobs: [
        "entities": storage.encode(entityValues, width: width),
        "relations": storage.encode(relationValues, width: width),
      ])
  }

  /// Reads what `encoded` wrote. A model trained with a kernel that this processor lacks scores
  /// with the portable one.
  /// - Throws: `EmbeddingError.corruptModel` when the parts do not fit together.
  public init(decoding encoded: EncodedEmbedding) throws {
    var metadata = try Self.metadata(of: encoded)
    if !metadata.configuration.kernel.isSupported { metadata.configuration.kernel = .portable }
    do { try metadata.configuration.validate() } catch let error as EmbeddingError {
      throw EmbeddingError.corruptModel(error.description)
    }
    let width = metadata.configuration.dimension
    let factor = metadata.configuration.reciprocal ? 2 : 1
    let storage = metadata.storage ?? .float32
    let entities = try floats(
      encoded, "entities", storage, rows: metadata.entityCount, width: width)
    let relations = try floats(
      encoded, "relations", storage, rows: factor * metadata.relationCount, width: width)
    self.init(
      configuration: metadata.configuration, entityCount: metadata.entityCount,
      relationCount: metadata.relationCount, entities: entities, relations: relations,
      summary: metadata.summary, time: nil)
  }

  private static func metadata(of encoded: EncodedEmbedding) throws -> Metadata {
    let metadata: Metadata
    do { metadata = try JSONDecoder().decode(Metadata.self, from: encoded.metadata) } catch {
      throw EmbeddingError.corruptModel("its description is not as expected")
    }
    guard metadata.format == 1 else {
      throw EmbeddingError.corruptModel("format \(metadata.format) is not known")
    }
    guard (1...Int(Int32.max)).contains(metadata.entityCount),
      (1...Int(Int32.max) / 2).contains(metadata.relationCount)
    else { throw EmbeddingError.corruptModel("its counts are out of range") }
    return metadata
  }
}

private func floats(
  _ encoded: EncodedEmbedding, _ name: String, _ storage: VectorStorage, rows: Int, width: Int
) throws -> [Float] {
  guard let data = encoded.blobs[name],
    let floats = storage.decode(data, rows: rows, width: width)
  else { throw EmbeddingError.corruptModel("the \(name) are missing or of another size") }
  guard floats.allSatisfy(\.isFinite) else {
    throw EmbeddingError.corruptModel("the \(name) hold a value that is not a number")
  }
  return floats
}
