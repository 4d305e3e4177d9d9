import KnowledgeGraph
import Testing

@Suite("Compressed rows")
struct CompressedRowsTests {
  @Test("Hold what a plain list of entries holds", arguments: 0..<60)
  func agreesWithList(seed: UInt64) {
    var random = SplitMix(state: seed)
    let rowCount = 1 + random.below(9)
    let entries = (0..<random.below(40)).map { number in
      (
        row: NodeIndex(random.below(rowCount)), column: NodeIndex(random.below(9)),
        relationship: Int64(random.below(50) * 100 + number)
      )
    }
    let rows = CompressedRows(rowCount: rowCount, entries: entries)
    #expect(rows.checkInvariants())
    #expect(rows.rowCount == rowCount)
    #expect(rows.count == entries.count)
    for row in 0..<NodeIndex(rowCount) {
      let expected = entries.filter { $0.row == row }
        .sorted { ($0.column, $0.relationship) < ($1.column, $1.relationship) }
      let range = rows.range(of: row)
      #expect(range.map { rows.columns[$0] } == expected.map(\.column))
      #expect(range.map { rows.relationships[$0] } == expected.map(\.relationship))
    }
    #expect(rows.range(of: -1).isEmpty)
    #expect(rows.range(of: NodeIndex(rowCount)).isEmpty)
    let again = CompressedRows(
      offsets: rows.offsets, columns: rows.columns, relationships: rows.relationships)
    #expect(again == rows)
  }

  @Test(
    arguments: [
      ([], [], []), ([1, 1], [0], [7]), ([0, 2], [0], [7]), ([0, 1], [0], []),
      ([0, 2, 1], [0], [7]), ([0, 2], [3, 1], [7, 8]), ([0, 1], [-1], [7]),
    ] as [([Int32], [NodeIndex], [Int64])])
  func refusesWhatHasNotTheForm(
    offsets: [Int32], columns: [NodeIndex], relationships: [Int64]
  ) {
    #expect(
      CompressedRows(offsets: offsets, columns: columns, relationships: relationships) == nil)
  }

  @Test func noRows() {
    let empty = CompressedRows(rowCount: 0, entries: [])
    #expect(empty.rowCount == 0)
    #expect(empty.checkInvariants())
  }
}
