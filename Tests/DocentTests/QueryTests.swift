import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import Proofs
import QueryExecution
import Testing

/// The plain questions of the query language, asked of the example world.
@Suite("Questions")
struct QueryTests {
  @Test(
    "Every question gives rows",
    arguments: [
      "WHAT NEXT FOR \"L-104\"", "WHAT NEXT FOR \"L-104\" IN \"Computing\" LIMIT 3",
      "WHY \"CS 225\" FOR \"L-104\"", "WHY NOT \"CS 480\" FOR \"L-104\"",
      "PATH TO \"Machine Learning\" FOR \"L-104\"", "PATH TO \"CS 480\", \"DATA 340\"",
      "PATH TO \"CS 480\" FOR \"L-104\" WITHIN 2000 HOURS", "UNLOCKS \"CS 102\"",
      "CAN \"L-104\" TAKE \"CS 225\"", "SIMILAR TO \"CS 225\"", "SEARCH \"programming\"",
      "DESCRIBE \"CS 225\"", "DESCRIBE \"Machine learning\"", "what next for L-104 limit 2",
      "why CS 225 for L-104",
    ])
  func questions(text: String) throws {
    let answer = try ExampleWorld.shared().session.rows(text)
    #expect(answer.failure == nil)
    #expect(answer.count > 0)
  }

  @Test("WHAT NEXT gives the courses of `recommend`, in their order")
  func whatNext() throws {
    let session = try ExampleWorld.shared().session
    let rows = try session.rows("WHAT NEXT FOR \"L-104\" LIMIT 5")
    let answer = try session.recommend("L-104", limit: 5)
    #expect(rows.column("key").map(\.string) == answer.recommendations.map(\.course.key))
    #expect(rows.column("score").map(\.number) == answer.recommendations.map(\.score))
    #expect(rows.column("rank").map(\.integer) == [1, 2, 3, 4, 5])
  }

  @Test("The amounts of WHY sum to the score")
  func whySums() throws {
    let session = try ExampleWorld.shared().session
    let amounts = try session.rows("WHY \"CS 225\" FOR \"L-104\"").column("amount")
    let score = try session.why("CS 225", for: "L-104").recommendations.first?.score ?? 0
    let sum = amounts.compactMap(\.number).reduce(0, +)
    #expect(abs(sum - score) <= 1e-9 * max(1, abs(score)))
    let counted = try session.rows(
      "WHY \"CS 225\" FOR \"L-104\" YIELD amount RETURN sum(amount) AS total, count(*) AS lines")
    #expect(counted.column("lines").first?.integer == Int64(amounts.count))
    #expect(abs((counted.column("total").first?.number ?? 0) - sum) <= 1e-9 * max(1, abs(sum)))
  }

  @Test("The pattern of a reason finds its path in the graph")
  func patternsMatch() throws {
    let session = try ExampleWorld.shared().session
    let patterns = try session.rows("WHY \"CS 225\" FOR \"L-104\" YIELD pattern")
    let found = patterns.column("pattern").compactMap(\.string)
    #expect(!found.isEmpty)
    for pattern in found.prefix(5) {
      let match = try session.rows("MATCH \(pattern) RETURN count(*) AS n")
      #expect(match.failure == nil, "\(pattern)")
      #expect((match.column("n").first?.integer ?? 0) > 0, "\(pattern)")
    }
  }

  @Test("YIELD, WHERE and RETURN work on the rows of a question")
  func composition() throws {
    let session = try ExampleWorld.shared().session
    let all = try session.rows("UNLOCKS \"CS 102\"")
    let forced = try session.rows("UNLOCKS \"CS 102\" WHERE forced")
    #expect(forced.count == all.column("forced").count { $0 == .boolean(true) })
    let count = try session.rows("UNLOCKS \"CS 102\" YIELD key RETURN count(*) AS n")
    #expect(count.column("n").first?.integer == Int64(all.count))
    let renamed = try session.rows(
      "WHAT NEXT FOR \"L-104\" LIMIT 8 YIELD key AS course, score WHERE score > 0 RETURN course")
    #expect(renamed.result.columns == ["course"] && renamed.failure == nil)
    let topics = try session.rows(
      "WHAT NEXT FOR \"L-104\" LIMIT 3 YIELD course MATCH (course)-[:TEACHES]->(t:Topic) "
        + "RETURN DISTINCT t.key AS topic")
    #expect(topics.failure == nil && topics.count > 0)
  }

