import KnowledgeGraph
import Proofs

extension PlanCheckRun {
  /// The certificate, the bound that it gives, and what is said on the strength of it.
  mutating func checkCertificate() {
    let bound = bound(answer.certificate, with: [], without: [], place: "certificate")
    if !agrees(answer.lowerBound, bound) {
      report("lowerBound", "the certificate gives \(bound), not \(answer.lowerBound)")
    }
    if answer.lowerBound > answer.effort, !agrees(answer.lowerBound, answer.effort) {
      report("lowerBound", "a bound of \(answer.lowerBound) lies above the plan's own effort")
    }
    let isTight = abs(answer.effort - bound) <= 1e-9 * max(1, answer.effort)
    if answer.optimal, !isTight {
      report("optimal", "the bound \(bound) does not meet the effort \(answer.effort)")
    }
    if !answer.optimal, isTight {
      report("optimal", "the bound meets the effort, which makes the plan optimal")
    }
  }

  /// The bound that a certificate gives under the splits above it.
  private mutating func bound(
    _ certificate: PathCertificate, with: Set<Int>, without: Set<Int>, place: String
  ) -> Double {
    switch certificate {
    case .landmarks(let landmarks):
      checkLandmarks(landmarks, with, without, place: place + ".landmarks")
      return landmarks.reduce(with.sorted().reduce(0) { $0 + checker.efforts[$1] }) {
        $0 + $1.weight
      }
    case .split(let name, let taken, let left):
      guard let course = checker.indexByName[name] else {
        report(place + ".split", "no course is called \(name)")
        return 0
      }
      if with.contains(course) || without.contains(course) || finished.contains(course) {
        report(place + ".split", "\(name) is decided already")
      }
      return min(
        bound(taken, with: with.union([course]), without: without, place: place + ".with"),
        bound(left, with: with, without: without.union([course]), place: place + ".without"))
    }
  }

  private mutating func checkLandmarks(
    _ landmarks: [PathLandmark], _ with: Set<Int>, _ without: Set<Int>, place: String
  ) {
    let reach = RelaxedReach(self, wanted: with)
    var load: [Int: Double] = [:]
    for (index, landmark) in landmarks.enumerated() {
      let here = "\(place)[\(index)]"
      if !landmark.weight.isFinite || landmark.weight < 0 {
        report(here + ".weight", "a weight is not below 0, but here stands \(landmark.weight)")
      }
      guard let members = checkMembers(landmark, with, here) else { continue }
      for course in members { load[course, default: 0] += landmark.weight }
      if reach.reachesAll(forbidding: without.union(members)) {
        report(here + ".anyOf", "the goal can be reached without any of these")
      }
    }
    for (course, weight) in load.sorted(by: { $0.key < $1.key }) {
      let effort = checker.efforts[course]
      guard weight > effort + 1e-9 * max(1, effort) else { continue }
      report(
        place, "\(checker.names[course]) carries \(weight), more than its effort of \(effort)")
    }
  }

  /// The courses of a landmark; nil when one cannot be read.
  private mutating func checkMembers(
    _ landmark: PathLandmark, _ with: Set<Int>, _ place: String
  ) -> Set<Int>? {
    var members: Set<Int> = []
    for name in landmark.anyOf {
      guard let course = checker.indexByName[name] else {
        report(place + ".anyOf", "no course is called \(name)")
        return nil
      }
      if !members.insert(course).inserted { report(place + ".anyOf", "\(name) is named twice") }
      if with.contains(course) { report(place + ".anyOf", "\(name) is paid for by the split") }
    }
    return members
  }
}

/// Which courses can be had in the relaxed world of certificates: credits, grades and all that may
/// be assumed hold; a course is excluded only by a finished one; terms do not count.
struct RelaxedReach {
  private let requirements: [PlanRequirement]
  private let finished: Set<Int>
  private let goals: [Set<Int>]
  private let wanted: Set<Int>
  /// The courses that the goals can depend on, ascending: all others are left out of the closure.
  private let relevant: [Int]

  /// - Parameter wanted: courses that must be reached besides the goals.
  init(_ run: PlanCheckRun, wanted: Set<Int>) {
    requirements = run.checker.requirements
    finished = run.finished
    goals = run.goals
    self.wanted = wanted
    var found = wanted.union(run.goals.flatMap(\.self))
    var waiting = found.sorted()
    while let course = waiting.popLast() {
      for case .course(let mention) in requirements[course].leaves
      where found.insert(mention.course).inserted {
        waiting.append(mention.course)
      }
    }
    relevant = found.sorted()
  }

  /// Whether all goals and all wanted courses are reached when some courses are forbidden.
  ///
  /// Forward closure: the largest set X whose requirements hold, plain mentions in what is reached
  /// and concurrent ones in that or X, is added until there is none. Requirements only gain from
  /// more courses, so the largest X is found by striking out what does not hold.
  func reachesAll(forbidding forbidden: Set<Int>) -> Bool {
    var reached = finished
    var open = relevant.filter { !forbidden.contains($0) && !finished.contains($0) }
    while !open.isEmpty {
      var next = Set(open)
      var isStable = false
      while !isStable {
        let kept = next.filter { holds($0, reached: reached, together: next) }
        isStable = kept.count == next.count
        next = kept
      }
      if next.isEmpty { break }
      reached.formUnion(next)
      open.removeAll { next.contains($0) }
    }
    return wanted.isSubset(of: reached) && goals.allSatisfy { !$0.isDisjoint(with: reached) }
  }

  private func holds(_ course: Int, reached: Set<Int>, together: Set<Int>) -> Bool {
    requirements[course].isMet { leaf in
      switch leaf {
      case .course(let mention):
        mention.isOwnCompany || reached.contains(mention.course)
          || mention.sameTerm && together.contains(mention.course)
      case .absent(let other): !finished.contains(other)
      case .credits, .assumable, .holds: true
      case .atLeast: false
      }
    }
  }
}
