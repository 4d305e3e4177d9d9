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
/// - `A and B or C` on one level is in doubt, and stays opaque, unless a number inherits its subject
///   (`ART 1 or 2 & LAW 3`), a comma parts it (`A or B, and C`), or C is consent behind courses
///   alone.
/// - A bare number takes the subject named last, at first that of the context.
/// - `X is recommended`, a clause `Recommended: X` and a course marked `(R)` bind nobody. They are no
///   part of the tree, which stays exact, and stand in `ParsedRequirement.advice`.
/// - An old number in brackets, as in `ENGLISH 233(203)`, names the same course and is left out.
/// - `(P)` and `(NP)` mark prerequisites, `(C)` a course that may be taken in the same term, as does
///   `or concurrent registration` behind it.
/// - A number names a course behind a code that can be a subject's: one of the context's
///   `knownSubjects` when it has any; else not behind a test, a term, a place, money or a measure
///   (`TOEFL 550`, `FALL 2019`), unless an alias or the context's subject says that it is one.
///   Ranges (`101-102`), years, `1XX` and `1OO` name none. Without known subjects a code that is no
///   such word is taken for a subject (`ZZZ 100`).
/// - Words that deny, date or replace (`except`, `in lieu of`, `before 2010`) make their sentence
///   opaque; a note or grade behind the last of several courses, and words that qualify a list,
///   make the list opaque. Running prose makes its piece between semicolons opaque.
/// - Consent, test scores, averages and experience have no atom in a tree and stay opaque, typed as
///   `consent` or `exam` where their words are of no other sort.
/// - Credits become an atom only where the subject is one of the keys: by an alias, or a code
///   while the keys' subjects are not numbers. `300- or 400-level A and B courses`, `A at the 300
///   level or above` and lists of courses become patterns with `|`; the choice `of A or B` without
///   `courses` behind it stays opaque, since the credits may have to be all of one.
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
    let source = SourceText(text)
    let reading = Self.read(source, kind: kind, context: context)
    let requirement = reading.requirement.requirement.simplified()
    let spans = reading.requirement.opaqueWords.map { words in
      let range = source.origin(of: words.range)
      return RequirementSpan(
        range: range, kind: OpaqueKind.of(words.text), text: source.sourceText(in: range))
    }
    let advice = reading.advice.map { advice in
      let range = source.origin(of: advice.range)
      return RequirementAdvice(
        requirement: advice.requirement.requirement.simplified(), range: range,
        text: source.sourceText(in: range))
    }
    return ParsedRequirement(
      status: requirement.status, requirement: requirement, text: text,
      opaqueSpans: spans.sorted { $0.range.lowerBound < $1.range.lowerBound }, advice: advice)
  }

  private static func read(
    _ source: SourceText, kind: RequirementFact.Kind, context: RequirementContext
  ) -> TextReading {
    guard !source.isEmpty else { return TextReading(requirement: .none) }
    let reading =
      source.characters.contains(where: isHan)
      ? ChineseRequirementReader(text: source.text, kind: kind, context: context).read()
      : TextReader(text: source.characters, kind: kind, context: context).read()
    let simplified = reading.requirement.simplified()
    guard simplified.isAllOpaque else {
      return TextReading(requirement: simplified, advice: reading.advice)
    }
    return TextReading(requirement: whole(simplified, of: source), advice: reading.advice)
  }

  /// Where nothing was understood, the words together say more than a tree of them; except where
  /// all of it is one request of a known sort.
  private static func whole(_ tree: TextRequirement, of source: SourceText) -> TextRequirement {
    let parts = tree.opaqueWords
    if parts.count == 1, OpaqueKind.of(parts[0].text) != .opaque { return .opaque(parts[0]) }
    return .opaque(OpaqueWords(range: source.characters.indices, text: source.text))
  }

  private static func isHan(_ character: Character) -> Bool {
    character.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }
}
