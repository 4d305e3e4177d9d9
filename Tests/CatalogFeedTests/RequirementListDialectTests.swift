import CatalogFeed
import KnowledgeGraph
import Testing

/// Lists of requirements that say neither "all" nor "any", and keys that need filters.
@Suite struct RequirementListDialectTests {
  private let mapping = mappingDocument(
    """
    <detect root="list"><has path="list/course"/></detect>
    <tree element="needs" means="some"/>
    <tree element="need" means="course" key="."><replace text="_" with=" "/></tree>
    <record name="course" path="list/course">
      <node class="Course"><key path="@id"/>
        <requirement kind="prerequisite" tree="needs" path="."/></node>
    </record>
    """)

  private func requirement(_ needs: String) throws -> RequirementFact {
    let read = try read("<list><course id='C'>\(needs)</course></list>", mapping: mapping)
    #expect(read.diagnostics.isEmpty)
    #expect(read.summary.unconsumed.isEmpty)
    return try #require(read.requirements.first)
  }

  @Test func severalAreNeverExact() throws {
    let fact = try requirement("<needs><need>A_1</need><need>B_2</need><need>A_1</need></needs>")
    let courses = ["A 1", "B 2"].map { Requirement.course(CourseRequirement($0)) }
    #expect(fact.requirement == .all([.any(courses), .opaque("A_1, B_2, A_1")]))
    #expect(fact.status == .partial)
  }

  @Test func oneLeavesNoDoubt() throws {
    let once = try requirement("<needs><need>A_1</need></needs>")
    #expect(once.requirement == .course(CourseRequirement("A 1")))
    #expect(once.status == .exact)
    #expect(once.text == "A_1")
    #expect(try requirement("<needs> <need>A_1</need><need>A_1</need> </needs>").status == .exact)
  }

  @Test(arguments: [
    ("<needs>ask the department</needs>", "ask the department"),
    ("<needs>none of <need>A_1</need></needs>", "none of A_1"),
    ("<needs><need>A_1</need> <need>B_2</need> or consent</needs>", "A_1 B_2 or consent"),
    ("<needs><need>A_1</need> <or>consent</or></needs>", "A_1 consent"),
  ])
  func anythingButEntriesStaysOpaque(needs: String, words: String) throws {
    let fact = try requirement(needs)
    #expect(fact.requirement == .opaque(words))
    #expect(fact.status == .opaque)
  }

  /// What is claimed holds whether the list means all of its courses or any of them.
  @Test(arguments: [[], ["A 1"], ["B 2"], ["A 1", "B 2"]])
  func soundUnderBothReadings(finished: [String]) throws {
    let claim = try requirement("<needs><need>A_1</need><need>B_2</need></needs>").requirement
    let courses = ["A 1", "B 2"].map { Requirement.course(CourseRequirement($0)) }
    let truth = claim.evaluate(Finished(keys: Set(finished)))
    for reading in [Requirement.all(courses), .any(courses)] where truth != .cannotTell {
      #expect(reading.evaluate(Finished(keys: Set(finished))) == truth)
    }
    #expect((truth == .notMet) == finished.isEmpty)
  }

  private struct Finished: RequirementFacts {
    var keys: Set<String>
    func finished(_ course: CourseRequirement) -> Truth {
      keys.contains(course.key) ? .met : .notMet
    }
    func creditsEarned(matching pattern: String?) -> Double { 0 }
  }
}