  @Test("A question is a procedure by another name")
  func callsAgree() throws {
    let session = try ExampleWorld.shared().session
    let call = try session.rows("CALL docent.unlocks(\"CS 102\") YIELD key RETURN key")
    #expect(call.failure == nil)
    #expect(call.column("key") == (try session.rows("UNLOCKS \"CS 102\"").column("key")))
    let given = try session.run("WHAT NEXT FOR $who LIMIT 2", parameters: ["who": .string("L-104")])
    #expect(given.first?.rows.count == 2)
  }

  @Test("UNLOCKS and CAN agree with the requirement trees")
  func requirements() throws {
    let session = try ExampleWorld.shared().session
    let opened = try session.rows("UNLOCKS \"CS 102\"").column("key").compactMap(\.string)
    let direct = try session.rows(
      "MATCH (c:Course)-[:DIRECT_PREREQUISITE]->(:Course {key: 'CS 102'}) RETURN c.key AS key")
    #expect(Set(opened) == Set(direct.column("key").compactMap(\.string)))
    for (course, answer) in [("CS 225", "yes"), ("CS 101", "taken already"), ("CS 480", "no")] {
      let rows = try session.rows("CAN \"L-104\" TAKE \"\(course)\"").column("answer")
      #expect(rows == [.string(answer)])
    }
  }

  @Test("Derived relationships name their rule, and are never stated")
  func provenance() throws {
    let session = try ExampleWorld.shared().session
    let derived = try session.rows(
      "MATCH ()-[r:MUST_REQUIRE]->() RETURN DISTINCT inferred(r) AS inferred, r.rule AS rule")
    #expect(derived.failure == nil)
    #expect(derived.column("inferred") == [.boolean(true)])
    #expect(derived.column("rule") == [.string("every-alternative-requires")])
    for type in ["TEACHES", "COMPLETED", "OFFERED_BY"] {
      let stated = try session.rows(
        "MATCH ()-[r:\(type)]->() RETURN DISTINCT inferred(r) AS inferred")
      #expect(stated.column("inferred") == [.boolean(false)], "\(type)")
    }
  }

  @Test("DESCRIBE tells where a course stands in its feed")
  func sources() throws {
    let session = try ExampleWorld.shared().session
    let rows = try session.rows("DESCRIBE \"CS 101\" WHERE what = 'source'")
    let feed = try String(
      contentsOf: URL(fileURLWithPath: ProjectFiles.catalog), encoding: .utf8)
    let before = try #require(feed.range(of: "<course key=\"CS 101\">")).lowerBound
    let line = 1 + feed[..<before].count(where: \.isNewline)
    #expect(rows.column("value") == [.string("\(ProjectFiles.catalog):\(line)")])
  }

  @Test("Other learners are shown only as counts of ten or more")
  func privacy() throws {
    let session = try ExampleWorld.shared().session
    let rows = try session.rows("DESCRIBE \"CS 101\" WHERE what = 'relationship'")
    for text in rows.column("value").compactMap(\.string) {
      #expect(!text.contains("L-"), "\(text)")
    }
  }

  @Test("A misspelt name fails that statement alone, with the nearest names")
  func misspelling() throws {
    let session = try ExampleWorld.shared().session
    let results = try session.run("WHY \"CS 2255\" FOR \"L-104\"; UNLOCKS \"CS 102\"")
    #expect(results.count == 2)
    #expect(results[0].failure?.diagnostic.hint?.contains("CS 225") == true)
    #expect(results[1].failure == nil && !results[1].rows.isEmpty)
  }
}
