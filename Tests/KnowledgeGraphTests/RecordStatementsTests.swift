import Testing

@testable import KnowledgeGraph

@Suite struct RecordStatementsTests {
  private static let course = NodeReference("Course", provider: "ubc", key: "MATH 100")
  private static let topic = NodeReference("Topic", key: "微积分")
  private static let record = FeedRecord(
    name: "course", place: FeedPlace(line: 7, column: 3), raw: "<course>é</course>",
    facts: [
      .node(
        NodeFact(
          course,
          properties: [
            "title": .string("Calculus é 中"), "credits": .float(3), "hours": .integer(-2),
            "online": .boolean(true), "keywords": .list([.string("a"), .float(1.5)]),
            "note": .string(""),
          ], place: FeedPlace(line: 7, column: 3))),
      .relationship(
        RelationshipFact(
          "teaches", from: course, to: topic, properties: ["weight": .float(0.25)],
          place: FeedPlace(line: 8))),
      .requirement(
        RequirementFact(
          course: course, kind: .prerequisite, text: "MATH 12",
          requirement: .course(CourseRequirement("MATH 12")), status: .exact,
          place: FeedPlace(line: 9, column: 1))),
      .node(NodeFact(topic, properties: [:], place: FeedPlace(line: 8))),
    ])

  /// Facts and statements say the same.
  @Test func factsAndBack() {
    let names = StatementNames()
    let statements = RecordStatements(Self.record, names: names)
    let back = FeedRecord(statements)
    #expect(back.name == "course" && back.raw == Self.record.raw)
    #expect(back.place == Self.record.place)
    #expect(back.facts == Self.record.facts)
    #expect(statements.statements.map(\.kind) == [.node, .relationship, .requirement, .node])
    let relationship = statements.statements[1]
    #expect(statements.reference(relationship.subject) == Self.course)
    #expect(statements.reference(relationship.object) == Self.topic)
    #expect(names[relationship.relation] == "teaches")
  }

  @Test func namesAreNumberedOnce() async {
    let names = StatementNames()
    await withTaskGroup(of: Void.self) { group in
      for start in 0..<4 {
        group.addTask { for name in start..<200 { _ = names.number("n\(name)") } }
      }
    }
    #expect(names.count == 200)
    #expect(Set((0..<200).map { names[Int32($0)] }).count == 200)
    #expect((0..<200).allSatisfy { names[names.number("n\($0)")] == "n\($0)" })
  }
}
