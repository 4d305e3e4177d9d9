import KnowledgeGraph
import RequirementText
import Testing

/// One phrase of our own for each construct that catalogues use, with the tree it must give.
@Suite("Requirement constructs")
struct RequirementConstructTests {
  private typealias Example = (String, Requirement)

  private func expect(
    _ examples: [Example], kind: RequirementFact.Kind = .prerequisite,
    context: RequirementContext = RequirementContext()
  ) {
    for (text, tree) in examples {
      let parsed = RequirementTextParser().parse(text, kind: kind, context: context)
      #expect(parsed.requirement.untyped == tree.simplified(), "\(text)")
      #expect(parsed.status == tree.status, "\(text)")
      #expect(parsed.text == text)
    }
  }

  @Test func lists() {
    expect([
      ("All of ART 101, ART 102.", all("ART 101", "ART 102")),
      (
        "One of ART 101, ART 102 and one of LAW 1, LAW 2.",
        .all([any("ART 101", "ART 102"), any("LAW 1", "LAW 2")])
      ),
      ("One of ART 101, ART 102 or ART 103", any("ART 101", "ART 102", "ART 103")),
      ("Two of ART 101, ART 102, ART 103", two("ART 101", "ART 102", "ART 103")),
      ("Any two of the following: ART 101, 102, 103", two("ART 101", "ART 102", "ART 103")),
      ("ART 101, ART 102 or ART 103", any("ART 101", "ART 102", "ART 103")),
      ("ART 101, ART 102, and ART 103", all("ART 101", "ART 102", "ART 103")),
      ("ART 101; ART 102; or ART 103", any("ART 101", "ART 102", "ART 103")),
      (
        "One of ART 101, 102; MUS 7 or LAW 330",
        .all([any("ART 101", "ART 102"), any("MUS 7", "LAW 330")])
      ),
      (
        "ART 235 or 245, 237 or 247",
        .all([any("ART 235", "ART 245"), any("ART 237", "ART 247")])
      ),
      ("either ART 101 and ART 102 or LAW 1", .any([all("ART 101", "ART 102"), course("LAW 1")])),
      (
        "Either (a) ART 101 or (b) all of ART 102, ART 103; and LAW 1.",
        .all([.any([course("ART 101"), all("ART 102", "ART 103")]), course("LAW 1")])
      ),
      ("ART 101, (ART 205 or LAW 211)", .all([course("ART 101"), any("ART 205", "LAW 211")])),
      ("ART/LAW 256", any("ART 256", "LAW 256")), ("ART 102/112", any("ART 102", "ART 112")),
      ("ART 111-112", .opaque("ART 111-112")),
      ("ART 101. LAW 1 and LAW 2.", all("ART 101", "LAW 1", "LAW 2")),
    ])
  }

  @Test func gradesAndTerms() {
    expect([
      ("Grade of C or better in ART 141", graded("ART 141", "C")),
      ("a minimum grade of 65% in ART 113", graded("ART 113", "65%")),
      (
        "A score of 60% or higher in one of ART 111, ART 123.",
        .any([graded("ART 111", "60%"), graded("ART 123", "60%")])
      ),
      ("GRADE OF \"B\" OR BETTER IN BUS LAW 204(P)", graded("BUS LAW 204", "B")),
      (
        "C or better in ART 104, 111, or 118",
        .any(["ART 104", "ART 111", "ART 118"].map { graded($0, "C") })
      ),
      ("ART 141 with C- or better", graded("ART 141", "C-")),
      (
        "ART 1; credit or concurrent registration in ART 225",
        .all([course("ART 1"), concurrent("ART 225")])
      ),
      ("concurrent enrollment in ART 225", .corequisite(course("ART 225"))),
      ("ART 225 (may be taken concurrently)", concurrent("ART 225")),
      ("LAW 1; ART 225 or concurrent enrollment", .all([course("LAW 1"), concurrent("ART 225")])),
      (
        "LAW 1 and ART 225 or concurrent enrollment",
        .opaque("LAW 1 and ART 225 or concurrent enrollment")
      ),
      (
        "C or better in ART 101 or 102 and in LAW 3",
        .all([.any([graded("ART 101", "C"), graded("ART 102", "C")]), graded("LAW 3", "C")])
      ),
      (
        "ART 12. Coreq: LAW 3, LAW 4. Antireq: LAW 5, LAW 6",
        .all([
          course("ART 12"), .corequisite(all("LAW 3", "LAW 4")), .not(any("LAW 5", "LAW 6")),
        ])
      ),
      ("Not open to students with credit in ART 775 or ART 776", .not(any("ART 775", "ART 776"))),
    ])
  }

