import Foundation
import KnowledgeGraph
import RequirementText
import Testing

/// The tree algebra against expressions that other people wrote by hand: simplifying keeps the
/// meaning, JSON keeps the tree, and the tree in words is read back as itself.
@Suite("Hand-written requirements")
struct HandWrittenRequirementTests {
  @Test(
    "Princeton's boolean expressions", .enabled(if: HandWrittenRequirements.arePrincetonsAtHand))
  func princeton() throws {
    let (read, unread) = try HandWrittenRequirements.readPrinceton()
    #expect(read.count + unread.count == 471)
    #expect(unread.isEmpty, "\(unread)")
    let spoken = try check(read)
    print("Princeton: \(read.count) expressions; \(spoken) read back from words")
    #expect(spoken >= 370)
  }

  @Test("Irvine's lists of alternatives", .enabled(if: HandWrittenRequirements.areIrvinesAtHand))
  func irvine() throws {
    let read = try HandWrittenRequirements.readIrvine()
    let spoken = try check(read)
    print("Irvine: \(read.count) lists; \(spoken) read back from words")
    #expect(read.count >= 150)
    #expect(spoken >= 100)
  }

  /// How many could be read back from their words: those whose keys are a code and a number.
  private func check(_ requirements: [HandWrittenRequirement]) throws -> Int {
    var random = Draws(state: 20_261_124)
    var spoken = 0
    for written in requirements {
      let tree = written.expression.requirement
      let simple = tree.simplified()
      #expect(simple.simplified() == simple)
      for _ in 0..<24 {
        let finished = Set(written.expression.keys.filter { _ in random.next() % 2 == 0 })
        let truth = written.expression.truth(finished)
        let facts = Finished(keys: finished)
        #expect(tree.evaluate(facts) == truth, "\(written.course)")
        #expect(simple.evaluate(facts) == truth, "\(written.course)")
        #expect(simple.hinges(facts).isEmpty == (truth == .met))
      }
      let data = try JSONEncoder().encode(simple)
      #expect(try JSONDecoder().decode(Requirement.self, from: data) == simple)
      if isSpoken(simple, of: written) { spoken += 1 }
    }
    return spoken
  }

  private func isSpoken(_ tree: Requirement, of written: HandWrittenRequirement) -> Bool {
    let areCodes = written.expression.keys.allSatisfy {
      $0.wholeMatch(of: #/[A-Z&]{2,8} [0-9]+[A-Z]{0,2}/#) != nil
    }
    guard areCodes else { return false }
    let words = RequirementPhrase(tree).text
    let subjects = Set(written.expression.keys.map { String($0.prefix { $0 != " " }) })
    let parsed = RequirementTextParser().parse(
      words, kind: .prerequisite, context: RequirementContext(knownSubjects: subjects))
    #expect(parsed.requirement == tree, "\(written.course): \(words)")
    #expect(parsed.status == .exact)
    return parsed.requirement == tree
  }
}

private struct Finished: RequirementFacts {
  var keys: Set<String>

  func finished(_ course: CourseRequirement) -> Truth { keys.contains(course.key) ? .met : .notMet }
  func creditsEarned(matching pattern: String?) -> Double { 0 }
}

/// Steele, Lea and Flood's SplitMix64.
private struct Draws {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
