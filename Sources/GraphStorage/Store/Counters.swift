import GRDB
import KnowledgeGraph

/// The counters of the file: the three versions, and the last identifier given to each sort of
/// thing. Identifiers are never given twice, so a stale answer cannot point at something else.
enum Counters {
  enum Name: String, CaseIterable {
    case catalog, activity, model, node, relationship, requirement, record
  }

  static func value(_ name: Name, _ db: Database) throws -> Int64 {
    let statement = try BoundStatement(db, "SELECT value FROM counter WHERE name = ?")
    statement.bind(name.rawValue, at: 1)
    guard let value = try statement.first({ $0.integer(0) }) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "counter \(name.rawValue) is gone")
    }
    return value
  }

  static func set(_ name: Name, to value: Int64, _ db: Database) throws {
    let statement = try BoundStatement(db, "UPDATE counter SET value = ? WHERE name = ?")
    statement.bind(value, at: 1)
    statement.bind(name.rawValue, at: 2)
    try statement.run()
  }

  static func versions(_ db: Database) throws -> Versions {
    Versions(
      catalog: try value(.catalog, db), activity: try value(.activity, db),
      model: try value(.model, db))
  }
}
