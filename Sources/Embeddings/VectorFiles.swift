import FoundationEssentials

/// A matrix of 32-bit floats as NumPy writes it (format 1.0 of `numpy.lib.format`): row-major,
/// little-endian.
public enum NumPyFile {
  public static func encode(_ values: [Float], rows: Int, columns: Int) -> Data {
    precondition(values.count == rows * columns, "whole rows")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    // Magic (6), version (2), length (2) and header end on a multiple of 64.
    let padding = (64 - (10 + header.utf8.count + 1) % 64) % 64
    header += String(repeating: " ", count: padding) + "\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    data.append(UInt8(truncatingIfNeeded: header.utf8.count))
    data.append(UInt8(truncatingIfNeeded: header.utf8.count >> 8))
    data.append(Data(header.utf8))
    data.append(floats: values)
    return data
  }

  /// Reads versions 1 to 3, two dimensions, C order, `<f4` or `<f8`.
  /// - Throws: `EmbeddingError.vectorFile` for anything else.
  public static func decode(_ data: Data) throws -> (values: [Float], rows: Int, columns: Int) {
    let bytes = Data(data)
    guard bytes.count >= 12, bytes.prefix(6) == Data([0x93]) + Data("NUMPY".utf8) else {
      throw EmbeddingError.vectorFile("is no NumPy file")
    }
    let wide = bytes[6] >= 2
    let start = wide ? 12 : 10
    var length = Int(bytes[8]) | Int(bytes[9]) << 8
    if wide { length |= Int(bytes[10]) << 16 | Int(bytes[11]) << 24 }
    guard (1...3).contains(bytes[6]), bytes.count >= start + length,
      let header = String(data: bytes[start..<start + length], encoding: .utf8)
    else { throw EmbeddingError.vectorFile("has a damaged header") }
    let (isDouble, rows, columns) = try shape(header)
    let body = Data(bytes[(start + length)...])
    guard body.count == rows * columns * (isDouble ? 8 : 4) else {
      throw EmbeddingError.vectorFile("holds \(body.count) bytes, not \(rows) × \(columns) numbers")
    }
    guard isDouble else { return (body.floats, rows, columns) }
    let values = body.withUnsafeBytes { raw in
      (0..<rows * columns).map {
        Float(
          Double(
            bitPattern: UInt64(
              littleEndian: raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))))
      }
    }
    return (values, rows, columns)
  }

  private static func shape(_ header: String) throws -> (isDouble: Bool, rows: Int, columns: Int) {
    let text = header.filter { !$0.isWhitespace }.replacing("\"", with: "'")
    guard text.contains("'fortran_order':False") else {
      throw EmbeddingError.vectorFile("is in Fortran order; save it with order 'C'")
    }
    let isDouble = text.contains("'descr':'<f8'")
    guard isDouble || text.contains("'descr':'<f4'") else {
      throw EmbeddingError.vectorFile("holds other numbers than little-endian floats")
    }
    guard let open = text.firstRange(of: "'shape':("),
      let close = text[open.upperBound...].firstIndex(of: ")")
    else { throw EmbeddingError.vectorFile("states no shape") }
    let sizes = text[open.upperBound..<close].split(separator: ",").map { Int($0) }
    guard sizes.count == 2, let rows = sizes[0], let columns = sizes[1], rows >= 0, columns > 0,
      !rows.multipliedReportingOverflow(by: columns * 8).overflow
    else { throw EmbeddingError.vectorFile("is no matrix of two dimensions") }
    return (isDouble, rows, columns)
  }
}

/// Named vectors as text: a name, a tab, and the numbers with a tab between them; one row a line.
public enum VectorTable {
  /// Numbers are written so that reading gives the same floats back.
  public static func encode(names: [String], values: [Float], width: Int) -> String {
    precondition(values.count == names.count * width, "one row a name")
    var text = ""
    for (row, name) in names.enumerated() {
      text += name
      for value in values[row * width..<(row + 1) * width] { text += "\t\(value)" }
      text += "\n"
    }
    return text
  }

  /// - Throws: `EmbeddingError.vectorFile` naming the first line that is no row.
  public static func decode(_ text: String) throws -> (names: [String], values: [Float], width: Int)
  {
    var names: [String] = []
    var values: [Float] = []
    var width: Int?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      let numbers = fields.dropFirst().map { Float($0) }
      guard !numbers.isEmpty, numbers.count == width ?? numbers.count,
        numbers.allSatisfy({ $0?.isFinite == true })
      else {
        throw EmbeddingError.vectorFile(
          "has a line \(index + 1) that is no name with \(width.map(String.init) ?? "some") numbers"
        )
      }
      width = numbers.count
      names.append(String(fields[0]))
      values += numbers.compactMap { $0 }
    }
    guard let width else { throw EmbeddingError.vectorFile("is empty") }
    return (names, values, width)
  }
}