  @Test func creditsStandingProgramme() {
    expect([
      (
        "6 credits of ART including ART 122; or LAW 122 and third-year standing.",
        .any([
          .all([.credits(count: 6, of: "ART %"), course("ART 122")]),
          .all([course("LAW 122"), .standing("third year")]),
        ])
      ),
      ("At least 9 units of 300-level ART", .credits(count: 9, of: "ART 3%")),
      ("6 credits of ART at the 800-level or beyond", .credits(count: 6, of: "ART 8%|ART 9%")),
      ("6 credits of 300- or 400-level ART courses", .credits(count: 6, of: "ART 3%|ART 4%")),
      ("6 credits of ART at the 300 or 400 level", .credits(count: 6, of: "ART 3%|ART 4%")),
      ("6 credits of 100-level courses in ART or LAW", .credits(count: 6, of: "ART 1%|LAW 1%")),
      ("12 credits of ART and/or LAW", .credits(count: 12, of: "ART %|LAW %")),
      ("12 credits of ART and LAW courses", .credits(count: 12, of: "ART %|LAW %")),
      (
        "9 credits from ART 101, 102 or LAW 3; ART 4",
        .all([.credits(count: 9, of: "ART 101|ART 102|LAW 3"), course("ART 4")])
      ),
      (
        "6 CR BASIC COURSES {ART 101(P), 102(P)}", .credits(count: 6, of: "ART 101|ART 102")
      ),
      (
        "ART 100 and 6 additional credits of ART at the 200-level",
        .all([course("ART 100"), .credits(count: 6, of: "ART 2%")])
      ),
      (
        "ART 200 and 6 additional credits of ART at the 200-level",
        .all([course("ART 200"), .opaque("6 additional credits of ART at the 200-level")])
      ),
      ("78UOC", .credits(count: 78, of: nil)),
      ("Restricted to majors in Law", .programme("majors in Law")),
      ("Restricted to Law majors", .programme("Law majors")),
      ("Completion of 48 credits", .credits(count: 48, of: nil)),
      (
        "4th year standing in Law, Arts, or Music.", .standing("fourth year in Law, Arts, or Music")
      ),
      ("Junior or senior standing", .any([.standing("junior"), .standing("senior")])),
      ("Level at least 2B", .standing("level at least 2B")),
      ("Admission to the B.Mus. program", .programme("B.Mus. program")),
      ("Restricted to students in the Law Program", .programme("Law Program")),
      ("None", .none), ("No prerequisites.", .none),
      ("There are no formal requirements for this course.", .none),
    ])
    let named = RequirementContext(
      subject: "216", subjectAliases: ["Fine Art": "168", "ART": "168"], keySeparator: "-")
    expect(
      [
        ("6 credits of 200-level Fine Art", .credits(count: 6, of: "168-2%")),
        ("ART 101 and 293", all("168-101", "168-293")), ("293", course("216-293")),
        ("6 credits of LAW", .opaque("6 credits of LAW")),
      ], context: named)
  }

  @Test func registrarsShorthand() {
    expect(
      [
        (
          "JR ST; ART 341(P) OR 343(P); FIN LAW 260(P) OR CONS INSTR. ART 152(R)",
          .all([
            .standing("junior"), any("ART-341", "ART-343"),
            .any([course("FIN LAW-260"), .opaque("CONS INSTR")]),
          ])
        ),
        (
          "GRAD ST; ART 270(370)(P), 281 (181) (NP)",
          .all([.standing("graduate"), course("ART-270"), course("ART-281")])
        ),
        ("ART 233(C) & L&I LAW 12", .all([concurrent("ART-233"), course("L&I LAW-12")])),
        (
          "ART 209(P) OR 219(P) & LAW 233(P)",
          .all([any("ART-209", "ART-219"), course("LAW-233")])
        ),
        ("CONC REG ART 421, 662", .corequisite(all("ART-421", "ART-662"))),
        (
          "SR ST IN ART PROG; MUSIC MAJORS ONLY",
          .all([.standing("senior in ART PROG"), .programme("MUSIC MAJORS")])
        ),
        ("ADMIS TO SCHOOL OF LAW; ART 1", .all([.programme("SCHOOL OF LAW"), course("ART-1")])),
        (
          "GRAD ST; ART 101 & 102; OR CONS DEPT",
          .any([.all([.standing("graduate"), all("ART-101", "ART-102")]), .opaque("CONS DEPT")])
        ),
        ("293(P)", course("216-293")), ("NONE. ART 133(R)", .none),
      ], context: RequirementContext(subject: "216", keySeparator: "-"))
  }

