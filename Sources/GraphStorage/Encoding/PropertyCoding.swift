import KnowledgeGraph

/// How the type of a property value is written before it; the numbers are part of the file format.
private enum PropertyKind: UInt8 {
  case no = 0
  case yes = 1
  case integer = 2
  case float = 3
  case string = 4
  case list = 5
}

extension ByteWriter {
  func append(_ value: PropertyValue) {
    switch value {
    case .boolean(let value): append(kind: value ? .yes : .no)
    case .integer(let value):
      append(kind: .integer)
      append(signed: value)
    case .float(let value):
      append(kind: .float)
      append(value)
    case .string(let value):
      append(kind: .string)
      append(value)
    case .list(let values):
      append(kind: .list)
      append(Int64(values.count))
      for value in values { append(value) }
    }
  }

  /// A value that is text, given as its UTF-8 bytes.
  func append(string: UnsafeRawBufferPointer) {
    append(kind: .string)
    append(unsigned: UInt64(string.count))
    append(string)
  }

  private func append(kind: PropertyKind) { append(byte: kind.rawValue) }
}

extension ByteReader {
  mutating func property() throws(MalformedRecord) -> PropertyValue { try property(depth: 0) }

  private mutating func property(depth: Int) throws(MalformedRecord) -> PropertyValue {
    guard depth <= Nesting.deepest else { throw MalformedRecord() }
    switch PropertyKind(rawValue: try byte()) {
    case .no: return .boolean(false)
    case .yes: return .boolean(true)
    case .integer: return .integer(try signed())
    case .float: return .float(try float())
    case .string: return .string(try text())
    case .list:
      var values: [PropertyValue] = []
      for _ in 0..<(try count()) { values.append(try property(depth: depth + 1)) }
      return .list(values)
    case nil: throw MalformedRecord()
    }
  }

  /// The bytes of one value, unread.
  mutating func propertyBytes() throws(MalformedRecord) -> UnsafeRawBufferPointer {
    let start = self
    try skipProperty(depth: 0)
    var copy = start
    return try copy.bytes(start.remaining - remaining)
  }

  private mutating func skipProperty(depth: Int) throws(MalformedRecord) {
    guard depth <= Nesting.deepest else { throw MalformedRecord() }
    switch PropertyKind(rawValue: try byte()) {
    case .no, .yes: break
    case .integer: _ = try unsigned()
    case .float: _ = try bytes(8)
    case .string: _ = try piece()
    case .list: for _ in 0..<(try count()) { try skipProperty(depth: depth + 1) }
    case nil: throw MalformedRecord()
    }
  }

  /// A number of things that follow, each at least a byte long.
  mutating func count() throws(MalformedRecord) -> Int {
    guard let count = Int(exactly: try unsigned()), count <= remaining else {
      throw MalformedRecord()
    }
    return count
  }
}

/// How deep lists and requirement trees may be nested, so that no input can exhaust the stack.
enum Nesting {
  static let deepest = 512
}

extension PropertyValue {
  /// Whether lists are nested deeper than the store keeps.
  var isTooDeep: Bool {
    guard case .list = self else { return false }
    return Self.nesting(of: self, limit: Nesting.deepest) < 0
  }

  private static func nesting(of value: PropertyValue, limit: Int) -> Int {
    guard case .list(let values) = value else { return limit }
    guard limit > 0 else { return -1 }
    return values.map { nesting(of: $0, limit: limit - 1) }.min() ?? limit
  }
}
