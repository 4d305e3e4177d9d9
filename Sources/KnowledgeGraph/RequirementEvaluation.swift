/// Three-valued truth: what is known about a requirement for one learner (Kleene's strong logic).
public enum Truth: Sendable, Hashable {
  case met
  case notMet
  /// Nothing in the graph can tell: consent, standing, an opaque span.
  case cannotTell
}

/// What a learner brings to a requirement.
public protocol RequirementFacts {
  /// Whether the course with this key, as written in the requirement, is finished.
  /// `cannotTell` for a key the catalogue does not hold.
  func finished(_ course: CourseRequirement) -> Truth
  /// Credits earned in courses whose key matches `pattern` (`%` any run), or in all.
  func creditsEarned(matching pattern: String?) -> Double
}

extension Requirement {
  /// Evaluates the tree under a closed world for courses and credits, and `cannotTell` for what
  /// only people know (standing, programme, opaque spans).
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
    case .standing, .programme, .opaque: return .cannotTell
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

/// Whether `key` matches `pattern`, in which `%` stands for any run of characters. Case does not
/// count. O(n·m).
public func courseKey(_ key: String, matches pattern: String) -> Bool {
  let text = Array(key.lowercased().unicodeScalars)
  let wanted = Array(pattern.lowercased().unicodeScalars)
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
