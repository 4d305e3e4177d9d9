/// Compressed sparse rows: the neighbours of node `n` are `columns[offsets[n] ..< offsets[n+1]]`,
/// ascending, with the relationship each one comes from beside it.
public struct CompressedRows: Sendable, Hashable {
  /// `rowCount + 1` entries, ascending, from 0.
  public private(set) var offsets: [Int32]
  public private(set) var columns: [NodeIndex]
  /// Same length as `columns`.
  public private(set) var relationships: [Int64]

  /// Takes arrays that already have the form; nil when they have not.
  public init?(offsets: [Int32], columns: [NodeIndex], relationships: [Int64]) {
    self.offsets = offsets
    self.columns = columns
    self.relationships = relationships
    if !checkInvariants() { return nil }
  }

  /// Counting sort of `(row, column, relationship)` entries. O(rows + entries · log degree).
  public init(rowCount: Int, entries: [(row: NodeIndex, column: NodeIndex, relationship: Int64)]) {
    var offsets = [Int32](repeating: 0, count: rowCount + 1)
    for entry in entries { offsets[Int(entry.row) + 1] += 1 }
    for row in 0..<rowCount { offsets[row + 1] += offsets[row] }
    var cursor = offsets
    var slots = [(column: NodeIndex, relationship: Int64)](
      repeating: (0, 0), count: entries.count)
    for entry in entries {
      slots[Int(cursor[Int(entry.row)])] = (entry.column, entry.relationship)
      cursor[Int(entry.row)] += 1
    }
    for row in 0..<rowCount where offsets[row + 1] - offsets[row] > 1 {
      slots[Int(offsets[row])..<Int(offsets[row + 1])].sort {
        ($0.column, $0.relationship) < ($1.column, $1.relationship)
      }
    }
    self.offsets = offsets
    columns = slots.map(\.column)
    relationships = slots.map(\.relationship)
  }

  public var rowCount: Int { offsets.count - 1 }
  public var count: Int { columns.count }

  /// The positions of one row in `columns` and `relationships`; empty outside the rows.
  public func range(of row: NodeIndex) -> Range<Int> {
    guard row >= 0, Int(row) < rowCount else { return 0..<0 }
    return Int(offsets[Int(row)])..<Int(offsets[Int(row) + 1])
  }

  /// Offsets ascend from 0 to the number of entries, rows are sorted, columns are not negative.
  public func checkInvariants() -> Bool {
    guard let first = offsets.first, let last = offsets.last, first == 0,
      Int(last) == columns.count, columns.count == relationships.count,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }),
      columns.allSatisfy({ $0 >= 0 })
    else { return false }
    for row in 0..<rowCount {
      let cells = columns[Int(offsets[row])..<Int(offsets[row + 1])]
      if zip(cells, cells.dropFirst()).contains(where: { $0 > $1 }) { return false }
    }
    return true
  }
}

/// Both directions of one relationship type.
public struct Adjacency: Sendable, Hashable {
  public var forward: CompressedRows
  public var reverse: CompressedRows

  public init(forward: CompressedRows, reverse: CompressedRows) {
    self.forward = forward
    self.reverse = reverse
  }
}
