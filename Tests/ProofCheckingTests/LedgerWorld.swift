import Glibc
import KnowledgeGraph
import ProofChecking
import Proofs

/// A small world made by hand, with an answer whose numbers were worked out by hand beside it.
///
/// Items: 0 A, 1 B, 2 C, 3 D, 4 E; topics: t (A, C), u (A, C, D), w (E). Twelve learners took A
/// then C; one took B then D. Ana took A, then B. D needs E. Nobody took E.
struct LedgerWorld {
  var graph: GraphSnapshot
  var activity: InteractionLog
  var model: AdditiveModel
  var embedding: EmbeddingTable
  var catalog: PlanningCatalog

  static let completed = "COMPLETED"

  init() {
    let courses = ["A", "B", "C", "D", "E"]
    let topics = ["t", "u", "w"]
    let learners = ["ana"] + (1...12).map { "l\($0)" } + ["m"]
    var nodes: [GraphSnapshot.Node] = []
    for (class_, keys) in [("Course", courses), ("Topic", topics), ("Learner", learners)] {
      for key in keys {
        nodes.append(
          .init(
            id: Int64(100 + nodes.count), nodeClass: class_,
            provider: class_ == "Course" ? "p" : nil, key: key,
            properties: ["title": .string("The \(key)")]))
      }
    }
    let histories: [[Int32]] = [[0, 1]] + Array(repeating: [0, 2], count: 12) + [[1, 3]]
    var relationships: [RelationshipRecord] = []
    let add = { (type: String, start: Int, end: Int, kind: RelationshipKind) in
      relationships.append(
        RelationshipRecord(
          id: Int64(relationships.count), type: type, start: NodeIndex(start),
          end: NodeIndex(end), kind: kind))
    }
    for (course, topic) in [(0, 5), (2, 5), (0, 6), (2, 6), (3, 6), (4, 7)] {
      add("TEACHES", course, topic, course == 2 ? .inferred : .stated)
    }
    for (learner, history) in histories.enumerated() {
      for item in history { add(Self.completed, 8 + learner, Int(item), .stated) }
    }
    add("VIEWED", 8, 2, .stated)
    graph = GraphSnapshot(nodes: nodes, relationships: relationships)
    activity = InteractionLog(learnerKeys: learners, itemCount: 5, histories: histories)
    catalog = PlanningCatalog(
      courses: (0..<5).map { number in
        .init(
          id: Int64(100 + number), provider: "p", key: courses[number],
          title: "The \(courses[number])",
          requirements: number == 3
            ? [.course(CourseRequirement("E"))] : number == 4 ? [.opaque("ask first")] : [])
      }, effortUnit: nil)
    embedding = EmbeddingTable(
      artefact: "complex@3", width: 2, values: [3, 4, 1, 0, 4, 3, -1, 0, 0, 2])
    model = AdditiveModel(families: Self.families, seed: 1, fittedOn: 13)
  }

  static let families = [
    RankingFamily(name: "popularity", kind: .popularity, weight: 4),
    RankingFamily(
      name: "taken-next-1-row-0.5",
      kind: .takenNext(window: 1, normalisation: .row, smoothing: 1, exponent: 0.5, decay: 0.5),
      weight: 2),
    RankingFamily(
      name: "taken-next-2-column-1",
      kind: .takenNext(window: 2, normalisation: .column, smoothing: 0, exponent: 1, decay: 1),
      weight: 1),
    RankingFamily(
      name: "taken-together-0.5",
      kind: .takenTogether(alpha: 1, beta: 0.5, exponent: 1, decay: 0.5), weight: 3),
    RankingFamily(
      name: "shared-TEACHES", kind: .sharedAttribute(relation: "TEACHES", decay: 0.5), weight: 1),
    RankingFamily(
      name: "embedding-neighbour",
      kind: .embeddingNeighbour(artefact: "complex@3", decay: 0.5), weight: 0.5),
    RankingFamily(
      name: "taken-next-9-row-0",
      kind: .takenNext(window: 9, normalisation: .row, smoothing: 1, exponent: 1, decay: 0),
      weight: 0),
  ]

  var checker: LedgerChecker {
    LedgerChecker(
      LedgerCheckingWorld(
        graph: graph, model: model, log: activity, items: [0, 1, 2, 3, 4],
        learners: (8..<22).map { NodeIndex($0) }, embedding: embedding, catalog: catalog,
        interactionTypes: [Self.completed], maskingTypes: [Self.completed],
        completionTypes: [Self.completed], learnerLabel: "Learner"))
  }

  func course(_ item: Int) -> CourseName {
    let key = ["A", "B", "C", "D", "E"][item]
    return CourseName(id: Int64(100 + item), key: key, title: "The \(key)", provider: "p")
  }

  func node(_ item: Int) -> PathElement {
    .node(key: ["A", "B", "C", "D", "E"][item], label: "Course")
  }

  // What A (age 1) and B (age 0) say for C, worked out from the equations:
  // n_A = 13, n_B = 2, n_C = 12, N = 5.
  /// C[A, C] = 12 of a row of 13 (Ana's A → B is one), smoothed by 1, damped by ½, decayed once;
  /// and 12 of the 12 that lead to C.
  static var nextToC: Double { 2 * 0.5 * (12.0 / 14.0).squareRoot() + 1 * 12.0 / 12.0 }
  /// 12 learners with A and C, each 1/13 · 1/2, over √12.
  static var togetherToC: Double { 3 * 0.5 * (12 * (1.0 / 13) * 0.5 / 12.0.squareRoot()) }
  /// A and C have the same topics: cosine 1.
  static var sharedToC: Double { 1 * 0.5 * 1 }
  static var aSimilarC: Double { (3 * 4 + 4 * 3) / 25.0 }
  static var bSimilarC: Double { 4.0 / 5.0 }
  static var popularityOfC: Double { log(1.3) }

