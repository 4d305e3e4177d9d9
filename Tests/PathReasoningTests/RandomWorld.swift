import KnowledgeGraph

/// A small world with everything the families read, drawn by a seed.
struct RandomWorld {
  let log: InteractionLog
  let attributes: ItemAttributes
  let embedding: EmbeddingTable

  init(seed: UInt64, items: Int = 9, learners: Int = 25) {
    var generator = Dice(seed: seed)
    let histories = (0..<learners).map { _ in
      Array(
        (0..<Int32(items)).shuffled(using: &generator)
          .prefix(Int.random(in: 0...6, using: &generator)))
    }
    log = InteractionLog(
      learnerKeys: histories.indices.map { "L\($0)" }, itemCount: items, histories: histories)
    attributes = ItemAttributes(
      relation: "TEACHES", entityCount: 5,
      entities: (0..<items).map { _ in (0..<5).filter { _ in Bool.random(using: &generator) } })
    // The first row is all zeros: nothing is near it.
    embedding = EmbeddingTable(
      artefact: "complex@3", width: 3,
      values: (0..<items * 3).map { index in
        index < 3 ? 0 : Float.random(in: -1...1, using: &generator)
      })
  }
}

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
