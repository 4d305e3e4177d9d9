import Diagnostics
import GRDB
import Glibc

/// The steps of opening a file: is it there, is it ours, can it be read, is it up to date.
struct StoreOpening {
  let path: String
  let access: GraphStore.Access
  let schema: Schema

  func open(createIfMissing: Bool) throws(RefusedRequest) -> GraphStore {
    do {
      if path == ":memory:" { return try memory() }
      let isNew = try checkFile(createIfMissing: createIfMissing)
      return access == .readOnly
        ? try reading() : try writing(isNew: isNew, createIfMissing: createIfMissing)
    } catch {
      throw Self.refusal(error, path)
    }
  }

  private func memory() throws -> GraphStore {
    let queue = try DatabaseQueue(configuration: configuration(readonly: false))
    try schema.migrator().migrate(queue)
    return GraphStore(path: path, access: .readWrite, diagnostics: [], database: queue)
  }

  /// True when the file is to be made.
  private func checkFile(createIfMissing: Bool) throws -> Bool {
    guard let file = FileStatus(path) else {
      guard createIfMissing, access == .readWrite else { throw Refusal.missing(path) }
      guard FileStatus(folder)?.isFolder == true else { throw Refusal.folderMissing(path) }
      return true
    }
    guard file.isRegular else { throw Refusal.notAFile(path) }
    if file.size > 0 { return false }
    guard createIfMissing, access == .readWrite else { throw Refusal.missing(path) }
    return true
  }

  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A new file, or one of ours brought up to date.
  private func writing(isNew: Bool, createIfMissing: Bool) throws -> GraphStore {
    guard Self.isWritable(folder), isNew || Self.isWritable(path) else {
      throw Refusal.readOnly(path)
    }
    if isNew, FileStatus(path) == nil { return try pending() }
    if !isNew {
      let probe = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
      try checkIdentity(of: probe, mayBeEmpty: createIfMissing)
    }
    return GraphStore(path: path, access: .readWrite, diagnostics: [], database: try pool())
  }

  /// A file that is yet to be made; see `FirstWrite`.
  private func pending() throws -> GraphStore {
    let queue = try DatabaseQueue(configuration: configuration(readonly: false))
    try schema.migrator().migrate(queue)
    return GraphStore(
      path: path, access: .readWrite, diagnostics: [], database: queue, isPending: true)
  }

  /// One writer and many readers of a file that is ours or empty.
  func pool() throws -> DatabasePool {
    let pool = try DatabasePool(path: path, configuration: configuration(readonly: false))
    try pool.writeWithoutTransaction { db in
      // A committed import must survive a loss of power, and it is one commit.
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try db.execute(sql: "PRAGMA journal_size_limit = 16777216")
      try db.execute(sql: "PRAGMA cache_size = -16384")
    }
    try schema.migrator().migrate(pool)
    return pool
  }

  /// A file to be read. Where its folder cannot be written, SQLite cannot share it with a writer
  /// and reads it as a file that nobody changes, provided that no journal stands beside it.
  private func reading() throws -> GraphStore {
    do {
      let pool = try DatabasePool(path: path, configuration: configuration(readonly: true))
      try checkIdentity(of: pool)
      return GraphStore(path: path, access: .readOnly, diagnostics: [], database: pool)
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
      && Glibc.access(path, R_OK) == 0
    {
      return try readingImmutable()
    }
  }

  private func readingImmutable() throws -> GraphStore {
    if let journal = FileStatus(path + "-wal"), journal.size > 0 { throw Refusal.unfinished(path) }
    let queue = try DatabaseQueue(
      path: Self.immutableAddress(path), configuration: configuration(readonly: true))
    try checkIdentity(of: queue)
    let note = Diagnostic(
      .note, code: "store.read-only-folder",
      "\(path) is in a folder that cannot be written; changes that others make meanwhile are not "
        + "seen.", place: SourcePlace(file: path))
    return GraphStore(path: path, access: .readOnly, diagnostics: [note], database: queue)
  }

  /// `file:` address with everything but unreserved characters and slashes in hexadecimal.
  static func immutableAddress(_ path: String) -> String {
    var address = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        address.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        address += (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }
    return address + "?immutable=1"
  }

  /// - Parameter mayBeEmpty: accept a file whose making was interrupted before the first table.
  private func checkIdentity(of database: some DatabaseReader, mayBeEmpty: Bool = false) throws {
    let (application, version, tables) = try database.read { db in
      (
        try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
        try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
        try Int.fetchOne(db, sql: Self.foreignTables) ?? 0
      )
    }
    if application == 0, version == 0, tables == 0 {
      guard mayBeEmpty else { throw Refusal.missing(path) }
      return
    }
    guard application == Schema.applicationID else {
      let found = "a SQLite file of another program (application id \(application))"
      throw Refusal.notOurs(path, found: found)
    }
    if version > schema.version {
      throw Refusal.newer(path, found: version, known: schema.version)
    }
    if version < schema.version, access == .readOnly {
      throw Refusal.older(path, found: version, known: schema.version)
    }
  }

  private static let foreignTables = """
    SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name <> 'grdb_migrations'
    """

  private static func isWritable(_ path: String) -> Bool { Glibc.access(path, W_OK) == 0 }

  func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(2)
    configuration.label = "GraphStorage"
    return configuration
  }

  private static func refusal(_ error: any Error, _ path: String) -> RefusedRequest {
    switch Refusal.meaning(of: error, path: path) {
    case let refused as RefusedRequest: refused
    case let other: Refusal.damaged(path, "\(other)")
    }
  }
}
