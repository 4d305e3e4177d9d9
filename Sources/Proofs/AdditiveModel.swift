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
///     x_f(i)   = ln(1 + n_i)                               (popularity)
///
/// where n_i is the number of learners with i in their history. A ledger line is one family for
/// one own item, θ_f · decay_f^age(h) · M_f[h, i], or the popularity term as a whole. Counts are
/// over the histories of all learners in the log, this one included. All arithmetic is in
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
    /// x_f(i) = ln(1 + n_i).
    case popularity
    /// Let C[h, i] = Σ over learners, over places p < q ≤ p + window in their history with item h
    /// at p and i at q, of 1/(q − p). Then M[h, i] = C[h, i] / (S + smoothing), where S is
    /// Σ_j C[h, j] for `row` and Σ_j C[j, i] for `column`; 0 where the denominator is 0.
    case takenNext(window: Int, normalisation: Normalisation, smoothing: Double, decay: Double)
    /// RP3β: M[h, i] = Σ over learners v with both h and i of
    /// (1/n_h)^alpha · (1/|history(v)|)^alpha / n_i^beta, for i ≠ h; 0 for i = h.
    case takenTogether(alpha: Double, beta: Double, decay: Double)
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
