import Diagnostics
import KnowledgeGraph
import LearningPaths
import Proofs
import Recommendations
import Rendering

extension Session {
  /// What keeps a course out of a learner's list of `limit`, and the smallest changes found that
  /// bring it in. Every change was applied to a copy of the activity and rescored.
  public func whyNot(
    _ courseName: String, for learnerName: String, limit: Int = 10
  ) throws -> WhyNotAnswer {
    let view = try view()
    let learner = try learner(named: learnerName, in: view)
    let item = try currentItem(named: courseName, in: view)
    let ranker = try requiredRanker(for: view)
    let search = WhyNotSearch(session: self, view: view, ranker: ranker, learner: learner)
    return try search.answer(item: item, limit: limit)
  }

  /// The finished course that counts as this one, where there is one.
  private func equivalent(_ course: CourseName, for learner: String) throws -> CountedCourse? {
    let name = course.provider.map { "\($0):\(course.key)" } ?? course.key
    let readiness = try readiness(of: name, for: learner)
    return readiness.state == .taken ? readiness.counted?.first : nil
  }

  /// The obstacle in words.
  public func obstacleSentence(_ answer: WhyNotAnswer) throws -> String {
    let writer = sentences(try view())
    var slots = [
      "course": writer.title(of: answer.course), "rank": answer.rank.map(String.init) ?? "",
    ]
    switch answer.obstacle {
    case .none: return writer.filled("whynot.listed", slots)
    case .taken:
      let counted = try equivalent(answer.course, for: answer.learner)
      return writer.filled("whynot.finished", slots) + (counted.map { " (\($0.words))" } ?? "")
    case .prerequisites:
      guard let missing = answer.missing.first else {
        return writer.filled("whynot.closed", slots)
      }
      slots["missing"] = writer.list(missing.map { writer.title(of: $0) })
      return writer.filled("whynot.prerequisite", slots)
    case .outranked:
      slots["rival"] = answer.rival.map { writer.title(of: $0.course) } ?? ""
      return writer.filled("whynot.outranked", slots)
    }
  }
}

/// What stands in the way of one item, and what would help.
private struct WhyNotSearch {
  let session: Session
  let view: GraphView
  let ranker: AdditiveRanker
  let learner: LearnerState

  func answer(item: Int32, limit: Int) throws -> WhyNotAnswer {
    let gate = AdmissionGate(view: view, learner: learner)
    let way = gate.admits(item) ? ([], []) : wayTo(item)
    let finding = WhyNot(ranker).explain(
      item: item, history: learner.history, masked: learner.masked, limit: limit,
      suggestions: way.0, admits: admits)
    let ledgers = LedgerBuilder(session: session, view: view, ranker: ranker, learner: learner)
    let own = ledgers.recommendation(finding.standing, lines: 12, gate: gate)
    let changes = try finding.changes.compactMap { try verified($0, item: item, limit: limit) }
    return WhyNotAnswer(
      versions: view.snapshot.versions, learner: learner.key, course: name(item),
      obstacle: obstacle(finding), limit: limit, score: finding.standing.score,
      rank: finding.isMasked ? nil : finding.standing.rank, missing: way.0.map { $0.map(name) },
      conflict: way.1,
      rival: finding.isListed
        ? nil : finding.rival.map { ledgers.recommendation($0, lines: 5, gate: gate) },
      ledger: own.ledger, changes: changes)
  }

  private func obstacle(_ finding: WhyNotFinding) -> WhyNotAnswer.Obstacle {
    if finding.isMasked { return .taken }
    if !finding.isAdmitted { return .prerequisites }
    return finding.isListed ? .none : .outranked
  }

  /// The change as it would really come out: the learner's history is extended in a copy of the
  /// log, the matrices are formed from that, and everything is ranked again. Nil when the item does
  /// not come in then, since the search itself goes by the counts as they are.
  private func verified(
    _ change: ItemChange, item: Int32, limit: Int
  ) throws -> VerifiedChange? {
    let after = history(with: change.complete)
    let copy = try AdditiveRanker(
      model: ranker.model, log: log(with: after), attributes: view.world.attributes,
      embedding: try view.itemEmbedding.value {
        try StoredModels.itemEmbedding(in: session.store, view: view)
      })
    let same = change.complete.flatMap { view.world.equivalents[$0] ?? [] }
    let masked = learner.masked.union(change.complete).union(same)
    let ranked = copy.rank(
      of: item, history: after, masked: masked, admits: { admits($0, after) })
    guard ranked.rank <= limit else { return nil }
    let courses = change.complete.map(name)
    let writer = session.sentences(view)
    let sentence = writer.filled(
      "whynot.change",
      [
        "course": writer.title(of: name(item)), "rank": String(ranked.rank),
        "complete": writer.list(courses.map { writer.title(of: $0) }),
      ])
    return VerifiedChange(
      complete: courses, rankAfter: ranked.rank, scoreAfter: ranked.score, sentence: sentence)
  }

  private func history(with complete: [Int32]) -> [Int32] {
    learner.history + complete.filter { !learner.history.contains($0) }
  }

  private func log(with history: [Int32]) -> InteractionLog {
    let log = view.world.log
    var histories = log.histories
    if let number = log.learnerKeys.firstIndex(of: learner.key) { histories[number] = history }
    return InteractionLog(
      learnerKeys: log.learnerKeys, itemCount: log.itemCount, histories: histories)
  }

  /// Completing a course finishes it, which what was merely begun before does not become.
  private func admits(_ item: Int32, _ history: [Int32]) -> Bool {
    var after = learner
    after.finished.formUnion(Set(history).subtracting(learner.history))
    return AdmissionGate(view: view, learner: after).admits(item)
  }

  /// The steps of the best plans to the course, without the course itself, or why there is none.
  private func wayTo(_ item: Int32) -> ([[Int32]], [UnreachableGoal.Conflict]) {
    guard let index = view.planning.index(ofID: view.itemID(item)) else { return ([], []) }
    let outcome = LearningPathPlanner(catalog: view.planning).plan(
      goals: [.course(view.planning.courses[index])],
      finished: Set(learner.finished.map { view.itemID($0) }),
      options: PlanOptions(alternatives: 2))
    switch outcome {
    case .unreachable(let reason): return ([], reason.conflict)
    case .plan(let plan):
      let sets = [plan.steps] + plan.alternatives.map(\.steps)
      let steps = sets.map { items($0).filter { $0 != item } }
      return (steps.filter { !$0.isEmpty }.sorted { $0.count < $1.count }, [])
    }
  }

  private func items(_ steps: [PathStep]) -> [Int32] {
    steps.compactMap { step in
      view.snapshot.index(ofID: step.course.id).flatMap { view.world.itemNumber($0) }
    }
  }

  private func name(_ item: Int32) -> CourseName {
    session.courseName(view.world.items[Int(item)], in: view)
  }
}
