import KnowledgeGraph
import Proofs

/// What a plan should reach, with the courses that reach it.
public struct PlanGoal: Sendable, Hashable {
  public var goal: PathGoal
  /// Identifiers in the store; one of them is enough. A course goal has its one course.
  public var courses: Set<Int64>

  public init(_ goal: PathGoal, courses: Set<Int64>) {
    self.goal = goal
    self.courses = courses
  }

  public static func course(_ course: PlanningCatalog.Course) -> PlanGoal {
    PlanGoal(
      PathGoal(
        kind: .course, key: course.key, title: course.title, provider: course.provider),
      courses: [course.id])
  }

  /// The topic, reached by any course that teaches it or a narrower one. O(catalogue).
  public static func topic(key: String, title: String, in catalog: PlanningCatalog) -> PlanGoal {
    let teachers = catalog.courses.filter { $0.topics.contains(key) }.map(\.id)
    return PlanGoal(PathGoal(kind: .topic, key: key, title: title), courses: Set(teachers))
  }
}

/// Limits of a plan and of the search for it.
public struct PlanOptions: Sendable, Hashable {
  /// Most credits in one term; courses of unknown credits count 0. Nil: no limit.
  public var creditsPerTerm: Double?
  /// Most effort in one term, in the catalogue's unit. Nil: no limit.
  public var effortPerTerm: Double?
  /// How many other plans to look for.
  public var alternatives: Int
  /// A plan above this effort is not given.
  public var maximumEffort: Double?
  /// A plan of more terms is not given.
  public var maximumTerms: Int?
  /// Nodes of branch and bound, at least 1, for a closure of up to 200 courses; larger closures
  /// get fewer, by the cube of their size, so that the time stays about the same.
  public var searchBudget: Int

  public init(
    creditsPerTerm: Double? = nil, effortPerTerm: Double? = nil, alternatives: Int = 0,
    maximumEffort: Double? = nil, maximumTerms: Int? = nil, searchBudget: Int = 2000
  ) {
    self.creditsPerTerm = creditsPerTerm
    self.effortPerTerm = effortPerTerm
    self.alternatives = alternatives
    self.maximumEffort = maximumEffort
    self.maximumTerms = maximumTerms
    self.searchBudget = searchBudget
  }
}

public enum PlanOutcome: Sendable, Hashable {
  case plan(LearningPathAnswer)
  case unreachable(UnreachableGoal)
}
