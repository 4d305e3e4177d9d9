import KnowledgeGraph

/// Puts the items of a sentence together by what stands between them.
///
/// From the weakest tie to the strongest: semicolons, commas with a connective, commas, plain
/// `and` and `or`. Where two readings are possible the words concerned become one opaque piece.
struct SequenceReading {
  var items: [Item]
  var separators: [Separator]
  /// Gives the words of the items, for when their order of binding cannot be told.
  var source: SentenceReader

  func joined() -> TextReading {
    let advice = items.filter { $0.kind == .advice }.map {
      source.advised($0.requirement, $0.tokens)
    }
    guard let requirement = joinedSegments() else {
      return TextReading(requirement: opaque(items), advice: advice)
    }
    return TextReading(requirement: requirement, advice: advice)
  }

  // MARK: Semicolons

  private struct Segment {
    var items: [Item]
    var separators: [Separator]
    var requirement: TextRequirement = .none
    var isConsent: Bool { items.allSatisfy { $0.kind == .consent } }
    var isAdvice: Bool { items.allSatisfy { $0.kind == .advice } }
  }

  private func joinedSegments() -> TextRequirement? {
    var (segments, links) = split(by: \.isSemicolon)
    for index in segments.indices {
      guard let kept = droppingAdvice(segments[index]) else { return nil }
      segments[index] = kept
      segments[index].requirement = resolve(kept.items, kept.separators) ?? opaque(kept.items)
    }
    if segments.contains(where: \.isAdvice) {
      guard !links.contains(.semicolonOr) || segments.allSatisfy(\.isAdvice) else { return nil }
      segments.removeAll(where: \.isAdvice)
      links.removeAll()
      if segments.isEmpty { return TextRequirement.none }
    }
    return join(segments, links)
  }

  private func join(_ segments: [Segment], _ links: [Separator]) -> TextRequirement? {
    let parts = segments.map(\.requirement)
    if !links.contains(.semicolonOr) {
      return isAlternativeStanding(segments) ? nil : .all(parts)
    }
    if links.allSatisfy({ $0 == .semicolonOr }) { return .any(parts) }
    // `A; B; or permission`: permission stands for all of it. `A; B; or C` is a list of three when
    // they are courses; else it may be, or C may replace both.
    guard links.last == .semicolonOr, !links.dropLast().contains(.semicolonOr) else { return nil }
    if segments.allSatisfy({ $0.items.count == 1 && $0.items[0].kind == .course }) {
      return .any(parts)
    }
    let last = segments[segments.count - 1]
    guard last.isConsent || last.requirement == .standing("graduate") else { return nil }
    return .any([.all(Array(parts.dropLast())), parts[parts.count - 1]])
  }

  /// `Junior standing; X or graduate standing`: the last words may well replace the first.
  private func isAlternativeStanding(_ segments: [Segment]) -> Bool {
    func standings(_ segment: Segment) -> Bool { segment.items.contains { $0.kind == .standing } }
    guard let first = segments.firstIndex(where: standings) else { return false }
    return segments[(first + 1)...].contains { later in
      standings(later) && later.separators.contains(where: \.isOr)
    }
  }

  private func split(by isBoundary: (Separator) -> Bool) -> ([Segment], [Separator]) {
    var segments = [Segment(items: [], separators: [])]
    var links: [Separator] = []
    for (index, item) in items.enumerated() {
      segments[segments.count - 1].items.append(item)
      guard index < separators.count else { continue }
      if isBoundary(separators[index]) {
        links.append(separators[index])
        segments.append(Segment(items: [], separators: []))
      } else {
        segments[segments.count - 1].separators.append(separators[index])
      }
    }
    return (segments, links)
  }

  /// The words from the first item to the last.
  private func opaque(_ items: [Item]) -> TextRequirement {
    guard let first = items.first, let last = items.last else { return .none }
    return source.opaqueWords(first.tokens.lowerBound..<last.tokens.upperBound)
  }

  /// Recommended items go, unless an `or` ties them to something that is required.
  private func droppingAdvice(_ segment: Segment) -> Segment? {
    guard segment.items.contains(where: { $0.kind == .advice }), !segment.isAdvice else {
      return segment
    }
    if segment.separators.contains(where: \.isOr) { return nil }
    var kept = segment
    kept.items.removeAll { $0.kind == .advice }
    kept.separators = Array(repeating: .comma, count: kept.items.count - 1)
    return kept
  }

