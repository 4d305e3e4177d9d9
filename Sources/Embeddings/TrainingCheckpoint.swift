import FoundationEssentials
import KnowledgeGraph

/// Where a run keeps its state, so that it can go on after it was stopped or killed.
public struct TrainingCheckpoint: Sendable, Hashable {
  /// The file; written beside it first and then renamed, so that it is whole at any time.
  public var path: String
  /// Whether to go on from the file where it exists; otherwise it is overwritten.
  public var resume: Bool
  /// Seconds between two writings at least; the last epoch is always written.
  public var interval: Double

  public init(path: String, resume: Bool, interval: Double = 20) {
    self.path = path
    self.resume = resume
    self.interval = interval
  }
}

/// What a run is after an epoch, beside its tables.
struct TrainingState: Sendable {
  /// Epochs done.
  var epoch = 0
  /// Updates done.
  var steps = 0
  /// Mean loss of a query in the last epoch.
  var loss = 0.0
  /// Looks at the validation triples since the best one.
  var looksInVain = 0
  var best: KeptParameters?
}

/// Parameters worth keeping.
struct KeptParameters: Sendable {
  let epoch: Int
  let loss: Double
  let validationMRR: Double?
  let entities: [Float]
  let relations: [Float]

  init(
    epoch: Int, loss: Double, validationMRR: Double?, entities: [Float], relations: [Float]
  ) {
    self.epoch = epoch
    self.loss = loss
    self.validationMRR = validationMRR
    self.entities = entities
    self.relations = relations
  }

  init(_ tables: EmbeddingTables, epoch: Int, loss: Double, validationMRR: Double?) {
    self.init(
      epoch: epoch, loss: loss, validationMRR: validationMRR,
      entities: tables.entities.compacted(tables.entities.values),
      relations: tables.relations.compacted(tables.relations.values))
  }
}

/// Writes and reads the checkpoint of one run.
struct CheckpointKeeper {
  private let checkpoint: TrainingCheckpoint
  private let fingerprint: UInt64
  private var written = ContinuousClock.now

  /// Nil without a checkpoint.
  init?(
    _ checkpoint: TrainingCheckpoint?, _ configuration: EmbeddingConfiguration,
    _ world: TrainingWorld
  ) throws {
    guard let checkpoint else { return nil }
    self.checkpoint = checkpoint
    fingerprint = try Self.fingerprint(of: configuration, world)
  }

  /// The state to go on from, with the tables as they were then; nil to begin anew.
  func restore(into tables: EmbeddingTables) throws -> TrainingState? {
    guard checkpoint.resume, FileManager.default.fileExists(atPath: checkpoint.path) else {
      return nil
    }
    let data: Data
    do { data = try Data(contentsOf: URL(filePath: checkpoint.path)) } catch {
      throw EmbeddingError.checkpoint("\(checkpoint.path) cannot be read")
    }
    var reader = CheckpointReader(data)
    guard let header = reader.header() else {
      throw EmbeddingError.checkpoint("\(checkpoint.path) is damaged or no checkpoint")
    }
    guard header.fingerprint == fingerprint else {
      throw EmbeddingError.checkpoint(
        "\(checkpoint.path) belongs to another training: its triples or options differ")
    }
    guard let state = reader.state(header, into: tables) else {
      throw EmbeddingError.checkpoint("\(checkpoint.path) is damaged")
    }
    return state
  }

  /// Writes when the interval is over, or at once with `now`.
  mutating func save(_ state: TrainingState, _ tables: EmbeddingTables, now: Bool) throws {
    let clock = ContinuousClock()
    guard now || clock.now - written >= .seconds(checkpoint.interval) else { return }
    written = clock.now
    do {
      let data = try encoded(state, tables)
      try data.write(to: URL(filePath: checkpoint.path), options: .atomic)
    } catch {
      throw EmbeddingError.checkpoint("\(checkpoint.path) cannot be written")
    }
  }

  private func encoded(_ state: TrainingState, _ tables: EmbeddingTables) throws -> Data {
    let header = CheckpointHeader(
      fingerprint: fingerprint, epoch: state.epoch, steps: state.steps, loss: state.loss,
      looksInVain: state.looksInVain, best: state.best.map(CheckpointHeader.Best.init))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = try encoder.encode(header)
    var data = Data(CheckpointHeader.magic.utf8)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for buffer in Self.buffers(of: tables) { data.append(floats: buffer.array) }
    if let best = state.best {
      data.append(floats: best.entities)
      data.append(floats: best.relations)
    }
    return data
  }

