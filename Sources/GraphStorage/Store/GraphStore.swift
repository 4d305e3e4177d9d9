import Diagnostics
import GRDB
import KnowledgeGraph
import Synchronization

/// The graph in one SQLite file: what feeds say and where, what learners did, trained models, and
/// the compiled adjacency.
///
/// One writer at a time, any number of readers, each of which sees one committed state. Every
/// change is one transaction: a kill at any moment leaves the state before or after it, and a
/// committed state survives a loss of power (`synchronous = FULL`).
///
/// Methods throw `RefusedRequest` for what the user can mend (the file is locked, the disk full)
/// and a database error for what is a fault of this program.
public final class GraphStore: Sendable {
  public enum Access: Sendable, Hashable {
    case readOnly, readWrite
  }

  /// As the user named it; `:memory:` for a graph that goes with the store.
  public let path: String
  public let access: Access
  /// What opening had to say, such as that later changes by others will not be seen.
  public let diagnostics: [Diagnostic]
  private let connection: Mutex<Connection>

  /// The connections to the file.
  struct Connection {
    var database: any DatabaseWriter
    /// The file is not there yet, and an empty graph in memory stands for it until something is
    /// written; see `FirstWrite`.
    var isPending = false
  }

  /// The identifier of the relationship that stands for interaction `seq` is this plus `seq`.
  public static let interactionIDBase: Int64 = 1 << 40
  /// Identifiers of derived relationships start here.
  public static let derivedIDBase: Int64 = 1 << 41

  init(
    path: String, access: Access, diagnostics: [Diagnostic], database: any DatabaseWriter,
    isPending: Bool = false
  ) {
    self.path = path
    self.access = access
    self.diagnostics = diagnostics
    connection = Mutex(Connection(database: database, isPending: isPending))
  }

  var database: any DatabaseWriter { connection.withLock { $0.database } }
  private var isPending: Bool { connection.withLock { $0.isPending } }

  /// Opens the file at `path`, or an empty graph in memory for `:memory:`.
  ///
  /// - Parameter createIfMissing: whether a missing or empty file is made into a graph; only with
  ///   `.readWrite`. A missing file is made by the first thing that is written, whole or not at
  ///   all.
  /// - Throws: `store.missing`, `store.not-a-file`, `store.not-ours`, `store.newer`,
  ///   `store.older`, `store.locked`, `store.read-only`, `store.unreadable`, `store.damaged`.
  public static func open(
    path: String, access: Access = .readWrite, createIfMissing: Bool
  ) throws(RefusedRequest) -> GraphStore {
    try StoreOpening(path: path, access: access, schema: .current).open(
      createIfMissing: createIfMissing)
  }

  /// Closes the file. Needed only where its end must be seen to succeed; otherwise the store
  /// closes when it goes.
  public func close() throws {
    try meaningfully { try database.close() }
  }

  public func versions() throws -> Versions {
    try read { db in try Counters.versions(db) }
  }

  // MARK: Transactions

  /// Runs `body` on one committed state.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try meaningfully { try database.read(body) }
  }

  /// Runs `body` in one transaction that holds the write lock from its start, and ends it as
  /// `body` says.
  func write<Value>(
    _ body: (Database) throws -> (Database.TransactionCompletion, Value)
  ) throws -> Value {
    guard access == .readWrite else { throw Refusal.readOnly(path) }
    return try meaningfully {
      if isPending {
        let first = try FirstWrite(path: path)
        let (value, made) = try first.run(body)
        if let made { connection.withLock { $0 = Connection(database: made) } }
        return value
      }
      return try Self.transaction(database, body)
    }
  }

  static func transaction<Value>(
    _ database: any DatabaseWriter,
    _ body: (Database) throws -> (Database.TransactionCompletion, Value)
  ) throws -> Value {
    try database.writeWithoutTransaction { db in
      var result: Value?
      try db.inTransaction(.immediate) {
        let (completion, value) = try body(db)
        result = value
        return completion
      }
      guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
      return result
    }
  }

  private func meaningfully<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw Refusal.meaning(of: error, path: path)
    }
  }
}