  // MARK: Commas, and, or

  /// Nil when more than one reading is possible.
  func resolve(_ items: [Item], _ separators: [Separator]) -> TextRequirement? {
    if let attached = attachingEquivalents(items, separators) {
      return resolve(attached.items, attached.separators)
    }
    let parts = items.map(\.requirement)
    if parts.count == 1 { return parts[0] }
    let reachesBack = zip(items, items.dropFirst()).contains {
      $0.kind == .course && $1.hasTrailingGrade && !$0.hasTrailingGrade
    }
    if reachesBack { return nil }
    if isElliptic(items, separators) { return nil }
    // Where nothing was understood the words say more than a tree of them would.
    if items.allSatisfy({ $0.kind == .unknown || $0.kind == .consent }) { return nil }
    if !separators.contains(where: \.isOr) { return .all(parts) }
    if separators.allSatisfy(\.isOr) { return .any(parts) }
    if let list = resolveList(items, separators) { return list.requirement }
    if let consent = resolveTrailingConsent(items, separators) { return consent.requirement }
    if let pieces = resolveByPunctuation(items, separators) { return pieces }
    if let grouped = groupingBareNumbers(items, separators) {
      return resolve(grouped.items, grouped.separators)
    }
    return nil
  }

  /// `A and B or equivalent knowledge`: an equivalent belongs to the course right before it. Nil
  /// where there is none.
  private func attachingEquivalents(
    _ items: [Item], _ separators: [Separator]
  ) -> (items: [Item], separators: [Separator])? {
    guard items.count > 2 else { return nil }
    var kept = [items[0]]
    var links: [Separator] = []
    for (item, separator) in zip(items.dropFirst(), separators) {
      let last = kept[kept.count - 1]
      guard separator == .or, last.kind == .course, isEquivalent(item) else {
        kept.append(item)
        links.append(separator)
        continue
      }
      kept[kept.count - 1].requirement = .any([last.requirement, item.requirement])
      kept[kept.count - 1].tokens = last.tokens.lowerBound..<item.tokens.upperBound
    }
    return kept.count < items.count ? (kept, links) : nil
  }

  /// Words that say something of the whole segment (`, with C or better`), `none, A`, and
  /// `3 credits or 6 credits of ART`, where the first credits may be of the same.
  private func isElliptic(_ items: [Item], _ separators: [Separator]) -> Bool {
    func credits(_ item: Item, ofAny: Bool) -> Bool {
      guard item.kind == .credits, case .credits(_, let pattern) = item.requirement else {
        return false
      }
      return (pattern == nil) == ofAny
    }
    let qualifies = items.dropFirst().contains { item in
      item.kind == .unknown
        && ["with", "including", "in", "on", "of", "from"].contains(
          source.tokens[item.tokens.lowerBound].lower)
    }
    let saysNone = items.contains { $0.kind == .statedNone }
    let sharesSubject = separators.indices.contains { index in
      [.and, .or, .comma].contains(separators[index]) && credits(items[index], ofAny: true)
        && credits(items[index + 1], ofAny: false)
    }
    return qualifies || saysNone || sharesSubject
  }

  /// A definite answer: a tree, or that there is none.
  private struct Verdict {
    var requirement: TextRequirement?
  }

  /// `A, B or C`. With registrars' marks and no comma before the `or`, the comma may as well end
  /// a part: `320(C), 311(C) or 321(C)`. Different sorts of things make no list.
  private func resolveList(_ items: [Item], _ separators: [Separator]) -> Verdict? {
    guard let last = separators.last, last.isOr, separators.dropLast().allSatisfy({ $0 == .comma })
    else { return nil }
    let parts = items.map(\.requirement)
    let mayCloseList = items.dropLast().allSatisfy { $0.kind == .course }
    let closer = items[items.count - 1].kind
    if last == .commaOr {
      let isList = mayCloseList && (closer == .course || isEquivalent(items[items.count - 1]))
      return Verdict(requirement: isList ? .any(parts) : nil)
    }
    if mayCloseList, closer == .course {
      let isUniform =
        items.dropFirst().allSatisfy(\.isBare) || items.allSatisfy { !$0.isBare }
      let isPlain = !items.contains(where: \.isMarked)
      return Verdict(requirement: isUniform && isPlain ? .any(parts) : nil)
    }
    if items.count == 3, items[0].kind == .standing {
      return Verdict(requirement: .all([parts[0], .any(Array(parts.dropFirst()))]))
    }
    return Verdict(requirement: nil)
  }

