import GRDB
import KnowledgeGraph

/// From (class, provider, key) to the node's identifier, making the node when there is none.
///
/// A node that is only named (as the end of a relationship, say) is made too; the import removes
/// it at the end if nothing has stated it by then.
struct NodeIdentities {
  /// The last identifier given.
  private(set) var last: Int64
  private let lastBefore: Int64
  private var names: NameTable
  private var providers: NameTable
  private var recent: [NodeReference: Int64] = [:]
  private let find: BoundStatement
  private let add: BoundStatement

  /// How many identities are kept in memory; then they are all dropped. A feed names the same
  /// few nodes again and again within a short stretch.
  private static let recentLimit = 16384

  init(_ db: Database) throws {
    last = try Counters.value(.node, db)
    lastBefore = last
    names = try NameTable.names(db)
    providers = try NameTable.providers(db)
    find = try BoundStatement(
      db, "SELECT id FROM node WHERE class = ? AND provider = ? AND key = ?")
    add = try BoundStatement(
      db, "INSERT INTO node (id, class, provider, key) VALUES (?, ?, ?, ?)")
  }

  /// Whether the node was made in this transaction.
  func isNew(_ node: Int64) -> Bool { node > lastBefore }

  mutating func identifier(of reference: NodeReference) throws -> Int64 {
    if let known = recent[reference] { return known }
    let nodeClass = try names.identifier(reference.nodeClass)
    let provider = try reference.provider.map { try providers.identifier($0) } ?? 0
    find.bind(nodeClass, at: 1)
    find.bind(provider, at: 2)
    find.bind(reference.key, at: 3)
    let node = try find.first { $0.integer(0) } ?? make(nodeClass, provider, reference.key)
    if recent.count >= Self.recentLimit { recent.removeAll(keepingCapacity: true) }
    recent[reference] = node
    return node
  }

  private mutating func make(_ nodeClass: Int64, _ provider: Int64, _ key: String) throws -> Int64 {
    last += 1
    add.bind(last, at: 1)
    add.bind(nodeClass, at: 2)
    add.bind(provider, at: 3)
    add.bind(key, at: 4)
    try add.run()
    return last
  }
}
