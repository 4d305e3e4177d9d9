import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the bytes of a document come from, piece by piece.
public protocol XMLByteSource: AnyObject {
  /// What diagnostics call the document; nil when it has no name.
  var name: String? { get }
  /// The next piece; empty at the end.
  func next() throws -> [UInt8]
}

/// A document in memory, in pieces of `pieceLength` bytes.
public final class XMLMemorySource: XMLByteSource {
  public let name: String?
  private let bytes: [UInt8]
  private let pieceLength: Int
  private var offset = 0

  public init(_ bytes: [UInt8], name: String? = nil, pieceLength: Int = 1 << 16) {
    self.bytes = bytes
    self.name = name
    self.pieceLength = max(1, pieceLength)
  }

  public func next() -> [UInt8] {
    let end = min(offset + pieceLength, bytes.count)
    defer { offset = end }
    return Array(bytes[offset..<end])
  }
}

/// A file, read in pieces of 128 KB.
public final class XMLFileSource: XMLByteSource {
  public let name: String?
  /// Bytes of the file when it was opened.
  public let size: Int
  private let descriptor: Int32
  private let pieceLength = 1 << 17

  /// Refuses, with `feed.unreadable`, what is no regular file or cannot be opened.
  public init(path: String) throws(RefusedRequest) {
    name = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Self.refusal(path, String(cString: strerror(errno)), hint: "check the path")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.refusal(path, "it is not a file", hint: "name the feed's file itself")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  public func next() throws(RefusedRequest) -> [UInt8] {
    let descriptor = descriptor
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: pieceLength) { buffer, count in
      var got = read(descriptor, buffer.baseAddress, buffer.count)
      while got < 0, errno == EINTR { got = read(descriptor, buffer.baseAddress, buffer.count) }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    if failure != 0 {
      throw Self.refusal(name ?? "", String(cString: strerror(failure)), hint: nil)
    }
    return piece
  }

  private static func refusal(_ path: String, _ reason: String, hint: String?) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "feed.unreadable", "The file cannot be read: \(reason).", hint: hint,
        place: SourcePlace(file: path)))
  }
}

extension XMLFileSource {
  /// The rest of the file at once; for small documents.
  public func readAll() throws(RefusedRequest) -> [UInt8] {
    var bytes: [UInt8] = []
    while case let piece = try next(), !piece.isEmpty { bytes += piece }
    return bytes
  }
}