  private func isEquivalent(_ item: Item) -> Bool {
    guard case .opaque(let words) = item.requirement else { return false }
    return words.text.lowercased().hasPrefix("equiv")
  }

  /// `A and B or permission`: permission replaces both.
  private func resolveTrailingConsent(_ items: [Item], _ separators: [Separator]) -> Verdict? {
    guard let last = separators.last, last.isOr, items[items.count - 1].kind == .consent,
      let head = resolve(Array(items.dropLast()), Array(separators.dropLast()))
    else { return nil }
    let headSeparators = separators.dropLast()
    let isBareList = !headSeparators.isEmpty && headSeparators.allSatisfy { $0 == .comma }
    // `A and third-year standing or permission`: permission may replace the standing alone.
    let isMixed =
      last == .or && Set(items.dropLast().map(\.kind)).count > 1
      && headSeparators.contains(where: \.isAnd)
    return Verdict(
      requirement: isBareList || isMixed ? nil : .any([head, items[items.count - 1].requirement]))
  }

  /// Commas that bind more weakly than the words: `A and B, or C`, `A or B, and C`,
  /// `A or B, C or D`.
  private func resolveByPunctuation(_ items: [Item], _ separators: [Separator]) -> TextRequirement?
  {
    let kinds = Set(separators)
    if kinds == [.and, .commaOr] {
      // `Junior standing & ART 110, or 115`: a choice of two numbers, as likely as not.
      let clings = zip(items.dropFirst(), separators).contains { $0.isBare && $1 == .commaOr }
      if clings, items.contains(where: { $0.kind != .course }) { return nil }
      return split(items, separators, at: .commaOr, isAll: false)
    }
    if kinds == [.or, .commaAnd] { return split(items, separators, at: .commaAnd, isAll: true) }
    // `A or B, C, D or E` may close a list at its end.
    if kinds == [.or, .comma], !separators.hasSuffix([.comma, .comma, .or]) {
      // `Graduate standing or A, B`: does the standing replace both?
      if separators[0] == .or, items[0].kind != .course, items[1].kind == .course { return nil }
      return split(items, separators, at: .comma, isAll: true)
    }
    return nil
  }

  private func split(
    _ items: [Item], _ separators: [Separator], at boundary: Separator, isAll: Bool
  ) -> TextRequirement? {
    var runs: [[TextRequirement]] = [[items[0].requirement]]
    for (item, separator) in zip(items.dropFirst(), separators) {
      if separator == boundary {
        runs.append([item.requirement])
      } else {
        runs[runs.count - 1].append(item.requirement)
      }
    }
    return isAll
      ? .all(runs.map { TextRequirement.any($0).simplified() })
      : .any(runs.map { TextRequirement.all($0).simplified() })
  }

  /// `PHYS 209 or 219 & MATH 233`: a number without a subject clings to the course before it.
  /// Nil when that changes nothing or is itself in doubt (`A 1 & 2 or 3`).
  private func groupingBareNumbers(
    _ items: [Item], _ separators: [Separator]
  ) -> (items: [Item], separators: [Separator])? {
    var grouped = [items[0]]
    var kept: [Separator] = []
    var tie: Separator?
    for (item, separator) in zip(items.dropFirst(), separators) {
      let clings =
        item.isBare && item.kind == .course && (separator == .and || separator == .or)
        && grouped[grouped.count - 1].kind == .course
      guard clings else {
        grouped.append(item)
        kept.append(separator)
        tie = nil
        continue
      }
      if let tie, tie != separator { return nil }
      tie = separator
      let last = grouped[grouped.count - 1].requirement
      grouped[grouped.count - 1].requirement =
        separator == .and ? .all([last, item.requirement]) : .any([last, item.requirement])
    }
    return grouped.count < items.count ? (grouped, kept) : nil
  }
}

extension Array where Element: Equatable {
  fileprivate func hasSuffix(_ other: [Element]) -> Bool {
    count >= other.count && Array(suffix(other.count)) == other
  }
}
