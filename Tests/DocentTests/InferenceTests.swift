import Docent
import Foundation
import KnowledgeGraph
import Proofs
import QueryExecution
import Testing

/// What the axioms of the ontology infer, from the feed to the checked proof.
@Suite("Inference")
struct InferenceTests {
  private func rows(_ session: Session, _ statement: String) throws -> Set<[String]> {
    let found = try session.rows(statement)
    #expect(found.failure == nil, "\(statement)")
    return Set(found.result.rows.map { $0.map(\.text) })
  }

  // MARK: What is in the graph

  @Test("What is listed is what the axioms say, worked out by patterns")
  func listed() throws {
    let session = try ExampleWorld.shared().session
    for (inferred, pattern) in [
      ("(a)-[:COVERS]->(b)", "(a)-[:TEACHES]->(:Topic)-[:BROADER*0..]->(b)"),
      ("(a)-[:BROADER_TRANSITIVE]->(b)", "(a)-[:BROADER*1..]->(b)"),
      ("(a)-[:NARROWER_TRANSITIVE]->(b)", "(a)<-[:BROADER*1..]-(b)"),
      ("(a)-[:TAUGHT_IN]->(b)", "(a)<-[:TEACHES]-(b)"),
      ("(a)-[:INSTRUCTS]->(b)", "(a)<-[:TAUGHT_BY]-(b)"),
      ("(a)-[:HAS_PART]->(b)", "(a)<-[:PART_OF]-(b)"),
      ("(a)-[:MAY_REQUIRE]->(b)", "(a)-[:DIRECT_PREREQUISITE*1..]->(b)"),
      ("(a)-[:MAY_BE_REQUIRED_FOR]->(b)", "(a)<-[:DIRECT_PREREQUISITE*1..]-(b)"),
      ("(a)-[:MUST_BE_TAKEN_BEFORE]->(b)", "(a)<-[:MUST_REQUIRE]-(b)"),
      ("(a)-[:ASSUMES_TOPIC]->(b)", "(a)-[:DIRECT_PREREQUISITE]->(:Course)-[:TEACHES]->(b)"),
    ] {
      let ends = "RETURN DISTINCT id(a) AS a, id(b) AS b"
      let left = try rows(session, "MATCH \(inferred) \(ends)")
      #expect(!left.isEmpty)
      #expect(left == (try rows(session, "MATCH \(pattern) \(ends)")), "\(inferred)")
    }
  }

  @Test("Symmetric relations hold both ways, and stay one relationship each")
  func symmetric() throws {
    let session = try ExampleWorld.shared().session
    let ends = try session.rows(
      "MATCH (a)-[r:EQUIVALENT_TO]->(b) RETURN a.key AS a, b.key AS b, r.rule AS rule")
    let pairs = zip(ends.column("a"), ends.column("b")).map { [$0.text, $1.text] }
    #expect(Set(pairs).count == pairs.count && !pairs.isEmpty)
    #expect(Set(pairs) == Set(pairs.map { $0.reversed() }))
    #expect(ends.column("rule").contains(.null))
    #expect(ends.column("rule").contains(.string("prp-symp")))
  }

  @Test("Every inferred relationship says its rule, and learners' actions infer none")
  func rulesAreSaid() throws {
    let session = try ExampleWorld.shared().session
    let without = try session.rows(
      "MATCH (a)-[r:COVERS|MAY_REQUIRE|TAUGHT_IN]->(b) WHERE r.rule IS NULL RETURN count(r) AS n")
    #expect(without.column("n") == [.integer(0)])
    let types = try session.counts().map { $0[1] }
    #expect(!types.contains("[:HAS_STUDIED]"))
  }

  // MARK: Proofs

