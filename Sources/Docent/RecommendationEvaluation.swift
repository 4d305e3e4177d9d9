import Diagnostics
import Embeddings
import Evaluation
import KnowledgeGraph
import PathReasoning
import Proofs
import Recommendations
import Rendering

/// `docent evaluate recommendations`: trains a recommender on interactions and measures it on held
/// out ones.
public struct RecommendationEvaluation: Sendable {
  public static let recommenders = [
    "additive", "popularity", "rp3beta", "markov", "itemknn", "ease",
  ]

  private let train: String?
  private let test: String?
  private let split: String?
  private let graph: String?
  private let recommender: String
  private let protocolName: String
  private let cutoff: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - split: one file whose last interaction of each learner is the test, instead of `train` and
  ///     `test`.
  ///   - graph: a `.kg` file of what the items have; nil for none.
  public init(
    train: String?, test: String?, split: String?, graph: String?,
    recommender: String = "additive", protocolName: String = "full", cutoff: Int = 10,
    seed: UInt64 = 1
  ) {
    self.train = train
    self.test = test
    self.split = split
    self.graph = graph
    self.recommender = recommender
    self.protocolName = protocolName
    self.cutoff = cutoff
    self.seed = seed
  }

  public func run(progress: (JobStep) -> Bool = { _ in true }) throws -> EvaluationReport {
    guard let protocolKind = RecommendationProtocol(rawValue: protocolName) else {
      throw unknown(
        "protocol", protocolName, RecommendationProtocol.allCases.map(\.rawValue))
    }
    guard Self.recommenders.contains(recommender) else {
      throw unknown("recommender", recommender, Self.recommenders)
    }
    let loaded = RecommendationFiles.load(
      train: split ?? train ?? "", test: split == nil ? test : nil, graph: graph)
    guard let whole = loaded.value, !loaded.hasErrors else {
      throw RefusedRequest(loaded.diagnostics)
    }
    let dataset = split == nil ? whole : cut(whole)
    guard dataset.log.itemCount > 0 else {
      throw RefusedRequest(
        Diagnostic(.error, code: "evaluate.empty", "there are no interactions to train on"))
    }
    try requireTest(dataset, protocolKind)
    let result = try RecommendationBenchmark.run(
      recommender, on: dataset, protocol: protocolKind, cutoff: cutoff, seed: seed
    ) { try trained($0, progress) }
    return try EvaluationReport(result, diagnostics: loaded.diagnostics)
  }

  private func requireTest(
    _ dataset: RecommendationDataset, _ kind: RecommendationProtocol
  ) throws(RefusedRequest) {
    if kind == .ctr, dataset.labelled.isEmpty {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "evaluate.no-labels", "the protocol ctr needs labelled pairs to predict",
          expected: "a third column label:float in the test file",
          hint: "leave --protocol out to rank the whole catalogue"))
    }
    if kind != .ctr, dataset.test.allSatisfy(\.isEmpty) {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "evaluate.no-test", "there is nothing to find in the test part",
          hint: "its learners must occur in the training part"))
    }
  }

  private func cut(_ whole: RecommendationDataset) -> RecommendationDataset {
    let (log, test) = RecommendationSplit.leavingLastOut(whole.log)
    return RecommendationDataset(
      items: whole.items, log: log, test: test, attributes: whole.attributes,
      entities: whole.entities)
  }

  private func trained(
    _ dataset: RecommendationDataset, _ progress: (JobStep) -> Bool
  ) throws -> BenchmarkedRecommender {
    switch recommender {
    case "popularity": return BenchmarkedRecommender(scorer: PopularityScorer(log: dataset.log))
    case "rp3beta": return BenchmarkedRecommender(scorer: RP3BetaScorer(log: dataset.log))
    case "markov": return BenchmarkedRecommender(scorer: MarkovChainScorer(log: dataset.log))
    case "itemknn": return BenchmarkedRecommender(scorer: ItemKNNScorer(log: dataset.log))
    case "ease":
      guard let scorer = EASEScorer(log: dataset.log) else {
        throw RefusedRequest(
          Diagnostic(
            .error, code: "evaluate.too-large",
            "EASE inverts a matrix of items by items, and this catalogue is too large for that",
            hint: "try rp3beta"))
      }
      return BenchmarkedRecommender(scorer: scorer)
    default:
      return try AdditiveBenchmark(dataset: dataset, seed: seed).trained(progress)
    }
  }

  private func unknown(_ what: String, _ name: String, _ known: [String]) -> RefusedRequest {
    let nearest = nearestNames(to: name, among: known, limit: 1)
    return RefusedRequest(
      Diagnostic(
        .error, code: "usage.unknown-\(what)", "there is no \(what) “\(name)”", found: name,
        expected: known.joined(separator: ", "),
        hint: nearest.first.map { "did you mean \($0)?" }))
  }
}

