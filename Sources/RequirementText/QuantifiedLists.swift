import KnowledgeGraph

extension SentenceReader {
  /// `one of A, B`, `all of A, B and C`, `any two of the following: …`.
  mutating func readQuantifiedList() -> (requirement: TextRequirement, isAmbiguous: Bool)? {
    attempt { reader in
      guard let quantity = reader.readQuantity() else { return nil }
      let isIntroduced = reader.take("the", "following")
      if isIntroduced { _ = reader.take("courses") }
      _ = reader.take(":")
      if reader.lower() == "(", let parts = reader.readBracketedMembers() {
        return (quantity.applied(to: parts), !quantity.fits(parts.count))
      }
      guard var list = reader.readMembers(of: quantity) else { return nil }
      // What follows the semicolon may belong to `the following` as well.
      if isIntroduced, reader.lower() == ";" {
        list.isAmbiguous = true
        reader.position = reader.end
      }
      return list
    }
  }

  enum Quantity {
    case all
    case atLeast(Int)

    func applied(to parts: [TextRequirement]) -> TextRequirement {
      switch self {
      case .all: .all(parts)
      case .atLeast(let count): TextRequirement.atLeast(count: count, of: parts).simplified()
      }
    }

    func wantsAll(of count: Int) -> Bool {
      if case .atLeast(let wanted) = self { wanted > 1 && wanted == count } else { true }
    }

    func fits(_ partCount: Int) -> Bool {
      if case .atLeast(let count) = self { count >= 1 && count <= partCount } else { true }
    }
  }

  private mutating func readQuantity() -> Quantity? {
    attempt { reader in
      if reader.take("all", "of") || reader.take("both", "of") { return .all }
      if reader.take("any", "of") { return .atLeast(1) }
      _ = reader.take("any") || reader.take("at", "least") || reader.take("either")
      guard let word = reader.peek(), reader.lower(1) == "of" else { return nil }
      guard let count = Vocabulary.counts[word.lower] ?? Int(word.text), count < 100 else {
        return nil
      }
      reader.position += 2
      return .atLeast(count)
    }
  }

  /// Members up to something that cannot be one. Opaque members (`French 11`) are kept.
  private mutating func readMembers(
    of quantity: Quantity
  ) -> (requirement: TextRequirement, isAmbiguous: Bool)? {
    var parts: [TextRequirement] = []
    while true {
      let start = position
      guard let member = readMember(after: parts.last) else { return nil }
      if member.isAllOpaque, qualifiesList(start..<position) {
        position = end
        return (quantity.applied(to: parts), true)
      }
      if isBehindConcurrencyNote, !parts.isEmpty { return (quantity.applied(to: parts), true) }
      parts.append(member)
      guard let next = separator(at: position), !next.separator.isSemicolon else { break }
      let continuation = continuation(behind: next, quantity, count: parts.count)
      if continuation == .closed { break }
      position = next.end
      if continuation == .doubtful { return (quantity.applied(to: parts), true) }
      guard continuation == .lastMember else { continue }
      let last = position
      guard let member = readMember(after: parts.last) else { return nil }
      if isBehindConcurrencyNote || member.isAllOpaque && qualifiesList(last..<position) {
        return (quantity.applied(to: parts), true)
      }
      parts.append(member)
      return (quantity.applied(to: parts), !quantity.fits(parts.count) || goesOn(quantity))
    }
    return (quantity.applied(to: parts), !quantity.fits(parts.count))
  }

  private enum Continuation {
    /// Another member, and maybe more.
    case member
    case lastMember
    /// The separator stands behind the list.
    case closed
    /// What follows may be a member or not.
    case doubtful
  }

  private func continuation(
    behind next: (separator: Separator, end: Int), _ quantity: Quantity, count: Int
  ) -> Continuation {
    var probe = self
    probe.position = next.end
    let isCourse = probe.readCourse(allowingBare: true) != nil
    probe.position = next.end
    let isOtherAtom = !isCourse && probe.readsAsOtherAtom()
    switch next.separator {
    case .comma: return isOtherAtom ? .doubtful : .member
    case .or, .commaOr:
      if isOtherAtom || !isCourse && !isOpaqueMember(quantity) { return .closed }
      // `all of A, B or C`
      if case .all = quantity { return .doubtful }
      return .lastMember
    default:
      if !isCourse { return .closed }
      // `one of A, B and C`: a third choice, or a requirement beside the list? `two of A, B and
      // C` would else be a long way to say all three.
      return quantity.wantsAll(of: count) ? .lastMember : .doubtful
    }
  }

  /// Behind the last choice comes yet another course: `one of A or B, C`, `two of A or B or C`.
  private func goesOn(_ quantity: Quantity) -> Bool {
    guard case .atLeast(let count) = quantity, let next = separator(at: position),
      !next.separator.isSemicolon, count > 1 || !next.separator.isOr
    else { return false }
    var probe = self
    probe.position = next.end
    return probe.readCourse(allowingBare: true) != nil
  }

  /// Whether words that were not understood may be the last choice of a list.
  private func isOpaqueMember(_ quantity: Quantity) -> Bool {
    if case .atLeast(1) = quantity { true } else { false }
  }

  /// A number without a subject continues a course, not words that were not understood.
  private mutating func readMember(after last: TextRequirement?) -> TextRequirement? {
    let start = position
    let allowingBare = last?.isAllOpaque != true
    if let course = readCourse(allowingBare: allowingBare), isAtBoundary {
      return course.isAdvice ? nil : course.requirement
    }
    position = nextSeparator(from: start)
    guard position > start else { return nil }
    return opaqueWords(start..<position)
  }
}
