import KnowledgeGraph

/// What opaque words ask for, as far as their vocabulary tells. The words stay as they are; this
/// only says which sort of people can judge them.
enum OpaqueKind {
  /// `consent` when all words are such as requests for permission are made of and one asks for it;
  /// `exam` when a test, score or average is named, no course, and it is no running prose; else
  /// plain `opaque`.
  static func of(_ text: String) -> RequirementSpan.Kind {
    if text.unicodeScalars.contains(where: { (0x4E00...0x9FFF).contains($0.value) }) {
      return chinese(text)
    }
    let tokens = Tokenizer.tokens(of: Array(text))
    let words = tokens.filter { $0.kind == .word }
    if asksConsent(tokens, words) { return .consent }
    return asksExam(tokens, words) ? .exam : .opaque
  }

  private static func chinese(_ text: String) -> RequirementSpan.Kind {
    // One short phrase only: more of them ask for more than one thing.
    guard text.count <= 12, !text.contains(where: { "，,；;：:、。或和".contains($0) }) else {
      return .opaque
    }
    if ["同意", "许可", "批准"].contains(where: { text.contains($0) }) { return .consent }
    let exams = ["考试", "托福", "雅思", "四级", "六级", "成绩", "测试"]
    return exams.contains { text.contains($0) } ? .exam : .opaque
  }

  /// Either all words are such as these requests are made of, or the phrase opens with one and
  /// goes on with a name and nothing else: no number, no verb, no condition.
  private static func asksConsent(_ tokens: [Token], _ words: [Token]) -> Bool {
    guard words.contains(where: { Vocabulary.consent.contains($0.lower) }),
      !tokens.contains(where: { $0.kind == .number || [":", ";"].contains($0.text) })
    else { return false }
    if words.allSatisfy({ consentWords.contains($0.lower) || isName($0) }) { return true }
    let opening = words.drop { beforeConsent.contains($0.lower) }
    guard let first = opening.first, Vocabulary.consent.contains(first.lower) else { return false }
    return !words.contains { examWords.contains($0.lower) || notInConsent.contains($0.lower) }
  }

  private static let beforeConsent: Set<String> = [
    "the", "a", "with", "by", "writ", "written", "prior", "special", "departmental",
  ]

  private static let notInConsent: Set<String> = Vocabulary.prose.union([
    "for", "if", "before", "after", "unless", "except", "not", "only", "who", "when", "as", "on",
    "per", "course", "courses", "credit", "credits", "cr", "grade", "or", "req", "degree",
  ])

  /// A capitalised word inside mixed case, such as the name of a faculty.
  private static func isName(_ word: Token) -> Bool {
    word.startsWithCapital && word.text.dropFirst().contains(where: \.isLowercase)
      && !examWords.contains(word.lower)
  }

  private static func asksExam(_ tokens: [Token], _ words: [Token]) -> Bool {
    // `a score of 60% or higher in ART 101` is that course's grade; an average is of several.
    let isAverage = words.contains { ["gpa", "cgpa", "average", "avg"].contains($0.lower) }
    if !isAverage, namesCourse(tokens) { return false }
    return words.count <= 12 && words.contains { examWords.contains($0.lower) }
      && !words.contains {
        Vocabulary.consent.contains($0.lower) || Vocabulary.prose.contains($0.lower)
      }
      && !words.contains { ["course", "courses", "coursework"].contains($0.lower) }
  }

  private static func namesCourse(_ tokens: [Token]) -> Bool {
    zip(tokens, tokens.dropFirst()).contains { word, number in
      number.kind == .number && number.text.count >= 3 && word.isUpperCase
        && DoubtfulWords.mayBeSubject(word.lower)
    }
  }

  private static let consentWords: Set<String> = Vocabulary.consent.union([
    "writ", "of", "the", "a", "an", "by", "from", "with", "in", "to", "or", "and", "and/or", "is",
    "be",
    "must", "required", "obtain", "obtained", "only", "written", "prior", "special", "departmental",
    "instructor", "instructors", "instructor's", "inst", "instr", "lecturer", "professor",
    "department", "dept",
    "departments", "head", "heads", "dean", "deans", "director", "chair", "coordinator",
    "co-ordinator", "advisor", "adviser",
    "advisor's", "adviser's", "faculty", "school", "college", "program", "programme", "unit",
    "undergraduate", "graduate", "grad", "committee", "supervisor", "supervising", "course",
    "associate", "sponsor",
    "sponsoring", "offering", "member", "office", "concerned", "appropriate", "academic",
    "principal", "discipline", "area",
    "coord", "dir", "fac", "sch", "prog", "adv", "chr", "chairperson", "staff", "advising",
    "student", "project",
    "thesis", "research", "proposal", "plan", "study",
  ])

  private static let examWords: Set<String> = [
    "test", "tests", "exam", "exams", "examination", "examinations", "score", "scores", "placement",
    "gpa", "cgpa", "average", "avg", "toefl", "ielts", "sat", "act", "gre", "gmat", "lsat", "mcat",
    "quiz", "audition", "auditions", "interview", "wam", "assessment",
  ]
}
