import Diagnostics
import Embeddings
import FoundationEssentials
import GraphStorage
import KnowledgeGraph
import Proofs
import Recommendations
import Rendering

/// What to train with.
public struct TrainingRequest: Sendable {
  /// Same seed and graph, same bytes (unless `options` ask for hogwild).
  public var seed: UInt64
  /// Embedding model: `complex`, `distmult`, `transe`, `rotate`.
  public var model: String
  /// Floats of an entity's vector; nil for the default.
  public var dimension: Int?
  public var epochs: Int?
  public var threads: Int
  /// `auto`, or a kernel's name: `portable` gives the same bytes on any processor.
  public var kernel: String
  public var options: EmbeddingOptions
  /// `float32`, `float16` or `int8`: how the vectors are stored.
  public var storage: String
  /// Whether titles and descriptions give the vectors their first values.
  public var usesText: Bool
  /// Whether to go on from where an interrupted training of this file stopped.
  public var resume: Bool

  public init(
    seed: UInt64 = 1, model: String = "complex", dimension: Int? = nil, epochs: Int? = nil,
    threads: Int = 2, kernel: String = "auto", options: EmbeddingOptions = EmbeddingOptions(),
    storage: String = "float32", usesText: Bool = false, resume: Bool = false
  ) {
    self.seed = seed
    self.model = model
    self.dimension = dimension
    self.epochs = epochs
    self.threads = threads
    self.kernel = kernel
    self.options = options
    self.storage = storage
    self.usesText = usesText
    self.resume = resume
  }

  /// The trainer's configuration; refused with the known names when one is wrong.
  func configuration() throws(RefusedRequest) -> EmbeddingConfiguration {
    try options.configuration(
      model: model, dimension: dimension, epochs: epochs, seed: seed, threads: threads,
      kernel: kernel)
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
    /// Whether training was ended before its last epoch and the best vectors so far were kept.
    public var endedEarly: Bool
  }
}

extension Session {
  /// Trains the embedding on the catalogue and the ranking weights on learners' last steps, and
  /// stores both as one new model version.
  ///
  /// - Parameter progress: false during the embedding's training ends it there and keeps the best
  ///   vectors so far; false afterwards cancels with `CancellationError`, and nothing is stored.
  ///   The embedding's state stands in a file beside the graph meanwhile, from which
  ///   `TrainingRequest.resume` goes on.
  public func train(
    _ request: TrainingRequest = TrainingRequest(), progress: (JobStep) -> Bool = { _ in true }
  ) throws -> TrainingReport {
    let started = ContinuousClock.now
    let configuration = try request.configuration()
    let storage = try vectorStorage(request.storage)
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
      let model = try trainEmbedding(triples, configuration, request, view, progress)
      let nodes = triples.entities.map { view.snapshot.id(of: $0) }
      artefacts.append(
        try StoredModels.artefact(
          model, nodes: nodes, relations: triples.relations, storage: storage))
      // The weights are fitted to the vectors as they will be read.
      let kept =
        storage == .float32
        ? model : try EmbeddingModel(decoding: model.encoded(as: storage))
      let table = kept.entityTable(version: version)
      embedding = (
        StoredModels.itemRows(of: table, nodes: nodes, view: view),
        .init(model, triples: triples)
      )
    }
    let ranker = try trainRanker(view, embedding?.table, seed: request.seed, progress)
    artefacts.append(try StoredModels.artefact(ranker.model))
    _ = try store.saveModel(artefacts, basedOn: view.snapshot.versions)
    if embedding?.report.endedEarly == false { removeTrainingState() }
    return TrainingReport(
      versions: try store.versions(), embedding: embedding?.report, ranking: ranker.model,
      logLikelihood: ranker.logLikelihood,
      seconds: (ContinuousClock.now - started) / .seconds(1))
  }

  private func trainEmbedding(
    _ triples: EmbeddingTriples, _ configuration: EmbeddingConfiguration,
    _ request: TrainingRequest, _ view: GraphView, _ progress: (JobStep) -> Bool
  ) throws -> EmbeddingModel {
    try refusing {
      try EmbeddingTrainer(configuration).train(
        triples: triples.triples, entityCount: triples.entities.count,
        relationCount: triples.relations.count,
        candidates: configuration.sampler == .typed
          ? triples.candidates(view.snapshot, ontology) : nil,
        initialValues: request.usesText
          ? triples.textValues(view.snapshot, ontology, configuration) : nil,
        checkpoint: trainingStatePath.map { .init(path: $0, resume: request.resume) }
      ) { step in progress(JobStep(step)) }
    }
  }

  /// Where the embedding's state stands while it trains; none for a graph in memory.
  private var trainingStatePath: String? {
    store.path == ":memory:" ? nil : store.path + ".training"
  }

  private func removeTrainingState() {
    if let path = trainingStatePath { try? FileManager.default.removeItem(atPath: path) }
  }

  func trainRanker(
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

extension JobStep {
  /// An epoch of embedding training: loss, validation MRR and speed.
  init(_ step: TrainingProgress) {
    let mrr = (step.validationMRR ?? step.bestMRR).map { ", MRR \(decimal($0, places: 4))" } ?? ""
    self.init(
      stage: "embedding", fraction: Double(step.epoch) / Double(max(1, step.epochs)),
      detail: "epoch \(step.epoch)/\(step.epochs), loss \(decimal(step.loss, places: 3))\(mrr), "
        + "\(Int(step.triplesPerSecond)) triples/s")
  }
}

extension TrainingReport.EmbeddingReport {
  fileprivate init(_ model: EmbeddingModel, triples: EmbeddingTriples) {
    self.init(
      model: model.configuration.model.rawValue, kernel: model.kernel.rawValue,
      entities: model.entityCount, triples: triples.triples.count, epochs: model.summary.epochs,
      loss: model.summary.loss, seconds: model.time?.seconds ?? 0,
      endedEarly: model.summary.epochs < model.configuration.epochs)
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
        ("seconds", .float(report.seconds)), ("endedEarly", .boolean(report.endedEarly)),
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
      if embedding.endedEarly {
        text += "  ended before its last epoch; docent train --resume goes on with it\n"
      }
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
