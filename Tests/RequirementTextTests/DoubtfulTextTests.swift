import KnowledgeGraph
import RequirementText
import Testing

/// Texts that resemble requirements which a tree can hold, and are not, or can be read in two ways.
@Suite("Doubtful texts")
struct DoubtfulTextTests {
  private func parse(
    _ text: String, kind: RequirementFact.Kind = .prerequisite,
    context: RequirementContext = RequirementContext()
  ) -> ParsedRequirement {
    RequirementTextParser().parse(text, kind: kind, context: context)
  }

  private func expectOpaque(
    _ text: String, context: RequirementContext = RequirementContext()
  ) {
    let parsed = parse(text, context: context)
    #expect(parsed.status == .opaque, "\(text): \(parsed.requirement)")
    #expect(parsed.requirement.untyped == .opaque(text))
  }

  @Test(
    "What a number stands behind is no subject",
    arguments: [
      // Scores, also of placement and language tests.
      "TOEFL 550", "SAT 600", "ACT 25", "IELTS 6", "GRE 300", "LSAT 150", "Duolingo 105", "AP 5",
      "CGPA 300", "TOEFL 550 or ENGL 100", "TOEFL550", "ALEKS 60", "Points 100", "IQ 100",
      // Terms, dates and times.
      "FALL 1999", "SPRING 2020 and ART 101", "JAN 15", "Sept 2012", "TUESDAY 100", "AM 900",
      "CALENDAR 2012", "AUTUMN 201", "FALL2019", "WK 12", "YEAR 2010", "FY 2015", "SP 2019",
      "OFFERED 2010", "Hours 100", "AGE 18",
      // Money, places, telephones.
      "Fee 100", "USD 500", "CAD 500", "$100", "RM 101", "Rm 101", "HALL 200", "BLDG 200",
      "TEL 604", "Ext 1234", "Contact 5551", "BOX 100",
      // Parts of documents, codes.
      "SEC 101", "CH 12", "Vol 100", "pp 123", "FORM 2010", "STEP 1", "CRN 12345", "ID 100",
      "ISO 9001", "QUESTION 5", "LVL 200",
      // Measures and limits.
      "KM 100", "Kg 100", "WPM 100", "MIN 100", "CAP 100", "LIMIT 30", "Bring 2000", "Every 200",
    ])
  func notSubjects(text: String) { expectOpaque(text) }

