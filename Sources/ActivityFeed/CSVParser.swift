/// Cuts comma-separated values into rows as their bytes arrive (RFC 4180: fields may be quoted, a
/// quote within is doubled; lines end with LF or CRLF).
struct CSVParser {
  struct Row: Hashable {
    /// Where it begins, 1-based.
    var line: Int
    /// The fields' bytes, quotes undone.
    var fields: [[UInt8]]
  }

  enum Failure: Error, Hashable {
    /// A row grew beyond ``CSVParser/rowLimit``; mostly a quote that is never closed.
    case rowTooLong(line: Int)
  }

  /// Most bytes of one row.
  static let rowLimit = 1 << 20

  private enum State {
    case fieldStart, plain, quoted
    /// Behind a quote within a quoted field: its end, or the first of two.
    case quoteInQuoted
  }

  private var state = State.fieldStart
  private var fields: [[UInt8]] = []
  private var field: [UInt8] = []
  private var rowLength = 0
  private var line = 1
  private var rowLine = 1

  /// Hands on the rows that these bytes complete. Empty lines are no rows.
  mutating func feed(_ bytes: [UInt8], _ emit: (Row) throws -> Void) throws {
    for byte in bytes {
      rowLength += 1
      if rowLength > Self.rowLimit { throw Failure.rowTooLong(line: rowLine) }
      if byte == UInt8(ascii: "\n") { line += 1 }
      try take(byte, emit)
    }
  }

  /// The last row, where the file does not end with a line break.
  mutating func finish(_ emit: (Row) throws -> Void) throws {
    if state == .quoted { throw Failure.rowTooLong(line: rowLine) }
    if !fields.isEmpty || !field.isEmpty { try endRow(emit) }
  }

  private mutating func take(_ byte: UInt8, _ emit: (Row) throws -> Void) throws {
    switch (state, byte) {
    case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
    case (.quoted, _): field.append(byte)
    case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      field.append(byte)
      state = .quoted
    case (_, UInt8(ascii: ",")): endField()
    case (_, UInt8(ascii: "\n")): try endRow(emit)
    case (_, UInt8(ascii: "\r")): break
    default:
      field.append(byte)
      state = .plain
    }
  }

  private mutating func endField() {
    fields.append(field)
    field.removeAll(keepingCapacity: true)
    state = .fieldStart
  }

  private mutating func endRow(_ emit: (Row) throws -> Void) throws {
    let isEmpty = fields.isEmpty && field.isEmpty
    endField()
    let row = Row(line: rowLine, fields: fields)
    fields.removeAll(keepingCapacity: true)
    rowLength = 0
    rowLine = line
    if !isEmpty { try emit(row) }
  }
}
