import Diagnostics
import Embeddings
import KnowledgeGraph
import Rendering

/// A link that the graph does not state and the embedding finds likely. For review by a person; it
/// is never written to the graph.
public struct LinkSuggestion: Sendable {
  public var relation: String
  public var head: String
  public var headTitle: String
  public var tail: String
  public var tailTitle: String
  /// See `SuggestionReport.meaning`.
  public var probability: Double
}

/// Suggested links with what their probabilities rest on.
public struct SuggestionReport: Sendable {
  public var suggestions: [LinkSuggestion]
  /// Links of these relations that were hidden to calibrate on.
  public var heldOut: Int
  /// Mean squared error of the probabilities on hidden links that calibration did not see.
  public var brier: Double?
  /// The same for the constant share of true links.
  public var brierOfShare: Double?

  public static let meaning = """
    A probability says how often a pair with this score was a hidden link when one in ten links \
    was hidden from training: it holds as far as missing links are as many and as likely to be \
    found as hidden ones. Suggestions are for review and never written as facts.
    """
}

extension Session {
  /// Links that are missing and likely: prerequisites between items and topics of items, most
  /// likely first.
  ///
  /// One tenth of these links is hidden, an embedding is trained on the rest, and the hidden links
  /// among all pairs that may be linked calibrate its scores by isotonic regression. Its Brier
  /// score is that of a fit on every other head, measured on the rest.
  /// O(training + heads · tails · dimension).
  ///
  /// - Parameter relation: `prerequisites`, `topics`, or nil for both.
  public func suggest(
    relation: String? = nil, limit: Int = 20, seed: UInt64 = 1, threads: Int = 2,
    progress: (JobStep) -> Bool = { _ in true }
  ) throws -> SuggestionReport {
    let view = try view()
    let triples = EmbeddingTriples(snapshot: view.snapshot, ontology: ontology)
    let types = try suggestedTypes(relation)
    let numbers = triples.relations.indices.filter { types.contains(triples.relations[$0]) }
    guard !numbers.isEmpty else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "suggest.nothing-to-learn",
          "the graph states no link of this kind to learn from"))
    }
    let world = SuggestionWorld(
      triples, candidates: triples.candidates(view.snapshot, ontology),
      relations: Set(numbers.map(Int32.init)), seed: seed)
    let model = try refusing {
      try EmbeddingTrainer(
        EmbeddingConfiguration(dimension: 64, epochs: 60, seed: seed, threads: threads)
      ).train(
        triples: world.training, entityCount: triples.entities.count,
        relationCount: triples.relations.count
      ) { progress(JobStep($0)) }
    }
    let found = world.rank(model, limit: limit)
    return SuggestionReport(
      suggestions: found.links.map { suggestion($0, triples, view) }, heldOut: world.hidden.count,
      brier: found.brier, brierOfShare: found.brierOfShare)
  }

  private func suggestedTypes(_ name: String?) throws -> Set<String> {
    let prerequisites = ontology.relations(role: .directPrerequisite).map(\.type)
    let topics = ontology.relations(role: .teaches).map(\.type)
    guard let name else { return Set(prerequisites + topics) }
    return Set(
      try named(name, among: ["prerequisites", "topics"], what: "kind of suggestion") {
        $0 == "topics" ? topics : prerequisites
      })
  }

  private func suggestion(
    _ link: (triple: Triple, probability: Double), _ triples: EmbeddingTriples, _ view: GraphView
  ) -> LinkSuggestion {
    let head = triples.entities[Int(link.triple.head)]
    let tail = triples.entities[Int(link.triple.tail)]
    return LinkSuggestion(
      relation: triples.relations[Int(link.triple.relation)], head: view.snapshot.key(of: head),
      headTitle: view.snapshot.title(of: head), tail: view.snapshot.key(of: tail),
      tailTitle: view.snapshot.title(of: tail), probability: link.probability)
  }
}

/// Links to learn from, links that are hidden, and what may be linked.
struct SuggestionWorld {
  let training: [Triple]
  let hidden: [Triple]
  private let known: Set<Triple>
  private let candidates: CandidateSets
  private let relations: [Int32]
  private let seed: UInt64

