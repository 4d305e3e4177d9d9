import KnowledgeGraph
import ProofChecking
import Proofs
import Testing

/// Each number, edge, weight, order and count changed in turn is refused.
@Suite struct LedgerCheckerMutationTests {
  struct Mutation: Sendable, CustomTestStringConvertible {
    var name: String
    var change: @Sendable (inout LedgerWorld, inout RecommendationAnswer) -> Void
    var testDescription: String { name }

    init(
      _ name: String,
      _ change: @escaping @Sendable (inout LedgerWorld, inout RecommendationAnswer) -> Void
    ) {
      self.name = name
      self.change = change
    }

    /// Changes the first recommendation alone.
    static func first(
      _ name: String, _ change: @escaping @Sendable (inout Recommendation) -> Void
    ) -> Mutation {
      Mutation(name) { _, answer in change(&answer.recommendations[0]) }
    }

    /// Changes the first line of a family in the first recommendation.
    static func line(
      _ family: String, _ name: String, _ change: @escaping @Sendable (inout LedgerLine) -> Void
    ) -> Mutation {
      first("\(family): \(name)") { recommendation in
        guard
          let place = recommendation.ledger.lines.firstIndex(where: { $0.family == family })
        else { return }
        change(&recommendation.ledger.lines[place])
      }
    }

    /// Changes one element of the first path of a family's first line.
    static func element(
      _ family: String, _ number: Int, _ element: PathElement
    ) -> Mutation {
      line(family, "path element \(number) → \(element)") { line in
        guard case .paths(var paths) = line.evidence else { return }
        paths[0].elements[number] = element
        line.evidence = .paths(paths)
      }
    }

    static func modelEdge(
      _ name: String, _ change: @escaping @Sendable (inout ModelEdge) -> Void
    ) -> Mutation {
      line("embedding-neighbour", name) { line in
        guard case .model(var edge) = line.evidence else { return }
        change(&edge)
        line.evidence = .model(edge)
      }
    }
  }

  static let answers: [Mutation] = [
    .first("score up") { $0.score += 1e-6 },
    .first("score not a number") { $0.score = .nan },
    .first("rank") { $0.rank = 2 },
    .first("rank below one") { $0.rank = 0 },
    .first("course id") { $0.course.id = 104 },
    .first("course key") { $0.course.key = "E" },
    .first("course title") { $0.course.title = "Another" },
    .first("course provider") { $0.course.provider = nil },
    .first("readiness") { $0.readiness = Readiness(.cannotTell) },
    .first("hinges on nothing") { $0.readiness = Readiness(.met, hingesOn: ["luck"]) },
    .first("other amount") { $0.ledger.other.amount += 1e-6 },
    .first("other lines") { $0.ledger.other.lines += 1 },
    .first("other largest") { $0.ledger.other.largest *= 1.01 },
    .first("a line left out") { $0.ledger.lines.removeLast() },
    .first("a line left out but summed up") { recommendation in
      let line = recommendation.ledger.lines.removeLast()
      recommendation.ledger.other.amount += line.amount
    },
    .first("the largest line left out, summed up right") { recommendation in
      let line = recommendation.ledger.lines.removeFirst()
      recommendation.ledger.other.amount += line.amount
      recommendation.ledger.other.lines += 1
      recommendation.ledger.other.largest = line.amount
    },
    .first("a line twice") { $0.ledger.lines.append($0.ledger.lines[0]) },
    .first("an amount moved between lines") { recommendation in
      recommendation.ledger.lines[0].amount += 0.01
      recommendation.ledger.lines[1].amount -= 0.01
    },
    .first("an amount moved into other") { recommendation in
      recommendation.ledger.lines[0].amount -= 0.01
      recommendation.ledger.other.amount += 0.01
    },
    .first("lines swapped") { $0.ledger.lines.swapAt(0, 1) },
    .first("last lines swapped") { $0.ledger.lines.swapAt(2, 3) },
    Mutation("recommendations swapped") { _, answer in answer.recommendations.swapAt(0, 1) },
    Mutation("a recommendation twice") { _, answer in
      answer.recommendations.append(answer.recommendations[1])
    },
    Mutation("another learner") { _, answer in answer.learner = "m" },
    Mutation("the hinge left out") { _, answer in
      answer.recommendations[1].readiness.hingesOn = []
    },
    Mutation("the hinge reworded") { _, answer in
      answer.recommendations[1].readiness.hingesOn = ["do not ask"]
    },
    Mutation("second score") { _, answer in answer.recommendations[1].score *= 1.001 },
  ]

