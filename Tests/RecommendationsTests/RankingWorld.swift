import KnowledgeGraph
import PathReasoning
import Proofs
import Recommendations

/// A seeded generator for tests (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct ItemNames: EvidenceNaming {
  func course(_ item: Int32) -> CourseName {
    CourseName(id: Int64(item), key: "C\(item)", title: "Course \(item)")
  }
  func label(ofItem item: Int32) -> String { "Course" }
  func entity(relation: String, number: Int32) -> (key: String, label: String) {
    ("T\(number)", "Topic")
  }
  func kind(relation: String, item: Int32, entity: Int32) -> RelationshipKind { .stated }
  var interactionTypes: String { "COMPLETED" }
  var learnerLabel: String { "Learner" }
}

/// Learners walk along a chain of items, with detours: what comes next is what followed before.
struct RankingWorld {
  let log: InteractionLog
  let attributes: [ItemAttributes]
  let embedding: EmbeddingTable

  init(seed: UInt64, items: Int = 20, learners: Int = 80, detours: Double = 0.3) {
    var dice = Dice(seed: seed)
    let histories = (0..<learners).map { _ -> [Int32] in
      var item = Int32.random(in: 0..<Int32(items), using: &dice)
      return (0..<6).map { _ in
        defer {
          let strays = Double.random(in: 0..<1, using: &dice) < detours
          item =
            strays
            ? Int32.random(in: 0..<Int32(items), using: &dice) : (item + 3) % Int32(items)
        }
        return item
      }
    }
    log = InteractionLog(
      learnerKeys: histories.indices.map { "L\($0)" }, itemCount: items, histories: histories)
    attributes = [
      ItemAttributes(
        relation: "TEACHES", entityCount: 4, entities: (0..<items).map { [Int32($0 % 4)] })
    ]
    embedding = EmbeddingTable(
      artefact: "complex@1", width: 4,
      values: (0..<items * 4).map { _ in Float.random(in: -1...1, using: &dice) })
  }

  /// Fewer families than by default, to keep tests quick.
  static var small: RankerConfiguration {
    var configuration = RankerConfiguration()
    configuration.windows = [1, 4]
    configuration.decays = [0.3, 0.8]
    configuration.togetherDecays = [1]
    return configuration
  }

  func trained(
    _ configuration: RankerConfiguration = RankingWorld.small
  ) throws -> TrainedRanker {
    try RankerTrainer.train(
      log: log, attributes: attributes, embedding: embedding, configuration: configuration)
  }

  func ranker() throws -> AdditiveRanker {
    try AdditiveRanker(
      model: try trained().model, log: log, attributes: attributes, embedding: embedding)
  }
}
