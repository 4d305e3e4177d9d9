extension FeedRecord {
  /// The same record, with strings and references of its own for each fact.
  public init(_ record: RecordStatements) {
    self.init(
      name: record.names[record.name], place: record.place,
      raw: String(decoding: record.raw, as: UTF8.self), facts: record.facts())
  }
}

extension RecordStatements {
  /// The text of a range.
  public func string(_ range: TextRange) -> String {
    text.withUnsafeBufferPointer { text in
      String(
        decoding: UnsafeBufferPointer(
          rebasing: text[Int(range.lowerBound)..<Int(range.upperBound)]),
        as: UTF8.self)
    }
  }

  public func reference(_ node: Int32) -> NodeReference {
    let node = nodes[Int(node)]
    return NodeReference(
      names[node.nodeClass], provider: node.provider.map { string($0) }, key: string(node.key))
  }

  /// The statements as facts, in their order. O(size of the record).
  public func facts() -> [Fact] {
    let references = nodes.indices.map { reference(Int32($0)) }
    return statements.map { statement in
      let subject = references[Int(statement.subject)]
      let place = FeedPlace(line: Int(statement.line), column: Int(statement.column))
      switch statement.kind {
      case .node:
        return .node(
          NodeFact(subject, properties: values(statement.properties), place: place))
      case .relationship:
        return .relationship(
          RelationshipFact(
            names[statement.relation], from: subject, to: references[Int(statement.object)],
            properties: values(statement.properties), place: place))
      case .requirement: return .requirement(requirements[Int(statement.object)])
      }
    }
  }

  private func values(_ range: Range<Int32>) -> [String: PropertyValue] {
    var values: [String: PropertyValue] = [:]
    values.reserveCapacity(range.count)
    for property in properties[Int(range.lowerBound)..<Int(range.upperBound)] {
      values[names[property.name]] =
        switch property.value {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .float(let value): .float(value)
        case .text(let range): .string(string(range))
        case .list(let values): .list(values)
        }
    }
    return values
  }
}

// MARK: - From facts

extension RecordStatements {
  /// The statements of a record of facts; properties in the order of their names.
  public init(_ record: FeedRecord, names: StatementNames) {
    self.init(
      names: names, name: names.number(record.name), place: record.place,
      raw: Array(record.raw.utf8)[...], text: [], nodes: [], statements: [], properties: [],
      requirements: [])
    for fact in record.facts { add(fact) }
  }

  private mutating func add(_ fact: Fact) {
    switch fact {
    case .node(let fact):
      add(
        Statement(
          kind: .node, subject: node(fact.node), properties: add(fact.properties), line: 0,
          column: 0), at: fact.place)
    case .relationship(let fact):
      add(
        Statement(
          kind: .relationship, subject: node(fact.start), relation: names.number(fact.relation),
          object: node(fact.end), properties: add(fact.properties), line: 0, column: 0),
        at: fact.place)
    case .requirement(let fact):
      requirements.append(fact)
      add(
        Statement(
          kind: .requirement, subject: node(fact.course), object: Int32(requirements.count - 1),
          line: 0, column: 0), at: fact.place)
    }
  }

  private mutating func add(_ statement: Statement, at place: FeedPlace) {
    var statement = statement
    statement.line = Int32(clamping: place.line)
    statement.column = Int32(clamping: place.column)
    statements.append(statement)
  }

  private mutating func node(_ reference: NodeReference) -> Int32 {
    nodes.append(
      Node(
        nodeClass: names.number(reference.nodeClass),
        provider: reference.provider.map { append($0) }, key: append(reference.key)))
    return Int32(nodes.count - 1)
  }

  private mutating func append(_ string: String) -> TextRange {
    let start = Int32(text.count)
    text.append(contentsOf: string.utf8)
    return start..<Int32(text.count)
  }

  private mutating func add(_ values: [String: PropertyValue]) -> Range<Int32> {
    let start = Int32(properties.count)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      let stored: Value =
        switch value {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .float(let value): .float(value)
        case .string(let value): .text(append(value))
        case .list(let values): .list(values)
        }
      properties.append(Property(name: names.number(name), value: stored))
    }
    return start..<Int32(properties.count)
  }
}
