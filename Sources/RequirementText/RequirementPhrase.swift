import KnowledgeGraph

/// A requirement tree in English words.
///
/// `RequirementTextParser` reads the words back as the same tree, provided that the tree is
/// simplified (`Requirement.simplified()`), its names are such as the parser makes them, exclusions
/// and corequisites hold courses or connectives of courses, and nothing is opaque except, at most,
/// one request for consent or an exam as the last part of the outermost connective.
public struct RequirementPhrase: Sendable {
  public let text: String

  /// O(size of the tree).
  public init(_ requirement: Requirement) {
    text = Self.sentence(requirement)
  }

  // MARK: Connectives

  /// The outermost connective may use commas: `A or B, and C`.
  private static func sentence(_ requirement: Requirement) -> String {
    switch requirement {
    case .all(let parts) where parts.contains(where: { isPair($0, isAll: false) }):
      return join(parts, with: ", and ") { isPair($0, isAll: false) }
    case .any(let parts) where parts.contains(where: { isPair($0, isAll: true) }):
      return join(parts, with: ", or ") { isPair($0, isAll: true) }
    default: return plain(requirement)
    }
  }

  /// Two pieces that read well without brackets inside the other connective.
  private static func isPair(_ requirement: Requirement, isAll: Bool) -> Bool {
    switch requirement {
    case .all(let parts) where isAll, .any(let parts) where !isAll:
      parts.count == 2 && parts.allSatisfy(isClosed)
    default: false
    }
  }

  private static func plain(_ requirement: Requirement) -> String {
    switch requirement {
    case .all(let parts): join(parts, with: " and ") { _ in false }
    case .any(let parts) where parts.count > 2 && parts.allSatisfy(isPlainCourse):
      "one of " + parts.map(plain).joined(separator: ", ")
    case .any(let parts): join(parts, with: " or ") { _ in false }
    case .atLeast(let count, let parts): quantity(count) + " of " + members(parts)
    case .not(let inner): "not open to students with credit in " + governed(inner)
    case .corequisite(let inner): "concurrent registration in " + governed(inner)
    default: atom(requirement)
    }
  }

  /// Each part in brackets where the words alone would not tell where it ends: connectives, and
  /// phrases such as `a grade of C or better in A` before another course.
  private static func join(
    _ parts: [Requirement], with connective: String, bare: (Requirement) -> Bool
  ) -> String {
    parts.indices.map { index in
      let part = parts[index]
      let beforeCourse = index + 1 < parts.count && startsWithCourse(parts[index + 1], bare)
      let isShared =
        index + 1 < parts.count && isCredits(part, ofAny: true)
        && isCredits(parts[index + 1], ofAny: false)
      let isBare =
        bare(part) || (isClosed(part) && !isShared) || isOpaque(part)
        || (isOpen(part) && !beforeCourse)
      return isBare ? plain(part) : "(\(sentence(part)))"
    }.joined(separator: connective)
  }

  /// Ends where its own words end.
  private static func isClosed(_ requirement: Requirement) -> Bool {
    switch requirement {
    case .none, .standing, .programme: true
    case .credits(_, let pattern): pattern.map { courseKeys(of: $0) == nil } ?? true
    case .course: isPlainCourse(requirement)
    default: false
    }
  }

  /// A phrase that would take a course behind it for its own.
  private static func isOpen(_ requirement: Requirement) -> Bool {
    switch requirement {
    case .course: true
    case .corequisite(.course), .not(.course): true
    default: false
    }
  }

  /// Behind `3 credits or`, the subject of `6 credits of ART` might be said of both.
  private static func isCredits(_ requirement: Requirement, ofAny: Bool) -> Bool {
    if case .credits(_, let pattern) = requirement { (pattern == nil) == ofAny } else { false }
  }

  private static func startsWithCourse(_ part: Requirement, _ bare: (Requirement) -> Bool) -> Bool {
    switch part {
    case .all(let inner) where bare(part), .any(let inner) where bare(part):
      inner.first.map(isPlainCourse) ?? false
    default: isPlainCourse(part)
    }
  }

  private static func isPlainCourse(_ requirement: Requirement) -> Bool {
    if case .course(let course) = requirement {
      course.minimumGrade == nil && !course.concurrent
    } else {
      false
    }
  }

  private static func isOpaque(_ requirement: Requirement) -> Bool {
    switch requirement {
    case .opaque, .consent, .exam: true
    default: false
    }
  }

