import KnowledgeGraph

/// Queries with their answers: (head, r, ?) has code r and the tail as answer; (?, r, tail) has
/// code r + relationCount and the head as answer.
struct QueryBatch: Sendable {
  private(set) var anchors: [Int32] = []
  private(set) var codes: [Int32] = []
  /// One a query, or all of them one query after another where `offsets` says so.
  private(set) var answers: [Int32] = []
  /// Empty where each query has one answer.
  private(set) var offsets: [Int32] = []

  var count: Int { anchors.count }

  /// Both queries of each triple, in the order given.
  init(_ triples: some Collection<Triple>, relationCount: Int) {
    reserve(2 * triples.count)
    for triple in triples {
      append(triple.head, triple.relation, triple.tail)
      append(triple.tail, triple.relation + Int32(relationCount), triple.head)
    }
  }

  /// Each query of the triples once, with all its answers ascending; by code, then anchor.
  init(grouping triples: [Triple], relationCount: Int) {
    let single = QueryBatch(triples, relationCount: relationCount)
    let rows = Set(
      (0..<single.count).map {
        Triple(head: single.anchors[$0], relation: single.codes[$0], tail: single.answers[$0])
      }
    ).sorted { ($0.relation, $0.head, $0.tail) < ($1.relation, $1.head, $1.tail) }
    offsets = [0]
    for row in rows {
      if anchors.last != row.head || codes.last != row.relation {
        anchors.append(row.head)
        codes.append(row.relation)
        offsets.append(Int32(answers.count))
      }
      answers.append(row.tail)
      offsets[offsets.count - 1] = Int32(answers.count)
    }
  }

  /// Queries of one code together, in their order otherwise. For single answers.
  func sortedByCode() -> QueryBatch {
    let order = codes.indices.map(Int32.init).sorted {
      (codes[Int($0)], $0) < (codes[Int($1)], $1)
    }
    return QueryBatch(self, positions: order[...])
  }

  func answers(of position: Int) -> ArraySlice<Int32> {
    offsets.isEmpty
      ? answers[position...position]
      : answers[Int(offsets[position])..<Int(offsets[position + 1])]
  }

  /// The queries at `positions` of another batch.
  init(_ other: QueryBatch, positions: ArraySlice<Int32>) {
    reserve(positions.count)
    if !other.offsets.isEmpty { offsets = [0] }
    for position in positions.lazy.map(Int.init) {
      anchors.append(other.anchors[position])
      codes.append(other.codes[position])
      answers.append(contentsOf: other.answers(of: position))
      if !offsets.isEmpty { offsets.append(Int32(answers.count)) }
    }
  }

  private mutating func reserve(_ count: Int) {
    anchors.reserveCapacity(count)
    codes.reserveCapacity(count)
    answers.reserveCapacity(count)
  }

  private mutating func append(_ anchor: Int32, _ code: Int32, _ answer: Int32) {
    anchors.append(anchor)
    codes.append(code)
    answers.append(answer)
  }
}

/// Positions of a batch by the row they touch: counting sort, so positions of one row stay in
/// their order and gradients are always added in the same order.
struct RowGroups: Sendable {
  /// `rowCount + 1` entries: row r's positions are `positions[offsets[r] ..< offsets[r + 1]]`.
  let offsets: [Int32]
  let positions: [Int32]
  /// The rows that have positions, ascending.
  let rows: [Int32]

  init(_ keys: [Int32], rowCount: Int) {
    var offsets = [Int32](repeating: 0, count: rowCount + 1)
    for key in keys { offsets[Int(key) + 1] += 1 }
    var rows: [Int32] = []
    for row in 0..<rowCount {
      if offsets[row + 1] > 0 { rows.append(Int32(row)) }
      offsets[row + 1] += offsets[row]
    }
    var cursor = offsets
    var positions = [Int32](repeating: 0, count: keys.count)
    for (position, key) in keys.enumerated() {
      positions[Int(cursor[Int(key)])] = Int32(position)
      cursor[Int(key)] += 1
    }
    self.offsets = offsets
    self.positions = positions
    self.rows = rows
  }

  func positions(of row: Int) -> ArraySlice<Int32> {
    positions[Int(offsets[row])..<Int(offsets[row + 1])]
  }

  func count(of row: Int) -> Int { Int(offsets[row + 1] - offsets[row]) }
}