  @Test func registrarsAlternatives() {
    expect([
      ("GRAD ST FILM", .standing("graduate FILM")),
      (
        "JR ST; ART 101; OR GRAD ST",
        .any([.all([.standing("junior"), course("ART 101")]), .standing("graduate")])
      ),
      ("JR ST & ART 101 OR CONS INSTR", .opaque("JR ST & ART 101 OR CONS INSTR")),
      ("ART 101 & 102 OR CONS INSTR", .any([all("ART 101", "ART 102"), .opaque("CONS INSTR")])),
      (
        "ART 101(P) OR EQUIV & 102(P) OR EQUIV SKILL",
        .all([
          .any([course("ART 101"), .opaque("EQUIV")]),
          .any([course("ART 102"), .opaque("EQUIV SKILL")]),
        ])
      ),
      ("JR ST & ART 110, OR 115 OR 125", .opaque("JR ST & ART 110, OR 115 OR 125")),
      ("DECLARATION OF MAJOR", .opaque("DECLARATION OF MAJOR")),
      ("GPA IN MAJOR", .opaque("GPA IN MAJOR")),
    ])
  }

  @Test func adviceBindsNobody() {
    let parser = RequirementTextParser()
    let text = "ART 101. ART 102 is strongly recommended. LAW 1 or LAW 2 preferred."
    let parsed = parser.parse(text, kind: .prerequisite, context: RequirementContext())
    #expect(parsed.requirement == course("ART 101"))
    #expect(parsed.status == .exact)
    #expect(
      parsed.advice == [
        RequirementAdvice(
          requirement: course("ART 102"), range: 9..<40, text: "ART 102 is strongly recommended"),
        RequirementAdvice(
          requirement: any("LAW 1", "LAW 2"), range: 42..<66, text: "LAW 1 or LAW 2 preferred"),
      ])
    // Whom the last word reaches over is not said.
    expect([
      ("ART 101 and ART 102 recommended", .opaque("ART 101 and ART 102 recommended")),
      ("GRAD ST; ADVISOR'S RECOM", .all([.standing("graduate"), .opaque("ADVISOR'S RECOM")])),
    ])
  }

  @Test func kinds() {
    expect([("ART 1, ART 2.", .corequisite(all("ART 1", "ART 2")))], kind: .corequisite)
    expect(
      [
        ("ART 1, ART 2.", .not(any("ART 1", "ART 2"))),
        ("ART 1 and ART 2", .opaque("ART 1 and ART 2")),
      ],
      kind: .exclusion)
    expect([("ART 1, ART 2.", any("ART 1", "ART 2"))], kind: .equivalent)
    expect([("ART 1 or ART 2.", any("ART 1", "ART 2"))], kind: .recommended)
    expect([("None", .none)], kind: .exclusion)
    expect([("By permission", .opaque("By permission"))], kind: .corequisite)
  }

  /// Two readings are possible, or the words say what no tree can hold: never a guess.
  @Test(arguments: [
    "ART 101 and ART 102 or ART 103", "All of ART 101, ART 102 or ART 103",
    "One of ART 101, ART 102 and LAW 1", "Three of ART 101, ART 102",
    "6 credits of ART or LAW", "6 credits of ART and LAW", "A score more than 60% in ART 111",
    "ART 101 if the student lacks LAW 1", "ART 101 except for majors",
    "Art majors: ART 101. Others: LAW 1.", "2.5 GPA IN ART 101(P) & 210(P)",
    "ART 320(C), 311(C) OR 321(C)", "JR ST; ART 1; OR LAW 2", "and third-year standing.",
    "JR ST & ADMIS TO LAW SCHOOL; ART 506(P) OR GRAD ST", "NURS, HLTH, OR HRST 881",
    "ONE OF THE FOLLOWING: ART 105, OR 304; LAW 151, OR 252", "ART 101-105",
    "Third-year standing and 3 credits of ART or 6 credits of LAW.", "permission of instructor",
    "ART 1 or LAW 2 (but not both)", ".", "(((", "ART 116(LAW 116(P)", "of of of", "Two of",
    "A grade of C or better in ART 101 and LAW 102", "either", "one of (ART 1; LAW 2",
    "ART 101 and ART 102 with a grade of B or better", "ART 101 and",
    "One of ART 101 or ART 102, ART 103",
    "One of ART 101 or ART 102 and ART 103", "at most one of ART 101, ART 102", "ART 101, or",
  ])
  func doubtStaysOpaque(text: String) {
    let parsed = RequirementTextParser().parse(
      text, kind: .prerequisite, context: RequirementContext())
    #expect(parsed.status == .opaque)
    #expect(parsed.requirement.untyped == .opaque(text))
  }

  @Test func opaqueWordsKeepTheirPlace() {
    expect([
      (
        "ART 101 and permission of the head and the dean",
        .all([course("ART 101"), .opaque("permission of the head and the dean")])
      ),
      ("ART/LAW 101, 102", .all([any("ART 101", "LAW 101"), .opaque("102")])),
      ("ART 101 or equivalent", .any([course("ART 101"), .opaque("equivalent")])),
      ("One of ART 101, Drawing 12.", .any([course("ART 101"), .opaque("Drawing 12")])),
      (
        "Two of ART 1, ART 2, ART 3 or 6 credits of 200-level Drawing.",
        .any([two("ART 1", "ART 2", "ART 3"), .opaque("6 credits of 200-level Drawing")])
      ),
      (
        "Third-year standing in Arts program or Faculty of Law permission.",
        .any([.standing("third year in Arts program"), .opaque("Faculty of Law permission")])
      ),
      (
        "ART 1; an average of 72% in LAW 1, LAW 2; LAW 3",
        .all([course("ART 1"), .opaque("an average of 72% in LAW 1, LAW 2"), course("LAW 3")])
      ),
    ])
  }

  @Test func chinese() {
    expect([
      ("先修课程：高等数学 或 线性代数", any("高等数学", "线性代数")),
      ("先修课程：高等数学、线性代数和概率论", all("高等数学", "线性代数", "概率论")),
      ("高等数学、线性代数或概率论", any("高等数学", "线性代数", "概率论")),
      ("《信号与系统》与《电路》", all("信号与系统", "电路")),
      (
        "高等数学，线性代数或概率论；大三以上",
        .all([course("高等数学"), any("线性代数", "概率论"), .standing("大三以上")])
      ),
      ("信号与系统", .opaque("信号与系统")), ("高等数学和教师同意", .all([course("高等数学"), .opaque("教师同意")])),
      ("甲和乙或丙", .opaque("甲和乙或丙")), ("无", .none), ("先修课程：CS 101", course("CS 101")),
    ])
    expect([("高等数学", .corequisite(course("高等数学")))], kind: .corequisite)
  }

  @Test func emptyTextRequiresNothing() {
    expect([("", .none), (" \n", .none)])
  }

  /// Any text gives a tree, and every opaque span is words of the text.
  @Test(arguments: 0..<300)
  func totality(seed: UInt64) {
    let words = [
      "ART", "101", "LAW 2", "or", "and", "&", ",", ";", ".", "(", ")", "one of", "either", "(a)",
      "(b)", "GRAD ST", "grade of C or better in", "6 credits of", "recommended", "CONS", "not",
      "(P)", "/", "third-year standing in", "including", ":", "all of", "concurrent registration",
    ]
    var state = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var text = ""
    for _ in 0..<12 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text += words[Int((state >> 33) % UInt64(words.count))] + " "
    }
    for kind in RequirementFact.Kind.allCases {
      let parsed = RequirementTextParser().parse(text, kind: kind, context: RequirementContext())
      #expect(parsed.status == parsed.requirement.status)
      #expect(parsed.requirement == parsed.requirement.simplified())
      let plain = text.split(separator: " ").joined(separator: " ")
      for span in parsed.requirement.opaqueSpans { #expect(plain.contains(span), "\(text)") }
    }
  }
}

