import KnowledgeGraph

/// For each item the learners that have it, ascending, and the place it has in their history:
/// the log turned round. O(interactions) to build.
struct ItemOccurrences: Sendable {
  let offsets: [Int]
  let learners: [Int32]
  let places: [Int32]

  init(_ log: InteractionLog) {
    var offsets = [0]
    offsets.reserveCapacity(log.itemCount + 1)
    for degree in log.itemDegrees() { offsets.append(offsets[offsets.count - 1] + degree) }
    var cursor = offsets
    var learners = [Int32](repeating: 0, count: offsets[log.itemCount])
    var places = learners
    for (learner, history) in log.histories.enumerated() {
      for (place, item) in history.enumerated() {
        let slot = cursor[Int(item)]
        cursor[Int(item)] += 1
        learners[slot] = Int32(learner)
        places[slot] = Int32(place)
      }
    }
    self.offsets = offsets
    self.learners = learners
    self.places = places
  }

  func range(of item: Int) -> Range<Int> { offsets[item]..<offsets[item + 1] }
}
