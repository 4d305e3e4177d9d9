import Diagnostics
import KnowledgeGraph

/// Reads the atomic files of RecBole: tab-separated, gzip or plain, UTF-8, with a header of
/// `name:type` columns.
///
/// - `.inter`: `user_id`, `item_id`, and where given `timestamp` (rows are put in its order, ties
///   as they stand) and `label` (a number; positive from 0.5). Without timestamps the order of the
///   rows is the order in time. Other columns are passed over.
/// - `.kg`: `head_id`, `relation_id`, `tail_id`; items keep their tokens.
public enum RecommendationFiles {
  /// A training file, a test file and optionally a graph. Any file that cannot be read and any
  /// malformed line is an error, and the value nil: a figure on part of the data would be wrong.
  public static func load(
    train: String, test: String?, graph: String? = nil
  ) -> Diagnosed<RecommendationDataset?> {
    var reader = InteractionReader()
    let known = reader.rows(of: train)
    let wanted = test.map { reader.rows(of: $0) } ?? []
    let triples = graph.map { reader.triples(of: $0) } ?? []
    if known.isEmpty, reader.diagnostics.isEmpty {
      reader.report(.error, "recommendations.empty", "no interactions in the file", train, nil)
    }
    guard !reader.diagnostics.contains(where: { $0.severity == .error }) else {
      return Diagnosed(nil, diagnostics: reader.diagnostics)
    }
    let dataset = reader.dataset(train: known, test: wanted, triples: triples, trainFile: train)
    return Diagnosed(dataset, diagnostics: reader.diagnostics)
  }
}

/// One row of an `.inter` file.
private struct InteractionRow {
  var user: Int32
  var item: Int32
  var timestamp: Double?
  var label: Double?
}

/// Tokens in the order of their first mention.
private struct TokenNumbers {
  private(set) var tokens: [String] = []
  private var numbers: [String: Int32] = [:]

  func number(known token: String) -> Int32? { numbers[token] }

  mutating func number(of token: String) -> Int32 {
    if let number = numbers[token] { return number }
    let number = Int32(tokens.count)
    tokens.append(token)
    numbers[token] = number
    return number
  }
}

private struct InteractionReader {
  var users = TokenNumbers()
  var items = TokenNumbers()
  private(set) var diagnostics: [Diagnostic] = []

  /// Malformed lines told of in one file.
  private static let reported = 20

