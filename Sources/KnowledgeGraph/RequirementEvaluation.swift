/// Three-valued truth: what is known about a requirement for one learner (Kleene's strong logic).
public enum Truth: Sendable, Hashable {
  case met
  case notMet
  /// Nothing in the graph can tell: consent, an exam, standing, an opaque span.
  case cannotTell
}

/// What a learner brings to a requirement.
public protocol RequirementFacts {
  /// Whether the course with this key, as written in the requirement, is finished with the grade
  /// that it asks for. `cannotTell` for a key the catalogue does not hold, and for a finished course
  /// whose grade is not known where one is asked for.
  func finished(_ course: CourseRequirement) -> Truth
  /// Credits earned in courses whose key matches `pattern` (`%` any run), or in all.
  func creditsEarned(matching pattern: String?) -> Double
}

extension Requirement {
  /// Evaluates the tree under a closed world for courses and credits, and `cannotTell` for what
  /// only people know (standing, programme, consent, exams, opaque spans).
  ///
  /// `corequisite(x)` is met when `x` is, else `cannotTell`: it can still be taken alongside.
  /// The same goes for a course that may be taken concurrently. O(size of the tree).
  public func evaluate(_ facts: some RequirementFacts) -> Truth {
    switch self {
    case .none: return .met
    case .course(let course):
      let truth = facts.finished(course)
      return truth == .notMet && course.concurrent ? .cannotTell : truth
    case .all(let parts): return Truth.atLeast(parts.count, of: parts.map { $0.evaluate(facts) })
    case .any(let parts): return Truth.atLeast(1, of: parts.map { $0.evaluate(facts) })
    case .atLeast(let count, let parts):
      return Truth.atLeast(count, of: parts.map { $0.evaluate(facts) })
    case .not(let part): return part.evaluate(facts).negated
    case .corequisite(let part):
      return part.evaluate(facts) == .met ? .met : .cannotTell
    case .credits(let count, let pattern):
      return facts.creditsEarned(matching: pattern) >= count ? .met : .notMet
    case .standing, .programme, .opaque, .consent, .exam: return .cannotTell
    }
  }
}

extension Truth {
  public var negated: Truth {
    switch self {
    case .met: .notMet
    case .notMet: .met
    case .cannotTell: .cannotTell
    }
  }

  /// Met when at least `count` are met; not met when even the unknown ones would not do.
  static func atLeast(_ count: Int, of truths: [Truth]) -> Truth {
    let met = truths.count { $0 == .met }
    let possible = met + truths.count { $0 == .cannotTell }
    if met >= count { return .met }
    return possible >= count ? .cannotTell : .notMet
  }
}

/// Whether `key` matches one of the alternatives of `pattern`, which `|` parts and in which `%`
/// stands for any run of characters: `MATH 1%|STAT 2%|CS 101`. Space round `|` and case do not
/// count. O(n·m).
public func courseKey(_ key: String, matches pattern: String) -> Bool {
  let text = Array(key.lowercased().unicodeScalars)
  let alternatives = pattern.lowercased().unicodeScalars.split(
    separator: "|", omittingEmptySubsequences: false)
  guard alternatives.count > 1 else { return matches(text, alternatives[0]) }
  return alternatives.contains { alternative in
    var trimmed = alternative
    while let first = trimmed.first, first == " " { trimmed = trimmed.dropFirst() }
    while let last = trimmed.last, last == " " { trimmed = trimmed.dropLast() }
    return matches(text, trimmed)
  }
}

/// One alternative, in which only `%` is special.
private func matches(
  _ text: [Unicode.Scalar], _ wanted: some Collection<Unicode.Scalar>
) -> Bool {
  var reachable = [Bool](repeating: false, count: text.count + 1)
  reachable[0] = true
  for symbol in wanted {
    if symbol == "%" {
      for i in reachable.indices.dropFirst() where reachable[i - 1] { reachable[i] = true }
    } else {
      for i in reachable.indices.dropFirst().reversed() {
        reachable[i] = reachable[i - 1] && text[i - 1] == symbol
      }
      reachable[0] = false
    }
  }
  return reachable[text.count]
}
