import KnowledgeGraph

/// Reads requirements as catalogues write them in English (and simple ones in Chinese) into trees.
///
/// The grammar is a recursive descent over the words of one sentence. What it does not understand
/// becomes `.opaque` with the words as they stand, in its place; where the *scope* of an `and` or
/// `or` cannot be told (`A and B or C`), the span in doubt becomes opaque as a whole rather than
/// a guess. So `exact` means that every word was read.
///
/// Conventions:
/// - A comma means *and*, except inside `one of …` and in a list closed by a final `or`; a
///   semicolon and a full stop mean *and*, `; or` separates alternatives of the whole text.
/// - A bare number takes the subject named last, at first that of the context.
/// - `X is recommended` and a course marked `(R)` bind nobody. They are left out of the tree, which
///   stays exact, and can be had from `advice(in:context:)`.
/// - An old number in brackets, as in `ENGLISH 233(203)`, names the same course and is left out.
/// - `(P)` and `(NP)` mark prerequisites, `(C)` a course that may be taken in the same term.
/// - A number names a course behind a code that can be a subject's: not behind a test, a term, a
///   place, money or a measure (`TOEFL 550`, `FALL 2019`), unless an alias or the context's subject
///   says that it is one. Ranges (`101-102`), years, `1XX` and `1OO` name none. A code nobody knows
///   and that is no such word is taken for a subject (`ZZZ 100`).
/// - Words that deny, date or replace (`except`, `in lieu of`, `before 2010`) make their sentence
///   opaque; a note or grade behind the last of several courses, and words that qualify a list,
///   make the list opaque.
/// - Consent, test scores, averages and experience have no atom in a tree and stay opaque.
/// - Credits become an atom only where the subject is one of the keys: by an alias, or a code
///   while the keys' subjects are not numbers.
/// - Names of programmes and standings are kept in the text's words (`third year in Biology`).
///
/// Total and deterministic. O(n · d) for n words nested d deep.
public struct RequirementTextParser: RequirementTextParsing {
  public init() {}

  /// The tree for `text`, wrapped for `kind`: a corequisite in `.corequisite`, an exclusion in
  /// `.not`; equivalents and recommendations bare. A text that is opaque as a whole is returned
  /// bare whatever the kind, so that `requirement.status` equals `status`.
  public func parse(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> ParsedRequirement {
    let requirement = Self.read(text, kind: kind, context: context).requirement
    return ParsedRequirement(status: requirement.status, requirement: requirement, text: text)
  }

  /// What the text recommends without requiring it, in reading order; bare trees. A piece of
  /// advice whose words were not understood is opaque.
  public func advice(in text: String, context: RequirementContext) -> [Requirement] {
    Self.read(text, kind: .prerequisite, context: context).advice.map { $0.simplified() }
  }

  private static func read(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> TextReading {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { return TextReading(requirement: .none) }
    let reading =
      words.unicodeScalars.contains(where: isHan)
      ? ChineseRequirementReader(text: words, kind: kind, context: context).read()
      : TextReader(text: words, kind: kind, context: context).read()
    let simplified = reading.requirement.simplified()
    if simplified.isAllOpaque {
      return TextReading(requirement: .opaque(words), advice: reading.advice)
    }
    return TextReading(requirement: simplified, advice: reading.advice)
  }

  private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    (0x4E00...0x9FFF).contains(scalar.value)
  }
}

/// What a text, or a part of it, requires and what it merely recommends.
struct TextReading {
  var requirement: Requirement
  var advice: [Requirement] = []
}

extension Requirement {
  /// Nothing in the tree was understood.
  var isAllOpaque: Bool {
    switch self {
    case .opaque: true
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      !parts.isEmpty && parts.allSatisfy(\.isAllOpaque)
    case .not(let part), .corequisite(let part): part.isAllOpaque
    case .course, .credits, .standing, .programme, .none: false
    }
  }

  /// Somewhere in the tree something is excluded.
  var holdsNegation: Bool {
    switch self {
    case .not: true
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      parts.contains(where: \.holdsNegation)
    case .corequisite(let part): part.holdsNegation
    case .course, .credits, .standing, .programme, .opaque, .none: false
    }
  }

  /// Wrapped as a requirement fact of this kind wants it.
  func wrapped(for kind: RequirementFact.Kind) -> Requirement {
    if self == .none { return .none }
    return switch kind {
    case .prerequisite, .equivalent, .recommended: self
    case .corequisite: .corequisite(withoutConcurrency)
    case .exclusion: .not(self)
    }
  }

  /// Inside `.corequisite` every course may be taken in the same term; the mark says nothing more.
  var withoutConcurrency: Requirement {
    mapCourses { course in
      var plain = course
      plain.concurrent = false
      return .course(plain)
    }
  }

  /// The tree with each course replaced.
  func mapCourses(_ transform: (CourseRequirement) -> Requirement) -> Requirement {
    switch self {
    case .course(let course): transform(course)
    case .all(let parts): .all(parts.map { $0.mapCourses(transform) })
    case .any(let parts): .any(parts.map { $0.mapCourses(transform) })
    case .atLeast(let count, let parts):
      .atLeast(count: count, of: parts.map { $0.mapCourses(transform) })
    case .not(let part): .not(part.mapCourses(transform))
    case .corequisite(let part): .corequisite(part.mapCourses(transform))
    case .credits, .standing, .programme, .opaque, .none: self
    }
  }
}
