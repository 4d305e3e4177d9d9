import Glibc
import KnowledgeGraph
import Proofs

/// A family of a model asks for evidence that was not supplied.
public struct MissingEvidence: Error, Sendable, Hashable {
  /// The family's name.
  public var family: String
  /// What it needs: the relation's type or the embedding's name and version.
  public var needs: String

  public init(family: String, needs: String) {
    self.family = family
    self.needs = needs
  }
}

/// The evidence matrices of a set of families, built from a log, the items' attributes and an
/// embedding. Families that differ in decay or weight alone share one matrix.
public struct FamilyMatrices: Sendable {
  public let families: [RankingFamily]
  public let log: InteractionLog
  /// ln(max(1 + n_i, 10) / 10), by item.
  public let popularity: [Double]
  /// The distinct matrices.
  public let matrices: [any EvidenceMatrix]
  /// By family the matrix it reads; nil for popularity, and for families that were left out.
  public let matrixOfFamily: [Int?]

  /// - Parameters:
  ///   - includes: families for which it is false get no matrix, and so no evidence; saves the
  ///     work for families of weight 0.
  ///   - embedding: row i belongs to item i.
  /// - Throws: `MissingEvidence` when an included family's relation or artefact is not supplied.
  ///
  /// Time O(Σ over families of the pairs of items that learners connect); space O(distinct pairs)
  /// a counted matrix. Nothing is ever items × items.
  public init(
    families: [RankingFamily], log: InteractionLog, attributes: [ItemAttributes],
    embedding: EmbeddingTable?, includes: (RankingFamily) -> Bool = { _ in true }
  ) throws(MissingEvidence) {
    var builder = MatrixBuilder(log: log, attributes: attributes, embedding: embedding)
    var matrixOfFamily: [Int?] = []
    for family in families {
      matrixOfFamily.append(includes(family) ? try builder.index(for: family) : nil)
    }
    self.families = families
    self.log = log
    self.matrixOfFamily = matrixOfFamily
    matrices = builder.matrices
    popularity = builder.degrees.map {
      Glibc.log(Double(max(1 + $0, smallestShownLearnerCount)) / Double(smallestShownLearnerCount))
    }
  }

  public var itemCount: Int { log.itemCount }

  /// M_f[own, item]; 0 for popularity.
  public func value(family: Int, _ own: Int32, _ item: Int32) -> Double {
    matrixOfFamily[family].map { matrices[$0].value(own, item) } ?? 0
  }
}

extension RankingFamily {
  /// decay ^ age; 1 at age 0 whatever the decay, and 0 for popularity.
  public func recency(age: Int) -> Double {
    guard let decay else { return 0 }
    return age == 0 ? 1 : pow(decay, Double(age))
  }

  /// What one step of age multiplies by; nil for popularity.
  public var decay: Double? {
    switch kind {
    case .popularity: nil
    case .takenNext(_, _, _, _, let decay), .takenTogether(_, _, _, let decay),
      .sharedAttribute(_, let decay), .embeddingNeighbour(_, let decay):
      decay
    }
  }
}

/// Builds each distinct matrix, and each table of counts, once.
private struct MatrixBuilder {
  let log: InteractionLog
  let attributes: [ItemAttributes]
  let embedding: EmbeddingTable?
  let degrees: [Int]
  let occurrences: ItemOccurrences
  private(set) var matrices: [any EvidenceMatrix] = []
  private var known: [RankingFamily.Kind: Int] = [:]
  private var successions: [Int: ItemPairCounts] = [:]
  private var together: ItemPairCounts?

  init(log: InteractionLog, attributes: [ItemAttributes], embedding: EmbeddingTable?) {
    self.log = log
    self.attributes = attributes
    self.embedding = embedding
    degrees = log.itemDegrees()
    occurrences = ItemOccurrences(log)
  }

  mutating func index(for family: RankingFamily) throws(MissingEvidence) -> Int? {
    guard let kind = family.kind.withoutDecay else { return nil }
    if let index = known[kind] { return index }
    matrices.append(try matrix(kind, family: family.name))
    known[kind] = matrices.count - 1
    return matrices.count - 1
  }

  private mutating func matrix(
    _ kind: RankingFamily.Kind, family: String
  ) throws(MissingEvidence) -> any EvidenceMatrix {
    switch kind {
    case .takenNext(let window, let normalisation, let smoothing, let exponent, _):
      return CountedMatrix(
        successions: successionCounts(window: window), normalisation: normalisation,
        smoothing: smoothing, exponent: exponent)
    case .takenTogether(let alpha, let beta, let exponent, _):
      return CountedMatrix(
        together: togetherCounts(), log: log, occurrences: occurrences, alpha: alpha, beta: beta,
        exponent: exponent)
    case .sharedAttribute(let relation, _):
      guard let found = attributes.first(where: { $0.relation == relation }) else {
        throw MissingEvidence(family: family, needs: relation)
      }
      return SharedAttributeMatrix(found, itemCount: log.itemCount)
    case .embeddingNeighbour(let artefact, _):
      guard let embedding, embedding.artefact == artefact else {
        throw MissingEvidence(family: family, needs: artefact)
      }
      return EmbeddingNeighbourMatrix(embedding, itemCount: log.itemCount)
    case .popularity:
      throw MissingEvidence(family: family, needs: "a matrix")
    }
  }

  private mutating func successionCounts(window: Int) -> ItemPairCounts {
    if let counts = successions[window] { return counts }
    let counts = ItemPairCounts.successions(log, occurrences, window: window)
    successions[window] = counts
    return counts
  }

  private mutating func togetherCounts() -> ItemPairCounts {
    if let together { return together }
    let counts = ItemPairCounts.together(log, occurrences)
    together = counts
    return counts
  }
}

extension RankingFamily.Kind {
  /// The kind with its decay set to 1, which names the matrix; nil for popularity.
  fileprivate var withoutDecay: RankingFamily.Kind? {
    switch self {
    case .popularity: nil
    case .takenNext(let window, let normalisation, let smoothing, let exponent, _):
      .takenNext(
        window: window, normalisation: normalisation, smoothing: smoothing, exponent: exponent,
        decay: 1)
    case .takenTogether(let alpha, let beta, let exponent, _):
      .takenTogether(alpha: alpha, beta: beta, exponent: exponent, decay: 1)
    case .sharedAttribute(let relation, _): .sharedAttribute(relation: relation, decay: 1)
    case .embeddingNeighbour(let artefact, _): .embeddingNeighbour(artefact: artefact, decay: 1)
    }
  }
}
