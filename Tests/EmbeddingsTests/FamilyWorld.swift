import KnowledgeGraph

/// Families of two parents and three children, with relations that logic ties together:
/// `parentOf` and `childOf` are inverses, `spouseOf` and `siblingOf` symmetric, `olderThan` is
/// antisymmetric. Held out are triples whose counterpart stays in training, so a model that can
/// express symmetry and inversion answers them.
struct FamilyWorld {
  var training: [Triple] = []
  var heldOut: [Triple] = []
  let entityCount: Int
  let relationCount = 5

  enum Relation: Int32 { case parentOf, childOf, spouseOf, siblingOf, olderThan }

  init(families: Int = 16) {
    entityCount = families * 5
    for family in 0..<families {
      let first = Int32(family * 5)
      let hide = family % 4 == 3
      add(first, .spouseOf, first + 1)
      add(first + 1, .spouseOf, first, hidden: hide)
      for parent in first...first + 1 {
        for child in first + 2...first + 4 {
          add(parent, .parentOf, child)
          add(parent, .olderThan, child)
          add(child, .childOf, parent, hidden: hide && child == first + 3)
        }
      }
      for child in first + 2...first + 4 {
        for other in first + 2...first + 4 where other != child {
          add(child, .siblingOf, other, hidden: hide && child > other && other > first + 2)
        }
      }
    }
  }

  private mutating func add(
    _ head: Int32, _ relation: Relation, _ tail: Int32, hidden: Bool = false
  ) {
    let triple = Triple(head: head, relation: relation.rawValue, tail: tail)
    if hidden { heldOut.append(triple) } else { training.append(triple) }
  }

  /// Filtered MRR of the held-out triples on both sides by sorting every candidate; ties at the
  /// mean rank.
  func meanReciprocalRank(of scorer: some TripleScorer) -> Double {
    let known = Set(training + heldOut)
    var sum = 0.0
    var scores: [Float] = []
    for triple in heldOut {
      scorer.scoreTails(head: triple.head, relation: triple.relation, into: &scores)
      sum += reciprocalRank(scores, triple.tail) {
        known.contains(Triple(head: triple.head, relation: triple.relation, tail: $0))
      }
      scorer.scoreHeads(relation: triple.relation, tail: triple.tail, into: &scores)
      sum += reciprocalRank(scores, triple.head) {
        known.contains(Triple(head: $0, relation: triple.relation, tail: triple.tail))
      }
    }
    return sum / Double(2 * heldOut.count)
  }

  private func reciprocalRank(
    _ scores: [Float], _ answer: Int32, _ isKnown: (Int32) -> Bool
  ) -> Double {
    let wanted = scores[Int(answer)]
    let rivals = (0..<Int32(entityCount)).filter { $0 != answer && !isKnown($0) }
    let above = rivals.count { scores[Int($0)] > wanted }
    let level = rivals.count { scores[Int($0)] == wanted }
    return 1 / (Double(1 + above) + Double(level) / 2)
  }
}
