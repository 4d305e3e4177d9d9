import KnowledgeGraph

/// Integer counts over pairs of items, in compressed sparse rows with ascending columns.
struct ItemPairCounts: Sendable, Hashable {
  /// `itemCount + 1` entries.
  private(set) var offsets: [Int] = [0]
  private(set) var columns: [Int32] = []
  private(set) var counts: [Int32] = []

  var itemCount: Int { offsets.count - 1 }

  func range(of item: Int32) -> Range<Int> { offsets[Int(item)]..<offsets[Int(item) + 1] }

  /// Where the pair stands in `columns`; nil when it was never counted. O(log row).
  func position(_ row: Int32, _ column: Int32) -> Int? {
    var low = offsets[Int(row)]
    var high = offsets[Int(row) + 1]
    while low < high {
      let middle = (low + high) / 2
      if columns[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < offsets[Int(row) + 1] && columns[low] == column ? low : nil
  }

  func count(_ row: Int32, _ column: Int32) -> Int {
    position(row, column).map { Int(counts[$0]) } ?? 0
  }

  /// Σ over the columns of a row, by row.
  func rowSums() -> [Int] {
    (0..<itemCount).map { row in
      counts[offsets[row]..<offsets[row + 1]].reduce(0) { $0 + Int($1) }
    }
  }

  /// Σ over the rows of a column, by column.
  func columnSums() -> [Int] {
    var sums = [Int](repeating: 0, count: itemCount)
    for (column, count) in zip(columns, counts) { sums[Int(column)] += Int(count) }
    return sums
  }

  /// Appends the next row from counts by column; `touched` lists the columns that are not 0 and
  /// both are cleared.
  fileprivate mutating func appendRow(_ dense: inout [Int32], touched: inout [Int32]) {
    touched.sort()
    for column in touched {
      columns.append(column)
      counts.append(dense[Int(column)])
      dense[Int(column)] = 0
    }
    touched.removeAll(keepingCapacity: true)
    offsets.append(columns.count)
  }
}

extension ItemPairCounts {
  /// C[h, i]: learners with h at place p and i at a place q, p < q ≤ p + window.
  /// O(interactions · min(window, history)) time, O(pairs seen) space.
  static func successions(
    _ log: InteractionLog, _ occurrences: ItemOccurrences, window: Int
  ) -> ItemPairCounts {
    rows(log, occurrences) { history, place in
      let first = place + 1
      return history[first..<min(history.count, first + window)]
    }
  }

  /// Learners with both items, for i ≠ h.
  static func together(_ log: InteractionLog, _ occurrences: ItemOccurrences) -> ItemPairCounts {
    var all = rows(log, occurrences) { history, _ in history[...] }
    all.removeDiagonal()
    return all
  }

  private static func rows(
    _ log: InteractionLog, _ occurrences: ItemOccurrences,
    _ reach: ([Int32], Int) -> ArraySlice<Int32>
  ) -> ItemPairCounts {
    var result = ItemPairCounts()
    var dense = [Int32](repeating: 0, count: log.itemCount)
    var touched: [Int32] = []
    for item in 0..<log.itemCount {
      for slot in occurrences.range(of: item) {
        let history = log.histories[Int(occurrences.learners[slot])]
        for other in reach(history, Int(occurrences.places[slot])) {
          if dense[Int(other)] == 0 { touched.append(other) }
          dense[Int(other)] += 1
        }
      }
      result.appendRow(&dense, touched: &touched)
    }
    return result
  }

  private mutating func removeDiagonal() {
    var kept = ItemPairCounts()
    for row in 0..<itemCount {
      for slot in offsets[row]..<offsets[row + 1] where columns[slot] != Int32(row) {
        kept.columns.append(columns[slot])
        kept.counts.append(counts[slot])
      }
      kept.offsets.append(kept.columns.count)
    }
    self = kept
  }
}
