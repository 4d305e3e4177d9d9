import KnowledgeGraph

/// Scores of every entity as the missing end of many triples at once: row i of the buffer
/// (`entityCount` floats) belongs to the i-th triple. May be called by several threads at a time.
public typealias LinkScoring =
  @Sendable (_ triples: ArraySlice<Triple>, _ scores: UnsafeMutableBufferPointer<Float>) -> Void

/// What filtered ranking needs of a model. Any `TripleScorer` will do; a model that can score many
/// queries in one matrix product gives its own two functions and is ranked faster.
public struct LinkCandidateScoring: Sendable {
  public let entityCount: Int
  public let scoreTails: LinkScoring
  public let scoreHeads: LinkScoring

  public init(
    entityCount: Int, scoreTails: @escaping LinkScoring, scoreHeads: @escaping LinkScoring
  ) {
    self.entityCount = entityCount
    self.scoreTails = scoreTails
    self.scoreHeads = scoreHeads
  }

  /// One query after another.
  public init(_ scorer: some TripleScorer) {
    self.init(
      entityCount: scorer.entityCount,
      scoreTails: { triples, scores in
        fill(scores, triples, scorer.entityCount) { triple, row in
          scorer.scoreTails(head: triple.head, relation: triple.relation, into: &row)
        }
      },
      scoreHeads: { triples, scores in
        fill(scores, triples, scorer.entityCount) { triple, row in
          scorer.scoreHeads(relation: triple.relation, tail: triple.tail, into: &row)
        }
      })
  }
}

private func fill(
  _ scores: UnsafeMutableBufferPointer<Float>, _ triples: ArraySlice<Triple>, _ width: Int,
  _ score: (Triple, inout [Float]) -> Void
) {
  var row = [Float](repeating: 0, count: width)
  for (index, triple) in triples.enumerated() {
    score(triple, &row)
    let start = index * width
    _ = UnsafeMutableBufferPointer(rebasing: scores[start..<start + width]).update(from: row)
  }
}
