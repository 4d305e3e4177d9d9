import KnowledgeGraph
import Proofs

extension InferenceChecker {
  /// Why a step that rests on the graph or on a requirement does not hold; nil when it does.
  func groundFault(_ step: InferenceStep, _ ground: InferenceGround) -> String? {
    guard step.premises.isEmpty, step.axiom == nil else {
      return "what is \(step.rule) rests on no step and on no axiom"
    }
    switch (ground, step.statement) {
    case (.stated, .relationship(let start, let relation, let end)):
      return statedFault(start, relation, end, step.source)
    case (.stated, .value(let node, let property, let value)):
      return valueFault(node, property, value)
    case (.nodeClass, .membership(let node, let nodeClass)):
      let labels = world.graph.index(ofID: node.id).map { world.graph.labels(of: $0) } ?? []
      return labels.contains(nodeClass) ? nil : "\(node.key) is no \(nodeClass) by its own class"
    case (.namedInRequirement, .relationship(let start, let relation, let end)):
      return roleFault(relation, .directPrerequisite)
        ?? (requirements.names(of: start.id).contains(end.id)
          ? nil : "no requirement of \(start.key) names \(end.key)")
    case (.everyAlternative, .relationship(let start, let relation, let end)):
      return roleFault(relation, .mustRequire)
        ?? (requirements.canReach(start.id, without: end.id)
          ? "\(start.key) can be reached without \(end.key)" : nil)
    case (.requirementPath, .relationship(let start, let relation, let end)):
      return roleFault(relation, .mayRequire)
        ?? (requirements.isPath(from: start.id, to: end.id)
          ? nil : "no requirement leads from \(start.key) to \(end.key)")
    default: return "\(step.rule) cannot ground a statement of this sort"
    }
  }

  private var requirements: RequirementReach { RequirementReach(world.catalog) }

  private func roleFault(_ relation: String, _ role: RelationRole) -> String? {
    guard let found = world.ontology.relation(relation) else { return "there is no \(relation)" }
    return found.roles.contains(role) ? nil : "\(relation) does not come from requirements"
  }

  private func statedFault(
    _ start: InferenceNode, _ relation: String, _ end: InferenceNode, _ source: InferenceSource?
  ) -> String? {
    guard let type = world.ontology.relation(relation)?.type else {
      return "there is no \(relation)"
    }
    guard let from = world.graph.index(ofID: start.id), let to = world.graph.index(ofID: end.id)
    else { return "an end is no node" }
    let found = world.graph.neighbours(of: from, type: type, direction: .outgoing).filter {
      $0.node == to && world.graph.relationship($0.relationship)?.kind == .stated
    }
    guard !found.isEmpty else { return "nothing states \(start.key) \(relation) \(end.key)" }
    guard let source else { return nil }
    let isThere = found.contains { world.sources($0.relationship).contains(source) }
    let line = source.line.map { ":\($0)" } ?? ""
    return isThere ? nil : "\(source.file)\(line) does not state it"
  }

  private func valueFault(_ node: InferenceNode, _ property: String, _ value: String) -> String? {
    let found = world.graph.index(ofID: node.id).flatMap {
      world.graph.property(property, of: $0)
    }
    guard let found else { return "\(node.key) has no \(property)" }
    return found.description == value
      ? nil : "the \(property) of \(node.key) is \(found.description), not \(value)"
  }
}

/// What requirement trees say of two courses, worked out from the trees alone.
struct RequirementReach {
  private let catalog: PlanningCatalog

  init(_ catalog: PlanningCatalog) { self.catalog = catalog }

  /// Identifiers of the courses that the trees of a course name outside exclusions.
  func names(of id: Int64) -> Set<Int64> {
    guard let index = catalog.index(ofID: id) else { return [] }
    return Set(named(index).map { catalog.courses[$0].id })
  }

  func isPath(from start: Int64, to end: Int64) -> Bool {
    guard let from = catalog.index(ofID: start), let to = catalog.index(ofID: end) else {
      return false
    }
    return closure(of: named(from)).contains(to)
  }

  /// Whether a learner who starts with nothing can enter the course when nobody may take `other`.
  ///
  /// Everything that only people know counts as met, and so do exclusions, credits and courses that
  /// the catalogue does not hold. The set of courses that can be entered is the least that holds
  /// every course whose trees are met by the courses before it and, for corequisites, by courses
  /// that can be entered along with it.
  func canReach(_ id: Int64, without other: Int64) -> Bool {
    guard let goal = catalog.index(ofID: id), let removed = catalog.index(ofID: other) else {
      return true
    }
    let relevant = closure(of: [goal]).subtracting([removed])
    var reached: Set<Int> = []
    while true {
      var joining = relevant
      var shrank = true
      while shrank {
        let kept = joining.filter { index in
          let course = catalog.courses[index]
          return course.requirements.allSatisfy {
            isMet($0, course.provider, before: reached, beside: joining, together: false)
          }
        }
        shrank = kept.count < joining.count
        joining = kept
      }
      if joining.contains(goal) { return true }
      if joining.isSubset(of: reached) { return false }
      reached.formUnion(joining)
    }
  }

  private func closure(of start: Set<Int>) -> Set<Int> {
    var found = start
    var open = Array(start)
    while let next = open.popLast() {
      for index in named(next) where found.insert(index).inserted { open.append(index) }
    }
    return found
  }

  private func named(_ index: Int) -> Set<Int> {
    let course = catalog.courses[index]
    var found: Set<Int> = []
    var open = course.requirements
    while let tree = open.popLast() {
      switch tree {
      case .all(let parts), .any(let parts), .atLeast(_, let parts): open += parts
      case .corequisite(let part): open.append(part)
      case .course(let named):
        if let other = catalog.index(ofKey: named.key, provider: course.provider) {
          found.insert(other)
        }
      default: break
      }
    }
    return found
  }

  private func isMet(
    _ tree: Requirement, _ provider: String?, before: Set<Int>, beside: Set<Int>, together: Bool
  ) -> Bool {
    func part(_ tree: Requirement) -> Bool {
      isMet(tree, provider, before: before, beside: beside, together: together)
    }
    switch tree {
    case .all(let parts): return parts.allSatisfy(part)
    case .any(let parts): return parts.contains(where: part)
    case .atLeast(let count, let parts): return parts.count(where: part) >= count
    case .corequisite(let inner):
      return isMet(inner, provider, before: before, beside: beside, together: true)
    case .course(let named):
      guard let index = catalog.index(ofKey: named.key, provider: provider) else { return true }
      return before.contains(index) || ((together || named.concurrent) && beside.contains(index))
    default: return true
    }
  }
}
