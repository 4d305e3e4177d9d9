import Diagnostics
import KnowledgeGraph
import XMLParsing

/// A feed that is refused although it is well-formed.
struct FeedRefusal: Error {
  var diagnostic: Diagnostic
}

/// Cuts a stream of events into records, has their facts built, hands them on and forgets them.
final class FeedRecordHandler: XMLEventHandler {
  /// Most text of one record, and of all that stands outside of records at one time.
  private static let textLimit = 16 << 20
  private static let elementLimit = 1 << 19
  /// Elements kept outside of records, so that a record's rules may look back at them.
  private static let contextLimit = 4096

  private struct OpenRecord {
    var rule: Int
    var element: RecordTree.Index
    /// Raw text so far, without that of records within.
    var raw: [UInt8] = []
    /// Offset from where raw text is still to be taken.
    var rawFrom: Int
  }

  private let mapping: FeedMapping
  private let tree: RecordTree
  private let builder: FactBuilder
  private var emit: ((RecordStatements) throws -> Void)?
  private let records: [PreparedRecord]
  private let recordPaths: [[XMLNameTable.ID]]
  let coverage: Coverage
  private(set) var recordCount = 0
  /// Where raw text comes from; holds on to the handler, so ``finish()`` lets go of it.
  var parser: XMLPushParser?

  private let openElements = Arena<RecordTree.Index>()
  private var openRecords: [OpenRecord] = []
  /// The element of the innermost open record; −1 when none is open.
  private var recordElement: RecordTree.Index = -1
  /// By depth: the record rules that the open elements agree with so far and whose paths go on, a
  /// bit each.
  private let agreeing = Arena<UInt64>()

  init(
    mapping: FeedMapping, tree: RecordTree, builder: FactBuilder, coverage: Coverage,
    emit: @escaping (RecordStatements) throws -> Void
  ) {
    self.mapping = mapping
    self.tree = tree
    self.builder = builder
    self.coverage = coverage
    self.emit = emit
    records = builder.preparedRecords()
    recordPaths = mapping.records.map(\.path)
    agreeing.append(mapping.records.count >= 64 ? .max : (1 << UInt64(mapping.records.count)) - 1)
  }

  deinit {
    openElements.deallocate()
    agreeing.deallocate()
  }

  /// Lets go of the parser and of what it was given to emit to.
  func finish() {
    emit = nil
    parser = nil
  }

  // MARK: Events

  func startElement(_ tag: XMLStartTag) throws {
    let element = tree.open(tag, parent: openElements.last ?? -1)
    openElements.append(element)
    try checkSize(element)
    if let rule = record(opening: tag.name) { openRecord(rule, element, at: tag.start) }
  }

  /// The record rule whose path the open elements now make up.
  private func record(opening name: XMLNameTable.ID) -> Int? {
    let depth = openElements.count
    let candidates = agreeing[depth - 1]
    guard candidates != 0 else {
      agreeing.append(0)
      return nil
    }
    var goingOn: UInt64 = 0
    var complete: Int?
    for (rule, path) in recordPaths.enumerated()
    where candidates & (1 << UInt64(rule)) != 0 && path[depth - 1] == name {
      if path.count == depth { complete = complete ?? rule } else { goingOn |= 1 << UInt64(rule) }
    }
    agreeing.append(goingOn)
    return complete
  }

  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard let element = openElements.last else { return }
    tree.append(bytes, to: element)
    if tree.textCount > Self.textLimit { throw tooLarge(element) }
  }

  func endElement(end: Int) throws {
    guard let element = openElements.last else { return }
    openElements.removeLast()
    agreeing.removeLast()
    tree.close(element)
    if element == recordElement {
      try closeRecord(end: end)
    } else if recordElement < 0 {
      closeOutsideRecords(element)
    }
  }

  private func checkSize(_ element: RecordTree.Index) throws {
    if tree.elements.count > Self.elementLimit || tree.textCount > Self.textLimit {
      throw tooLarge(element)
    }
  }

  private func tooLarge(_ element: RecordTree.Index) -> FeedRefusal {
    let record = openRecords.last?.element ?? element
    return FeedRefusal(
      diagnostic: Diagnostic(
        .error, code: "feed.record-too-large", "One record of the feed is too large to be real.",
        hint: "at most 16 MB of text and half a million elements; check the export",
        place: builder.sourcePlace(record)))
  }

  // MARK: Records

  private func openRecord(_ rule: Int, _ element: RecordTree.Index, at start: Int) {
    if let outer = openRecords.indices.last { takeRaw(to: start, for: outer) }
    openRecords.append(OpenRecord(rule: rule, element: element, rawFrom: start))
    recordElement = element
    parser?.keepsTextFrom = start
  }

  private func takeRaw(to end: Int, for record: Int) {
    guard let parser else { return }
    openRecords[record].raw += parser.rawText(from: openRecords[record].rawFrom, to: end)
  }

  /// The record's raw text, where it lies as a piece of the feed; copied where another record stood
  /// within it or a piece ended there.
  private func raw(of record: OpenRecord, to end: Int) -> ArraySlice<UInt8> {
    guard let parser else { return [] }
    let rest = parser.rawText(from: record.rawFrom, to: end)
    return record.raw.isEmpty ? rest : (record.raw + rest)[...]
  }

  private func closeRecord(end: Int) throws {
    let record = openRecords.removeLast()
    let raw = raw(of: record, to: end)
    recordElement = openRecords.last?.element ?? -1
    let rule = records[record.rule]
    let statements = builder.statements(of: rule, at: record.element, raw: raw)
    coverage.settle(
      record.element, ignores: rule.ignores, anchor: record.element, outer: mapping.ignores)
    tree.remove(from: record.element)
    if let outer = openRecords.indices.last { openRecords[outer].rawFrom = end }
    parser?.keepsTextFrom = openRecords.isEmpty ? nil : end
    for ancestor in openElements { tree.markRecord(within: ancestor) }
    recordCount += 1
    try emit?(statements)
  }

  /// What stands outside of records stays in sight of later ones, up to a limit; what held records
  /// is over when it ends.
  private func closeOutsideRecords(_ element: RecordTree.Index) {
    let isOver = tree[element].heldRecords || tree.elements.count > Self.contextLimit
    guard openElements.isEmpty || isOver else { return }
    coverage.settle(element, ignores: [], anchor: element, outer: mapping.ignores)
    tree.remove(from: element)
  }
}
