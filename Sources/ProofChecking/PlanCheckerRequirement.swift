import KnowledgeGraph
import Proofs

/// A course's requirement with `not` at the leaves and courses as catalogue indices.
indirect enum PlanRequirement: Sendable, Hashable {
  case atLeast(Int, of: [PlanRequirement])
  case course(PlanMention)
  /// The course may be neither finished nor in the plan.
  case absent(Int)
  case credits(count: Double, pattern: String?, sameTerm: Bool, negated: Bool)
  /// What nobody but people can tell: holds when it is assumed.
  case assumable(PathAssumption.Kind, String)
  case holds

  /// All that binds the course at `index`.
  init(of index: Int, in catalog: PlanningCatalog) {
    let compiler = PlanRequirementCompiler(catalog: catalog, owner: index)
    let parts = catalog.courses[index].requirements.map {
      compiler.compile($0, negated: false, sameTerm: false)
    }
    self = .atLeast(parts.count, of: parts)
  }

  /// Whether it holds, given the truth of each leaf.
  func isMet(_ leaf: (PlanRequirement) -> Bool) -> Bool {
    guard case .atLeast(let count, let parts) = self else { return leaf(self) }
    var met = 0
    for part in parts where met < count {
      if part.isMet(leaf) { met += 1 }
    }
    return met >= count
  }

  /// Every leaf, in reading order.
  var leaves: [PlanRequirement] {
    guard case .atLeast(_, let parts) = self else { return [self] }
    return parts.flatMap(\.leaves)
  }
}

/// A course named outside `not`.
struct PlanMention: Sendable, Hashable {
  var course: Int
  /// The owner names itself in a way that holds as soon as it is taken.
  var isOwnCompany: Bool
  var sameTerm: Bool
  /// The text of the assumption that its grade is reached; nil without a minimum grade.
  var grade: String?
}

private struct PlanRequirementCompiler {
  let catalog: PlanningCatalog
  let owner: Int

  func compile(_ tree: Requirement, negated: Bool, sameTerm: Bool) -> PlanRequirement {
    switch tree {
    case .all(let parts): return count(parts.count, parts, negated, sameTerm)
    case .any(let parts): return count(1, parts, negated, sameTerm)
    case .atLeast(let wanted, let parts): return count(wanted, parts, negated, sameTerm)
    case .not(let part): return compile(part, negated: !negated, sameTerm: sameTerm)
    case .corequisite(let part): return compile(part, negated: negated, sameTerm: true)
    case .course(let course): return mention(course, negated: negated, sameTerm: sameTerm)
    case .credits(let count, let pattern):
      return .credits(count: count, pattern: pattern, sameTerm: sameTerm, negated: negated)
    case .standing(let text): return .assumable(.standing, text)
    case .programme(let text): return .assumable(.programme, text)
    case .opaque(let text), .consent(let text), .exam(let text): return .assumable(.opaque, text)
    case .none: return negated ? .atLeast(1, of: []) : .holds
    }
  }

  /// Fewer than k of n hold exactly when n − k + 1 do not.
  private func count(
    _ wanted: Int, _ parts: [Requirement], _ negated: Bool, _ sameTerm: Bool
  ) -> PlanRequirement {
    .atLeast(
      negated ? parts.count - wanted + 1 : wanted,
      of: parts.map { compile($0, negated: negated, sameTerm: sameTerm) })
  }

  private func mention(
    _ course: CourseRequirement, negated: Bool, sameTerm: Bool
  ) -> PlanRequirement {
    let provider = catalog.courses[owner].provider
    guard let index = catalog.index(ofKey: course.key, provider: provider) else {
      return negated ? .holds : .assumable(.unknownCourse, course.key)
    }
    if negated { return index == owner ? .holds : .absent(index) }
    let together = sameTerm || course.concurrent
    return .course(
      PlanMention(
        course: index, isOwnCompany: together && index == owner, sameTerm: together,
        grade: course.minimumGrade.map { "\(course.key) \($0)" }))
  }
}

/// What may be taken for granted for a plan.
enum PlanAssumptions {
  /// What the answer lists.
  case listed([PathAssumption])
  /// Everything that may be assumed at all.
  case all

  func covers(_ kind: PathAssumption.Kind, _ text: String, of course: String) -> Bool {
    switch self {
    case .all: true
    case .listed(let list): list.contains(PathAssumption(course: course, kind: kind, text: text))
    }
  }
}

/// What surrounds one step of a plan.
struct StepSurroundings {
  let catalog: PlanningCatalog
  /// Name of the step's course.
  let name: String
  let finished: Set<Int>
  /// Of the finished, those that only count as such: the course which counts as them has earned the
  /// credits.
  let withoutCredits: Set<Int>
  let earlier: Set<Int>
  /// Without the course itself.
  let sameTerm: Set<Int>
  var plan: Set<Int>

  func isMet(_ requirement: PlanRequirement, _ assumptions: PlanAssumptions) -> Bool {
    requirement.isMet { leaf in
      switch leaf {
      case .course(let mention): holds(mention, assumptions)
      case .absent(let course): !finished.contains(course) && !plan.contains(course)
      case .credits(let count, let pattern, let withSameTerm, let negated):
        (credits(pattern, withSameTerm) >= count) != negated
      case .assumable(let kind, let text): assumptions.covers(kind, text, of: name)
      case .holds: true
      case .atLeast: false
      }
    }
  }

  private func holds(_ mention: PlanMention, _ assumptions: PlanAssumptions) -> Bool {
    if mention.isOwnCompany { return true }
    let before = finished.contains(mention.course) || earlier.contains(mention.course)
    guard before || mention.sameTerm && sameTerm.contains(mention.course) else { return false }
    return mention.grade.map { assumptions.covers(.minimumGrade, $0, of: name) } ?? true
  }

  private func credits(_ pattern: String?, _ withSameTerm: Bool) -> Double {
    let counted = finished.union(earlier).union(withSameTerm ? sameTerm : [])
    return counted.subtracting(withoutCredits).sorted().reduce(0) { sum, index in
      let course = catalog.courses[index]
      guard let credits = course.credits, credits.isFinite, credits > 0,
        pattern.map({ courseKey(course.key, matches: $0) }) ?? true
      else { return sum }
      return sum + credits
    }
  }
}