/// The additive ranker as a benchmark examines it.
private struct AdditiveBenchmark {
  let dataset: RecommendationDataset
  let seed: UInt64

  /// Items that the training part knows come first; those of the test part alone are candidates
  /// that nothing speaks for, and must not move the weights.
  private var knownItemCount: Int {
    dataset.log.histories.joined().max().map { Int($0) + 1 } ?? 0
  }

  private var trainingLog: InteractionLog {
    InteractionLog(
      learnerKeys: dataset.log.learnerKeys, itemCount: knownItemCount,
      histories: dataset.log.histories)
  }

  private var trainingAttributes: [ItemAttributes] {
    dataset.attributes.map { attribute in
      ItemAttributes(
        relation: attribute.relation, entityCount: attribute.entityCount,
        entities: Array(attribute.entities.prefix(knownItemCount)))
    }
  }

  func trained(_ progress: (JobStep) -> Bool) throws -> BenchmarkedRecommender {
    var cancelled = false
    let log = trainingLog
    let attributes = trainingAttributes
    let table = try embedding { cancelled = cancelled || !progress($0) }
    var configuration = RankerConfiguration()
    configuration.seed = seed
    let trained = try RankerTrainer.train(
      log: log, attributes: attributes, embedding: table, configuration: configuration
    ) { step in
      let fraction = step.total.map { Double(step.done) / Double(max(1, $0)) } ?? 0.5
      cancelled =
        cancelled
        || !progress(JobStep(stage: "weights: \(step.stage.rawValue)", fraction: fraction))
    }
    if cancelled { throw CancellationError() }
    let ranker = try AdditiveRanker(
      model: trained.model, log: log, attributes: attributes, embedding: table)
    let explanations = BenchmarkExplanations(dataset: dataset, ranker: ranker)
    return BenchmarkedRecommender(
      scorer: AdditiveScorer(ranker: ranker, itemCount: dataset.items.count),
      families: families(ranker),
      explain: { user, item in explanations.check(user: user, item: item) })
  }

  private func families(_ ranker: AdditiveRanker) -> [BenchmarkFamily] {
    let weights = ranker.model.families.map(\.weight)
    return ranker.model.families.enumerated().map { index, family in
      var without = weights
      without[index] = 0
      return BenchmarkFamily(
        name: family.name, weight: family.weight,
        without: family.weight == 0
          ? nil
          : AdditiveScorer(
            ranker: ranker.settingWeights(without), itemCount: dataset.items.count))
    }
  }

  /// The items' rows of an embedding of the `.kg` graph; nil without one.
  private func embedding(_ step: (JobStep) -> Void) throws -> EmbeddingTable? {
    guard !dataset.attributes.isEmpty else { return nil }
    var triples: [Triple] = []
    var offset = Int32(dataset.items.count)
    for (relation, attribute) in dataset.attributes.enumerated() {
      for (item, entities) in attribute.entities.enumerated() {
        triples += entities.map {
          Triple(head: Int32(item), relation: Int32(relation), tail: offset + $0)
        }
      }
      offset += Int32(attribute.entityCount)
    }
    guard !triples.isEmpty else { return nil }
    var configuration = EmbeddingConfiguration()
    configuration.seed = seed
    let model = try EmbeddingTrainer(configuration).train(
      triples: triples, entityCount: Int(offset), relationCount: dataset.attributes.count
    ) { progress in
      step(
        JobStep(
          stage: "embedding", fraction: Double(progress.epoch) / Double(max(1, progress.epochs))))
      return true
    }
    let table = model.entityTable(version: 1)
    return EmbeddingTable(
      artefact: table.artefact, width: table.width,
      values: Array(table.values.prefix(knownItemCount * table.width)))
  }
}

