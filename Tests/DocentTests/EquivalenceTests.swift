import Diagnostics
import Docent
import Foundation
import GraphStorage
import KnowledgeGraph
import Proofs
import QueryExecution
import Rendering
import Testing

/// Courses of two providers in one file: apart by provider, and one another's equivalent only where
/// that is declared.
@Suite("Equivalences between providers")
struct EquivalenceTests {
  private static let other = """
    <catalog xmlns="urn:docent:catalog:1"><provider key="otherfield"><title>Otherfield</title>
    <course key="CS 101"><title>Programming</title></course>
    <course key="CS 102"><title>More programming</title></course></provider></catalog>
    """
  private static let declaration = """
    <catalog xmlns="urn:docent:catalog:1"><equivalences>
    <same><course provider="larkfield" key="CS 101"/>
    <equivalent provider="otherfield" key="CS 101"/></same>
    </equivalences></catalog>
    """

  private func offered(_ session: Session) throws -> Set<String> {
    let answer = try session.recommend("N-1", limit: 1000)
    return Set(
      answer.recommendations.filter { $0.course.provider == "otherfield" }.map(\.course.key))
  }

  @Test("Equal keys are two courses; a declared equivalent of a finished course is not recommended")
  func declared() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let log = "learner,course,action\nN-1,larkfield:CS 101,completed\n"
    let brought = try session.importFiles(
      ImportRequest(files: [try folder.write(Self.other, to: "other.xml")]))
    #expect(brought.map(\.nodes.added) == [3])
    _ = try session.importFiles(ImportRequest(files: [try folder.write(log, to: "log.csv")]))
    #expect(try offered(session) == ["CS 101", "CS 102"], "nothing is guessed from keys")
    let reports = try session.importFiles(
      ImportRequest(files: [try folder.write(Self.declaration, to: "same.xml")]))
    #expect(reports.map(\.failed) == [false])
    #expect(reports.map(\.relationships.added) == [1])
    #expect(reports.map(\.nodes.added) == [0], "a declaration states no course")
    #expect(try offered(session) == ["CS 102"])
    let undone = try session.undoLastImport()
    #expect(undone.json.compact.contains("same.xml"))
    #expect(try offered(session) == ["CS 101", "CS 102"])
  }

  @Test("A declaration that names a course nobody states is told, and holds once it is stated")
  func beforehand() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().copy(to: folder)
    let early = try session.importFiles(
      ImportRequest(files: [try folder.write(Self.declaration, to: "same.xml")]))
    #expect(early.map(\.rejected) == [1])
    #expect(early.flatMap(\.diagnostics).map(\.code) == ["feed.dangling-relationship"])
    let later = try session.importFiles(
      ImportRequest(files: [try folder.write(Self.other, to: "other.xml")]))
    // Two courses are offered by the provider, and the equivalence comes to light.
    #expect(later.map(\.relationships.added) == [3])
  }

  // MARK: - Requirements

  private static let ladder = """
    <catalog xmlns="urn:docent:catalog:1"><provider key="north"><title>North</title>
    <course key="CS 1"><title>Beginnings</title><credits>5</credits></course>
    <course key="CS 2"><title>Middles</title><credits>5</credits>
    <requires><text>CS 1</text></requires></course>
    <course key="CS 3"><title>Endings</title><credits>5</credits>
    <requires><text>CS 2</text></requires></course>
    <course key="CS 4"><title>Much of it</title><credits>5</credits>
    <requires><credits count="10"/></requires></course></provider></catalog>
    """
  private static let elsewhere = """
    <catalog xmlns="urn:docent:catalog:1"><provider key="south"><title>South</title>
    <course key="CS 1"><title>Starting out</title><credits>5</credits></course>
    <course key="INF 2"><title>Going on</title><credits>5</credits></course></provider></catalog>
    """
  private static let joined = """
    <catalog xmlns="urn:docent:catalog:1"><equivalences>
    <same><course provider="south" key="INF 2"/><equivalent provider="north" key="CS 2"/></same>
    <same><course provider="north" key="CS 1"/><equivalent provider="south" key="CS 1"/></same>
    </equivalences></catalog>
    """
  private static let finished = """
    learner,course,action
    A,south:CS 1,completed
    B,INF 2,completed

    """

  /// Two providers and two learners who studied in the south; the declaration when wanted.
  private func twoProviders(_ folder: TemporaryFolder, declared: Bool) throws -> Session {
    let session = try openSession(folder.file("graph.db"))
    var files = try [
      folder.write(Self.ladder, to: "north.xml"), folder.write(Self.elsewhere, to: "south.xml"),
      folder.write(Self.finished, to: "log.csv"),
    ]
    if declared { files.append(try folder.write(Self.joined, to: "same.xml")) }
    let reports = try session.importFiles(ImportRequest(files: files))
    #expect(reports.allSatisfy { !$0.failed && $0.rejected == 0 })
    return session
  }

  private func plan(_ session: Session, to goal: String, for learner: String) throws
    -> LearningPathAnswer
  {
    guard case .path(let answer) = try session.path(to: [goal], for: learner) else {
      throw UnexpectedResults(count: 0)
    }
    return answer
  }

  @Test("No course is declared to be its own equivalent, and each pair holds both ways")
  func pairs() throws {
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: true)
    let ends = try session.rows("MATCH (a)-[:EQUIVALENT_TO]->(b) RETURN id(a) AS a, id(b) AS b")
    let pairs = zip(ends.column("a"), ends.column("b")).map { [$0.text, $1.text] }
    #expect(Set(pairs).count == 4 && pairs.count == 4)
    #expect(pairs.allSatisfy { $0[0] != $0[1] })
    #expect(Set(pairs) == Set(pairs.map { [$0[1], $0[0]] }))
    let described = try session.rows("DESCRIBE \"north:CS 1\"")
    let said = zip(described.column("name"), described.column("value")).map { [$0.text, $1.text] }
    #expect(
      said.filter { $0[0].hasSuffix(" EQUIVALENT_TO") } == [["→ EQUIVALENT_TO", "south:CS 1"]])
  }

  @Test(
    "A finished equivalent satisfies a requirement, whichever of the two was declared first",
    arguments: [
      ("A", "CS 2", "south:CS 1 counts as north:CS 1"), ("B", "CS 3", "INF 2 counts as CS 2"),
    ])
  func satisfied(learner: String, course: String, reason: String) throws {
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: false)
    #expect(try session.readiness(of: course, for: learner).state == .notMet)
    _ = try session.importFiles(
      ImportRequest(files: [try folder.write(Self.joined, to: "same.xml")]))
    let readiness = try session.readiness(of: course, for: learner)
    #expect(readiness.state == .met)
    #expect(readiness.counted?.map(\.words) == [reason])
    let row = try session.rows("CAN \"\(learner)\" TAKE \"\(course)\"")
    #expect(row.column("answer") == [.string("yes")])
    #expect(row.column("equivalents") == [.list([.string(reason)])])
  }

  @Test("What counts as finished is taken already, and earns no credits of its own")
  func creditsOnce() throws {
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: true)
    let taken = try session.readiness(of: "CS 2", for: "B")
    #expect(taken.state == .taken)
    #expect(taken.counted?.map(\.words) == ["INF 2 counts as CS 2"])
    // Five credits were earned once; ten would be read if both courses counted.
    #expect(try session.readiness(of: "CS 4", for: "B").state == .notMet)
    let path = try plan(session, to: "CS 4", for: "B")
    #expect(path.steps.count == 2 && path.counted == nil)
    #expect(try session.verdict(on: path).verdict == .true)
  }

  @Test("A path starts from the equivalents, says so, and the checker agrees")
  func shorter() throws {
    let other = try TemporaryFolder()
    let apart = try twoProviders(other, declared: false)
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: true)
    #expect(
      try plan(apart, to: "CS 3", for: "B").steps.map(\.course.key) == ["CS 1", "CS 2", "CS 3"])
    let path = try plan(session, to: "CS 3", for: "B")
    #expect(path.steps.map(\.course.key) == ["CS 3"])
    #expect(path.counted?.map(\.words) == ["INF 2 counts as CS 2"])
    #expect(path.optimal && path.effort == 5)
    #expect(try session.verdict(on: path).verdict == .true)
    let reached = try plan(session, to: "CS 2", for: "B")
    #expect(reached.steps.isEmpty && reached.counted?.map(\.words) == ["INF 2 counts as CS 2"])
    #expect(try session.verdict(on: reached).verdict == .true)
  }

  @Test(
    "The checker refuses a path that hides, invents or changes what it rests on",
    arguments: [
      nil, [CountedCourse(finished: "CS 4", countsAs: "CS 2")],
      [
        CountedCourse(finished: "INF 2", countsAs: "CS 2"),
        CountedCourse(finished: "INF 2", countsAs: "north:CS 1"),
      ],
    ])
  func tamperedPath(counted: [CountedCourse]?) throws {
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: true)
    var path = try plan(session, to: "CS 3", for: "B")
    path.counted = counted
    let report = try session.verdict(on: path)
    #expect(report.verdict == .false)
    let lines = report.text.split(separator: "\n").dropFirst()
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("  counted: ") })
  }

  @Test("A path that rests on an equivalence no longer holds where it was never declared")
  func withoutDeclaration() throws {
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: true)
    let other = try TemporaryFolder()
    let apart = try twoProviders(other, declared: false)
    var path = try plan(session, to: "CS 3", for: "B")
    path.versions = try apart.versions()
    let text = try apart.verdict(on: path).text
    #expect(text.contains("the requirement of CS 3 is not met"))
  }

  @Test("The ledger's standing says the equivalent, and the checker refuses another")
  func ledgers() throws {
    let folder = try TemporaryFolder()
    let session = try twoProviders(folder, declared: true)
    _ = try session.train(ExampleWorld.training)
    let honest = try session.why("CS 3", for: "B")
    #expect(try session.verdict(on: honest).verdict == .true)
    #expect(try session.verdict(on: session.recommend("B")).verdict == .true)
    #expect(try session.verdict(on: session.why("CS 2", for: "B")).verdict == .true)
    let sentence = try session.obstacleSentence(session.whyNot("CS 2", for: "B"))
    #expect(sentence.hasSuffix("(INF 2 counts as CS 2)"))
    for counted in [[], [CountedCourse(finished: "north:CS 1", countsAs: "CS 2")]] {
      var answer = honest
      answer.recommendations[0].readiness = Readiness(.met, counted: counted)
      let report = try session.verdict(on: answer)
      #expect(report.faults.count == 1)
      #expect(report.text.contains("recommendations[0].readiness.counted: "))
    }
  }
}
