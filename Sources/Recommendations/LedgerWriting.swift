import KnowledgeGraph
import PathReasoning
import Proofs

/// One term of a score, before it is put into words.
private struct Term {
  var family: Int
  /// Place in the history; nil for the popularity term.
  var place: Int?
  var amount: Double
}

extension AdditiveRanker {
  /// Why the item has its score: one line a family and own item, by falling absolute amount, and
  /// the rest summed up in `other`.
  ///
  /// - Parameters:
  ///   - action: the relationship type of what the learner did with an item of the history.
  ///   - lineBudget: how many lines are shown at most.
  ///   - pathBudget: how many paths a line lists at most.
  ///
  /// The lines and `other` sum to the score, up to rounding. O(families · history).
  public func ledger(
    history: [Int32], item: Int32, naming: some EvidenceNaming, action: (Int32) -> String,
    lineBudget: Int = 8, pathBudget: Int = 3
  ) -> Ledger {
    let terms = sortedTerms(history: history, item: item, naming: naming)
    let lines = terms.prefix(max(0, lineBudget)).map { term in
      line(term, history, item, naming, action, pathBudget)
    }
    var other = OmittedLines()
    for term in terms.dropFirst(lines.count) {
      other.amount += term.amount
      other.lines += 1
      other.largest = max(other.largest, abs(term.amount))
    }
    return Ledger(lines: lines, other: other)
  }

  /// By falling absolute amount; ties by family name, then by the own item's key.
  private func sortedTerms(
    history: [Int32], item: Int32, naming: some EvidenceNaming
  ) -> [Term] {
    terms(history: history, item: item).sorted { a, b in
      if abs(a.amount) != abs(b.amount) { return abs(a.amount) > abs(b.amount) }
      let names = (model.families[a.family].name, model.families[b.family].name)
      if names.0 != names.1 { return names.0 < names.1 }
      return key(a.place, history, naming) < key(b.place, history, naming)
    }
  }

  private func key(_ place: Int?, _ history: [Int32], _ naming: some EvidenceNaming) -> String {
    place.map { naming.course(history[$0]).key } ?? ""
  }

  /// Every term with an amount other than 0.
  private func terms(history: [Int32], item: Int32) -> [Term] {
    var terms: [Term] = []
    for (index, family) in model.families.enumerated() where family.weight != 0 {
      if family.kind == .popularity {
        let amount = family.weight * evidence.popularity[Int(item)]
        if amount != 0 { terms.append(Term(family: index, place: nil, amount: amount)) }
        continue
      }
      for (place, own) in history.enumerated() {
        let recency = family.recency(age: history.count - 1 - place)
        let amount = family.weight * recency * evidence.value(family: index, own, item)
        if amount != 0 { terms.append(Term(family: index, place: place, amount: amount)) }
      }
    }
    return terms
  }

  private func line(
    _ term: Term, _ history: [Int32], _ item: Int32, _ naming: some EvidenceNaming,
    _ action: (Int32) -> String, _ pathBudget: Int
  ) -> LedgerLine {
    let own = term.place.map { history[$0] }
    return LedgerLine(
      family: model.families[term.family].name, amount: term.amount,
      because: own.map { LearnerAction(action: action($0), course: naming.course($0)) },
      evidence: evidence.evidence(
        family: term.family, own: own ?? item, item: item, naming: naming, budget: pathBudget))
  }
}
