import KnowledgeGraph
import Proofs

/// What a ranker is trained with.
public struct RankerConfiguration: Sendable, Hashable {
  /// Chooses the rows weights are fitted on when there are more than `maximumRows`.
  public var seed: UInt64 = 1
  /// Weights not below 0, so that every reason shown speaks for the item. Signed weights rank a
  /// little better; on Canvas Network by less than one per cent of NDCG@10.
  public var nonnegative = true
  /// λ of the L2 penalty, on features scaled by their standard deviation.
  public var penalty = 1e-3
  /// Learners whose last step the weights are fitted on, at most.
  public var maximumRows = 20_000
  /// Features held in memory while fitting, at most, in bytes; the rows that do not fit are left
  /// out.
  public var maximumFeatureBytes = 512 << 20
  /// Windows of taken-next, in places of the history.
  public var windows = [1, 8, 30]
  /// Decays offered to each taken-next window; the fit gives those that do not help weight 0.
  public var decays = [0.1, 0.3, 0.6, 0.8]
  public var smoothing = 5.0
  /// Exponent of taken-next and of taken-together.
  public var nextExponent = 0.4
  public var togetherExponent = 0.5
  public var togetherDecays = [0.6, 1.0]
  public var attributeDecay = 0.8
  public var embeddingDecay = 0.8

  public init() {}

  /// The families to be fitted, all with weight 0: popularity; taken-next for every window,
  /// normalisation and decay; taken-together; one a relation of `attributes`; and, with an
  /// embedding, its neighbours.
  public func families(
    attributes: [ItemAttributes], embedding: EmbeddingTable?
  ) -> [RankingFamily] {
    var families = [RankingFamily(name: "popularity", kind: .popularity, weight: 0)]
    families += takenNextFamilies
    families += togetherDecays.map { decay in
      RankingFamily(
        name: togetherDecays.count == 1 ? "taken-together" : "taken-together-\(decay)",
        kind: .takenTogether(alpha: 1, beta: 0.4, exponent: togetherExponent, decay: decay),
        weight: 0)
    }
    families += attributes.map { attribute in
      RankingFamily(
        name: "shared-\(attribute.relation)",
        kind: .sharedAttribute(relation: attribute.relation, decay: attributeDecay), weight: 0)
    }
    if let embedding {
      families.append(
        RankingFamily(
          name: "embedding-neighbour",
          kind: .embeddingNeighbour(artefact: embedding.artefact, decay: embeddingDecay),
          weight: 0))
    }
    return families
  }

  private var takenNextFamilies: [RankingFamily] {
    var families: [RankingFamily] = []
    for window in windows {
      for normalisation in [RankingFamily.Normalisation.row, .column] {
        for decay in decays where window > 0 {
          families.append(
            RankingFamily(
              name: "taken-next-\(window)-\(normalisation.rawValue)-\(decay)",
              kind: .takenNext(
                window: window, normalisation: normalisation, smoothing: smoothing,
                exponent: nextExponent, decay: decay), weight: 0))
        }
      }
    }
    return families
  }
}
