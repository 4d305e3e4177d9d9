import KnowledgeGraph

/// What can be entered, by trying every order of terms. Courses are few.
struct BruteForce {
  let catalog: PlanningCatalog
  /// Whether `not` is looked at; without it everything excluded is allowed.
  var exclusionsBind: Bool

  /// Bit sets of courses that can have been taken at some moment.
  func reachableSets() -> Set<UInt> {
    var seen: Set<UInt> = [0]
    var waiting: [UInt] = [0]
    let all = (UInt(1) << catalog.courses.count) - 1
    while let before = waiting.popLast() {
      let open = all & ~before
      var term = open
      while term != 0 {
        if canTake(term, after: before), seen.insert(before | term).inserted {
          waiting.append(before | term)
        }
        term = (term - 1) & open
      }
    }
    return seen
  }

  /// Courses that nobody can ever enter.
  func unreachable(in sets: Set<UInt>) -> Set<String> {
    let reached = sets.reduce(0, |)
    return Set(
      catalog.courses.indices.filter { reached >> $0 & 1 == 0 }.map { catalog.courses[$0].key })
  }

  func canTake(_ term: UInt, after before: UInt) -> Bool {
    catalog.courses.indices.allSatisfy { course in
      term >> course & 1 == 0
        || catalog.courses[course].requirements.allSatisfy {
          holds($0, course, before, term, negated: false, together: false)
        }
    }
  }

  /// With `not` at the leaves; what the catalogue cannot tell holds.
  func holds(
    _ tree: Requirement, _ own: Int, _ before: UInt, _ term: UInt, negated: Bool, together: Bool
  ) -> Bool {
    let below = { (part: Requirement) in
      holds(part, own, before, term, negated: negated, together: together)
    }
    switch tree {
    case .all(let parts): return negated ? parts.contains(where: below) : parts.allSatisfy(below)
    case .any(let parts): return negated ? parts.allSatisfy(below) : parts.contains(where: below)
    case .atLeast(let count, let parts):
      let met = parts.count(where: below)
      return negated ? met >= parts.count - count + 1 : met >= count
    case .not(let part):
      return holds(part, own, before, term, negated: !negated, together: together)
    case .corequisite(let part):
      return holds(part, own, before, term, negated: negated, together: true)
    case .course(let named):
      guard let index = catalog.index(ofKey: named.key, provider: nil) else { return true }
      let isBefore = before >> index & 1 == 1
      if negated {
        let isTaken = (before | term) >> index & 1 == 1
        return !exclusionsBind || named.minimumGrade != nil || index == own || !isTaken
      }
      return isBefore || (together || named.concurrent) && term >> index & 1 == 1
    case .credits, .standing, .programme, .opaque, .consent, .exam: return true
    case .none: return !negated
    }
  }
}