  fileprivate static func buffers(of tables: EmbeddingTables) -> [FloatBuffer] {
    [tables.entities, tables.relations].flatMap { [$0.values, $0.state, $0.moments] }
  }

  /// FNV-1a over the configuration (`threads` is not part of it) and all triples.
  private static func fingerprint(
    of configuration: EmbeddingConfiguration, _ world: TrainingWorld
  ) throws -> UInt64 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ value: UInt64) { hash = (hash ^ value) &* 0x100_0000_01B3 }
    for byte in try encoder.encode(configuration) { add(UInt64(byte)) }
    add(UInt64(world.entityCount))
    add(UInt64(world.relationCount))
    for list in [world.triples, world.validation] {
      add(UInt64(list.count))
      for triple in list {
        for value in [triple.head, triple.relation, triple.tail] {
          add(UInt64(UInt32(bitPattern: value)))
        }
      }
    }
    for value in (world.candidates?.offsets ?? []) + (world.candidates?.entities ?? []) {
      add(UInt64(UInt32(bitPattern: value)))
    }
    for value in world.initialValues?.values ?? [] { add(UInt64(value.bitPattern)) }
    return hash
  }
}

private struct CheckpointHeader: Codable {
  static let magic = "docent-training-1\n"

  struct Best: Codable {
    var epoch: Int
    var loss: Double
    var validationMRR: Double?

    init(_ kept: KeptParameters) {
      epoch = kept.epoch
      loss = kept.loss
      validationMRR = kept.validationMRR
    }
  }

  var fingerprint: UInt64
  var epoch: Int
  var steps: Int
  var loss: Double
  var looksInVain: Int
  var best: Best?
}

private struct CheckpointReader {
  private var rest: Data

  init(_ data: Data) { rest = data }

  mutating func header() -> CheckpointHeader? {
    let magic = Data(CheckpointHeader.magic.utf8)
    guard take(magic.count) == magic, let sizes = take(8) else { return nil }
    let size = sizes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard size <= 1 << 20, let json = take(Int(size)) else { return nil }
    return try? JSONDecoder().decode(CheckpointHeader.self, from: json)
  }

  /// Nil when the rest is of another size than the tables need, or holds what is no number.
  mutating func state(_ header: CheckpointHeader, into tables: EmbeddingTables) -> TrainingState? {
    let buffers = CheckpointKeeper.buffers(of: tables)
    let all = buffers.map { floats($0.count) }
    var best: KeptParameters?
    if let kept = header.best {
      guard let entities = floats(tables.entities.rowCount * tables.entities.width),
        let relations = floats(tables.relations.rowCount * tables.relations.width)
      else { return nil }
      best = KeptParameters(
        epoch: kept.epoch, loss: kept.loss, validationMRR: kept.validationMRR,
        entities: entities, relations: relations)
    }
    guard rest.isEmpty, !all.contains(nil), header.epoch >= 0, header.looksInVain >= 0,
      header.steps >= 0
    else { return nil }
    for (buffer, values) in zip(buffers, all) {
      values?.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        buffer.floats.update(from: base, count: values.count)
      }
    }
    tables.panels.pack(tables.entities, 0..<tables.entities.rowCount)
    return TrainingState(
      epoch: header.epoch, steps: header.steps, loss: header.loss,
      looksInVain: header.looksInVain, best: best)
  }

  private mutating func take(_ count: Int) -> Data? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Data(rest.prefix(count))
  }

  private mutating func floats(_ count: Int) -> [Float]? {
    guard let data = take(4 * count) else { return nil }
    let values = data.floats
    return values.allSatisfy(\.isFinite) ? values : nil
  }
}

extension Data {
  /// As 32-bit floats, little-endian.
  mutating func append(floats: [Float]) {
    floats.map { $0.bitPattern.littleEndian }.withUnsafeBytes { append(contentsOf: $0) }
  }

  /// Of 32-bit floats, little-endian; bytes beyond the last whole one are passed over.
  var floats: [Float] {
    withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
      }
    }
  }
}
