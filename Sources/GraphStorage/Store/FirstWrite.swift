import GRDB
import Glibc

/// The first transaction of a graph whose file is not there yet.
///
/// The file is made beside its place under a temporary name, without a journal, since what is not
/// whole is thrown away; it is flushed to the disk and then gets its name, unless a file has
/// appeared there meanwhile. A kill or a loss of power at any moment leaves the whole file or
/// none. Everything is written once, where a journal would have it written twice.
struct FirstWrite {
  private let path: String
  private let temporary: String
  private let opening: StoreOpening

  init(path: String) throws {
    self.path = path
    temporary = "\(path).partial-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    opening = StoreOpening(path: path, access: .readWrite, schema: .current)
  }

  /// - Returns: what `body` gives, and the connections to the file; nil when `body` did not keep
  ///   what it wrote.
  func run<Value>(
    _ body: (Database) throws -> (Database.TransactionCompletion, Value)
  ) throws -> (Value, (any DatabaseWriter)?) {
    if FileStatus(path) != nil {
      let pool = try opening.pool()
      return (try GraphStore.transaction(pool, body), pool)
    }
    LeftoverFiles(beside: path).remove()
    defer { for companion in ["", "-journal", "-wal", "-shm"] { unlink(temporary + companion) } }
    var isKept = false
    let queue = try unjournalled()
    let value = try GraphStore.transaction(queue) { db in
      let (completion, value) = try body(db)
      isKept = completion == .commit
      return (completion, value)
    }
    try queue.close()
    guard isKept else { return (value, nil) }
    try putInPlace()
    return (value, try opening.pool())
  }

  private func unjournalled() throws -> DatabaseQueue {
    let queue = try DatabaseQueue(
      path: temporary, configuration: opening.configuration(readonly: false))
    try queue.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA page_size = 16384;
          PRAGMA journal_mode = OFF;
          PRAGMA synchronous = OFF;
          PRAGMA locking_mode = EXCLUSIVE;
          PRAGMA cache_size = -2048;
          """)
    }
    try opening.schema.migrator().migrate(queue)
    // All that is written is written by one transaction, which names nothing that it has not made.
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA foreign_keys = OFF") }
    return queue
  }

  /// A hard link gives the name, because it fails where a file has appeared meanwhile; a file
  /// system without hard links gets a second look and a rename.
  private func putInPlace() throws {
    try flush(temporary)
    if link(temporary, path) != 0 {
      if errno == EEXIST || FileStatus(path) != nil { throw Refusal.madeMeanwhile(path) }
      guard rename(temporary, path) == 0 else { throw Refusal.cannotMake(path, errno) }
    }
    try flush(opening.folder)
  }

  private func flush(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Refusal.cannotMake(path, errno) }
    defer { close(descriptor) }
    // Some file systems cannot flush a folder and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw errno == ENOSPC ? Refusal.diskFull(path) : Refusal.cannotMake(path, errno)
    }
  }
}
