import KnowledgeGraph

/// What keys mean and how answers name courses.
struct CourseNaming: Sendable {
  enum Meaning {
    case one(Int)
    case none
    /// Several courses bear the key, none of the provider who wrote it.
    case several([Int])
  }

  let names: [String]
  private let providers: [String?]
  private let bearers: [String: [Int]]
  let folded = FoldedKeys()

  init(_ catalog: PlanningCatalog) {
    let keys = Dictionary(grouping: catalog.courses, by: \.key).mapValues(\.count)
    names = catalog.courses.map { course in
      guard keys[course.key] != 1, let provider = course.provider else { return course.key }
      return "\(provider):\(course.key)"
    }
    providers = catalog.courses.map(\.provider)
    bearers = Dictionary(grouping: catalog.courses.indices) {
      foldedName(catalog.courses[$0].key)
    }
  }

  /// As `PlanningCatalog.index(ofKey:provider:)` reads it, and what it could mean besides.
  func meaning(of key: String, provider: String?) -> Meaning {
    guard let found = bearers[folded[key]], let first = found.first else { return .none }
    if found.count == 1 { return .one(first) }
    if let own = found.first(where: { providers[$0] == provider }) { return .one(own) }
    return .several(found)
  }
}
