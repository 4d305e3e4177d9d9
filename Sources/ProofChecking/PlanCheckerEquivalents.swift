import KnowledgeGraph
import Proofs

extension PlanChecker {
  /// By the index of each course that is not finished but equivalent to one that is, the finished
  /// one with the lowest index.
  func equivalents(of finished: Set<Int>) -> [Int: Int] {
    var found: [Int: Int] = [:]
    for (index, course) in catalog.courses.enumerated() where finished.contains(index) {
      let others = course.equivalents.compactMap { catalog.index(ofID: $0) }
      for other in others where !finished.contains(other) {
        found[other] = min(found[other] ?? index, index)
      }
    }
    return found
  }
}

extension PlanCheckRun {
  /// Each equivalent that a goal or the requirement of a step rests on is said, and no other.
  mutating func checkCounted() {
    var named = Set(zip(answer.target, goals).filter { $0.0.kind == .course }.flatMap(\.1))
    for step in answer.steps + answer.alternatives.flatMap(\.steps) {
      guard let index = checker.catalog.index(ofID: step.course.id) else { continue }
      for leaf in checker.requirements[index].leaves {
        switch leaf {
        case .course(let mention): named.insert(mention.course)
        case .absent(let course): named.insert(course)
        case .atLeast, .credits, .assumable, .holds: break
        }
      }
    }
    let expected = named.compactMap { course in
      equivalents[course].map {
        CountedCourse(finished: checker.names[$0], countsAs: checker.names[course])
      }
    }
    let stated = answer.counted ?? []
    if stated.count != Set(stated).count { report("counted", "something is said twice") }
    for missing in Set(expected).subtracting(stated).sorted(by: { $0.words < $1.words }) {
      report("counted", "it rests on this, and does not say so: \(missing.words)")
    }
    for invented in Set(stated).subtracting(expected).sorted(by: { $0.words < $1.words }) {
      report("counted", "the graph does not say so, or nothing rests on it: \(invented.words)")
    }
  }
}
