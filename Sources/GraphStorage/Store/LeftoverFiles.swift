import FoundationEssentials
import Glibc

/// What first writes that were killed have left beside a database: files that nobody will finish.
struct LeftoverFiles {
  private let folder: String
  private let prefix: String

  /// - Parameter path: of the database.
  init(beside path: String) {
    guard let slash = path.lastIndex(of: "/") else {
      (folder, prefix) = (".", "\(path).partial-")
      return
    }
    folder = slash == path.startIndex ? "/" : String(path[..<slash])
    prefix = "\(path[path.index(after: slash)...]).partial-"
  }

  /// Removes those whose process is gone and on which nobody holds a lock (a process of another
  /// container cannot be seen, but its locks can). What cannot be looked at or removed stays.
  func remove() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(prefix) {
      guard let process = process(name), isGone(process) else { continue }
      let path = "\(folder)/\(name)"
      if !isLocked(path) { unlink(path) }
    }
  }

  /// The number after the prefix.
  private func process(_ name: String) -> pid_t? {
    let digits = name.dropFirst(prefix.count).prefix { $0 != "-" }
    guard let process = pid_t(digits), process > 0 else { return nil }
    return process
  }

  private func isGone(_ process: pid_t) -> Bool { kill(process, 0) != 0 && errno == ESRCH }

  private func isLocked(_ path: String) -> Bool {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return fcntl(descriptor, F_GETLK, &lock) != 0 || lock.l_type != Int16(F_UNLCK)
  }
}
