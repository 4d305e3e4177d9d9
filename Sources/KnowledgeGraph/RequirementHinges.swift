/// One thing that decides a requirement for one learner: a leaf of the tree that is not as it would
/// have to be, or of which the graph cannot tell.
public struct RequirementHinge: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A course to be finished.
    case course
    /// A finished course whose grade is not known: `C in CS 101`.
    case minimumGrade
    /// A course that may be taken in the same term.
    case together
    /// A course named that the catalogue does not hold.
    case unknownCourse
    /// A course that must not have been taken.
    case exclusion
    case credits, standing, programme, consent, exam, opaque
    /// A part that nothing the learner does can change, such as the exclusion of nothing at all.
    case impossible
  }

  public var kind: Kind
  /// The course's key, or the words of the leaf.
  public var text: String
  /// `notMet` when the graph knows that it is not so, `cannotTell` when it does not know.
  public var truth: Truth

  public init(_ kind: Kind, _ text: String, _ truth: Truth) {
    self.kind = kind
    self.text = text
    self.truth = truth
  }
}

extension Requirement {
  /// What the requirement hinges on: nothing when it is met; else the leaves of its parts that are
  /// not met or in doubt, in reading order, each once. While none of them changes, neither does the
  /// requirement become met; which of them would do it is not worked out here (of an `any`, all
  /// alternatives are listed). O(size of the tree · depth).
  public func hinges(_ facts: some RequirementFacts) -> [RequirementHinge] {
    var seen: Set<RequirementHinge> = []
    return hinges(facts, wanted: true, together: false).filter { seen.insert($0).inserted }
  }

  /// - Parameter wanted: false inside `not`, where the tree would have to be not met.
  private func hinges(
    _ facts: some RequirementFacts, wanted: Bool, together: Bool
  ) -> [RequirementHinge] {
    let own = together ? Requirement.corequisite(self).evaluate(facts) : evaluate(facts)
    let truth = wanted ? own : own.negated
    guard truth != .met else { return [] }
    switch self {
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      let inner = parts.flatMap { $0.hinges(facts, wanted: wanted, together: together) }
      return inner.isEmpty ? [RequirementHinge(.impossible, "", truth)] : inner
    case .not(let part): return part.hinges(facts, wanted: !wanted, together: together)
    case .corequisite(let part): return part.hinges(facts, wanted: wanted, together: true)
    case .course(let course):
      return [course.hinge(facts, wanted: wanted, together: together, truth)]
    case .credits(let count, let pattern):
      return [RequirementHinge(.credits, Self.words(count, pattern, atLeast: wanted), truth)]
    case .standing(let text): return [RequirementHinge(.standing, text, truth)]
    case .programme(let text): return [RequirementHinge(.programme, text, truth)]
    case .consent(let text): return [RequirementHinge(.consent, text, truth)]
    case .exam(let text): return [RequirementHinge(.exam, text, truth)]
    case .opaque(let text): return [RequirementHinge(.opaque, text, truth)]
    case .none: return [RequirementHinge(.impossible, "", truth)]
    }
  }

  private static func words(_ count: Double, _ pattern: String?, atLeast: Bool) -> String {
    let amount = Int(exactly: count).map { String($0) } ?? String(count)
    let credits = (atLeast ? "" : "fewer than ") + amount + " credits"
    return pattern.map { "\(credits) of \($0)" } ?? credits
  }
}

extension CourseRequirement {
  fileprivate func hinge(
    _ facts: some RequirementFacts, wanted: Bool, together: Bool, _ truth: Truth
  ) -> RequirementHinge {
    if facts.finished(self) == .cannotTell {
      let isFinished = facts.finished(CourseRequirement(key)) == .met
      guard isFinished, let minimumGrade else {
        return RequirementHinge(.unknownCourse, key, truth)
      }
      return RequirementHinge(.minimumGrade, "\(minimumGrade) in \(key)", truth)
    }
    if !wanted { return RequirementHinge(.exclusion, key, truth) }
    return RequirementHinge(together || concurrent ? .together : .course, key, truth)
  }
}
