import KnowledgeGraph
import RequirementText
import Testing

/// Phrases in the manner of several universities' catalogues, with the subjects they use.
@Suite("How catalogues write")
struct CatalogueConventionTests {
  private func parse(
    _ text: String, subject: String? = nil, separator: String = " ", known: Set<String> = []
  ) -> ParsedRequirement {
    RequirementTextParser().parse(
      text, kind: .prerequisite,
      context: RequirementContext(
        subject: subject, keySeparator: separator, knownSubjects: known))
  }

  @Test("Sections, levels and inherited subjects, as Waterloo writes them")
  func waterloo() {
    #expect(
      parse(
        "Prereq: ECE 240, (ECE 205 or MATH 211); Level at least 2B. Coreq: ECE 207. Antireq: ECE 340"
      )
      .requirement
        == .all([
          course("ECE 240"), any("ECE 205", "MATH 211"), .standing("level at least 2B"),
          .corequisite(course("ECE 207")), .not(course("ECE 340")),
        ]))
    #expect(
      parse("One of ECON 221, STAT 211, 231, 241; AFM 241 or CS 330").requirement
        == .all([any("ECON 221", "STAT 211", "STAT 231", "STAT 241"), any("AFM 241", "CS 330")]))
    #expect(
      parse("MATH 235 or 245, 237 or 247").requirement
        == .all([any("MATH 235", "MATH 245"), any("MATH 237", "MATH 247")]))
    #expect(parse("PHIL/PSYCH 256").requirement == any("PHIL 256", "PSYCH 256"))
  }

  @Test("A hyphen between subject and number, whatever stands there in the keys")
  func hyphenatedCodes() {
    #expect(
      parse("INF-101 and MAT-100", separator: "-").requirement
        == .all([course("INF-101"), course("MAT-100")]))
    #expect(
      parse("CS-225, 231 or 241A").requirement == any("CS 225", "CS 231", "CS 241A"))
    #expect(parse("PHYS-102/112").requirement == any("PHYS 102", "PHYS 112"))
    for text in ["COVID-19", "CS-101-103", "SCORE-2"] {
      #expect(parse(text).status == .opaque, "\(text)")
    }
    #expect(parse("MAT-100 and luck").opaqueSpans.map(\.text) == ["luck"])
  }

  @Test("Concurrent registration and restrictions, as in Illinois")
  func illinois() {
    let concurrent = Requirement.course(CourseRequirement("CS 225", concurrent: true))
    #expect(
      parse(
        "CS 128; credit or concurrent registration in CS 225. Restricted to majors in Computer Science."
      )
      .requirement
        == .all([course("CS 128"), concurrent, .programme("majors in Computer Science")]))
    #expect(
      parse("Grade of C or better in CS 141; and Credit or concurrent registration in CS 211")
        .requirement
        == .all([
          .course(CourseRequirement("CS 141", minimumGrade: "C")),
          .course(CourseRequirement("CS 211", concurrent: true)),
        ]))
    #expect(parse("ECE 220 or CS 233.").requirement == any("ECE 220", "CS 233"))
  }

  @Test("Codes without a space, units and slashes, as at UNSW")
  func unsw() {
    #expect(
      parse("FOOD1120, CHEM2921 / Corequisite: FOOD3010", separator: "").requirement
        == .all([course("FOOD1120"), course("CHEM2921"), .corequisite(course("FOOD3010"))]))
    #expect(
      parse("6 UOC of MATH courses and 65 WAM").requirement
        == .all([.credits(count: 6, of: "MATH %"), .exam("65 WAM")]))
    let enrolled = parse("MATH2931 OR (MATH2931 and in B. Data Science and Decisions (3959))")
    #expect(enrolled.status == .partial)
    #expect(enrolled.requirement.courses().map(\.key) == ["MATH 2931"])
  }

  @Test("Codes of its own and consent, as at MIT")
  func mit() {
    #expect(parse("GIR:CAL2").requirement == .opaque("GIR:CAL2"))
    #expect(parse("permission of instructor").requirement == .consent("permission of instructor"))
  }

  @Test("A comma is and, a semicolon is and, as at Davis")
  func davis() {
    #expect(
      parse("MATH 021A (C- or better); MATH 021B or MATH 017B").requirement
        == .all([
          .course(CourseRequirement("MATH 021A", minimumGrade: "C-")),
          any("MATH 021B", "MATH 017B"),
        ]))
    #expect(parse("STA 013, STA 032").requirement == all("STA 013", "STA 032"))
  }

  @Test("n of a list, as in British Columbia")
  func britishColumbia() {
    #expect(
      parse("Two of POLI 260, POLI 360, POLI 361").requirement
        == .atLeast(
          count: 2, of: [course("POLI 260"), course("POLI 360"), course("POLI 361")]))
  }

  @Test("Registrars' marks, as in Milwaukee")
  func milwaukee() {
    #expect(
      parse("PREREQ: JR ST; CHEM 102(P)").requirement
        == .all([.standing("junior"), course("CHEM 102")]))
  }

  @Test("And and or on one level without brackets are never claimed exact")
  func ambiguity() {
    for text in ["CS 101 OR CS 102 & CS 103", "CS 101 and CS 102 or CS 103", "A OR B & C"] {
      #expect(parse(text).requirement == .opaque(text))
    }
    // What settles it: a number that inherits its subject, brackets, a comma, `either`.
    #expect(
      parse("CS 101 or 102 & MATH 103").requirement
        == .all([any("CS 101", "CS 102"), course("MATH 103")]))
    #expect(
      parse("(CS 101 OR CS 102) & CS 103").requirement
        == .all([any("CS 101", "CS 102"), course("CS 103")]))
    #expect(
      parse("CS 101 or CS 102, and CS 103").requirement
        == .all([any("CS 101", "CS 102"), course("CS 103")]))
  }

  @Test("With the catalogue's subjects known, no other code names a course")
  func knownSubjects() {
    let known: Set = ["CS", "FIN LAW", "ACT"]
    #expect(parse("GOLD 100").requirement == course("GOLD 100"))
    #expect(parse("GOLD 100", known: known).requirement == .opaque("GOLD 100"))
    #expect(parse("ACT 100", known: known).requirement == course("ACT 100"))
    #expect(
      parse("CS 101; GOLD 100; FIN LAW 2", known: known).requirement
        == .all([course("CS 101"), .opaque("GOLD 100"), course("FIN LAW 2")]))
    #expect(parse("GOLD 100", subject: "GOLD", known: known).requirement == course("GOLD 100"))
    #expect(parse("6 CR IN CS", known: known).requirement == .credits(count: 6, of: "CS %"))
    #expect(parse("6 CR IN FIBERS", known: known).status == .opaque)
    #expect(parse("6 CR IN FIBERS").status == .opaque)
  }

  @Test("Advice in its own clause is kept apart, wherever it stands")
  func advice() {
    for (text, words) in [
      ("Prerequisites: CS 101. Recommended: CS 103.", "CS 103"),
      ("CS 101 (recommended: CS 103)", "CS 103"),
      ("CS 101; CS 103 strongly recommended", "CS 103 strongly recommended"),
      ("CS 101. CS 103 is recommended.", "CS 103 is recommended"),
    ] {
      let parsed = parse(text)
      #expect(parsed.requirement == course("CS 101"), "\(text)")
      #expect(parsed.status == .exact)
      #expect(parsed.advice.map(\.requirement) == [course("CS 103")], "\(text)")
      #expect(parsed.advice.map(\.text) == [words])
    }
    // Whom the word reaches over is not said, or that it is no advice at all.
    for text in [
      "Not recommended: CS 102", "CS 101 (recommended: CS 102) or CS 103",
      "CS 101, (recommended: CS 102), CS 103", "CS 101; CS 102 & CS 103 recommended",
    ] {
      #expect(parse(text).requirement == .opaque(text))
      #expect(parse(text).advice.isEmpty, "\(text)")
    }
    let doubt = parse("CS 101 and CS 103 recommended")
    #expect(doubt.requirement == .opaque("CS 101 and CS 103 recommended"))
    #expect(doubt.advice.isEmpty)
  }

  @Test("Prose between semicolons stays opaque and leaves the rest readable")
  func prose() {
    let parsed = parse("To be agreed with the unit; third-year standing in Law; and CS 101.")
    #expect(
      parsed.requirement
        == .all([
          .opaque("To be agreed with the unit"), .standing("third year in Law"), course("CS 101"),
        ]))
    let alternative = "It is taught in May; CS 101; or a talk"
    #expect(parse(alternative).requirement == .opaque(alternative))
  }
}

private func course(_ key: String) -> Requirement { .course(CourseRequirement(key)) }
private func all(_ keys: String...) -> Requirement { .all(keys.map(course)) }
private func any(_ keys: String...) -> Requirement { .any(keys.map(course)) }
