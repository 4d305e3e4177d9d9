import KnowledgeGraph

// Courses as texts name them: `BIO SCI 152(R)`, `PHIL/PSYCH 256`, `PHYS 102/112`, `CS128`, a bare
// `343(P)`, with what a registrar adds in brackets.

/// A course, or several that one mention offers to choose from.
struct CourseMention {
  var requirement: TextRequirement
  var tokens: Range<Int>
  var isBare: Bool
  var isMarked: Bool
  /// Marked `(R)`.
  var isAdvice: Bool
}

extension SentenceReader {
  /// A course with a subject, or, when `bare` is allowed, a number alone.
  mutating func readCourse(allowingBare: Bool) -> CourseMention? {
    attempt { reader in
      let start = reader.position
      guard let named = reader.readSubjectsAndNumbers(allowingBare: allowingBare),
        let marks = reader.readMarks()
      else { return nil }
      var courses = named.keys.map {
        TextRequirement.course(CourseRequirement($0, concurrent: marks.isConcurrent))
      }
      if let equivalent = reader.readBracketedEquivalent() { courses.append(equivalent) }
      return CourseMention(
        requirement: .any(courses),
        tokens: start..<reader.position, isBare: named.isBare, isMarked: marks.isMarked,
        isAdvice: marks.isAdvice
      ).simplified
    }
  }

  private typealias Named = (keys: [String], isBare: Bool)

  private mutating func readSubjectsAndNumbers(allowingBare: Bool) -> Named? {
    if let joined = readJoinedCode() { return ([joined], false) }
    if let named = subjects.subject(tokens, at: position), named.end < end {
      var names = [named.subject]
      position = named.end
      while take("/") {
        guard let other = subjects.subject(tokens, at: position), other.end < end else {
          return nil
        }
        names.append(other.subject)
        position = other.end
      }
      guard let numbers = readNumbers() else { return nil }
      // Behind `PHIL/PSYCH 256` a bare number has no one subject.
      subject = names.count == 1 ? names[0] : nil
      guard names.count == 1 || numbers.count == 1 else { return nil }
      let keys = names.flatMap { name in numbers.map { subjects.key(name, $0) } }
      return (keys, false)
    }
    guard allowingBare, let subject, let first = peek(), first.kind == .number,
      isCourseLength(first.text), let numbers = readNumbers()
    else { return nil }
    return (numbers.map { subjects.key(subject, $0) }, true)
  }

  /// A bare number has as many digits as the number before it, so that a year or a score is not
  /// taken for a course; the first one has three, or four that are no year.
  private func isCourseLength(_ text: String) -> Bool {
    let digits = text.prefix(while: \.isNumber).count
    if let before = tokens[..<position].last(where: { $0.kind == .number && $0.text.count > 1 }) {
      guard digits == before.text.prefix(while: \.isNumber).count else { return false }
      return digits > 2 || position >= 2 && tokens[position - 2] == before
    }
    return digits == 3 || (digits == 4 && !Tokenizer.isYear(text))
  }

  /// `101`, `102/112`.
  private mutating func readNumbers() -> [String]? {
    guard let first = peek(), first.kind == .number else { return nil }
    position += 1
    var numbers = [first.text]
    while lower() == "/", let next = peek(1), next.kind == .number {
      guard Tokenizer.isYear(next.text) == Tokenizer.isYear(first.text) else { return nil }
      numbers.append(next.text)
      position += 2
    }
    return numbers
  }

  /// `CS128`, `S104`: letters and digits in one word.
  private mutating func readJoinedCode() -> String? {
    guard let token = peek(), token.kind == .word else { return nil }
    let letters = token.text.prefix { $0.isASCII && $0.isUppercase }
    let number = token.text.dropFirst(letters.count)
    guard (2...8).contains(letters.count), number.prefix(while: \.isNumber).count >= 3,
      Tokenizer.isCourseNumber(String(number)),
      subjects.mayName(String(letters), String(number))
    else { return nil }
    position += 1
    subject = String(letters)
    return subjects.key(String(letters), String(number))
  }

  private typealias Marks = (isMarked: Bool, isConcurrent: Bool, isAdvice: Bool)

  /// The brackets behind a number: marks, and old numbers. Nil when one holds anything else.
  private mutating func readMarks() -> Marks? {
    var marks: Marks = (false, false, false)
    while lower() == "(", lower(2) == ")", let inside = peek(1) {
      // `ART 101 (C)` in running text is as likely a grade.
      if ["concurrently", "concurrent"].contains(inside.lower) { break }
      if inside.kind == .word, !isRegistrarsMark { return nil }
      switch inside.lower {
      case "p", "np": marks.isMarked = true
      case "c": (marks.isMarked, marks.isConcurrent) = (true, true)
      case "r": (marks.isMarked, marks.isAdvice) = (true, true)
      default:
        guard inside.kind == .number, inside.text.prefix(while: \.isNumber).count >= 3,
          !Tokenizer.isYear(inside.text)
        else { return nil }
      }
      position += 3
    }
    if readConcurrencyNote() { marks.isConcurrent = true }
    return marks
  }

  /// Marks belong to texts all in capitals, and touch the number or stand in a text that has `(P)`.
  private var isRegistrarsMark: Bool {
    guard subjects.isAllCapitals, let open = peek() else { return false }
    return tokens[position - 1].range.upperBound == open.range.lowerBound || subjects.hasPassMark
  }

  /// `(may be taken concurrently)`.
  private mutating func readConcurrencyNote() -> Bool {
    take("(", "may", "be", "taken", "concurrently", ")") || take("(", "concurrently", ")")
      || take("(", "or", "concurrently", ")") || take("(", "concurrent", ")")
      || take("(", "can", "be", "taken", "concurrently", ")")
  }

  private mutating func readBracketedEquivalent() -> TextRequirement? {
    attempt { reader in
      guard reader.take("(", "or"), reader.lower().hasPrefix("equiv") else { return nil }
      let word = reader.position
      reader.position += 1
      return reader.take(")") ? reader.opaqueWords(word..<(word + 1)) : nil
    }
  }
}

extension CourseMention {
  fileprivate var simplified: CourseMention {
    var copy = self
    copy.requirement = requirement.simplified()
    return copy
  }
}
