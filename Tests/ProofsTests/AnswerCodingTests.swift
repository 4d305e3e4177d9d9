import Foundation
import KnowledgeGraph
import Proofs
import Testing

/// What is written as JSON is read back as it was, and has the members that scripts rely on.
@Suite struct AnswerCodingTests {
  private let course = CourseName(id: 7, key: "CS 225", title: "Data Structures", provider: "uni")

  private var recommendation: Recommendation {
    let path = EvidencePath([
      .node(key: "CS 102", label: "Course"),
      .relationship(type: "COMPLETED|ENROLLED", forward: false, kind: .stated),
      .learners(label: "Learner", count: 12),
      .relationship(type: "COMPLETED|ENROLLED", forward: true, kind: .stated),
      .node(key: "CS 225", label: "Course"),
    ])
    let own = LearnerAction(action: "COMPLETED", course: course)
    return Recommendation(
      course: course, rank: 1, score: 1.25,
      ledger: Ledger(
        lines: [
          LedgerLine(family: "taken-next", amount: 1, because: own, evidence: .paths([path])),
          LedgerLine(
            family: "embedding-neighbour", amount: 0.1, because: own,
            evidence: .model(
              ModelEdge(artefact: "complex@1", from: "CS 102", to: "CS 225", strength: 0.5))),
          LedgerLine(
            family: "popularity", amount: 0.1, because: nil,
            evidence: .prior(Prior(what: "ln((1 + learners) / 10)", value: 3.2))),
        ], other: OmittedLines(amount: 0.05, lines: 2, largest: 0.03)),
      readiness: Readiness(.cannotTell, hingesOn: ["third-year standing"]))
  }

  @Test func recommendationsRoundTrip() throws {
    let answer = RecommendationAnswer(
      versions: Versions(catalog: 1, activity: 2, model: 3), learner: "L-1",
      recommendations: [recommendation])
    let data = try JSONEncoder().encode(answer)
    #expect(try JSONDecoder().decode(RecommendationAnswer.self, from: data) == answer)
  }

  @Test func membersThatScriptsRelyOn() throws {
    let data = try JSONEncoder().encode(recommendation)
    let object = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(object.keys).isSuperset(of: ["course", "score", "ledger", "other"]))
    let lines = try #require(object["ledger"] as? [[String: Any]])
    #expect(lines.map { $0["evidence"] as? String } == ["path", "model", "prior"])
    let path = try #require((lines[0]["paths"] as? [[[String: Any]]])?.first)
    #expect(path[0]["node"] as? String == "CS 102")
    #expect(path[1]["relationship"] as? String == "COMPLETED|ENROLLED")
    #expect(path[2]["node"] is NSNull)
    #expect(path[2]["count"] as? Int == 12)
  }

  @Test("the lines and other sum to the score")
  func total() {
    #expect(abs(recommendation.ledger.total - recommendation.score) < 1e-12)
  }

  @Test func certificatesRoundTrip() throws {
    let leaf = PathCertificate.landmarks([PathLandmark(anyOf: ["A", "B"], weight: 3)])
    let tree = PathCertificate.split(course: "A", with: leaf, without: .landmarks([]))
    let data = try JSONEncoder().encode(tree)
    #expect(try JSONDecoder().decode(PathCertificate.self, from: data) == tree)
  }
}
