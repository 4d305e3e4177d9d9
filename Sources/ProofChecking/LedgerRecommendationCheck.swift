import KnowledgeGraph
import Proofs

/// Checks one recommendation: names, score, rank, readiness, and its ledger line by line.
struct RecommendationCheck {
  let world: LedgerCheckingWorld
  let evidence: LedgerEvidence
  let standing: LearnerStanding
  let ledgers: RecomputedLedgers
  /// The answer holds only this one, as an answer of `why` does.
  let isAlone: Bool
  let place: String

  func faults(in recommendation: Recommendation, item: Int32?) -> [ProofFault] {
    guard let item else {
      return [fault("course.id", "there is no course with id \(recommendation.course.id)")]
    }
    return nameFaults(recommendation.course, item, at: "course")
      + standingFaults(recommendation, item) + readinessFaults(recommendation.readiness, item)
      + lineFaults(recommendation.ledger, item) + orderFaults(recommendation.ledger)
      + otherFaults(recommendation.ledger, item)
  }

  private func fault(_ where: String, _ message: String) -> ProofFault {
    ProofFault(place: "\(place).\(`where`)", message: message)
  }

  // MARK: The course

  private func nameFaults(_ name: CourseName, _ item: Int32, at where: String) -> [ProofFault] {
    let node = world.items[Int(item)]
    var faults: [ProofFault] = []
    if world.graph.id(of: node) != name.id {
      faults.append(fault("\(`where`).id", "the id is \(world.graph.id(of: node))"))
    }
    if world.graph.key(of: node) != name.key {
      faults.append(fault("\(`where`).key", "the key is \(world.graph.key(of: node))"))
    }
    if world.graph.title(of: node) != name.title {
      faults.append(fault("\(`where`).title", "the title is \(world.graph.title(of: node))"))
    }
    if world.graph.provider(of: node) != name.provider {
      let provider = world.graph.provider(of: node) ?? "none"
      faults.append(fault("\(`where`).provider", "the provider is \(provider)"))
    }
    return faults
  }

  private func standingFaults(_ recommendation: Recommendation, _ item: Int32) -> [ProofFault] {
    var faults: [ProofFault] = []
    let score = ledgers.scores[Int(item)]
    let tolerance = ledgers.tolerance(item)
    if !(abs(recommendation.score - score) <= tolerance) {
      faults.append(fault("score", "claimed \(recommendation.score), recomputed \(score)"))
    }
    if !(abs(recommendation.ledger.total - recommendation.score) <= tolerance) {
      faults.append(
        fault(
          "score",
          "the ledger sums to \(recommendation.ledger.total), not to \(recommendation.score)"))
    }
    let ranks = ledgers.ranks(of: item, admits: standing.admits)
    if !ranks.contains(recommendation.rank) {
      faults.append(
        fault("rank", "claimed \(recommendation.rank), recomputed \(ranks.lowerBound)"))
    }
    return faults
  }

  private func readinessFaults(_ claimed: Readiness, _ item: Int32) -> [ProofFault] {
    var faults: [ProofFault] = []
    let found = standing.readiness(of: item)
    if found.state != claimed.state {
      faults.append(
        fault(
          "readiness.state",
          "claimed \(claimed.state.rawValue), the requirements say \(found.state.rawValue)"))
    } else if found.hingesOn != claimed.hingesOn {
      faults.append(
        fault("readiness.hingesOn", "it hinges on [\(found.hingesOn.joined(separator: "; "))]"))
    }
    if found.counted != claimed.counted {
      let words = (found.counted ?? []).map(\.words).joined(separator: "; ")
      faults.append(fault("readiness.counted", "what counts as another is [\(words)]"))
    }
    if !standing.admits(item), !isAlone {
      faults.append(fault("course", "may not be recommended: \(found.state.rawValue)"))
    }
    return faults
  }

  // MARK: Lines

