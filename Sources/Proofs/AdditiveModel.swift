import KnowledgeGraph

/// The stored ranking model: an additive sum over evidence. This docstring is the specification
/// that the ranker and the checker each implement on their own.
///
/// Let the learner's history be h₀ … hₙ₋₁ (distinct items, oldest first, `InteractionLog`), and
/// the age of hₖ the number of items after it, age(hₖ) = n − 1 − k. For an item i outside the
/// learner's masked items
///
///     score(i) = Σ_f θ_f · x_f(i)
///     x_f(i)   = Σ_k decay_f ^ age(h_k) · M_f[h_k, i]      (families of the learner's own items)
///     x_f(i)   = ln(max(1 + n_i, 10) / 10)                 (popularity)
///
/// where n_i is the number of learners with i in their history; fewer than ten
/// (`smallestShownLearnerCount`) are worth 0, so that no amount tells a smaller count. A ledger line is one
/// family group (`RankingFamily.group`) for one own item, Σ_{f in group} θ_f · decay_f^age(h) ·
/// M_f[h, i], or the popularity term as a whole; sums run in the order of `families`, and a line
/// that comes to 0 is no line. The learners counted under a taken-next line are C[h, i] for the
/// widest window among the group's families with a weight. Counts are over the histories of all
/// learners in the log, this one included. All arithmetic is in
/// `Double`; items equal in score rank by ascending item number.
///
/// The M_f are defined at `RankingFamily.Kind`. Method: additive path ranking with weights by a
/// conditional logit (McFadden 1974); the walks are RP3β (Paudel et al. 2017).
public struct AdditiveModel: Sendable, Hashable, Codable {
  public var families: [RankingFamily]
  /// Seed of the training run.
  public var seed: UInt64
  /// Rows (learners) the weights were fitted on.
  public var fittedOn: Int

  public init(families: [RankingFamily], seed: UInt64, fittedOn: Int) {
    self.families = families
    self.seed = seed
    self.fittedOn = fittedOn
  }
}

/// One term of the additive model.
public struct RankingFamily: Sendable, Hashable, Codable {
  public enum Normalisation: String, Sendable, Hashable, Codable {
    /// Divide by the row's sum (of what is taken after h) plus the smoothing.
    case row
    /// Divide by the column's sum (of what i is taken after) plus the smoothing.
    case column
  }

  public enum Kind: Sendable, Hashable, Codable {
    /// x_f(i) = ln(max(1 + n_i, 10) / 10).
    case popularity
    /// Let C[h, i] be the number of learners who have h at some place p of their history and i at
    /// a place q with p < q ≤ p + window, and S = Σ_j C[h, j] for `row`, Σ_j C[j, i] for `column`.
    /// Then M[h, i] = (C[h, i] / (S + smoothing)) ^ exponent; 0 where C[h, i] is 0.
    ///
    /// Counts are integers. An exponent below 1 damps the few very common successions, which a
    /// logit over raw shares overrates.
    case takenNext(
      window: Int, normalisation: Normalisation, smoothing: Double, exponent: Double,
      decay: Double)
    /// RP3β: M[h, i] = (Σ over learners v with both h and i of
    /// (1/n_h)^alpha · (1/|history(v)|)^alpha / n_i^beta) ^ exponent, for i ≠ h; 0 for i = h and
    /// where no learner has both.
    case takenTogether(alpha: Double, beta: Double, exponent: Double, decay: Double)
    /// Cosine of IDF-weighted entity vectors. With idf(e) = ln(1 + N / df(e)) (N items in all,
    /// df(e) items that have e through the relation),
    /// M[h, i] = Σ_{e shared} idf(e)² / (‖h‖ · ‖i‖), ‖x‖ = √Σ_{e of x} idf(e)²; 0 where nothing is
    /// shared and for i = h.
    case sharedAttribute(relation: String, decay: Double)
    /// M[h, i] = max(0, cosine of the two items' embedding rows); 0 where a row is all zeros and
    /// for i = h. Rows are `Float`; products and sums are formed in `Double`, in order.
    case embeddingNeighbour(artefact: String, decay: Double)
  }

  /// Shown in ledgers: `taken-next-1`, `shared-TEACHES`.
  public var name: String
  public var kind: Kind
  /// θ_f, in units of the raw (unscaled) term.
  public var weight: Double

  public init(name: String, kind: Kind, weight: Double) {
    self.name = name
    self.kind = kind
    self.weight = weight
  }

  /// What ledgers call the family: terms that differ only in window, normalisation or decay are one
  /// family to a reader. `taken-next`, `taken-together`, `shared-TEACHES`, `embedding-neighbour`,
  /// `popularity`.
  public var group: String {
    if case .sharedAttribute(let relation, _) = kind { return "shared-\(relation)" }
    return sentenceName
  }

  /// What the family is called in sentences: `taken-next`, `shared-attribute`.
  public var sentenceName: String {
    switch kind {
    case .popularity: "popularity"
    case .takenNext: "taken-next"
    case .takenTogether: "taken-together"
    case .sharedAttribute: "shared-attribute"
    case .embeddingNeighbour: "embedding-neighbour"
    }
  }
}
