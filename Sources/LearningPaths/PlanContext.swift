import KnowledgeGraph
import Proofs

/// A catalogue as the planner reads it, for one learner: formulas with what is finished folded in.
struct PlanContext: Sendable {
  let catalog: PlanningCatalog
  let scale: EffortScale
  /// By catalogue index, over catalogue indices.
  let formulas: [RequirementFormula]
  /// What is finished, and what that counts as.
  let standing: FinishedStanding
  /// Catalogue indices of all that counts as finished.
  var finished: Set<Int> { standing.all }

  /// The formula with what the finished courses decide for good: a finished course holds, its
  /// exclusion does not, and credits already earned hold. Minimum grades hold too (they are
  /// assumed).
  func openFormula(_ index: Int, creditsHold: Bool) -> RequirementFormula {
    formulas[index].replacingLiterals { literal in
      switch literal {
      case .course(let mention):
        return finished.contains(mention.index) ? .constant(true) : literal
      case .excluded(let other): return finished.contains(other) ? .constant(false) : literal
      case .credits(let need):
        return creditsHold || need.negated
          ? literal : .constant(credits(matching: need.pattern, among: finished) >= need.count)
      case .constant, .assumed, .threshold: return literal
      }
    }
  }

  /// What only counts as finished earns nothing: the course that stands for it does.
  func credits(matching pattern: String?, among courses: Set<Int>) -> Double {
    courses.sorted().reduce(0) { sum, index in
      let course = catalog.courses[index]
      guard standing.standIns[index] == nil, let credits = course.credits, credits.isFinite,
        credits > 0,
        pattern.map({ courseKey(course.key, matches: $0) }) ?? true
      else { return sum }
      return sum + credits
    }
  }

  /// The key where no other course bears just that key, else `provider:key`.
  func name(_ index: Int) -> String {
    let course = catalog.courses[index]
    guard names.ambiguous.contains(course.key) else { return course.key }
    return course.provider.map { "\($0):\(course.key)" } ?? course.key
  }

  let names: CourseNames

  func courseName(_ index: Int) -> CourseName {
    let course = catalog.courses[index]
    return CourseName(
      id: course.id, key: course.key, title: course.title, provider: course.provider)
  }
}

/// Which keys several courses bear.
struct CourseNames: Sendable {
  let ambiguous: Set<String>

  init(_ catalog: PlanningCatalog) {
    var seen: Set<String> = []
    var ambiguous: Set<String> = []
    for course in catalog.courses where !seen.insert(course.key).inserted {
      ambiguous.insert(course.key)
    }
    self.ambiguous = ambiguous
  }
}

/// A course's surroundings in a plan: what its requirement is judged by.
struct PlanSurroundings {
  let context: PlanContext
  /// Finished or in an earlier term.
  var before: Set<Int>
  /// In the same term, the course itself left out.
  var alongside: Set<Int>
  /// The whole plan.
  var plan: Set<Int>

  /// Assumable literals hold.
  func holds(_ formula: RequirementFormula) -> Bool { formula.holds(literal) }

  func literal(_ literal: RequirementFormula) -> Bool {
    switch literal {
    case .course(let mention):
      before.contains(mention.index) || mention.sameTerm && alongside.contains(mention.index)
    case .excluded(let index): !context.finished.contains(index) && !plan.contains(index)
    case .credits(let need):
      (credits(need) >= need.count) != need.negated
    case .constant(let value): value
    case .assumed: true
    case .threshold: holds(literal)
    }
  }

  private func credits(_ need: CreditsNeed) -> Double {
    context.credits(
      matching: need.pattern, among: need.sameTerm ? before.union(alongside) : before)
  }

  /// A smallest set of assumptions under which the formula holds, in reading order: of the parts
  /// of a threshold the ones with fewest, earlier first. Nil when it does not hold at all.
  func assumptions(_ formula: RequirementFormula, for course: String) -> [PathAssumption]? {
    switch formula {
    case .threshold(let need, let parts):
      let found = parts.enumerated().compactMap { place, part in
        assumptions(part, for: course).map { (place: place, assumed: $0) }
      }
      guard found.count >= need else { return nil }
      let cheapest = found.sorted {
        ($0.assumed.count, $0.place) < ($1.assumed.count, $1.place)
      }.prefix(need)
      return cheapest.sorted { $0.place < $1.place }.flatMap(\.assumed)
    case .assumed(let kind, let text):
      return [PathAssumption(course: course, kind: kind, text: text)]
    case .course(let mention):
      guard literal(formula) else { return nil }
      return mention.minimumGrade.map {
        [PathAssumption(course: course, kind: .minimumGrade, text: "\(mention.key) \($0)")]
      } ?? []
    case .constant, .excluded, .credits: return literal(formula) ? [] : nil
    }
  }
}