  @Test("The checker confirms a proof of every kind", arguments: ["en", "zh"])
  func proofsAreTrue(language: String) throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder, language: language)
    let types = try session.rows(
      "MATCH ()-[r]->() WHERE r.rule IS NOT NULL RETURN DISTINCT type(r) AS t")
    #expect(types.count > 12)
    for type in types.column("t").map(\.text) {
      let found = try session.rows(
        "MATCH (a)-[r:\(type)]->(b) WHERE r.rule IS NOT NULL RETURN a.key AS a, b.key AS b "
          + "ORDER BY a, b SKIP 3 LIMIT 4")
      for (start, end) in zip(found.column("a"), found.column("b")) {
        let answer = try session.prove(start.text, type, end.text)
        #expect(answer.inference.steps.allSatisfy { !$0.sentence.isEmpty })
        let report = try session.verdict(on: answer)
        #expect(report.verdict == .true, "\(start.text) \(type) \(end.text): \(report.text)")
      }
    }
  }

  @Test("A chain over actions is proven for the learner who is asked about")
  func studied() throws {
    let session = try ExampleWorld.shared().session
    let answer = try session.prove("L-104", "hasStudied", "programming")
    #expect(answer.inference.steps.last?.rule == "prp-spo2")
    #expect(try session.verdict(on: answer).verdict == .true)
    let places = answer.inference.steps.compactMap { $0.source?.file }
    #expect(places.contains { $0.hasSuffix("activity.csv") })
    #expect(throws: (any Error).self) {
      try session.prove("L-104", "hasStudied", "compilers")
    }
  }

  @Test("Proofs that were tampered with are refused")
  func tampered() throws {
    let session = try ExampleWorld.shared().session
    let answer = try session.prove("CS 330", "covers", "computing")
    #expect(try session.verdict(on: answer).verdict == .true)
    let text = String(decoding: try json(answer), as: UTF8.self)
    for (from, to) in [
      ("\"prp-spo2\"", "\"prp-trp\""), ("\"broaderTransitive\"", "\"broader\""),
      ("\"premises\":[2,3]", "\"premises\":[2,2]"), ("\"premises\":[0]", "\"premises\":[1]"),
      ("\"stated\"", "\"class\""), ("\"key\":\"computing\"", "\"key\":\"mathematics\""),
      ("\"line\":", "\"line\":1"), ("\"covers\"", "\"teaches\""),
      ("\"kind\":\"subPropertyOf\"", "\"kind\":\"equivalentProperties\""),
    ] {
      #expect(text.contains(from), "\(from)")
      let report = try session.check(Data(text.replacing(from, with: to).utf8), file: "proof.json")
      #expect(report.verdict == .false, "\(from) → \(to)")
    }
  }

  // MARK: In the query language

  @Test("WHY and docent.proof show rule, premises and sentences")
  func questions() throws {
    let session = try ExampleWorld.shared().session
    let why = try session.rows("WHY \"CS 330\" COVERS \"computing\"")
    #expect(why.column("rule").last == .string("prp-spo2"))
    #expect(why.column("premises").last == .list([.integer(2), .integer(3)]))
    #expect(why.column("source").first?.text.hasSuffix("catalog.xml:619") == true)
    let proof = try session.rows(
      "MATCH (:Course {key: \"CS 330\"})-[r:COVERS]->(:Topic {key: \"computing\"}) "
        + "CALL docent.proof(id(r)) YIELD rule, premises, sentence RETURN rule, premises, sentence")
    #expect(proof.column("sentence") == why.column("sentence"))
    let stated = try session.rows(
      "MATCH (:Learner {key: \"L-104\"})-[r:COMPLETED]->() WITH r LIMIT 1 "
        + "CALL docent.proof(r) YIELD rule, source RETURN rule, source")
    #expect(stated.column("rule") == [.string("stated")])
    #expect(try session.rows("CALL docent.proof(-1)").failure != nil)
    #expect(try session.rows("WHY \"CS 330\" COVERZ \"computing\"").failure != nil)
  }

  // MARK: Re-import

  /// A session that lives through re-imports infers from what changed, and knows no less and no
  /// more than one that opens the file afterwards.
  @Test("Inference follows re-imports as if it had begun afresh")
  func followsImports() throws {
    let folder = try TemporaryFolder()
    let session = try openSession(folder.file("follow.db"))
    let feeds: [[(String, String)]] = [
      [("A", ""), ("B", "A"), ("C", "B"), ("D", "C")],
      [("A", ""), ("B", "A"), ("C", "A"), ("D", "C"), ("E", "D")],
      [("A", ""), ("C", "A"), ("D", "C"), ("E", "A")],
      [("A", ""), ("B", "A"), ("C", "B"), ("D", "C")],
    ]
    let everything =
      "MATCH (a)-[r]->(b) RETURN a.key AS a, type(r) AS t, b.key AS b, id(r) AS id"
    var sizes: [Int] = []
    for feed in feeds {
      let courses = feed.map { key, needs in
        (
          key: key, hours: 10,
          requires: needs.isEmpty ? "" : "<course key=\"\(needs)\"/>"
        )
      }
      let file = try folder.write(SmallCatalog(courses).xml, to: "feed.xml")
      var request = ImportRequest(files: [file])
      request.full = true
      _ = try session.importFiles(request)
      let followed = try rows(session, everything)
      sizes.append(followed.count)
      #expect(followed == (try rows(openSession(folder.file("follow.db")), everything)))
    }
    #expect(Set(sizes).count > 2 && sizes[0] == sizes[3])
  }

  // MARK: Another domain

  @Test("A film is of the genres around its own, because its ontology says so")
  func films() throws {
    let folder = try TemporaryFolder()
    let ontology = try folder.makeOntology(
      "Ontology", documents: ["\(ProjectFiles.films)/films.owl"],
      feeds: ["\(ProjectFiles.films)/film-feed.xml"] + ProjectFiles.feedDocuments("xsd"))
    let session = try openSession(folder.file("films.db"), ontology: ontology)
    _ = try session.importFiles(ImportRequest(files: ["\(ProjectFiles.films)/films.xml"]))
    let ends = "RETURN DISTINCT id(a) AS a, id(b) AS b"
    let wider = try rows(session, "MATCH (a)-[:OF_WIDER_GENRE]->(b) \(ends)")
    #expect(!wider.isEmpty)
    #expect(
      wider
        == (try rows(session, "MATCH (a)-[:HAS_GENRE]->()-[:WITHIN_GENRE*1..]->(b) \(ends)")))
    let answer = try session.prove("F-01", "ofWiderGenre", "story")
    #expect(answer.inference.steps.map(\.rule) == ["stated", "stated", "prp-spo2"])
    #expect(try session.verdict(on: answer).verdict == .true)
    #expect(
      answer.inference.steps.last?.sentence == "The Lighthouse Clerk is, more widely, Fiction.")
  }
}