  mutating func report(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, _ file: String,
    _ line: Int?, found: String? = nil, expected: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        severity, code: code, message, found: found, expected: expected,
        place: SourcePlace(file: file, line: line)))
  }

  mutating func rows(of path: String) -> [InteractionRow] {
    var rows: [InteractionRow] = []
    read(path, required: ["user_id", "item_id"], optional: ["timestamp", "label"]) {
      reader, fields in
      let timestamp = fields[2].flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
      let label = fields[3].flatMap { Double($0) }
      guard (timestamp != nil) == (fields[2] != nil), (label != nil) == (fields[3] != nil),
        let user = fields[0], let item = fields[1], !user.isEmpty, !item.isEmpty
      else { return false }
      rows.append(
        InteractionRow(
          user: reader.users.number(of: user), item: reader.items.number(of: item),
          timestamp: timestamp, label: label))
      return true
    }
    return rows
  }

  mutating func triples(of path: String) -> [(head: String, relation: String, tail: String)] {
    var triples: [(head: String, relation: String, tail: String)] = []
    read(path, required: ["head_id", "relation_id", "tail_id"], optional: []) { _, fields in
      guard let head = fields[0], let relation = fields[1], let tail = fields[2] else {
        return false
      }
      triples.append((head, relation, tail))
      return true
    }
    return triples
  }

  /// Calls `take` with the fields of each line, the required ones first; nil for an optional
  /// column that the file does not have. `take` returns false for a malformed line.
  private mutating func read(
    _ path: String, required: [String], optional: [String],
    _ take: (inout InteractionReader, [String?]) -> Bool
  ) {
    guard let bytes = bytes(of: path) else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let header = lines.first.map(fields) else { return }
    let names = header.map { $0.split(separator: ":").first.map(String.init) ?? "" }
    let columns = (required + optional).map { names.firstIndex(of: $0) }
    guard columns.prefix(required.count).allSatisfy({ $0 != nil }) else {
      report(
        .error, "recommendations.header", "the header lacks a column", path, 1,
        found: header.joined(separator: " "), expected: required.joined(separator: ", "))
      return
    }
    var faults = 0
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let cells = fields(line)
      let whole = cells.count == names.count
      if whole, take(&self, columns.map { $0.map { cells[$0] } }) { continue }
      faults += 1
      guard faults <= Self.reported else { continue }
      report(
        .error, "recommendations.line", "this line does not fit the header", path, index + 1,
        found: cells.joined(separator: " "), expected: header.joined(separator: " "))
    }
  }

  private func fields(_ line: some Collection<UInt8>) -> [String] {
    line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { cell in
      String(decoding: cell.last == UInt8(ascii: "\r") ? cell.dropLast() : cell, as: UTF8.self)
    }
  }

  private mutating func bytes(of path: String) -> [UInt8]? {
    do throws(FileReadingError) {
      return try GzipFile.read(path: path)
    } catch {
      let message =
        switch error {
        case .cannotOpen: "the file cannot be opened"
        case .damaged(let reason): "the file is damaged: \(reason)"
        case .tooLarge(let limit): "the file is larger than \(limit) bytes"
        }
      report(.error, "recommendations.file", message, path, nil)
      return nil
    }
  }

  mutating func dataset(
    train: [InteractionRow], test: [InteractionRow],
    triples: [(head: String, relation: String, tail: String)], trainFile: String
  ) -> RecommendationDataset {
    let positive = train.filter { ($0.label ?? 1) >= 0.5 }
    let log = InteractionLog(
      learnerKeys: users.tokens, itemCount: items.tokens.count,
      histories: histories(positive))
    let repeats = positive.count - log.histories.reduce(0) { $0 + $1.count }
    if repeats > 0 {
      report(
        .note, "recommendations.repeats", "\(repeats) repeated rows count once", trainFile, nil)
    }
    let wanted = histories(test.filter { ($0.label ?? 1) >= 0.5 })
    let labelled = test.compactMap { row in
      row.label.map {
        LabelledInteraction(user: Int(row.user), item: row.item, isPositive: $0 >= 0.5)
      }
    }
    let shared = attributes(triples)
    return RecommendationDataset(
      items: items.tokens, log: log, test: wanted, labelled: labelled,
      attributes: shared.attributes, entities: shared.entities)
  }

  /// Items by user, in the order of time.
  private func histories(_ rows: [InteractionRow]) -> [[Int32]] {
    var histories = [[Int32]](repeating: [], count: users.tokens.count)
    let ordered = rows.enumerated().sorted { a, b in
      let times = (a.element.timestamp ?? 0, b.element.timestamp ?? 0)
      return times.0 != times.1 ? times.0 < times.1 : a.offset < b.offset
    }
    for (_, row) in ordered { histories[Int(row.user)].append(row.item) }
    return histories
  }

  /// One `ItemAttributes` a relation, in the order of its name; a relation that points at items is
  /// read from its other end as well, under the name with `⁻¹`.
  private func attributes(
    _ triples: [(head: String, relation: String, tail: String)]
  ) -> (attributes: [ItemAttributes], entities: [String: [String]]) {
    var pairs: [String: [(item: Int32, entity: Int32)]] = [:]
    var numbers: [String: TokenNumbers] = [:]
    func add(_ relation: String, _ item: String, _ entity: String) {
      guard let number = items.number(known: item) else { return }
      let other = numbers[relation, default: TokenNumbers()].number(of: entity)
      pairs[relation, default: []].append((number, other))
    }
    for triple in triples {
      add(triple.relation, triple.head, triple.tail)
      add(triple.relation + "⁻¹", triple.tail, triple.head)
    }
    let relations = pairs.keys.sorted()
    let attributes = relations.map { relation in
      var entities = [[Int32]](repeating: [], count: items.tokens.count)
      for (item, entity) in pairs[relation] ?? [] { entities[Int(item)].append(entity) }
      return ItemAttributes(
        relation: relation, entityCount: numbers[relation]?.tokens.count ?? 0, entities: entities)
    }
    return (attributes, numbers.mapValues(\.tokens))
  }
}
