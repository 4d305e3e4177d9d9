import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An activity file, read in pieces of 128 KB.
final class ActivityFile {
  /// Tells trouble with the file from errors of whoever takes the rows.
  struct Unreadable: Error {
    var refusal: RefusedRequest
  }

  private let path: String
  private let descriptor: Int32

  init(path: String) throws(RefusedRequest) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.refusal(path, String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.refusal(path, "it is not a file")
    }
  }

  deinit { close(descriptor) }

  /// Empty at the end.
  func next() throws(Unreadable) -> [UInt8] {
    let descriptor = descriptor
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 17) { buffer, count in
      var got = read(descriptor, buffer.baseAddress, buffer.count)
      while got < 0, errno == EINTR { got = read(descriptor, buffer.baseAddress, buffer.count) }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    if failure != 0 {
      throw Unreadable(refusal: Self.refusal(path, String(cString: strerror(failure))))
    }
    return piece
  }

  private static func refusal(_ path: String, _ reason: String) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "activity.unreadable", "The file cannot be read: \(reason).",
        hint: "check the path", place: SourcePlace(file: path)))
  }
}
