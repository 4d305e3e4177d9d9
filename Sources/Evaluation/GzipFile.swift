import CZlib

/// Why a file could not be read.
public enum FileReadingError: Error, Sendable, Hashable {
  case cannotOpen
  /// Truncated or damaged; zlib's own words where it has any.
  case damaged(String)
  /// More bytes than the limit allows.
  case tooLarge(limit: Int)
}

/// Reads a file whole, unpacking it when it is gzip (RFC 1952) and as it stands when it is not.
public enum GzipFile {
  /// - Parameter limit: bytes, unpacked, after which reading stops with an error, so that a small
  ///   hostile file cannot fill the memory.
  public static func read(
    path: String, limit: Int = 1 << 30
  ) throws(FileReadingError) -> [UInt8] {
    guard let file = gzopen(path, "rb") else { throw .cannotOpen }
    var bytes: [UInt8] = []
    let outcome = readAll(file, into: &bytes, limit: limit)
    let closed = gzclose_r(file)
    if let outcome { throw outcome }
    // A stream that ends early is reported only when the file is closed.
    if closed != Z_OK { throw .damaged("the file ends too early") }
    return bytes
  }

  private static func readAll(
    _ file: gzFile, into bytes: inout [UInt8], limit: Int
  ) -> FileReadingError? {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = gzread(file, &chunk, UInt32(chunk.count))
      if count == 0 { return nil }
      if count < 0 {
        var code: Int32 = 0
        return .damaged(gzerror(file, &code).map { String(cString: $0) } ?? "cannot be read")
      }
      if bytes.count + Int(count) > limit { return .tooLarge(limit: limit) }
      bytes.append(contentsOf: chunk[..<Int(count)])
    }
  }
}
