import Diagnostics
import Embeddings
import GraphStorage
import KnowledgeGraph
import Proofs
import Recommendations
import Rendering

/// What to train with.
public struct TrainingRequest: Sendable {
  /// Same seed and graph, same bytes.
  public var seed: UInt64
  /// Embedding model: `complex`, `distmult`, `transe`, `rotate`.
  public var model: String
  /// Floats of an entity's vector; nil for the default.
  public var dimension: Int?
  public var epochs: Int?
  public var threads: Int
  /// `auto`, or a kernel's name: `portable` gives the same bytes on any processor.
  public var kernel: String

  public init(
    seed: UInt64 = 1, model: String = "complex", dimension: Int? = nil, epochs: Int? = nil,
    threads: Int = 2, kernel: String = "auto"
  ) {
    self.seed = seed
    self.model = model
    self.dimension = dimension
    self.epochs = epochs
    self.threads = threads
    self.kernel = kernel
  }

  /// The trainer's configuration; refused with the known names when one is wrong.
  func configuration() throws(RefusedRequest) -> EmbeddingConfiguration {
    var configuration = EmbeddingConfiguration()
    configuration.model = try named(
      model, among: EmbeddingModelKind.allCases.map(\.rawValue), what: "embedding model",
      make: EmbeddingModelKind.init(rawValue:))
    if kernel != "auto" {
      configuration.kernel = try named(
        kernel, among: ["auto", "portable", "avx2", "avx512"], what: "kernel",
        make: KernelVariant.init(rawValue:))
    }
    if let dimension { configuration.dimension = dimension }
    if let epochs { configuration.epochs = epochs }
    configuration.seed = seed
    configuration.threads = threads
    do {
      try configuration.validate()
    } catch {
      throw RefusedRequest(Diagnostic(.error, code: "usage.training", "\(error)"))
    }
    return configuration
  }

  private func named<Choice>(
    _ name: String, among known: [String], what: String, make: (String) -> Choice?
  ) throws(RefusedRequest) -> Choice {
    if let choice = make(name) { return choice }
    let nearest = nearestNames(to: name, among: known, limit: 1)
    throw RefusedRequest(
      Diagnostic(
        .error, code: "usage.unknown-name", "there is no \(what) “\(name)”", found: name,
        expected: known.joined(separator: ", "), hint: nearest.first.map { "did you mean \($0)?" }))
  }
}

/// What was trained.
public struct TrainingReport: Sendable {
  public var versions: Versions
  public var embedding: EmbeddingReport?
  public var ranking: AdditiveModel
  public var logLikelihood: Double
  public var seconds: Double

  public struct EmbeddingReport: Sendable {
    public var model: String
    public var kernel: String
    public var entities: Int
    public var triples: Int
    public var epochs: Int
    public var loss: Double
    public var seconds: Double
  }
}

extension Session {
  /// Trains the embedding on the catalogue and the ranking weights on learners' last steps, and
  /// stores both as one new model version. Nothing is stored when it is cancelled.
  public func train(
    _ request: TrainingRequest = TrainingRequest(), progress: (JobStep) -> Bool = { _ in true }
  ) throws -> TrainingReport {
    let started = ContinuousClock.now
    let configuration = try request.configuration()
    let view = try view()
    guard !view.world.items.isEmpty else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "train.empty", "there is nothing to train on: the graph holds no items",
          hint: "import a catalogue first"))
    }
    let version = view.snapshot.versions.model + 1
    var artefacts: [ModelArtefact] = []
    var embedding: (table: EmbeddingTable, report: TrainingReport.EmbeddingReport)?
    let triples = EmbeddingTriples(snapshot: view.snapshot, ontology: ontology)
    if !triples.triples.isEmpty {
      let model = try trainEmbedding(triples, configuration, progress)
      let nodes = triples.entities.map { view.snapshot.id(of: $0) }
      artefacts.append(try StoredModels.artefact(model, nodes: nodes))
      let table = model.entityTable(version: version)
      embedding = (
        StoredModels.itemRows(of: table, nodes: nodes, view: view),
        .init(model, triples: triples)
      )
    }
    let ranker = try trainRanker(view, embedding?.table, seed: request.seed, progress)
    artefacts.append(try StoredModels.artefact(ranker.model))
    _ = try store.saveModel(artefacts, basedOn: view.snapshot.versions)
    return TrainingReport(
      versions: try store.versions(), embedding: embedding?.report, ranking: ranker.model,
      logLikelihood: ranker.logLikelihood,
      seconds: (ContinuousClock.now - started) / .seconds(1))
  }

  private func trainEmbedding(
    _ triples: EmbeddingTriples, _ configuration: EmbeddingConfiguration,
    _ progress: (JobStep) -> Bool
  ) throws -> EmbeddingModel {
    var cancelled = false
    let model = try EmbeddingTrainer(configuration).train(
      triples: triples.triples, entityCount: triples.entities.count,
      relationCount: triples.relations.count
    ) { step in
      let detail =
        "epoch \(step.epoch)/\(step.epochs), loss \(decimal(step.loss, places: 3)), "
        + "\(Int(step.triplesPerSecond)) triples/s"
      let goOn = progress(
        JobStep(
          stage: "embedding", fraction: Double(step.epoch) / Double(max(1, step.epochs)),
          detail: detail))
      cancelled = cancelled || !goOn
      return goOn
    }
    if cancelled { throw CancellationError() }
    return model
  }

  private func trainRanker(
    _ view: GraphView, _ embedding: EmbeddingTable?, seed: UInt64, _ progress: (JobStep) -> Bool
  ) throws -> TrainedRanker {
    var configuration = RankerConfiguration()
    configuration.seed = seed
    var cancelled = false
    let ranker = try RankerTrainer.train(
      log: view.world.log, attributes: view.world.attributes, embedding: embedding,
      configuration: configuration
    ) { step in
      let fraction = step.total.map { Double(step.done) / Double(max(1, $0)) } ?? 0.5
      let goOn = progress(JobStep(stage: "weights: \(step.stage.rawValue)", fraction: fraction))
      cancelled = cancelled || !goOn
    }
    if cancelled { throw CancellationError() }
    return ranker
  }
}

