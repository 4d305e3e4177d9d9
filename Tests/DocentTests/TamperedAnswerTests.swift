import Diagnostics
import Docent
import Foundation
import KnowledgeGraph
import Proofs
import Testing

/// Whatever is changed in an answer, the checker no longer calls it true.
///
/// Not part of the proof, so that changing them changes nothing that could be false:
///
/// - sentences, and a step's `because`: prose, in whatever language was asked for;
/// - the title of a goal topic, which planning does not read;
/// - how many recommendations, alternatives or witnessing paths are shown: fewer are as true;
/// - the order in which things are listed that stand for a set: landmarks and the courses of one,
///   courses that need a step, assumptions, alternatives, and steps of one term;
/// - a goal named twice: it is reached as well as one named once;
/// - the learner's action on a course, put in the place of another that they did as well;
/// - a step that is put off: a plan that waits is still a plan.
///
/// Versions are the other exception: they say which graph is meant, so a wrong one is stale.
@Suite("Tampered answers")
struct TamperedAnswerTests {
  /// How changes begin that may leave an answer true, by kind of place; any change with "".
  static let harmless: [String: [String]] = [
    "recommendations.ledger.sentence": [""], "steps.because": [""],
    "alternatives.steps.because": [""],
    // Without the claim to be the best there are, what remains is still true.
    "limit": ["left out"], "recommendations": ["dropped"], "alternatives": ["dropped", "swapped"],
    "recommendations.ledger.paths": ["dropped", "swapped"],
    "certificate.landmarks": ["swapped"], "certificate.landmarks.anyOf": ["swapped"],
    "steps.neededFor": ["swapped"], "alternatives.steps.neededFor": ["swapped"],
    "assumptions": ["swapped"], "target": ["doubled"], "steps.term": ["one more"],
    "alternatives.steps.term": ["one more"],
  ]

  @Test("A reason changed anywhere is refused, for every sort of evidence")
  func reasons() throws {
    let session = try ExampleWorld.shared().session
    let (learner, course) = try Self.richestReason(session)
    let answer = try session.why(course, for: learner, lines: 50)
    let evidence = Set(
      answer.recommendations.flatMap(\.ledger.lines).map { Self.word($0.evidence) })
    #expect(evidence.contains("path") && evidence.contains("prior"))
    try expectRefusals(of: answer, by: session, atLeast: 200)
  }

  @Test("A list of recommendations changed anywhere is refused")
  func recommendations() throws {
    let session = try ExampleWorld.shared().session
    let (learner, _) = try Self.richestReason(session)
    let answer = try session.recommend(learner, limit: 3, lines: 3)
    try expectRefusals(of: answer, by: session, atLeast: 300)
  }

  @Test("A plan changed anywhere is refused, its certificate and alternatives included")
  func plans() throws {
    let session = try ExampleWorld.shared().session
    let answer = try plan(
      session, to: "DATA 340", for: "L-104", request: PathRequest(alternatives: 1))
    #expect(answer.steps.count > 2 && !answer.alternatives.isEmpty)
    try expectRefusals(of: answer, by: session, atLeast: 200)
  }

  @Test("A list that claims to hold the best may leave none of them out")
  func gaps() throws {
    let session = try ExampleWorld.shared().session
    let whole = try session.recommend("L-104", limit: 4)
    for place in whole.recommendations.indices {
      var answer = whole
      answer.recommendations.remove(at: place)
      #expect(try session.check(json(answer), file: "a.json").verdict == .false, "\(place)")
    }
    #expect(try session.check(json(whole), file: "a.json").verdict == .true)
  }

