import KnowledgeGraph

/// The words of the trade. All in lower case.
enum Vocabulary {
  static let sectionLabels: [String: RequirementFact.Kind] = {
    let words: [(RequirementFact.Kind, [String])] = [
      (
        .prerequisite,
        ["prereq", "prereqs", "prerequisite", "prerequisites", "pre-requisite", "pre-requisites"]
      ),
      (
        .corequisite,
        ["coreq", "coreqs", "corequisite", "corequisites", "co-requisite", "co-requisites"]
      ),
      (
        .exclusion,
        [
          "antireq", "antireqs", "antirequisite", "antirequisites", "anti-requisite", "exclusion",
          "exclusions", "excluded",
        ]
      ),
      (.equivalent, ["equivalent", "equivalents", "equivalency"]),
      (.recommended, ["recommended", "recommendation", "advisory"]),
    ]
    return Dictionary(
      words.flatMap { kind, names in names.map { ($0, kind) } }, uniquingKeysWith: { $1 })
  }()

  /// A stop may follow these within a sentence.
  static let abbreviations: Set<String> = [
    "dept", "prof", "dr", "jr", "sr", "soph", "incl", "equiv", "min", "req", "cr", "hr", "hrs",
    "inst", "instr", "approx", "no", "vs",
  ]

  /// Capitalised words that stand before a number without being a subject.
  static let notSubjects: Set<String> = [
    "a", "an", "the", "and", "or", "of", "in", "on", "to", "at", "for", "with", "by", "from", "if",
    "any", "all", "one", "two", "three", "four", "five", "six", "both", "either", "each", "some",
    "only", "not", "no", "min", "max", "least", "over", "under", "above", "below", "than", "prior",
    "level", "levels", "score", "grade", "grades", "gpa", "average", "avg", "test", "exam", "year",
    "years", "yr", "yrs", "sem", "semester", "semesters", "term", "terms", "week", "weeks",
    "hour", "hours", "hrs", "cr", "credit", "credits", "unit", "units", "option", "part",
    "chapter", "phase", "stage", "section", "sections", "se", "lc", "la", "ds", "room", "page",
    "st", "jr", "sr", "soph", "grad", "undergrad", "conc", "cons", "instr", "dept", "admis",
    "major", "minor", "majors", "prog", "program", "programme", "course", "courses", "class",
    "enrol", "reg", "regis", "equiv", "placement", "satisfactory", "completion", "completed",
    "recom", "required", "approved", "pass", "passed", "passing", "plus", "minus", "age", "top",
    "hs", "previous", "following", "new", "old", "formerly", "students", "student", "must", "have",
    "standing", "status", "code", "group", "list", "area", "bba", "model", "series",
  ]

  static let counts: [String: Int] = [
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
  ]

  static let ordinals: [String: String] = [
    "first": "first", "second": "second", "third": "third", "fourth": "fourth", "fifth": "fifth",
    "sixth": "sixth", "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth",
    "5th": "fifth", "6th": "sixth",
  ]

  static let classes: [String: String] = [
    "freshman": "freshman", "fr": "freshman", "sophomore": "sophomore", "soph": "sophomore",
    "junior": "junior", "jr": "junior", "senior": "senior", "sr": "senior",
    "graduate": "graduate", "grad": "graduate", "doctoral": "doctoral",
    "upper-division": "upper-division", "upper-level": "upper-level", "upper-year": "upper-year",
  ]

  static let creditUnits: Set<String> = [
    "credit", "credits", "cr", "crs", "unit", "units", "uoc",
  ]

  /// Words after which `or` does not open an alternative: `C or better`.
  static let comparatives: Set<String> = [
    "better", "higher", "above", "beyond", "greater", "more", "later", "older",
  ]

  static let consent: Set<String> = [
    "permission", "consent", "approval", "cons", "recommendation", "recom", "authorization",
  ]

  static let programmeNouns: Set<String> = [
    "program", "programme", "prog", "programs", "major", "majors", "minor", "minors", "degree",
    "honours", "honors", "track", "specialty", "specialization", "stream", "school", "college",
    "faculty", "certificate",
  ]

  /// Small words inside the name of a programme.
  static let nameGlue: Set<String> = [
    "the", "a", "an", "any", "of", "in", "for", "program", "programme", "programs", "major",
    "majors", "minor", "minors", "honours", "honors", "degree", "track", "specialty",
    "specialization", "stream", "option", "graduate", "certificate",
  ]

  static let recommended: Set<String> = [
    "recommended", "recom", "preferred", "advisable", "advised", "encouraged", "desirable",
    "suggested", "helpful",
  ]
  static let emphasis: Set<String> = ["also", "strongly", "highly", "both"]

  /// Words of running prose: a sentence with one of them is taken only when all of it was
  /// understood, since a list found inside prose means little.
  static let prose: Set<String> = [
    "you", "your", "we", "our", "this", "these", "it", "its", "is", "are", "will", "should",
    "would", "may", "must", "can", "could", "have", "has", "been", "which", "that", "require",
    "requires", "who", "while", "when", "because", "so", "such", "be",
  ]

  /// A sentence with one of these says when or to whom something applies, or denies it. It is
  /// never taken apart.
  static let conditions: Set<String> = [
    "if", "unless", "except", "otherwise", "whichever", "not", "cannot", "neither", "nor",
    "without",
    "but", "although", "however", "instead", "don't", "doesn't",
  ]
}