extension TrainingReport.EmbeddingReport {
  fileprivate init(_ model: EmbeddingModel, triples: EmbeddingTriples) {
    self.init(
      model: model.configuration.model.rawValue, kernel: model.kernel.rawValue,
      entities: model.entityCount, triples: triples.triples.count, epochs: model.summary.epochs,
      loss: model.summary.loss, seconds: model.time?.seconds ?? 0)
  }
}

extension TrainingReport {
  public var json: JSONValue {
    let families = ranking.families.map { family in
      JSONValue.members([("name", .string(family.name)), ("weight", .float(family.weight))])
    }
    let vectors = embedding.map { report in
      JSONValue.members([
        ("model", .string(report.model)), ("kernel", .string(report.kernel)),
        ("entities", .int(report.entities)), ("triples", .int(report.triples)),
        ("epochs", .int(report.epochs)), ("loss", .float(report.loss)),
        ("seconds", .float(report.seconds)),
      ])
    }
    return .members([
      ("format", .int(1)),
      ("versions", versions.json),
      ("embedding", vectors ?? .null), ("families", .array(families)),
      ("fittedOn", .int(ranking.fittedOn)), ("logLikelihood", .float(logLikelihood)),
      ("seed", .integer(Int64(clamping: ranking.seed))), ("seconds", .float(seconds)),
    ])
  }

  /// Every family with its weight, zeros included.
  public var familyTable: TextTable {
    TextTable(
      columns: ["family", "weight"],
      rows: ranking.families.map { [$0.name, decimal($0.weight, places: 6)] })
  }

  /// The families that got weight 0, counted by group.
  private var zeros: String {
    var counts: [(group: String, count: Int)] = []
    for family in ranking.families where family.weight == 0 {
      if let known = counts.firstIndex(where: { $0.group == family.group }) {
        counts[known].count += 1
      } else {
        counts.append((family.group, 1))
      }
    }
    guard !counts.isEmpty else { return "" }
    let list = counts.map { $0.count == 1 ? $0.group : "\($0.group) (\($0.count) terms)" }
    return "weight 0: \(list.joined(separator: ", "))\n"
  }

  /// What was trained, and the families that got a weight.
  public var text: String {
    var text = ""
    if let embedding {
      text += "embedding: \(embedding.model), \(embedding.entities) entities, "
      text += "\(embedding.triples) triples, \(embedding.epochs) epochs, "
      text += "loss \(decimal(embedding.loss, places: 4)), kernel \(embedding.kernel), "
      text += "\(decimal(embedding.seconds, places: 2)) s\n"
    } else {
      text += "embedding: none, the catalogue states no relationships\n"
    }
    let weighted = ranking.families.filter { $0.weight != 0 }
    text += "ranking: fitted on \(ranking.fittedOn) learners' last steps, "
    text += "\(weighted.count) of \(ranking.families.count) families have a weight\n"
    text += TextTable(
      columns: ["family", "weight"],
      rows: weighted.map { [$0.name, decimal($0.weight, places: 4)] }
    ).aligned()
    text += zeros
    text += "model version \(versions.model), \(decimal(seconds, places: 2)) s\n"
    return text
  }
}
