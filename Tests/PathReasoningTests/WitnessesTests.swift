import KnowledgeGraph
import Proofs
import Testing

@testable import PathReasoning

private struct Names: EvidenceNaming {
  func course(_ item: Int32) -> CourseName {
    CourseName(id: Int64(item), key: "C\(item)", title: "Course \(item)")
  }
  func label(ofItem item: Int32) -> String { "Course" }
  func entity(relation: String, number: Int32) -> (key: String, label: String) {
    ("T\(number)", "Topic")
  }
  func kind(relation: String, item: Int32, entity: Int32) -> RelationshipKind {
    item == 1 ? .inferred : .stated
  }
  var interactionTypes: String { "COMPLETED|ENROLLED" }
  var learnerLabel: String { "Learner" }
}

@Suite struct WitnessesTests {
  /// Items 0 and 1 share topics 0 (rare), 1 (common) and 2 (common); `learners` took 0 then 1.
  private func matrices(learners: Int) throws -> FamilyMatrices {
    try FamilyMatrices(
      families: everyFamily,
      log: InteractionLog(
        learnerKeys: (0..<learners).map { "L\($0)" }, itemCount: 4,
        histories: (0..<learners).map { _ in [0, 1] }),
      attributes: [
        ItemAttributes(
          relation: "TEACHES", entityCount: 3, entities: [[0, 1, 2], [0, 1, 2], [1, 2], [2]])
      ],
      embedding: EmbeddingTable(
        artefact: "complex@3", width: 2, values: [1, 0, 1, 1, 0, 1, -1, 0]))
  }

  @Test func sharedEntitiesComeRarestFirstWithinTheBudget() throws {
    let evidence = try matrices(learners: 3).evidence(
      family: 5, own: 0, item: 1, naming: Names(), budget: 2)
    guard case .paths(let paths) = evidence else {
      Issue.record("paths were expected, not \(evidence)")
      return
    }
    #expect(paths.count == 2)
    #expect(
      paths[0].elements == [
        .node(key: "C0", label: "Course"),
        .relationship(type: "TEACHES", forward: true, kind: .stated),
        .node(key: "T0", label: "Topic"),
        .relationship(type: "TEACHES", forward: false, kind: .inferred),
        .node(key: "C1", label: "Course"),
      ])
    #expect(paths[1].elements[2] == .node(key: "T1", label: "Topic"))
  }

  @Test(arguments: [(9, nil), (10, 10), (12, 12)] as [(Int, Int?)])
  func otherLearnersAreCollapsedAndCountedFromTenUp(learners: Int, shown: Int?) throws {
    let found = try matrices(learners: learners)
    for family in [1, 3, 4] {
      let evidence = found.evidence(family: family, own: 0, item: 1, naming: Names())
      #expect(
        evidence
          == .paths([
            EvidencePath([
              .node(key: "C0", label: "Course"),
              .relationship(type: "COMPLETED|ENROLLED", forward: false, kind: .stated),
              .learners(label: "Learner", count: shown),
              .relationship(type: "COMPLETED|ENROLLED", forward: true, kind: .stated),
              .node(key: "C1", label: "Course"),
            ])
          ]))
    }
  }

  @Test func embeddingsGiveTheirEdgeAndPopularityItsPrior() throws {
    let found = try matrices(learners: 3)
    guard
      case .model(let edge) = found.evidence(family: 6, own: 0, item: 1, naming: Names())
    else {
      Issue.record("a model edge was expected")
      return
    }
    #expect(edge.artefact == "complex@3" && edge.from == "C0" && edge.to == "C1")
    #expect(abs(edge.strength - 0.5.squareRoot()) < 1e-15)
    #expect(
      found.evidence(family: 0, own: 1, item: 1, naming: Names())
        == .prior(Prior(what: "ln((1 + learners) / 10)", value: found.popularity[1])))
  }
}
