import Diagnostics
import GRDB
import Glibc

extension GraphStore {
  /// Copies the whole graph, as of one committed state, into the file `target`.
  ///
  /// SQLite's online backup copies page by page inside one read transaction: others may read and
  /// write meanwhile, and what they commit after the copy began is not in it. The copy is made
  /// under a temporary name beside `target`, flushed to the disk and then renamed, so that
  /// `target` is never half a file; a process killed in between leaves only the temporary one.
  ///
  /// - Parameter overwriting: whether an existing file is replaced. A database that is open is
  ///   never replaced, nor is a name taken beside which a journal stands: it would be applied to
  ///   the copy.
  /// - Throws: `backup.exists`, `backup.in-use`, `backup.same-file`, `backup.not-a-file`,
  ///   `backup.no-folder`, `backup.failed`; what reading the store throws.
  /// - Complexity: O(size of the file).
  public func backup(to target: String, overwriting: Bool = false) throws {
    let destination = BackupDestination(target, source: path)
    try destination.check(overwriting: overwriting)
    defer { destination.removeLeftovers() }
    do {
      let copy = try DatabaseQueue(path: destination.temporary)
      try database.backup(to: copy)
      try copy.close()
    } catch {
      throw Refusal.meaning(of: error, path: target)
    }
    try destination.putInPlace(overwriting: overwriting)
  }
}

/// Where a backup goes: what may stand there, and how it gets its name.
private struct BackupDestination {
  let target: String
  let source: String
  let temporary: String

  init(_ target: String, source: String) {
    self.target = target
    self.source = source
    temporary = "\(target).partial-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
  }

  func check(overwriting: Bool) throws {
    guard !target.isEmpty, target != ":memory:" else {
      throw refusal("not-a-file", "A backup needs the name of a file.")
    }
    guard FileStatus(folder)?.isFolder == true else {
      throw refusal(
        "no-folder", "The folder of \(target) does not exist.", hint: "Make the folder first.")
    }
    guard let existing = FileStatus(target) else {
      if hasCompanions { throw inUse }
      return
    }
    guard existing.isRegular else { throw refusal("not-a-file", "\(target) is not a file.") }
    if isSource {
      throw refusal("same-file", "\(target) is the graph itself.", hint: "Name another file.")
    }
    guard overwriting else { throw exists }
    if hasCompanions { try settleCompanions() }
  }

  /// Whether a journal or its index stands beside the target. They would outlive it and be taken
  /// for the copy's.
  private var hasCompanions: Bool {
    ["-wal", "-shm", "-journal"].contains { FileStatus(target + $0) != nil }
  }

  /// Readers leave an empty journal behind. Leaving write-ahead mode removes it, and succeeds only
  /// where nobody has the file open.
  private func settleCompanions() throws {
    var configuration = Configuration()
    configuration.busyMode = .immediateError
    do {
      let old = try DatabaseQueue(path: target, configuration: configuration)
      try old.inDatabase { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
      try old.close()
    } catch {
      throw inUse
    }
    if hasCompanions { throw inUse }
  }

  /// Without `overwriting`, a hard link gives the name, because it fails where a file has appeared
  /// meanwhile; a file system without hard links gets a second look and a rename.
  func putInPlace(overwriting: Bool) throws {
    try flush(temporary)
    if !overwriting {
      if link(temporary, target) == 0 { return try flush(folder) }
      if errno == EEXIST || FileStatus(target) != nil { throw exists }
    }
    guard rename(temporary, target) == 0 else { throw failed(errno) }
    try flush(folder)
  }

  func removeLeftovers() {
    for companion in ["", "-wal", "-shm", "-journal"] { unlink(temporary + companion) }
  }

  private func flush(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failed(errno) }
    defer { close(descriptor) }
    // Some file systems cannot flush a folder and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failed(errno) }
  }

  private var folder: String {
    guard let slash = target.lastIndex(of: "/") else { return "." }
    return slash == target.startIndex ? "/" : String(target[..<slash])
  }

  /// Whether both names lead to one file, by whatever links.
  private var isSource: Bool {
    var here = stat()
    var there = stat()
    guard stat(target, &here) == 0, stat(source, &there) == 0 else { return false }
    return here.st_dev == there.st_dev && here.st_ino == there.st_ino
  }

  private var inUse: RefusedRequest {
    refusal(
      "in-use", "\(target) is open, or was not closed: a journal stands beside it.",
      hint: "Name another file.")
  }

  private var exists: RefusedRequest {
    refusal(
      "exists", "\(target) exists already.", hint: "Name another file, or replace it with --force.")
  }

  private func failed(_ code: Int32) -> RefusedRequest {
    refusal("failed", "\(target) cannot be written.", found: String(cString: strerror(code)))
  }

  private func refusal(
    _ code: String, _ message: String, found: String? = nil, hint: String? = nil
  ) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "backup.\(code)", message, found: found, hint: hint,
        place: SourcePlace(file: target)))
  }
}