  static let lines: [Mutation] = [
    .line("taken-next", "amount") { $0.amount *= 1.0001 },
    .line("taken-next", "family") { $0.family = "taken-together" },
    .line("taken-next", "a family's name for the group's") {
      $0.family = "taken-next-1-row-0.5"
    },
    .line("taken-next", "own course") { $0.because?.course.id = 101 },
    .line("taken-next", "own course's key") { $0.because?.course.key = "B" },
    .line("taken-next", "own course's title") { $0.because?.course.title = "B" },
    .line("taken-next", "a course never taken") { $0.because?.course.id = 103 },
    .line("taken-next", "no own course") { $0.because = nil },
    .line("taken-next", "an action the graph does not have") { $0.because?.action = "RATED" },
    .line("taken-next", "an action that is no evidence") { $0.because?.action = "VIEWED" },
    .line("taken-next", "no path") { $0.evidence = .paths([]) },
    .line("taken-next", "a prior instead") {
      $0.evidence = .prior(Prior(what: "ln((1 + learners) / 10)", value: LedgerWorld.popularityOfC))
    },
    .element("taken-next", 0, .node(key: "B", label: "Course")),
    .element("taken-next", 0, .node(key: "A", label: "Topic")),
    .element("taken-next", 1, .relationship(type: "COMPLETED", forward: true, kind: .stated)),
    .element("taken-next", 1, .relationship(type: "VIEWED", forward: false, kind: .stated)),
    .element("taken-next", 1, .relationship(type: "COMPLETED", forward: false, kind: .learned)),
    .element("taken-next", 2, .learners(label: "Learner", count: 13)),
    .element("taken-next", 2, .learners(label: "Learner", count: nil)),
    .element("taken-next", 2, .learners(label: "Course", count: 12)),
    .element("taken-next", 2, .node(key: "l1", label: "Learner")),
    .element("taken-next", 4, .node(key: "E", label: "Course")),
    .line("popularity", "value") {
      $0.evidence = .prior(Prior(what: "ln((1 + learners) / 10)", value: 2))
    },
    .line("popularity", "what it is") {
      $0.evidence = .prior(Prior(what: "learners", value: LedgerWorld.popularityOfC))
    },
    .line("popularity", "an own course") { $0.because = LedgerWorld().action(0) },
    .element("shared-TEACHES", 0, .node(key: "B", label: "Course")),
    .element("shared-TEACHES", 1, .relationship(type: "TAUGHT_BY", forward: true, kind: .stated)),
    .element("shared-TEACHES", 1, .relationship(type: "TEACHES", forward: false, kind: .stated)),
    .element("shared-TEACHES", 1, .relationship(type: "TEACHES", forward: true, kind: .inferred)),
    .element("shared-TEACHES", 2, .node(key: "w", label: "Topic")),
    .element("shared-TEACHES", 2, .node(key: "u", label: "Topic")),
    .element("shared-TEACHES", 2, .node(key: "t", label: "Course")),
    .element("shared-TEACHES", 3, .relationship(type: "TEACHES", forward: false, kind: .stated)),
    .element("shared-TEACHES", 4, .node(key: "D", label: "Course")),
    .line("shared-TEACHES", "commoner topic first") { line in
      guard case .paths(let paths) = line.evidence else { return }
      line.evidence = .paths(paths.reversed())
    },
    .modelEdge("artefact") { $0.artefact = "complex@2" },
    .modelEdge("from") { $0.from = "A" },
    .modelEdge("to") { $0.to = "E" },
    .modelEdge("strength") { $0.strength += 1e-6 },
  ]

  /// The world has changed under an answer that was right.
  static let worlds: [Mutation] = [
    Mutation("a weight") { world, _ in world.model.families[1].weight = 2.001 },
    Mutation("a decay") { world, _ in
      world.model.families[1].kind = .takenNext(
        window: 1, normalisation: .row, smoothing: 1, exponent: 0.5, decay: 0.51)
    },
    Mutation("a normalisation") { world, _ in
      world.model.families[2].kind = .takenNext(
        window: 2, normalisation: .row, smoothing: 0, exponent: 1, decay: 1)
    },
    Mutation("an exponent") { world, _ in
      world.model.families[3].kind = .takenTogether(
        alpha: 1, beta: 0.5, exponent: 0.9, decay: 0.5)
    },
    Mutation("a family gone") { world, _ in world.model.families.remove(at: 5) },
    Mutation("an embedding") { world, _ in
      world.embedding = EmbeddingTable(
        artefact: "complex@3", width: 2, values: [3, 4, 1, 0, 4, 3.01, -1, 0, 0, 2])
    },
    Mutation("the embedding's version") { world, _ in
      world.embedding = EmbeddingTable(
        artefact: "complex@4", width: 2, values: world.embedding.values)
    },
    Mutation("one more learner") { world, _ in
      var histories = world.activity.histories
      histories[1] = [0, 3, 2]
      world.activity = InteractionLog(
        learnerKeys: world.activity.learnerKeys, itemCount: 5, histories: histories)
    },
    Mutation("the learner's own order") { world, _ in
      var histories = world.activity.histories
      histories[0] = [1, 0]
      world.activity = InteractionLog(
        learnerKeys: world.activity.learnerKeys, itemCount: 5, histories: histories)
    },
    Mutation("a history the graph does not have") { world, _ in
      var histories = world.activity.histories
      histories[0] = [0, 1, 3]
      world.activity = InteractionLog(
        learnerKeys: world.activity.learnerKeys, itemCount: 5, histories: histories)
    },
  ]

  @Test func theAnswerIsRightToBeginWith() {
    #expect(LedgerWorld().checker.check(LedgerWorld().answer) == [])
  }

  @Test(arguments: answers + lines + worlds) func refuses(_ mutation: Mutation) {
    var world = LedgerWorld()
    var answer = world.answer
    let before = answer
    mutation.change(&world, &answer)
    let isOfTheWorld = Self.worlds.contains { $0.name == mutation.name }
    #expect(isOfTheWorld || answer != before, "the mutation changed nothing")
    #expect(world.checker.check(answer) != [])
  }
}