  func action(_ item: Int) -> LearnerAction {
    LearnerAction(action: Self.completed, course: course(item))
  }

  func learnerPath(_ from: Int, _ to: Int, count: Int?) -> Evidence {
    .paths([
      EvidencePath([
        node(from), .relationship(type: Self.completed, forward: false, kind: .stated),
        .learners(label: "Learner", count: count),
        .relationship(type: Self.completed, forward: true, kind: .stated), node(to),
      ])
    ])
  }

  func topicPath(_ topic: String) -> EvidencePath {
    EvidencePath([
      node(0), .relationship(type: "TEACHES", forward: true, kind: .stated),
      .node(key: topic, label: "Topic"),
      .relationship(type: "TEACHES", forward: false, kind: .inferred), node(2),
    ])
  }

  func edge(_ from: Int, _ strength: Double) -> Evidence {
    .model(
      ModelEdge(
        artefact: "complex@3", from: course(from).key, to: "C", strength: strength))
  }

  /// Every line for C, largest first.
  var linesOfC: [LedgerLine] {
    [
      LedgerLine(
        family: "taken-next", amount: Self.nextToC, because: action(0),
        evidence: learnerPath(0, 2, count: 12)),
      LedgerLine(
        family: "popularity", amount: 4 * Self.popularityOfC, because: nil,
        evidence: .prior(Prior(what: "ln((1 + learners) / 10)", value: Self.popularityOfC))),
      LedgerLine(
        family: "shared-TEACHES", amount: Self.sharedToC, because: action(0),
        evidence: .paths([topicPath("t"), topicPath("u")])),
      LedgerLine(
        family: "embedding-neighbour", amount: 0.5 * Self.bSimilarC, because: action(1),
        evidence: edge(1, Self.bSimilarC)),
      LedgerLine(
        family: "embedding-neighbour", amount: 0.5 * 0.5 * Self.aSimilarC, because: action(0),
        evidence: edge(0, Self.aSimilarC)),
      LedgerLine(
        family: "taken-together", amount: Self.togetherToC, because: action(0),
        evidence: learnerPath(0, 2, count: 12)),
    ].sorted { abs($0.amount) > abs($1.amount) }
  }

  /// C first (rank 1), then E (rank 2), which hinges on an opaque span; D is not open.
  var answer: RecommendationAnswer {
    let lines = linesOfC
    let shown = Array(lines.prefix(4))
    let left = lines.dropFirst(4).map(\.amount)
    let eLine = LedgerLine(
      family: "embedding-neighbour", amount: 0.5 * 0.5 * 0.8, because: action(0),
      evidence: .model(ModelEdge(artefact: "complex@3", from: "A", to: "E", strength: 0.8)))
    return RecommendationAnswer(
      versions: Versions(catalog: 1, activity: 1, model: 1), learner: "ana",
      recommendations: [
        Recommendation(
          course: course(2), rank: 1, score: lines.reduce(0) { $0 + $1.amount },
          ledger: Ledger(
            lines: shown,
            other: OmittedLines(
              amount: left.reduce(0, +), lines: left.count, largest: left.max() ?? 0)),
          readiness: Readiness(.met)),
        Recommendation(
          course: course(4), rank: 2, score: eLine.amount,
          ledger: Ledger(lines: [eLine], other: OmittedLines()),
          readiness: Readiness(.cannotTell, hingesOn: ["ask first"])),
      ])
  }

  /// What `why D` says: not open; it would rank between C and E.
  var whyD: RecommendationAnswer {
    // C[B, D] = 1 of a row of 1; 1 of the 1 that lead to D (columns of window 2).
    let next = 2 * (1.0 / 2.0).squareRoot() + 1
    // One learner with B and D: 1/2 · 1/2 / √1.
    let together = 3 * 0.25
    // Fewer than ten learners have D: its popularity is worth nothing, and is no line.
    // A has t and u, D has u: idf(t) = idf with df 2, idf(u) with df 3.
    let (t, u) = (log(1 + 5.0 / 2), log(1 + 5.0 / 3))
    let cosine = u / (t * t + u * u).squareRoot()
    let lines = [
      LedgerLine(
        family: "taken-next", amount: next, because: action(1),
        evidence: learnerPath(1, 3, count: nil)),
      LedgerLine(
        family: "taken-together", amount: together, because: action(1),
        evidence: learnerPath(1, 3, count: nil)),
      LedgerLine(
        family: "shared-TEACHES", amount: 0.5 * cosine, because: action(0),
        evidence: .paths([
          EvidencePath([
            node(0), .relationship(type: "TEACHES", forward: true, kind: .stated),
            .node(key: "u", label: "Topic"),
            .relationship(type: "TEACHES", forward: false, kind: .stated), node(3),
          ])
        ])),
    ]
    return RecommendationAnswer(
      versions: Versions(), learner: "ana",
      recommendations: [
        Recommendation(
          course: course(3), rank: 2, score: lines.reduce(0) { $0 + $1.amount },
          ledger: Ledger(lines: lines, other: OmittedLines()),
          readiness: Readiness(.notMet, hingesOn: ["E"]))
      ])
  }
}
