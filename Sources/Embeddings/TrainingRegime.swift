import CKernels

/// Which entities a query's answer is told apart from.
public enum TrainingRegime: Sendable, Hashable, Codable {
  /// All of them: softmax cross-entropy over every entity (Lacroix 2018). O(entities) a query.
  case oneVersusAll
  /// All of them, with all known answers of a query at once ("KvsAll", Dettmers 2018): fewer
  /// queries than 1vsAll where queries have several answers.
  case knownVersusAll(loss: CandidateLoss)
  /// `count` drawn entities. An epoch takes each triple once, on a side drawn by the seed.
  case negativeSampling(count: Int, loss: SamplingLoss)

  /// 1vsAll for products, as Lacroix 2018; self-adversarial sampling for distances, as Sun 2019,
  /// since a distance to every entity is no matrix product.
  public static func standard(for model: EmbeddingModelKind) -> TrainingRegime {
    model.isFactorisation
      ? .oneVersusAll
      : .negativeSampling(count: 128, loss: .selfAdversarial(margin: 9, temperature: 1))
  }

  var isSampling: Bool { negatives > 0 }

  /// 0 where the regime takes all entities.
  var negatives: Int {
    if case .negativeSampling(let count, _) = self { return count }
    return 0
  }
}

/// The loss of a query against all entities, y its known answers.
public enum CandidateLoss: String, Sendable, Hashable, Codable, CaseIterable {
  /// −mean over y of log softmax(s).
  case softmax
  /// Σ softplus(s) − Σ over y of s.
  case logistic
}

/// The loss of a query with answer score s against sampled negatives with scores xⱼ.
public enum SamplingLoss: Sendable, Hashable, Codable {
  /// −s + log(eˢ + Σ exp xⱼ).
  case softmax
  /// softplus(−γ − s) + Σ wⱼ softplus(γ + xⱼ) with margin γ and w = softmax(temperature · x), the
  /// weights taken as constants (Sun 2019). Temperature 0 weights them alike.
  case selfAdversarial(margin: Float, temperature: Float)
  /// softplus(−γ − s) + Σ softplus(γ + xⱼ) with margin γ.
  case logistic(margin: Float)
  /// Σ max(0, γ − s + xⱼ) (Bordes 2013).
  case margin(Float)

  var kernel: (code: Int32, margin: Float, temperature: Float) {
    switch self {
    case .softmax: (Int32(CK_LOSS_SOFTMAX), 0, 0)
    case .selfAdversarial(let margin, let temperature):
      (Int32(CK_LOSS_SELF_ADVERSARIAL), margin, temperature)
    case .logistic(let margin): (Int32(CK_LOSS_LOGISTIC), margin, 0)
    case .margin(let margin): (Int32(CK_LOSS_MARGIN), margin, 0)
    }
  }
}

/// How negatives are chosen.
public enum NegativeSampler: String, Sendable, Hashable, Codable, CaseIterable {
  /// Either side with the same chance, any entity.
  case uniform
  /// The side by the relation's shape (Wang 2014): with t tails a head and h heads a tail on
  /// average, the head is asked for with chance t/(t + h), so that fewer negatives are true.
  case bernoulli
  /// Either side with the same chance, only entities that the relation can have there.
  case typed
}

/// Who may write which row when.
public enum Parallelism: String, Sendable, Hashable, Codable, CaseIterable {
  /// The same bytes with any number of threads.
  case deterministic
  /// Threads update shared rows at once and without locks (Recht 2011): the fastest, and no two
  /// runs on several threads are alike. For negative sampling with Adagrad.
  case hogwild
}
