import KnowledgeGraph
import Proofs

/// A requirement tree in negation normal form over catalogue indices: thresholds inside, literals
/// at the leaves. `LearningPathAnswer` says what each literal means in a plan.
indirect enum RequirementFormula: Sendable, Hashable {
  case constant(Bool)
  case course(CourseMention)
  /// The course at this index may be neither finished nor in the plan.
  case excluded(Int)
  case credits(CreditsNeed)
  /// Nothing in the catalogue can tell.
  case assumed(PathAssumption.Kind, String)
  /// At least `need` of the parts, `1 ... parts.count`.
  case threshold(need: Int, [RequirementFormula])
}

/// A course named outside `not`.
struct CourseMention: Sendable, Hashable {
  var index: Int
  /// The key as the requirement writes it.
  var key: String
  var sameTerm: Bool
  var minimumGrade: String?
}

struct CreditsNeed: Sendable, Hashable {
  var count: Double
  var pattern: String?
  var sameTerm: Bool
  /// True when fewer are wanted.
  var negated: Bool
}

extension RequirementFormula {
  /// The conjunction of what binds the course at `index`.
  init(course index: Int, in catalog: PlanningCatalog) {
    let course = catalog.courses[index]
    let reader = RequirementReader(catalog: catalog, owner: index, provider: course.provider)
    self = Self.all(course.requirements.map { reader.formula($0, negated: false, sameTerm: false) })
  }

  static func all(_ parts: [RequirementFormula]) -> RequirementFormula {
    threshold(atLeast: parts.count, of: parts)
  }

  /// The threshold with constants folded in: true parts lower it, false ones go.
  static func threshold(
    atLeast need: Int, of parts: [RequirementFormula]
  ) -> RequirementFormula {
    let open = parts.filter { $0 != .constant(true) && $0 != .constant(false) }
    let left = need - parts.count { $0 == .constant(true) }
    if left <= 0 { return .constant(true) }
    if left > open.count { return .constant(false) }
    return open.count == 1 ? open[0] : .threshold(need: left, open)
  }

  /// Visits every literal, in reading order.
  func forEachLiteral(_ visit: (RequirementFormula) -> Void) {
    if case .threshold(_, let parts) = self {
      for part in parts { part.forEachLiteral(visit) }
    } else {
      visit(self)
    }
  }

  /// The courses named outside `not`, with repeats.
  var mentions: [CourseMention] {
    var found: [CourseMention] = []
    forEachLiteral { if case .course(let mention) = $0 { found.append(mention) } }
    return found
  }

  /// Replaces literals and folds the constants that come of it.
  func replacingLiterals(
    _ replace: (RequirementFormula) -> RequirementFormula
  ) -> RequirementFormula {
    guard case .threshold(let need, let parts) = self else { return replace(self) }
    return .threshold(atLeast: need, of: parts.map { $0.replacingLiterals(replace) })
  }
}

/// Turns one course's trees into formulas.
private struct RequirementReader {
  let catalog: PlanningCatalog
  let owner: Int
  let provider: String?

  func formula(_ tree: Requirement, negated: Bool, sameTerm: Bool) -> RequirementFormula {
    switch tree {
    case .all(let parts): return threshold(parts.count, parts, negated, sameTerm)
    case .any(let parts): return threshold(1, parts, negated, sameTerm)
    case .atLeast(let count, let parts): return threshold(count, parts, negated, sameTerm)
    case .not(let part): return formula(part, negated: !negated, sameTerm: sameTerm)
    case .corequisite(let part): return formula(part, negated: negated, sameTerm: true)
    case .course(let course): return literal(course, negated: negated, sameTerm: sameTerm)
    case .credits(let count, let pattern):
      return .credits(
        CreditsNeed(count: count, pattern: pattern, sameTerm: sameTerm, negated: negated))
    case .standing(let text): return .assumed(.standing, text)
    case .programme(let text): return .assumed(.programme, text)
    case .opaque(let text), .consent(let text), .exam(let text): return .assumed(.opaque, text)
    case .none: return .constant(!negated)
    }
  }

  /// De Morgan: not (k of n) is n − k + 1 of the negations.
  private func threshold(
    _ need: Int, _ parts: [Requirement], _ negated: Bool, _ sameTerm: Bool
  ) -> RequirementFormula {
    .threshold(
      atLeast: negated ? parts.count - need + 1 : need,
      of: parts.map { formula($0, negated: negated, sameTerm: sameTerm) })
  }

  private func literal(
    _ course: CourseRequirement, negated: Bool, sameTerm: Bool
  ) -> RequirementFormula {
    guard let index = catalog.index(ofKey: course.key, provider: provider) else {
      return negated ? .constant(true) : .assumed(.unknownCourse, course.key)
    }
    if negated { return index == owner ? .constant(true) : .excluded(index) }
    let sameTerm = sameTerm || course.concurrent
    if sameTerm, index == owner { return .constant(true) }
    return .course(
      CourseMention(
        index: index, key: course.key, sameTerm: sameTerm, minimumGrade: course.minimumGrade))
  }
}
