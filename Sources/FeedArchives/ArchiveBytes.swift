import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that can be read from any place.
protocol ArchiveBytes: AnyObject {
  /// At most `count` bytes from `offset`; fewer, or none, only at the end.
  func read(at offset: Int, count: Int) throws(RefusedRequest) -> [UInt8]
}

/// Bytes in memory.
final class MemoryBytes: ArchiveBytes {
  private let bytes: [UInt8]
  var size: Int { bytes.count }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(at offset: Int, count: Int) -> [UInt8] {
    guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
    return Array(bytes[offset..<(offset + min(count, bytes.count - offset))])
  }
}

/// A regular file, read where it lies.
final class FileBytes: ArchiveBytes {
  let size: Int
  private let descriptor: Int32
  private let trouble: ArchiveTrouble

  /// - Parameter followsLinks: whether a symbolic link at the end of the path is followed.
  init(
    path: String, followsLinks: Bool = true, trouble: ArchiveTrouble
  ) throws(RefusedRequest) {
    self.trouble = trouble
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW))
    guard descriptor >= 0 else { throw Self.unreadable(trouble, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.unreadable(trouble, EINVAL)
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  func read(at offset: Int, count: Int) throws(RefusedRequest) -> [UInt8] {
    guard offset >= 0, count > 0 else { return [] }
    let descriptor = descriptor
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
          off_t(offset + filled))
        if got > 0 {
          filled += got
        } else if got == 0 || errno != EINTR {
          failure = got < 0 ? errno : 0
          break
        }
      }
    }
    if failure != 0 { throw Self.unreadable(trouble, failure) }
    return bytes
  }

  private static func unreadable(_ trouble: ArchiveTrouble, _ code: Int32) -> RefusedRequest {
    trouble.refusal(
      "unreadable", "The file cannot be read: \(String(cString: strerror(code))).",
      hint: "check the path and who may read it")
  }
}

/// Little-endian numbers in bytes whose length was checked before.
extension [UInt8] {
  func number16(_ offset: Int) -> Int { Int(self[offset]) | Int(self[offset + 1]) << 8 }
  func number32(_ offset: Int) -> Int { number16(offset) | number16(offset + 2) << 16 }
  /// Nil when it is more than a signed number holds.
  func number64(_ offset: Int) -> Int? {
    let high = number32(offset + 4)
    return high >= 1 << 31 ? nil : number32(offset) | high << 32
  }
}