  private func line(_ line: LedgerLine) -> RecomputedLedgers.Line? {
    guard let because = line.because else {
      return RecomputedLedgers.Line(group: line.family, own: nil)
    }
    return standing.history.first {
      world.graph.id(of: world.items[Int($0)]) == because.course.id
    }.map { RecomputedLedgers.Line(group: line.family, own: $0) }
  }

  private func lineFaults(_ ledger: Ledger, _ item: Int32) -> [ProofFault] {
    var faults: [ProofFault] = []
    var seen: Set<RecomputedLedgers.Line> = []
    for (number, shown) in ledger.lines.enumerated() {
      let spot = "ledger[\(number)]"
      guard let line = line(shown) else {
        faults.append(fault("\(spot).because", "the learner never took that course"))
        continue
      }
      if !seen.insert(line).inserted { faults.append(fault(spot, "the line stands twice")) }
      let amount = ledgers.amount(line, item)
      if amount == 0 { faults.append(fault(spot, "there is no such line")) }
      if !(abs(amount - shown.amount) <= ledgers.tolerance(item)) {
        faults.append(
          fault("\(spot).amount", "claimed \(shown.amount), recomputed \(amount)"))
      }
      faults += becauseFaults(shown, line.own, at: spot)
      faults += LedgerEvidenceCheck(
        world: world, evidence: evidence, group: line.group, own: line.own, item: item,
        place: "\(place).\(spot)"
      ).faults(in: shown.evidence)
    }
    return faults
  }

  private func becauseFaults(
    _ shown: LedgerLine, _ own: Int32?, at spot: String
  ) -> [ProofFault] {
    guard let because = shown.because, let own else { return [] }
    var faults = nameFaults(because.course, own, at: "\(spot).because.course")
    if !standing.did(because.action, own) {
      faults.append(
        fault(
          "\(spot).because.action",
          "the graph has no \(because.action) from the learner to \(because.course.key)"))
    }
    return faults
  }

  /// By falling absolute amount; lines of the very same amount by family, then by own key.
  private func orderFaults(_ ledger: Ledger) -> [ProofFault] {
    let keys = ledger.lines.map { (abs($0.amount), $0.family, $0.because?.course.key ?? "") }
    return keys.indices.dropFirst().compactMap { place in
      let (before, this) = (keys[place - 1], keys[place])
      let inOrder =
        before.0 > this.0 || before.0 == this.0 && (before.1, before.2) <= (this.1, this.2)
      return inOrder ? nil : fault("ledger[\(place)]", "the line stands below a smaller one")
    }
  }

  private func otherFaults(_ ledger: Ledger, _ item: Int32) -> [ProofFault] {
    var left = ledgers.lines(of: item)
    for shown in ledger.lines {
      if let line = line(shown) { left[line] = nil }
    }
    let tolerance = ledgers.tolerance(item)
    let amounts = left.values.sorted()
    let largest = amounts.map(abs).max() ?? 0
    var faults: [ProofFault] = []
    let sum = amounts.reduce(0, +)
    if !(abs(ledger.other.amount - sum) <= tolerance) {
      faults.append(fault("other.amount", "claimed \(ledger.other.amount), recomputed \(sum)"))
    }
    if !(abs(ledger.other.largest - largest) <= tolerance) {
      faults.append(
        fault("other.largest", "claimed \(ledger.other.largest), recomputed \(largest)"))
    }
    // A line that cancels out to next to nothing may be 0 in another order of summing.
    let surely = amounts.count { abs($0) > 1e-15 * max(1, tolerance * 1e9) }
    if !(surely...amounts.count).contains(ledger.other.lines) {
      faults.append(
        fault("other.lines", "claimed \(ledger.other.lines), recomputed \(amounts.count)"))
    }
    if let last = ledger.lines.last, largest > abs(last.amount) + tolerance {
      faults.append(fault("other.largest", "a line left out is larger than one shown"))
    }
    return faults
  }
}
