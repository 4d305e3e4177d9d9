import Diagnostics
import KnowledgeGraph
import LearningPaths
import Proofs
import Recommendations
import Rendering

extension Session {
  /// What keeps a course out of a learner's list of `limit`, and the smallest changes found that
  /// bring it in. Every change was applied to a copy and rescored.
  public func whyNot(
    _ courseName: String, for learnerName: String, limit: Int = 10
  ) throws -> WhyNotAnswer {
    let view = try view()
    let learner = try learner(named: learnerName, in: view)
    let node = try item(named: courseName, in: view)
    let ranker = try requiredRanker(for: view)
    guard let item = view.world.itemNumber(node) else {
      throw RefusedRequest(
        Diagnostic(.error, code: "name.unknown", "“\(courseName)” cannot be recommended at all"))
    }
    let search = WhyNotSearch(session: self, view: view, ranker: ranker, learner: learner)
    return search.answer(item: item, limit: limit)
  }

  /// The obstacle in words.
  public func obstacleSentence(_ answer: WhyNotAnswer) throws -> String {
    let writer = sentences(try view())
    var slots = ["course": answer.course.title, "rank": answer.rank.map(String.init) ?? ""]
    switch answer.obstacle {
    case .none: return writer.filled("whynot.listed", slots)
    case .taken: return writer.filled("whynot.finished", slots)
    case .prerequisites:
      slots["missing"] = (answer.missing.first ?? []).map(\.title).joined(separator: ", ")
      return writer.filled("whynot.prerequisite", slots)
    case .outranked:
      slots["rival"] = answer.rival?.course.title ?? ""
      return writer.filled("whynot.outranked", slots)
    }
  }
}

private struct WhyNotSearch {
  let session: Session
  let view: GraphView
  let ranker: AdditiveRanker
  let learner: LearnerState

  func answer(item: Int32, limit: Int) -> WhyNotAnswer {
    let gate = AdmissionGate(view: view, learner: learner)
    let missing = gate.admits(item) ? [] : missingSets(item)
    let finding = WhyNot(ranker).explain(
      item: item, history: learner.history, masked: learner.masked, limit: limit,
      suggestions: missing, admits: admits)
    let ledgers = LedgerBuilder(session: session, view: view, ranker: ranker, learner: learner)
    let own = ledgers.recommendation(finding.standing, lines: 12, gate: gate)
    let course = name(item)
    return WhyNotAnswer(
      versions: view.snapshot.versions, learner: learner.key, course: course,
      obstacle: obstacle(finding), limit: limit, score: finding.standing.score,
      rank: finding.isMasked ? nil : finding.standing.rank, missing: missing.map { $0.map(name) },
      rival: finding.isListed
        ? nil : finding.rival.map { ledgers.recommendation($0, lines: 5, gate: gate) },
      ledger: own.ledger, changes: finding.changes.map { verified($0, course: course) })
  }

  private func obstacle(_ finding: WhyNotFinding) -> WhyNotAnswer.Obstacle {
    if finding.isMasked { return .taken }
    if !finding.isAdmitted { return .prerequisites }
    return finding.isListed ? .none : .outranked
  }

  private func verified(_ change: ItemChange, course: CourseName) -> VerifiedChange {
    let courses = change.complete.map(name)
    let sentence = session.sentences(view).filled(
      "whynot.change",
      [
        "course": course.title, "complete": courses.map(\.title).joined(separator: ", "),
        "rank": String(change.rankAfter),
      ])
    return VerifiedChange(
      complete: courses, rankAfter: change.rankAfter, scoreAfter: change.scoreAfter,
      sentence: sentence)
  }

  /// Completing a course finishes it, which what was merely begun before does not become.
  private func admits(_ item: Int32, _ history: [Int32]) -> Bool {
    var after = learner
    after.finished.formUnion(Set(history).subtracting(learner.history))
    return AdmissionGate(view: view, learner: after).admits(item)
  }

  /// The steps of the best plans to the course, without the course itself.
  private func missingSets(_ item: Int32) -> [[Int32]] {
    guard let index = view.planning.index(ofID: view.itemID(item)) else { return [] }
    let outcome = LearningPathPlanner(catalog: view.planning).plan(
      goals: [.course(view.planning.courses[index])],
      finished: Set(learner.finished.map { view.itemID($0) }),
      options: PlanOptions(alternatives: 2))
    guard case .plan(let plan) = outcome else { return [] }
    let sets = [plan.steps] + plan.alternatives.map(\.steps)
    return sets.map { steps in
      steps.compactMap { step in
        view.snapshot.index(ofID: step.course.id).flatMap { view.world.itemNumber($0) }
      }.filter { $0 != item }
    }.filter { !$0.isEmpty }.sorted { $0.count < $1.count }
  }

  private func name(_ item: Int32) -> CourseName {
    session.courseName(view.world.items[Int(item)], in: view)
  }
}
