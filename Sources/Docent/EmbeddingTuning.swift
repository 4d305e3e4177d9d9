import Diagnostics
import Embeddings
import Evaluation
import FoundationEssentials
import KnowledgeGraph
import Rendering

/// What a search for hyper-parameters found.
public struct TuningReport: Sendable {
  public var best: TuningTrial?
  /// Of this run and, with a trials file, of the runs before.
  public var trials: [TuningTrial]
  /// Whether the search is over, and not only its time.
  public var isComplete: Bool

  public var json: JSONValue {
    .members([
      ("format", .int(1)), ("complete", .boolean(isComplete)), ("trials", .int(trials.count)),
      ("best", best.map(Self.json) ?? .null),
    ])
  }

  public var table: TextTable {
    TextTable(
      columns: ["trial", "rung", "epochs", "MRR", "seconds", "dimension", "rate", "N3", "regime"],
      rows: trials.map { one in
        let made = one.configuration
        return [
          "\(one.trial)", "\(one.rung)", "\(one.epochs)",
          one.validationMRR.map { decimal($0, places: 4) } ?? "failed",
          decimal(one.seconds, places: 1), "\(made.dimension)", "\(made.learningRate)",
          "\(made.regularisation)", made.regime.label,
        ]
      })
  }

  private static func json(_ trial: TuningTrial) -> JSONValue {
    .members([
      ("trial", .int(trial.trial)), ("epochs", .int(trial.epochs)),
      ("validationMRR", trial.validationMRR.map { .float($0) } ?? .null),
      ("dimension", .int(trial.configuration.dimension)),
      ("learningRate", .float(Double(trial.configuration.learningRate))),
      ("n3", .float(Double(trial.configuration.regularisation))),
      ("batch", .int(trial.configuration.batchSize)),
      ("optimiser", .string(trial.configuration.optimiser.rawValue)),
      ("initialScale", .float(Double(trial.configuration.initialScale))),
      ("regime", .string(trial.configuration.regime.label)),
    ])
  }
}

/// `docent tune`: searches hyper-parameters within a time budget by random search with successive
/// halving. Each trial is appended to a file of JSON lines as it ends, and a later search with the
/// same seed goes on from there.
public struct EmbeddingTuning: Sendable {
  private let search: HyperparameterSearch
  private let budget: Double
  private let trialsFile: String?

  /// - Parameters:
  ///   - budget: seconds; the trial under way when they are over is the last.
  ///   - trialsFile: nil to keep trials in memory only.
  public init(
    model: String = "complex", dimension: Int? = nil, trials: Int = 27, firstEpochs: Int = 10,
    budget: Double = 600, seed: UInt64 = 1, threads: Int = 2, trialsFile: String? = nil
  ) throws {
    let base = try EmbeddingOptions().configuration(
      model: model, dimension: dimension, epochs: nil, seed: seed, threads: threads,
      kernel: "auto")
    search = HyperparameterSearch(
      base: base, trials: trials, seed: seed, firstEpochs: firstEpochs)
    self.budget = budget
    self.trialsFile = trialsFile
  }

  /// Searches on a folder of triples, by its validation part.
  public func run(
    directory: String, progress: (JobStep) -> Bool = { _ in true }
  ) throws -> TuningReport {
    let loaded = LinkDataset.load(directory: directory)
    guard let dataset = loaded.value, !loaded.hasErrors else {
      throw RefusedRequest(loaded.diagnostics)
    }
    return try run(
      training: dataset.train, validation: dataset.validation, entityCount: dataset.entityCount,
      relationCount: dataset.relationCount, progress)
  }

  /// Searches on the graph of a session, with one link in ten held out by the seed.
  public func run(
    session: Session, progress: (JobStep) -> Bool = { _ in true }
  ) throws -> TuningReport {
    let triples = EmbeddingTriples(
      snapshot: try session.view().snapshot, ontology: session.ontology)
    let split = TripleSplit(triples.triples, share: 0.1, seed: search.seed)
    return try run(
      training: split.training, validation: split.validation,
      entityCount: triples.entities.count, relationCount: triples.relations.count, progress)
  }

  private func run(
    training: [Triple], validation: [Triple], entityCount: Int, relationCount: Int,
    _ progress: (JobStep) -> Bool
  ) throws -> TuningReport {
    guard !validation.isEmpty else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "tune.no-validation", "there are no validation triples to choose by"))
    }
    var done = try readTrials()
    let clock = ContinuousClock()
    let start = clock.now
    var stopped = false
    while !stopped, (clock.now - start) / .seconds(1) < budget,
      var trial = search.next(after: done)
    {
      let began = clock.now
      let model = try? EmbeddingTrainer(trial.configuration).train(
        triples: training, entityCount: entityCount, relationCount: relationCount,
        validation: validation
      ) { step in
        let spent = (clock.now - start) / .seconds(1)
        stopped = !progress(
          JobStep(
            stage: "trial \(trial.trial), rung \(trial.rung)", fraction: min(1, spent / budget),
            detail: JobStep(step).detail))
        return !stopped
      }
      if stopped { break }
      trial.validationMRR = model?.summary.validationMRR
      trial.seconds = (clock.now - began) / .seconds(1)
      done.append(trial)
      try append(trial)
    }
    return TuningReport(
      best: HyperparameterSearch.best(of: done), trials: done,
      isComplete: search.next(after: done) == nil)
  }

  // MARK: Trials

  /// Rows of another search in the same file are passed over: their configuration is not the one
  /// that this seed draws.
  private func readTrials() throws -> [TuningTrial] {
    guard let trialsFile, let data = try? Data(contentsOf: URL(filePath: trialsFile)) else {
      return []
    }
    let decoder = JSONDecoder()
    return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let trial = try? decoder.decode(TuningTrial.self, from: Data(line)) else { return nil }
      var drawn = search.configuration(of: trial.trial)
      drawn.epochs = trial.epochs
      drawn.threads = trial.configuration.threads
      return drawn == trial.configuration ? trial : nil
    }
  }

  private func append(_ trial: TuningTrial) throws {
    guard let trialsFile else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      var data = (try? Data(contentsOf: URL(filePath: trialsFile))) ?? Data()
      data.append(try encoder.encode(trial))
      data.append(UInt8(ascii: "\n"))
      try data.write(to: URL(filePath: trialsFile), options: .atomic)
    } catch {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "tune.unwritable", "the trials cannot be written",
          place: SourcePlace(file: trialsFile)))
    }
  }
}

extension TrainingRegime {
  /// Such as `sampling 64 nssa`.
  var label: String {
    switch self {
    case .oneVersusAll: "1vsall"
    case .knownVersusAll(let loss): "kvsall \(loss.rawValue)"
    case .negativeSampling(let count, let loss):
      switch loss {
      case .softmax: "sampling \(count) softmax"
      case .selfAdversarial(let margin, _): "sampling \(count) nssa \(margin)"
      case .logistic(let margin): "sampling \(count) logistic \(margin)"
      case .margin(let margin): "sampling \(count) margin \(margin)"
      }
    }
  }
}
