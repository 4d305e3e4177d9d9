import KnowledgeGraph
import PathReasoning
import Proofs

/// Scores items for a history by the additive model (`AdditiveModel` is the specification).
///
/// A learner is nothing but a history: one who was never seen before is scored with no training.
public struct AdditiveRanker: Sendable {
  public let model: AdditiveModel
  /// The evidence of the families with a weight other than 0.
  public let evidence: FamilyMatrices
  /// For each matrix the families that read it.
  private let familiesOfMatrix: [[Int]]
  private let popularityWeight: Double

  /// - Parameters:
  ///   - log: the histories that the matrices count.
  ///   - embedding: row i belongs to item i.
  /// - Throws: `MissingEvidence` when a family with a weight other than 0 asks for a relation or
  ///   an artefact that is not supplied.
  public init(
    model: AdditiveModel, log: InteractionLog, attributes: [ItemAttributes],
    embedding: EmbeddingTable? = nil
  ) throws(MissingEvidence) {
    self.init(
      model: model,
      evidence: try FamilyMatrices(
        families: model.families, log: log, attributes: attributes, embedding: embedding,
        includes: { $0.weight != 0 }))
  }

  private init(model: AdditiveModel, evidence: FamilyMatrices) {
    self.model = model
    self.evidence = evidence
    var readers = [[Int]](repeating: [], count: evidence.matrices.count)
    for (family, index) in evidence.matrixOfFamily.enumerated() {
      if let index { readers[index].append(family) }
    }
    familiesOfMatrix = readers
    popularityWeight = model.families.reduce(0) { sum, family in
      family.kind == .popularity ? sum + family.weight : sum
    }
  }

  /// The same ranker with other weights, on the same matrices; families that had weight 0 stay
  /// without evidence. For measuring what a family contributes.
  public func settingWeights(_ weights: [Double]) -> AdditiveRanker {
    precondition(weights.count == model.families.count, "one weight a family")
    var model = model
    for index in weights.indices { model.families[index].weight = weights[index] }
    return AdditiveRanker(model: model, evidence: evidence)
  }

  public var itemCount: Int { evidence.itemCount }

  /// The score of every item. O(Σ over matrices and own items of the row's entries).
  public func score(history: [Int32]) -> [Double] {
    var scores: [Double] = []
    var scratch = EvidenceRow()
    score(history: history, into: &scores, scratch: &scratch)
    return scores
  }

  /// As `score(history:)`, into arrays that are used again.
  public func score(
    history: [Int32], into scores: inout [Double], scratch: inout EvidenceRow
  ) {
    setPopularity(&scores)
    for (place, own) in history.enumerated() {
      add(own, age: history.count - 1 - place, to: &scores, scratch: &scratch)
    }
  }

  /// The popularity terms alone.
  func setPopularity(_ scores: inout [Double]) {
    scores.removeAll(keepingCapacity: true)
    scores.append(contentsOf: evidence.popularity.lazy.map { $0 * popularityWeight })
  }

  /// Adds what one own item of a given age contributes to every item.
  func add(
    _ own: Int32, age: Int, to scores: inout [Double], scratch: inout EvidenceRow
  ) {
    for (matrix, families) in zip(evidence.matrices, familiesOfMatrix) {
      let factor = factor(families, age: age)
      guard factor != 0 else { continue }
      matrix.copyRow(own, into: &scratch)
      for (column, value) in zip(scratch.columns, scratch.values) {
        scores[Int(column)] += factor * value
      }
    }
  }

  /// What one own item of a given age contributes to one item.
  func contribution(_ own: Int32, age: Int, to item: Int32) -> Double {
    var sum = 0.0
    for (matrix, families) in zip(evidence.matrices, familiesOfMatrix) {
      let factor = factor(families, age: age)
      if factor != 0 { sum += factor * matrix.value(own, item) }
    }
    return sum
  }

  /// Σ over the families of one matrix of θ · decay ^ age.
  private func factor(_ families: [Int], age: Int) -> Double {
    families.reduce(0) { sum, family in
      sum + model.families[family].weight * model.families[family].recency(age: age)
    }
  }
}
