import KnowledgeGraph

/// One fact as a record holds it: nodes by identifier, names by their number, what may be long as
/// bytes that are read only when asked for.
///
/// The byte strings belong to the record and hold as long as it does.
struct StoredStatement {
  enum Kind: UInt8 {
    case node = 0
    case relationship = 1
    case requirement = 2
  }

  var kind: Kind
  /// Lines after the record's own line; may be negative.
  var lineOffset: Int64
  var column: Int64
  /// The node stated, the start of the relationship, the course of the requirement.
  var node: Int64
  /// The end of a relationship.
  var end: Int64 = 0
  /// The relation's name, or the kind of the requirement as its position in `allCases`.
  var name: Int64 = 0
  /// The identifier of the relationship or the requirement.
  var id: Int64 = 0
  /// Names and values; empty when there are none.
  var properties = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Of a requirement: its status, text and tree.
  var words = UnsafeRawBufferPointer(start: nil, count: 0)

  /// Calls `body` with each property's name and the bytes of its value, ascending by name.
  @inline(__always)
  func eachProperty(_ body: (Int64, UnsafeRawBufferPointer) throws -> Void) throws {
    var reader = ByteReader(properties)
    while !reader.isAtEnd {
      let name = try reader.integer()
      try body(name, try reader.propertyBytes())
    }
  }

  /// What a requirement says.
  func requirement() throws -> (text: String, tree: Requirement, status: RequirementStatus) {
    var reader = ByteReader(words)
    let status = Int(try reader.byte())
    guard status < RequirementStatus.stored.count else { throw MalformedRecord() }
    let text = try reader.text()
    return (text, try reader.requirement(), RequirementStatus.stored[status])
  }

  func requirementKind() throws -> RequirementFact.Kind {
    guard name >= 0, name < RequirementFact.Kind.stored.count else { throw MalformedRecord() }
    return RequirementFact.Kind.stored[Int(name)]
  }
}

extension RequirementStatus {
  /// The order that numbers them in the file.
  static let stored: [RequirementStatus] = [.exact, .partial, .opaque]
}

extension RequirementFact.Kind {
  /// The order that numbers them in the file.
  static let stored: [RequirementFact.Kind] = [
    .prerequisite, .corequisite, .exclusion, .equivalent, .recommended,
  ]
}