private struct AdditiveScorer: ItemScorer {
  let ranker: AdditiveRanker
  /// Items in all; those the ranker does not know score 0.
  let itemCount: Int

  func scores(user: Int, history: [Int32], into scores: inout [Double]) {
    var row = EvidenceRow()
    ranker.score(history: history, into: &scores, scratch: &row)
    scores += repeatElement(0, count: max(0, itemCount - scores.count))
  }
}

/// Holds each explanation against the score and each path against the data.
private struct BenchmarkExplanations: Sendable {
  let dataset: RecommendationDataset
  let ranker: AdditiveRanker
  private let itemNumbers: [String: Int32]
  private let entityNumbers: [String: [String: Int32]]

  init(dataset: RecommendationDataset, ranker: AdditiveRanker) {
    self.dataset = dataset
    self.ranker = ranker
    itemNumbers = Self.numbers(dataset.items)
    entityNumbers = dataset.entities.mapValues(Self.numbers)
  }

  func check(user: Int, item: Int32) -> ExplanationCheck {
    let history = dataset.log.histories[user]
    guard Int(item) < ranker.itemCount else {
      return ExplanationCheck(
        score: 0, ledgerTotal: 0, absoluteTotal: 0, paths: 0, validPaths: 0)
    }
    let ledger = ranker.ledger(
      history: history, item: item, naming: BenchmarkNaming(dataset: dataset),
      action: { _ in BenchmarkNaming.interaction })
    let paths = ledger.lines.flatMap { line -> [EvidencePath] in
      if case .paths(let paths) = line.evidence { paths } else { [] }
    }
    let absolute = ledger.lines.reduce(abs(ledger.other.amount)) { $0 + abs($1.amount) }
    return ExplanationCheck(
      score: ranker.score(history: history)[Int(item)], ledgerTotal: ledger.total,
      absoluteTotal: absolute, paths: paths.count, validPaths: paths.count(where: exists))
  }

  /// Own item – entity – item through one relation, or own item – learners – item.
  private func exists(_ path: EvidencePath) -> Bool {
    guard path.elements.count == 5, case .node(let first, _) = path.elements[0],
      case .relationship(let type, _, _) = path.elements[1],
      case .node(let last, _) = path.elements[4],
      let own = itemNumbers[first], let other = itemNumbers[last]
    else { return false }
    switch path.elements[2] {
    case .learners:
      return dataset.log.histories.contains { $0.contains(own) && $0.contains(other) }
    case .node(let key, _):
      guard let entity = entityNumbers[type]?[key],
        let attribute = dataset.attributes.first(where: { $0.relation == type })
      else { return false }
      return [own, other].allSatisfy { attribute.entities[Int($0)].contains(entity) }
    case .relationship: return false
    }
  }

  private static func numbers(_ names: [String]) -> [String: Int32] {
    Dictionary(
      names.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
  }
}

/// Benchmarks know items and entities by token alone.
private struct BenchmarkNaming: EvidenceNaming {
  static let interaction = "INTERACTED"
  let dataset: RecommendationDataset

  func course(_ item: Int32) -> CourseName {
    let token = dataset.items[Int(item)]
    return CourseName(id: Int64(item), key: token, title: token)
  }
  func label(ofItem item: Int32) -> String { "Item" }
  func entity(relation: String, number: Int32) -> (key: String, label: String) {
    (dataset.entities[relation]?[Int(number)] ?? "", "Entity")
  }
  func kind(relation: String, item: Int32, entity: Int32) -> RelationshipKind { .stated }
  var interactionTypes: String { Self.interaction }
  var learnerLabel: String { "User" }
}