@Suite("Simplification")
struct SimplificationTests {
  @Test func rules() {
    let a = course("A 1")
    let b = course("B 2")
    #expect(Requirement.all([.all([a, b]), a, .none]).simplified() == .all([a, b]))
    #expect(Requirement.any([.any([a]), a]).simplified() == a)
    #expect(Requirement.all([.any([a, .any([b])])]).simplified() == .any([a, b]))
    #expect(Requirement.atLeast(count: 1, of: [a, b]).simplified() == .any([a, b]))
    #expect(Requirement.atLeast(count: 2, of: [a, b]).simplified() == .all([a, b]))
    #expect(
      Requirement.atLeast(count: 3, of: [a, b]).simplified() == .atLeast(count: 3, of: [a, b]))
    #expect(Requirement.corequisite(.corequisite(a)).simplified() == .corequisite(a))
    #expect(Requirement.all([]).simplified() == .none)
    #expect(Requirement.any([]).simplified() == .any([]))
  }
}

private func course(_ key: String) -> Requirement { .course(CourseRequirement(key)) }
private func all(_ keys: String...) -> Requirement { .all(keys.map(course)) }
private func any(_ keys: String...) -> Requirement { .any(keys.map(course)) }
private func two(_ keys: String...) -> Requirement { .atLeast(count: 2, of: keys.map(course)) }
private func graded(_ key: String, _ grade: String) -> Requirement {
  .course(CourseRequirement(key, minimumGrade: grade))
}
private func concurrent(_ key: String) -> Requirement {
  .course(CourseRequirement(key, concurrent: true))
}
