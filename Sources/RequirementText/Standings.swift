import KnowledgeGraph

// Standing, programmes and the names that go with them.

extension SentenceReader {
  /// `third-year standing in Biology`, `JR ST`, `senior standing`, `Level at least 2B`.
  mutating func readStanding() -> TextRequirement? {
    attempt { reader in
      if reader.take("level", "at", "least"), let level = reader.peek(),
        level.text.first?.isNumber == true
      {
        reader.position += 1
        return .standing("level at least \(level.text)")
      }
      if let choice = reader.readChoiceOfClasses() { return choice }
      guard var standing = reader.readYear() ?? reader.readClass() else { return nil }
      if reader.take("or", "above") || reader.take("or", "higher") { standing += " or above" }
      if let field = reader.readAbbreviatedField() {
        standing += " \(field)"
      } else if reader.take("in") {
        guard let name = reader.readName(keepingArticle: true) else { return nil }
        standing += " in \(name)"
      }
      return reader.isAtBoundary || reader.lower() == "including" ? .standing(standing) : nil
    }
  }

  /// `third-year standing`, `3rd year BSN-O standing`.
  private mutating func readYear() -> String? {
    attempt { reader in
      guard let first = reader.peek() else { return nil }
      let word = first.lower
      if word.hasSuffix("-year"), let ordinal = Vocabulary.ordinals[String(word.dropLast(5))] {
        reader.position += 1
        return reader.finishYear(ordinal)
      }
      guard let ordinal = Vocabulary.ordinals[word], reader.lower(1) == "year" else { return nil }
      reader.position += 2
      return reader.finishYear(ordinal)
    }
  }

  private mutating func finishYear(_ ordinal: String) -> String? {
    if take("standing") { return "\(ordinal) year" }
    guard let name = peek(), name.kind == .word, name.startsWithCapital, lower(1) == "standing"
    else { return nil }
    position += 2
    return "\(ordinal) year \(name.text)"
  }

  /// `FILM` in `GRAD ST FILM`: in texts all in capitals a field may follow without `in`.
  private mutating func readAbbreviatedField() -> String? {
    attempt { reader in
      guard reader.subjects.isAllCapitals, reader.tokens[reader.position - 1].lower == "st" else {
        return nil
      }
      let start = reader.position
      while let word = reader.peek(), word.isUpperCase, word.text.count > 2,
        DoubtfulWords.mayBeSubject(word.lower), !Vocabulary.programmeNouns.contains(word.lower),
        !Vocabulary.consent.contains(word.lower),
        !Vocabulary.recommended.contains(word.lower), !Vocabulary.prose.contains(word.lower)
      {
        reader.position += 1
      }
      guard (1...3).contains(reader.position - start), reader.isAtBoundary else { return nil }
      return reader.words(start..<reader.position)
    }
  }

  /// `junior or senior standing`.
  private mutating func readChoiceOfClasses() -> TextRequirement? {
    attempt { reader in
      guard let first = Vocabulary.classes[reader.lower()], reader.lower(1) == "or" else {
        return nil
      }
      reader.position += 2
      guard let second = reader.readClass(), reader.isAtBoundary else { return nil }
      return .any([.standing(first), .standing(second)])
    }
  }

  /// `junior standing`, `Jr. standing`, `GRAD ST`.
  private mutating func readClass() -> String? {
    attempt { reader in
      guard let name = Vocabulary.classes[reader.lower()] else { return nil }
      reader.position += 1
      _ = reader.take(".")
      guard reader.take("standing") || reader.take("status") || reader.take("st") else {
        return nil
      }
      return name
    }
  }

  /// `admission to the B.Ed. program`, `MUSIC MAJORS ONLY`, `restricted to students in …`.
  mutating func readProgramme() -> TextRequirement? {
    attempt { reader in
      let start = reader.position
      if reader.readAdmission() {
        return reader.readName(keepingArticle: false).map(TextRequirement.programme)
      }
      reader.position = start
      if let majors = reader.readRestrictionToMajors() { return .programme(majors) }
      if reader.readRestriction() || reader.readEnrolment() {
        guard let name = reader.readName(keepingArticle: false), reader.namesProgramme(start)
        else { return nil }
        return .programme(name)
      }
      reader.position = start
      return reader.readMajor()
    }
  }

  private mutating func readAdmission() -> Bool {
    let words: Set = ["admission", "admitted", "admittance", "acceptance", "accepted", "admis"]
    guard take(anyOf: words) != nil else { return false }
    return take(anyOf: ["to", "into", "in", "for"]) != nil
  }

  /// `restricted to majors in Law`, `restricted to Law majors`.
  private mutating func readRestrictionToMajors() -> String? {
    attempt { reader in
      guard reader.take(anyOf: ["restricted", "limited"]) != nil, reader.take("to") else {
        return nil
      }
      let start = reader.position
      let opening = reader.lower()
      guard !DoubtfulWords.notMajors.contains(opening), !opening.hasPrefix("non"),
        reader.readName(keepingArticle: true) != nil, reader.isAtBoundary
      else { return nil }
      let last = reader.tokens[reader.position - 1].lower
      let isList = opening == "majors" && reader.tokens[start + 1].lower == "in"
      guard isList || last == "majors" && reader.position - start > 1 else { return nil }
      return reader.words(start..<reader.position)
    }
  }

