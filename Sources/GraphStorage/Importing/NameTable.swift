import GRDB

/// Identifiers of names, each written once: classes, relations and properties in `name`,
/// providers' keys in `provider`. What was asked for before is answered from memory; there are
/// few of them.
struct NameTable {
  private var identifiers: [String: Int64] = [:]
  private let find: BoundStatement
  private let add: BoundStatement

  static func names(_ db: Database) throws -> NameTable {
    NameTable(
      find: try BoundStatement(db, "SELECT id FROM name WHERE text = ?"),
      add: try BoundStatement(db, "INSERT INTO name (text) VALUES (?) RETURNING id"))
  }

  static func providers(_ db: Database) throws -> NameTable {
    NameTable(
      find: try BoundStatement(db, "SELECT id FROM provider WHERE key = ?"),
      add: try BoundStatement(db, "INSERT INTO provider (key) VALUES (?) RETURNING id"))
  }

  private init(find: BoundStatement, add: BoundStatement) {
    self.find = find
    self.add = add
  }

  /// The identifier of `text`, given now if it has none yet.
  mutating func identifier(_ text: String) throws -> Int64 {
    if let known = identifiers[text] { return known }
    let identifier = try lookUp(text) ?? insert(text)
    identifiers[text] = identifier
    return identifier
  }

  func known(_ text: String) -> Int64? { identifiers[text] }

  private func lookUp(_ text: String) throws -> Int64? {
    find.bind(text, at: 1)
    return try find.first { $0.integer(0) }
  }

  private func insert(_ text: String) throws -> Int64 {
    add.bind(text, at: 1)
    var identifier: Int64 = 0
    while try add.step() { identifier = add.integer(0) }
    return identifier
  }
}
