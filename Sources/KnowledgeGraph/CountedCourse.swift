/// A finished course that counts as another, which a requirement or a goal names.
public struct CountedCourse: Sendable, Hashable, Codable {
  /// The finished course, by its key where no other course of the catalogue bears just that key,
  /// else by `provider:key`.
  public var finished: String
  /// What it counts as, named likewise.
  public var countsAs: String

  public init(finished: String, countsAs: String) {
    self.finished = finished
    self.countsAs = countsAs
  }

  /// `otherfield:CS 101 counts as larkfield:CS 101`.
  public var words: String { "\(finished) counts as \(countsAs)" }
}

/// What a learner has finished and what that counts as. A course that only counts as finished
/// satisfies and excludes as a finished one does, and earns no credits.
public struct FinishedStanding: Sendable, Hashable {
  /// Catalogue indices of what was finished itself.
  public let own: Set<Int>
  /// By the index of a course that was not finished, the lowest of the finished ones that count as
  /// it.
  public let standIns: [Int: Int]
  /// All that counts as finished.
  public let all: Set<Int>

  /// One step along the equivalences of each finished course. O(finished · their equivalents).
  public init(_ finished: Set<Int>, in catalog: PlanningCatalog) {
    var standIns: [Int: Int] = [:]
    for index in finished.sorted() {
      for other in catalog.courses[index].equivalents.compactMap({ catalog.index(ofID: $0) })
      where !finished.contains(other) && standIns[other] == nil {
        standIns[other] = index
      }
    }
    own = finished
    self.standIns = standIns
    all = finished.union(standIns.keys)
  }

  /// The stand-ins among the courses that the binding requirements of the course at this index
  /// name, in reading order.
  public func counted(for index: Int, in catalog: PlanningCatalog) -> [Int] {
    guard !standIns.isEmpty else { return [] }
    let course = catalog.courses[index]
    var seen: Set<Int> = []
    return course.requirement.courses(includingExcluded: true)
      .compactMap { catalog.index(ofKey: $0.key, provider: course.provider) }
      .filter { standIns[$0] != nil && seen.insert($0).inserted }
  }

  /// The stand-in for the course at this index, by name; nil when there is none.
  public func countedCourse(_ index: Int, in catalog: PlanningCatalog) -> CountedCourse? {
    standIns[index].map {
      CountedCourse(finished: catalog.name(of: $0), countsAs: catalog.name(of: index))
    }
  }
}
