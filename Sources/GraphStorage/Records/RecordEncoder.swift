import KnowledgeGraph

/// Writes a record's facts as bytes, giving numbers to the nodes and names it meets; see
/// `RecordReader` for the form.
///
/// One thread at a time uses it, and no method calls back: accesses cannot overlap.
final class RecordEncoder {
  /// What the import must know of a statement without reading it again.
  struct Mark {
    var kind: StoredStatement.Kind
    var node: Int64
    var end: Int64 = 0
    var name: Int64 = 0
    /// Of the properties or the requirement's words; nil for none.
    var digest: Checksum?
  }

  /// The facts of the last record.
  let facts = ByteWriter()
  @exclusivity(unchecked) private(set) var marks: [Mark] = []
  @exclusivity(unchecked) private(set) var tooDeep: [(what: String, line: Int)] = []
  @exclusivity(unchecked) private var identities: NodeIdentities
  @exclusivity(unchecked) private var names: NameTable
  /// By number of the reading's name: our number, 0 for one not met yet.
  @exclusivity(unchecked) private var numbers: [Int64] = []
  private struct Sought {
    var nodeClass: Int64
    var provider: Int64
    var digest: Checksum
  }

  @exclusivity(unchecked) private var sought: [Sought] = []
  /// By place in the record's nodes.
  @exclusivity(unchecked) private var nodes: [Int64] = []
  @exclusivity(unchecked) private var properties: [(name: Int64, place: Int)] = []
  private let scratch = ByteWriter()

  init(identities: NodeIdentities, names: NameTable) {
    self.identities = identities
    self.names = names
  }

  /// The last node identifier given.
  var lastNode: Int64 { identities.last }

  func encode(_ record: borrowing RecordStatements) throws {
    facts.removeAll()
    marks.removeAll(keepingCapacity: true)
    facts.append(try number(record.name, record.names))
    try record.text.withUnsafeBytes { text in
      try identify(record.nodes, text, record.names)
      for statement in record.statements { try encode(statement, record, text) }
    }
  }

  private func number(_ name: Int32, _ names: StatementNames) throws -> Int64 {
    let place = Int(name)
    if place < numbers.count, numbers[place] != 0 { return numbers[place] }
    while numbers.count <= place { numbers.append(0) }
    numbers[place] = try self.names.identifier(names[name])
    return numbers[place]
  }

  private func identify(
    _ given: [RecordStatements.Node], _ text: UnsafeRawBufferPointer, _ names: StatementNames
  ) throws {
    nodes.removeAll(keepingCapacity: true)
    sought.removeAll(keepingCapacity: true)
    var provider: (range: RecordStatements.TextRange?, number: Int64) = (nil, 0)
    for node in given {
      let nodeClass = try number(node.nodeClass, names)
      if node.provider != provider.range {
        let number = try node.provider.map { try identities.provider(piece(text, $0)) } ?? 0
        provider = (node.provider, number)
      }
      let digest = NodeIdentities.digest(piece(text, node.key), nodeClass, provider.number)
      sought.append(Sought(nodeClass: nodeClass, provider: provider.number, digest: digest))
    }
    // Most of the time goes by waiting for memory, and this waits for all of them at once.
    for node in sought { nodes.append(identities.guess(node.digest)) }
    for place in nodes.indices where nodes[place] == 0 {
      let node = sought[place]
      nodes[place] = try identities.identifier(
        node.nodeClass, node.provider, key: piece(text, given[place].key), node.digest)
    }
  }

  @inline(__always)
  private func piece(
    _ text: UnsafeRawBufferPointer, _ range: RecordStatements.TextRange
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: text[Int(range.lowerBound)..<Int(range.upperBound)])
  }

  private func encode(
    _ statement: RecordStatements.Statement, _ record: borrowing RecordStatements,
    _ text: UnsafeRawBufferPointer
  ) throws {
    let subject = nodes[Int(statement.subject)]
    switch statement.kind {
    case .node:
      try collect(statement, record)
      begin(.node, statement, record.place)
      facts.append(subject)
      marks.append(Mark(kind: .node, node: subject, digest: appendProperties(record, text)))
    case .relationship:
      let end = nodes[Int(statement.object)]
      let name = try number(statement.relation, record.names)
      try collect(statement, record)
      begin(.relationship, statement, record.place)
      facts.append(subject)
      facts.append(name)
      facts.append(end)
      let digest = appendProperties(record, text)
      marks.append(Mark(kind: .relationship, node: subject, end: end, name: name, digest: digest))
    case .requirement:
      encode(record.requirements[Int(statement.object)], of: subject, statement, record.place)
    }
  }

  private func encode(
    _ fact: RequirementFact, of course: Int64, _ statement: RecordStatements.Statement,
    _ origin: FeedPlace
  ) {
    scratch.removeAll()
    scratch.append(byte: UInt8(RequirementStatus.stored.firstIndex(of: fact.status) ?? 0))
    scratch.append(fact.text)
    guard scratch.append(fact.requirement) else {
      return tooDeep.append(("A requirement", fact.place.line))
    }
    let kind = Int64(RequirementFact.Kind.stored.firstIndex(of: fact.kind) ?? 0)
    var placed = statement
    placed.line = Int32(clamping: fact.place.line)
    placed.column = Int32(clamping: fact.place.column)
    properties.removeAll(keepingCapacity: true)
    begin(.requirement, placed, origin)
    facts.append(course)
    facts.append(kind)
    let start = facts.openLength()
    facts.append(scratch.bytes)
    facts.closeLength(start)
    marks.append(
      Mark(
        kind: .requirement, node: course, name: kind,
        digest: Checksum(requirement: scratch.bytes, course: course, kind: kind)))
  }

  @inline(__always)
  private func begin(
    _ kind: StoredStatement.Kind, _ statement: RecordStatements.Statement, _ origin: FeedPlace
  ) {
    facts.append(byte: kind.rawValue | (properties.isEmpty ? 0 : 4))
    facts.append(signed: Int64(statement.line) - Int64(origin.line))
    facts.append(Int64(max(0, statement.column)))
  }

  /// The statement's properties by number, ascending, so that equal properties are equal bytes.
  private func collect(
    _ statement: RecordStatements.Statement, _ record: borrowing RecordStatements
  ) throws {
    properties.removeAll(keepingCapacity: true)
    for place in Int(statement.properties.lowerBound)..<Int(statement.properties.upperBound) {
      if case .list(let values) = record.properties[place].value,
        PropertyValue.list(values).isTooDeep
      {
        tooDeep.append(("A property", Int(statement.line)))
        continue
      }
      properties.append((try number(record.properties[place].name, record.names), place))
    }
    if properties.count > 1 { properties.sort { $0.name < $1.name } }
  }

  private func appendProperties(
    _ record: borrowing RecordStatements, _ text: UnsafeRawBufferPointer
  ) -> Checksum? {
    guard !properties.isEmpty else { return nil }
    let start = facts.openLength()
    for (name, place) in properties {
      facts.append(name)
      switch record.properties[place].value {
      case .boolean(let value): facts.append(PropertyValue.boolean(value))
      case .integer(let value): facts.append(PropertyValue.integer(value))
      case .float(let value): facts.append(PropertyValue.float(value))
      case .text(let range): facts.append(string: piece(text, range))
      case .list(let values): facts.append(PropertyValue.list(values))
      }
    }
    facts.closeLength(start)
    return Checksum(
      UnsafeRawBufferPointer(rebasing: facts.bytes[start...]), seed: Checksum.processSeed)
  }
}