  private static func governed(_ inner: Requirement) -> String {
    isPlainCourse(inner) ? plain(inner) : "(\(sentence(inner)))"
  }

  private static func members(_ parts: [Requirement]) -> String {
    parts.allSatisfy(isPlainCourse)
      ? parts.map(plain).joined(separator: ", ")
      : "(" + parts.map(sentence).joined(separator: "; ") + ")"
  }

  private static func quantity(_ count: Int) -> String {
    Vocabulary.counts.first { $0.value == count }?.key ?? String(count)
  }

  // MARK: Atoms

  private static func atom(_ requirement: Requirement) -> String {
    switch requirement {
    case .course(let course): return words(for: course)
    case .credits(let count, let pattern): return credits(count, pattern)
    case .standing(let name): return standing(name)
    case .programme(let name): return "admission to " + name
    case .opaque(let words), .consent(let words), .exam(let words): return words
    default: return "none"
    }
  }

  private static func words(for course: CourseRequirement) -> String {
    switch (course.minimumGrade, course.concurrent) {
    case (nil, false): course.key
    case (nil, true): "credit or concurrent registration in \(course.key)"
    case (let grade?, false): "a grade of \(grade) or better in \(course.key)"
    case (let grade?, true):
      "credit with a grade of \(grade) or better or concurrent registration in \(course.key)"
    }
  }

  /// `6 credits of HIST`, `6 credits of 200-level PSYO`, `6 credits of courses matching PH%`.
  private static func credits(_ count: Double, _ pattern: String?) -> String {
    let whole = Int(exactly: count)
    let amount = whole.map { String($0) } ?? String(count)
    let unit = count == 1 ? "credit" : "credits"
    guard let pattern else { return "\(amount) \(unit)" }
    if let keys = courseKeys(of: pattern) {
      return "\(amount) \(unit) from \(keys.joined(separator: ", "))"
    }
    let set = subject(of: pattern) ?? levels(of: pattern) ?? "courses matching \(pattern)"
    return "\(amount) \(unit) of \(set)"
  }

  /// The keys of a set that names nothing but courses, two at least.
  private static func courseKeys(of pattern: String) -> [String]? {
    let keys = pattern.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let areCourses = keys.allSatisfy { $0.wholeMatch(of: #/[A-Z]{2,8} [1-9][0-9]{2,3}/#) != nil }
    return keys.count > 1 && areCourses ? keys : nil
  }

  /// `300- or 400-level MATH courses` for `MATH 3%|MATH 4%`.
  private static func levels(of pattern: String) -> String? {
    let parts = pattern.split(separator: "|", omittingEmptySubsequences: false)
    let found = parts.compactMap { $0.wholeMatch(of: #/([A-Z]{2,8}) ([1-9])%/#) }
    guard parts.count > 1, found.count == parts.count, Set(found.map(\.1)).count == 1 else {
      return nil
    }
    let open = found.dropLast().map { "\($0.2)00-" }.joined(separator: ", ")
    return "\(open) or \(found[found.count - 1].2)00-level \(found[0].1) courses"
  }

  private static func subject(of pattern: String) -> String? {
    let pieces = pattern.split(separator: " ", omittingEmptySubsequences: false)
    guard pieces.count == 2, pieces[0].allSatisfy({ $0.isASCII && $0.isUppercase }),
      (2...8).contains(pieces[0].count), pieces[1].last == "%", pieces[1].count <= 2
    else { return nil }
    guard let level = pieces[1].first, level != "%" else { return String(pieces[0]) }
    return level.isNumber ? "\(level)00-level \(pieces[0])" : nil
  }

  /// `third-year standing in Biology` for `third year in Biology`.
  private static func standing(_ name: String) -> String {
    if name.hasPrefix("level at least ") { return name }
    let (rank, place) = parted(name, at: " in ")
    let (level, above) = parted(rank, at: " or above")
    var words = level.split(separator: " ").map(String.init)
    if words.count > 1, words[1] == "year" {
      words.replaceSubrange(0...1, with: [words[0] + "-year"])
    }
    return words.joined(separator: " ") + " standing" + above + place
  }

  private static func parted(_ text: String, at mark: String) -> (String, String) {
    guard let range = text.firstRange(of: mark) else { return (text, "") }
    return (String(text[..<range.lowerBound]), String(text[range.lowerBound...]))
  }
}