  @Test("A goal out of reach carries no proof, and check says so")
  func unreachable() throws {
    let session = try ExampleWorld.shared().session
    guard case .unreachable(let answer) = try session.path(to: ["CS 105"], for: "L-104") else {
      Issue.record("CS 105 is not for those who took CS 101")
      return
    }
    let refused = #expect(throws: RefusedRequest.self) {
      try session.check(json(answer), file: "a.json")
    }
    #expect(refused?.diagnostics.first?.code == "check.no-proof")
  }

  @Test("A plan with assumptions changed anywhere is refused")
  func assumptions() throws {
    let folder = try TemporaryFolder()
    let session = try SmallCatalog.withAssumptions.imported(in: folder)
    let answer = try plan(session, to: "GLA 300", for: nil)
    #expect(answer.assumptions.count == 3)
    try expectRefusals(of: answer, by: session, atLeast: 100)
  }

  @Test("An answer from another state of the graph is stale, neither true nor false")
  func otherVersions() throws {
    let session = try ExampleWorld.shared().session
    let answers = [
      try json(session.recommend("L-104", limit: 1)),
      try json(plan(session, to: "CS 480", for: "L-104")),
    ]
    for answer in answers {
      let changes = Tampering().changes(of: try JSONTree(data: answer)).filter {
        $0.kind.hasPrefix("versions.") && $0.change != "left out"
      }
      #expect(changes.count == 6)
      for tampered in changes {
        #expect(try session.check(json(tampered.document), file: "a.json").verdict == .stale)
      }
    }
  }

  @Test(
    "What is no answer is refused with a reason",
    arguments: ["", "{}", "[1,2]", "not JSON", "{\"format\":1}", "null"])
  func notAnAnswer(text: String) throws {
    let session = try ExampleWorld.shared().session
    let refused = #expect(throws: RefusedRequest.self) {
      try session.check(Data(text.utf8), file: "answer.json")
    }
    #expect(refused?.diagnostics.first?.code == "check.not-an-answer")
    #expect(refused?.diagnostics.first?.place?.file == "answer.json")
  }

  // MARK: - How it is done

  private func expectRefusals(
    of answer: some Encodable, by session: Session, atLeast wanted: Int
  ) throws {
    let activity = try ExampleActivity(file: ProjectFiles.activity)
    let whole = try json(answer)
    let original = try session.check(whole, file: "answer.json")
    try #require(original.verdict == .true, "\(original.text)")
    let changes = Tampering(vocabularies: Self.vocabularies).changes(of: try JSONTree(data: whole))
      .filter { change in
        !Self.isHarmless(change) && !change.kind.hasPrefix("versions")
          && !(change.kind.hasSuffix("steps") && change.isReorderedWithinTerm)
          && !change.isAnotherTruth(in: activity)
      }
    #expect(changes.count >= wanted)
    for tampered in changes {
      let verdict = try? session.check(json(tampered.document), file: "answer.json").verdict
      #expect(verdict != .true && verdict != .stale, "\(tampered.place) \(tampered.change)")
    }
  }

  private static func isHarmless(_ tampered: TamperedDocument) -> Bool {
    (harmless[tampered.kind] ?? []).contains { $0.isEmpty || tampered.change.hasPrefix($0) }
  }

  /// Words that one answer may put in place of another.
  private static let vocabularies = [
    ["stated", "inferred", "learned"], ["goal", "forced", "chosen"], ["course", "topic"],
    ["met", "cannotTell", "notMet", "taken"], ["path", "model", "prior"],
    ["opaque", "standing", "programme", "minimumGrade", "unknownCourse", "missingEffort"],
    ["hours", "credits", "courses"], ["COMPLETED", "ENROLLED", "RATED", "VIEWED"],
    ["taken-next", "taken-together", "popularity", "embedding-neighbour", "shared-TEACHES"],
    ["TEACHES", "TAUGHT_BY", "PART_OF", "OFFERED_BY"],
    ["Topic", "Course", "Instructor", "Learner"],
  ]

  /// Of learners with a short history, the one with the most kinds of lines under one course.
  private static func richestReason(
    _ session: Session
  ) throws -> (learner: String, course: String) {
    let activity = try ExampleActivity(file: ProjectFiles.activity)
    let short = activity.learners.filter { (2...4).contains(activity.taken(by: $0).count) }
    var best = (kinds: 0, learner: "", course: "")
    for learner in short.prefix(20) {
      for found in try session.recommend(learner, limit: 10, lines: 50).recommendations {
        let kinds = Set(found.ledger.lines.map(\.family)).count
        if kinds > best.kinds { best = (kinds, learner, found.course.key) }
      }
    }
    return (best.learner, best.course)
  }

  private static func word(_ evidence: Evidence) -> String {
    switch evidence {
    case .paths: "path"
    case .model: "model"
    case .prior: "prior"
    }
  }
}

extension TamperedDocument {
  /// Steps changed places, and terms still do not fall.
  fileprivate var isReorderedWithinTerm: Bool {
    guard change.hasPrefix("swapped"), case .array(let steps)? = document[place] else {
      return false
    }
    let terms = steps.map { step -> Int64 in
      if case .integer(let term)? = step["term"] { term } else { 0 }
    }
    return terms == terms.sorted()
  }

  /// The action on a course was replaced by another that the activity file holds.
  fileprivate func isAnotherTruth(in activity: ExampleActivity) -> Bool {
    guard kind.hasSuffix("because.action"), case .string(let learner)? = document["learner"],
      case .string(let action)? = document[place],
      case .string(let course)? = document[place.replacing(".action", with: ".course.key")]
    else { return false }
    return activity.courses(of: learner, actions: [action.lowercased()]).contains(course)
  }
}