  @Test("An alias or the text's own subject makes such a word a subject again")
  func subjectsAfterAll() {
    let own = RequirementContext(subject: "ACT")
    #expect(parse("ACT 250", context: own).requirement == course("ACT 250"))
    expectOpaque("ACT 25", context: own)
    let aliases = RequirementContext(subjectAliases: ["CH": "CHEM", "Drawing": "ART"])
    #expect(
      parse("CH 12 and Drawing 101", context: aliases).requirement == all("CHEM 12", "ART 101"))
    #expect(parse("Math 100", context: aliases).requirement == course("MATH 100"))
    #expect(parse("SOC WK 100").requirement == course("SOC WK 100"))
  }

  @Test(
    "A number is digits, and no year, score or placeholder",
    arguments: [
      "ART 1OO", "ART 10O", "ART 1O0", "ART I00", "ART XXX", "ART 1XX", "ART 000", "ART 0",
      "ART 1I",
      "ART １００", "ART 100-level", "ART 100+", "ART 1.5", "ART #100", "ART 101 (2010)",
      "ART 101 (85%)", "ART 101 (C)", "ART 101 / 1999",
    ])
  func notNumbers(text: String) { expectOpaque(text) }

  @Test(
    "Ranges, and lists that are not written out",
    arguments: [
      "ART 100-101", "ART 100-199", "ART 100–101", "ART 100 - 101", "ART 100 to ART 199",
      "ART 100 through 199", "ART 101 ... ART 104", "ART 101 … ART 104", "ART 101, ART 102, etc.",
      "ART 101 and above", "ART 101 or lower", "ART 101, or higher",
    ])
  func ranges(text: String) { expectOpaque(text) }

  @Test(
    "Bounds from above are no minimum",
    arguments: [
      "60 credits or fewer", "60 credits or less", "at most 60 credits", "up to 60 credits",
      "fewer than 60 credits", "60 credits maximum", "exactly 60 credits",
      "ART 101 with a grade of C or lower", "Grade of C or lower in ART 101",
      "65% or less in ART 101", "a grade of F in ART 101", "grade of 150% in ART 101",
      "Third-year standing or below", "Junior standing or lower", "age 18 or older",
    ])
  func boundsFromAbove(text: String) { expectOpaque(text) }

  @Test(
    "Two counts, or two years, with one noun",
    arguments: [
      "one or two of ART 101, ART 102", "at least one or two of ART 101, ART 102",
      "one or both of ART 101, ART 102", "1 or 2 of ART 101, ART 102",
      "all or any of ART 101, LAW 2",
      "3 or 6 credits of ART", "3, 6 or 9 credits of ART", "3 credits or 6 credits of ART",
      "3-6 credits of ART", "Third- or fourth-year standing", "Third or fourth year standing",
      "Second-, third- or fourth-year standing", "third-year or fourth-year standing",
      "Junior and senior standing", "JR OR SR ST IN ART PROG", "DANCE OR ART MAJOR",
      "6 credits of ART or ACT", "9 credits from ART 101 and ART 102 or LAW 3",
      "9 credits from ART 101, ART 102 with 3 credits at the 200 level", "SR ST MINORS",
      "6 credits of ART at the 200 level or above, excluding ART 210",
      "6 CR EXCLUDING {ART 101(P), 102(P)}", "6 CR BASIC COURSES {ART 101(P), 102(C)}",
      "three 300-level ART courses", "12 credits of 100-level courses", "6 to 9 credits of ART",
    ])
  func sharedNouns(text: String) { expectOpaque(text) }

  @Test(
    "Words that qualify a list reach over all of it",
    arguments: [
      "Two of ART 101, ART 102, ART 103, including ART 102",
      "Two of ART 101, ART 102, ART 103 excluding ART 102",
      "Two of ART 101, ART 102, ART 103, with ART 102",
      "One of ART 101, ART 102 with a C or better",
      "Two of ART 101, ART 102, ART 103, at least one 200-level",
      "any two of ART 101, ART 102, ART 103, one 200-level", "only one of ART 101, ART 102",
      "ART 101 or ART 102, with C or better", "two of ART 101 or ART 102 or ART 103",
    ])
  func qualifiedLists(text: String) { expectOpaque(text) }

  @Test(
    "Who a note behind the last of several courses is about",
    arguments: [
      "ART 101 or ART 102 (may be taken concurrently)", "ART 101, 102 (may be taken concurrently)",
      "ART 101 or/and ART 102 (may be taken concurrently)",
      "One of ART 101, ART 102 (may be taken concurrently)",
      "C or better in ART 101 or 102 (concurrently)", "ART 101 and ART 102 (C or better)",
    ])
  func trailingNotes(text: String) { expectOpaque(text) }

  @Test(
    "Negations, dates, replacements and equivalences",
    arguments: [
      "no credit in ART 101", "ART 101 but not ART 102", "ART 101 or ART 102 but not both",
      "not both ART 101 and ART 102", "any ART except ART 101",
      "One of ART 101, ART 102 except LAW 1",
      "ART 101, excluding LAW 1", "ART 101 unless waived", "ART 101 instead of ART 102",
      "ART 101 in lieu of ART 102", "ART 101 and ART 102 prior to ART 103", "ART 101 before 2010",
      "ART 101, ART 102 taken before 2010", "ART 101 and ART 102 within the last 5 years",
      "ART 101; formerly ART 99", "Equivalency: ART 101", "Equivalent: ART 101, ART 102",
      "completed or enrolled in ART 101", "pre- or corequisite: ART 101",
      "Prerequisite or corequisite: ART 101", "Prereq: ART 101; or Coreq: ART 102",
      "None or ART 101",
      "None. ART 101", "Not open to students with credit in ART 101 or in LAW 1",
      "failed ART 101", "Any major", "No major", "Former Arts majors", "MIT MATH 100",
      "Admission to the program in Fall", "Graduate standing or ART 101, ART 102",
      "MUST HAVE COMPLETED ALL COURSE WORK IN THE ART MAJOR",
    ])
  func negations(text: String) { expectOpaque(text) }

  @Test("The words in doubt stay beside what was read")
  func partial() {
    #expect(
      parse("ART 101, Fall 2019").requirement == .all([course("ART 101"), .opaque("Fall 2019")]))
    #expect(parse("ART 101 or 2010").requirement == .any([course("ART 101"), .opaque("2010")]))
    #expect(
      parse("ART 101. Equivalent: LAW 1").requirement
        == .all([course("ART 101"), .opaque("Equivalent: LAW 1")]))
    #expect(
      parse("ART 101; 60 credits or fewer").requirement
        == .all([course("ART 101"), .opaque("60 credits or fewer")]))
    #expect(parse("ART 101", kind: .equivalent).requirement == course("ART 101"))
    #expect(parse("Equivalent: ART 101", kind: .equivalent).requirement == course("ART 101"))
    #expect(parse("Prereq: ART 101", kind: .equivalent).status == .opaque)
  }

  @Test("Exclusions exclude one by one, and never exclude an exclusion")
  func exclusions() {
    for text in ["ART 101. ART 102.", "ART 101; ART 102", "ART 101, ART 102", "ART 101 or ART 102"]
    {
      #expect(
        parse(text, kind: .exclusion).requirement
          == .not(.any([course("ART 101"), course("ART 102")])))
    }
    #expect(
      parse("Not open to students with credit in ART 101", kind: .exclusion).requirement
        == .not(course("ART 101")))
    for kind in [RequirementFact.Kind.corequisite, .equivalent] {
      #expect(
        parse("ART 1; not open to students with credit in ART 101", kind: kind).status == .opaque)
    }
  }

  @Test(
    "Chinese words that are no title",
    arguments: [
      "同等课程", "相当课程", "其他课程", "相关课程", "英语四级", "托福 550", "雅思", "2010年", "高中数学", "高等数学等",
      "高等数学等课程", "高等数学除外", "高等数学/线性代数", "高等数学（或线性代数）", "高等数学60分", "专业课", "三教101教室",
      "高等数学80", "研究生", "高等数学+线性代数", "无或高等数学", "无，高等数学", "高等数学A、B", "高等数学、线性代数之一",
      "除高等数学外", "线性代数，或高等数学",
    ])
  func chineseNotTitles(text: String) { expectOpaque(text) }

  @Test("Chinese equivalents stay opaque beside the course")
  func chineseEquivalents() {
    for words in ["同等课程", "相当课程", "其他课程", "同等学力"] {
      #expect(
        parse("MATH 100 或\(words)").requirement == .any([course("MATH 100"), .opaque(words)]))
      #expect(parse("高等数学或\(words)").requirement == .any([course("高等数学"), .opaque(words)]))
    }
    // Titles that hold such characters.
    for title in ["等离子体物理", "级数理论", "微积分", "外国文学", "大学英语3"] {
      #expect(parse(title).requirement == course(title))
    }
  }
}

private func course(_ key: String) -> Requirement { .course(CourseRequirement(key)) }
private func all(_ keys: String...) -> Requirement { .all(keys.map(course)) }