  private mutating func readRestriction() -> Bool {
    guard take(anyOf: ["restricted", "limited", "open"]) != nil || take("registration", "limited")
    else { return false }
    return (take("to", "students", "in") || take("only", "to", "students", "in"))
  }

  private mutating func readEnrolment() -> Bool {
    let words: Set = [
      "enrolment", "enrollment", "registration", "enrolled", "registered", "reg", "regis",
    ]
    return take(anyOf: words) != nil && take("in")
  }

  private func namesProgramme(_ start: Int) -> Bool {
    (start..<position).contains { Vocabulary.programmeNouns.contains(tokens[$0].lower) }
  }

  /// A name that ends in `major` or `majors`, or begins with `major in`.
  private mutating func readMajor() -> TextRequirement? {
    let opening = lower()
    guard !["for", "not", "non", "open", "all"].contains(opening), !opening.hasPrefix("non-"),
      !DoubtfulWords.notMajors.contains(opening),
      let start = Optional(position), let name = readName(keepingArticle: true)
    else { return nil }
    let isMajor =
      ["major", "majors", "major/minor"].contains(tokens[position - 1].lower)
      && position - start > 1
    guard isMajor || (opening == "major" && tokens[start + 1].lower == "in") else { return nil }
    // `DECLARATION OF MAJOR`, `GPA IN MAJOR` name none either.
    let small: Set = ["of", "in", "the", "a", "any", "for", "your", "their", "to"]
    if isMajor, small.contains(tokens[position - 2].lower) { return nil }
    // `MUST HAVE COMPLETED ALL COURSE WORK IN THE MAJOR` names no programme.
    let verbs = Vocabulary.prose.union(["completed", "complete", "all", "course", "courses", "not"])
    guard !(start..<position).contains(where: { verbs.contains(tokens[$0].lower) }) else {
      return nil
    }
    _ = take("only")
    return .programme(name)
  }

  /// The name of a programme or field: capitalised words with small ones between them. In mixed
  /// case it may run over commas and connectives while more capitalised words follow.
  mutating func readName(keepingArticle: Bool) -> String? {
    if !keepingArticle { _ = take("the") }
    let start = position
    guard readNameChunk() else { return nil }
    if !subjects.isAllCapitals {
      while let next = separator(at: position), !next.separator.isSemicolon {
        let saved = position
        position = next.end
        let continues = readNameChunk(isContinuation: true)
        if continues, isAtBoundary { continue }
        // `Chemistry or Physics major with honours`: the name goes on, but not as a name.
        if continues, !saysConsent(before: nextSeparator(from: position)) { return nil }
        position = saved
        break
      }
    }
    return words(start..<position)
  }

  private func saysConsent(before stop: Int) -> Bool {
    (position..<stop).contains { Vocabulary.consent.contains(tokens[$0].lower) }
  }

  /// Words of a name up to a separator. The first piece must have a capitalised word; a further
  /// one may be small (`the Data Science major or honours program`).
  private mutating func readNameChunk(isContinuation: Bool = false) -> Bool {
    let start = position
    if startsOtherThanName() { return false }
    var hasName = false
    while let token = peek(), separator(at: position) == nil, isNameWord(token) {
      let isProper = !Vocabulary.nameGlue.contains(token.lower) || token.startsWithCapital
      let isNoun = isContinuation && Vocabulary.programmeNouns.contains(token.lower)
      if isProper || isNoun { hasName = true }
      position += 1
    }
    let reached = position
    position = start
    if !hasName || saysConsent(before: reached) { return false }
    if (start..<reached).contains(where: { DoubtfulWords.inNoName.contains(tokens[$0].lower) }) {
      return false
    }
    position = reached
    return true
  }

  /// Capitalised words that begin a requirement of their own.
  private func startsOtherThanName() -> Bool {
    if subjects.subject(tokens, at: position) != nil { return true }
    let word = lower()
    let isYear = word.hasSuffix("-year") || Vocabulary.ordinals[word] != nil
    let isClass =
      Vocabulary.classes[word] != nil && ["standing", "status", "st"].contains(lower(1))
    return isYear || isClass || Vocabulary.counts[word] != nil
      || ["either", "all", "both", "one", "admission", "grade"].contains(word)
  }

  private func isNameWord(_ token: Token) -> Bool {
    if token.text == "/" { return true }
    guard token.kind == .word, !token.text.contains("%") else { return false }
    if ["with", "by", "per", "who", "only", "required", "and/or"].contains(token.lower) {
      return false
    }
    if subjects.isAllCapitals { return !token.text.contains(where: \.isNumber) }
    return token.text.contains(where: \.isUppercase) || Vocabulary.nameGlue.contains(token.lower)
  }
}