  init(
    _ triples: EmbeddingTriples, candidates: CandidateSets, relations: Set<Int32>, seed: UInt64
  ) {
    self.candidates = candidates
    self.relations = relations.sorted()
    self.seed = seed
    known = Set(triples.triples)
    var order = triples.triples.indices.filter { relations.contains(triples.triples[$0].relation) }
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&order)
    // Links whose ends both occur elsewhere, so that each keeps a vector.
    var uses: [Int32: Int] = [:]
    for triple in triples.triples {
      uses[triple.head, default: 0] += 1
      uses[triple.tail, default: 0] += 1
    }
    var picked: Set<Int> = []
    for index in order where picked.count < max(1, order.count / 10) {
      let triple = triples.triples[index]
      guard uses[triple.head] ?? 0 > 1, uses[triple.tail] ?? 0 > 1, triple.head != triple.tail
      else { continue }
      uses[triple.head, default: 0] -= 1
      uses[triple.tail, default: 0] -= 1
      picked.insert(index)
    }
    hidden = order.filter(picked.contains).map { triples.triples[$0] }
    training = triples.triples.indices.filter { !picked.contains($0) }.map { triples.triples[$0] }
  }

  typealias Observation = ProbabilityCalibration.Observation

  /// A pair that no known link joins, or that a hidden one does.
  private struct Pair {
    var triple: Triple
    var score: Float
    var isHidden: Bool
  }

  /// Unknown links by falling score, and so by falling probability; ties by numbers.
  ///
  /// Calibrated on all pairs that may be linked and are not known to be, the hidden links among
  /// them, so that a probability means the same wherever the pair stands; of more than a million
  /// pairs a share is drawn, each standing for as many as it was drawn from.
  func rank(
    _ model: EmbeddingModel, limit: Int
  ) -> (links: [(triple: Triple, probability: Double)], brier: Double?, brierOfShare: Double?) {
    let hiddenLinks = Set(hidden)
    let total = relations.reduce(0) {
      $0 + candidates.heads(of: $1).count * candidates.tails(of: $1).count
    }
    let stride = max(1, total / Self.calibratedOn)
    var generator = SeededGenerator(seed: ~seed)
    var best: [Pair] = []
    var observed: [(head: Int32, observation: Observation)] = []
    for relation in relations {
      for head in candidates.heads(of: relation) {
        let pairs = pairs(head, relation, model, hiddenLinks)
        for pair in pairs where pair.isHidden || generator.next(below: stride) == 0 {
          let weight = pair.isHidden ? 1 : Double(stride)
          observed.append(
            (head, Observation(score: pair.score, holds: pair.isHidden, weight: weight)))
        }
        best = Self.best(best + pairs.filter { !$0.isHidden }, limit)
      }
    }
    let calibration = ProbabilityCalibration(observed.map(\.observation))
    let (brier, share) = quality(observed)
    return (
      best.map { ($0.triple, calibration.probability(of: $0.score)) }, brier, share
    )
  }

  private static let calibratedOn = 1_000_000

  /// Scores of two queries cannot be compared; the margin over the query's mean score can.
  private func pairs(
    _ head: Int32, _ relation: Int32, _ model: EmbeddingModel, _ hiddenLinks: Set<Triple>
  ) -> [Pair] {
    var scores: [Float] = []
    model.scoreTails(head: head, relation: relation, into: &scores)
    let mean = scores.reduce(0, +) / Float(max(1, scores.count))
    return candidates.tails(of: relation).compactMap { tail in
      let triple = Triple(head: head, relation: relation, tail: tail)
      let isHidden = hiddenLinks.contains(triple)
      guard tail != head, isHidden || !known.contains(triple) else { return nil }
      return Pair(triple: triple, score: scores[Int(tail)] - mean, isHidden: isHidden)
    }
  }

  private static func best(_ pairs: [Pair], _ limit: Int) -> [Pair] {
    guard pairs.count > limit else { return pairs.sorted(by: isBefore) }
    return Array(pairs.sorted(by: isBefore).prefix(limit))
  }

  private static func isBefore(_ a: Pair, _ b: Pair) -> Bool {
    guard a.score == b.score else { return a.score > b.score }
    return (a.triple.relation, a.triple.head, a.triple.tail)
      < (b.triple.relation, b.triple.head, b.triple.tail)
  }

  /// Fitted on the pairs of every other head, measured on the rest.
  private func quality(
    _ observed: [(head: Int32, observation: Observation)]
  ) -> (Double?, Double?) {
    let fitted = observed.filter { $0.head % 2 == 0 }.map(\.observation)
    let measured = observed.filter { $0.head % 2 == 1 }.map(\.observation)
    guard fitted.contains(where: \.holds), measured.contains(where: \.holds) else {
      return (nil, nil)
    }
    let calibration = ProbabilityCalibration(fitted)
    let weight = fitted.reduce(0) { $0 + $1.weight }
    let share = fitted.reduce(0) { $0 + ($1.holds ? $1.weight : 0) } / weight
    return (
      ProbabilityCalibration.brierScore(
        measured.map { (calibration.probability(of: $0.score), $0) }),
      ProbabilityCalibration.brierScore(measured.map { (share, $0) })
    )
  }
}

extension SuggestionReport {
  public var json: JSONValue {
    let links = suggestions.map { one in
      JSONValue.members([
        ("relation", .string(one.relation)), ("head", .string(one.head)),
        ("headTitle", .string(one.headTitle)), ("tail", .string(one.tail)),
        ("tailTitle", .string(one.tailTitle)), ("probability", .float(one.probability)),
      ])
    }
    return .members([
      ("format", .int(1)), ("suggestions", .array(links)), ("heldOut", .int(heldOut)),
      ("brier", brier.map { .float($0) } ?? .null),
      ("brierOfShare", brierOfShare.map { .float($0) } ?? .null),
      ("meaning", .string(Self.meaning)),
    ])
  }

  public var table: TextTable {
    TextTable(
      columns: ["probability", "head", "title", "relation", "tail", "title"],
      rows: suggestions.map {
        [
          decimal($0.probability, places: 3), $0.head, $0.headTitle, $0.relation, $0.tail,
          $0.tailTitle,
        ]
      })
  }
}
