import KnowledgeGraph
import PathReasoning
import Proofs

/// One line of a ledger, before it is put into words: a family group for one own item.
private struct Term {
  /// Index into the groups of the model.
  var group: Int
  /// Place in the history; nil for the popularity term.
  var place: Int?
  var amount: Double
}

/// Families that a reader is told of as one (`RankingFamily.group`).
private struct FamilyGroup {
  var name: String
  /// Indices of the families with a weight, ascending.
  var families: [Int]
  /// The family whose witnesses the line shows: the one with the widest window.
  var witness: Int
}

extension AdditiveRanker {
  /// Why the item has its score: one line a family group and own item, by falling absolute amount,
  /// and the rest summed up in `other`.
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
    let groups = familyGroups
    let terms = sortedTerms(groups, history: history, item: item, naming: naming)
    let lines = terms.prefix(max(0, lineBudget)).map { term in
      let own = term.place.map { history[$0] }
      let group = groups[term.group]
      return LedgerLine(
        family: group.name, amount: term.amount,
        because: own.map { LearnerAction(action: action($0), course: naming.course($0)) },
        evidence: evidence.evidence(
          family: group.witness, own: own ?? item, item: item, naming: naming, budget: pathBudget))
    }
    var other = OmittedLines()
    for term in terms.dropFirst(lines.count) {
      other.amount += term.amount
      other.lines += 1
      other.largest = max(other.largest, abs(term.amount))
    }
    return Ledger(lines: lines, other: other)
  }

  /// By falling absolute amount; ties by family group, then by the own item's key.
  private func sortedTerms(
    _ groups: [FamilyGroup], history: [Int32], item: Int32, naming: some EvidenceNaming
  ) -> [Term] {
    terms(groups, history: history, item: item).sorted { a, b in
      if abs(a.amount) != abs(b.amount) { return abs(a.amount) > abs(b.amount) }
      let names = (groups[a.group].name, groups[b.group].name)
      if names.0 != names.1 { return names.0 < names.1 }
      return key(a.place, history, naming) < key(b.place, history, naming)
    }
  }

  private func key(_ place: Int?, _ history: [Int32], _ naming: some EvidenceNaming) -> String {
    place.map { naming.course(history[$0]).key } ?? ""
  }

  /// Every line with an amount other than 0.
  private func terms(_ groups: [FamilyGroup], history: [Int32], item: Int32) -> [Term] {
    var terms: [Term] = []
    for (number, group) in groups.enumerated() {
      let isPrior = model.families[group.witness].kind == .popularity
      let places: [Int?] = isPrior ? [nil] : history.indices.map { $0 }
      for place in places {
        let amount = group.families.reduce(0) { sum, family in
          sum + self.amount(family: family, place: place, history, item)
        }
        if amount != 0 { terms.append(Term(group: number, place: place, amount: amount)) }
      }
    }
    return terms
  }

  private func amount(
    family index: Int, place: Int?, _ history: [Int32], _ item: Int32
  ) -> Double {
    let family = model.families[index]
    guard let place else { return family.weight * evidence.popularity[Int(item)] }
    let recency = family.recency(age: history.count - 1 - place)
    return family.weight * recency * evidence.value(family: index, history[place], item)
  }

  /// The groups that have a family with a weight, in the model's order.
  private var familyGroups: [FamilyGroup] {
    var groups: [FamilyGroup] = []
    for (index, family) in model.families.enumerated() where family.weight != 0 {
      if let known = groups.firstIndex(where: { $0.name == family.group }) {
        groups[known].families.append(index)
        if family.window > model.families[groups[known].witness].window {
          groups[known].witness = index
        }
      } else {
        groups.append(FamilyGroup(name: family.group, families: [index], witness: index))
      }
    }
    return groups
  }
}

extension RankingFamily {
  /// Places that taken-next looks ahead; 0 for other kinds.
  fileprivate var window: Int {
    if case .takenNext(let window, _, _, _, _) = kind { window } else { 0 }
  }
}
