import GRDB
import KnowledgeGraph

/// From (class, provider, key) to the node's identifier, making the node when there is none.
///
/// All identities are held in memory, as digests of 96 bits: 16 bytes a node, at most four fifths
/// of them in use. The digests are seeded by chance in each process, so that no feed can be
/// written to make two nodes collide.
///
/// A node that is only named (as the end of a relationship, say) has an identifier too; it is in
/// the catalogue only while a feed states it.
struct NodeIdentities {
  /// The last identifier given.
  private(set) var last: Int64
  private var names: NameTable
  private var providers: NameTable
  private var lastProvider: (key: [UInt8], number: Int64) = ([], -1)
  private let known: DigestTable
  private let add: BoundStatement

  init(_ db: Database) throws {
    last = try Counters.value(.node, db)
    names = try NameTable.names(db)
    providers = try NameTable.providers(db)
    known = DigestTable(expecting: Int(try NodeIdentities.count(db)))
    add = try BoundStatement(
      db, "INSERT INTO node (id, class, provider, key) VALUES (?, ?, ?, CAST(?4 AS TEXT))")
    try load(db)
  }

  mutating func identifier(of reference: NodeReference) throws -> Int64 {
    let nodeClass = try names.identifier(reference.nodeClass)
    let provider = try reference.provider.map { try providers.identifier($0) } ?? 0
    var key = reference.key
    return try key.withUTF8 { bytes in
      try identifier(nodeClass, provider, key: UnsafeRawBufferPointer(bytes))
    }
  }

  /// The number of a provider's key; most records name the one that the record before named.
  mutating func provider(_ key: UnsafeRawBufferPointer) throws -> Int64 {
    if lastProvider.number >= 0, lastProvider.key.count == key.count,
      lastProvider.key.elementsEqual(key)
    {
      return lastProvider.number
    }
    let number = try providers.identifier(String(decoding: key, as: UTF8.self))
    lastProvider = (Array(key), number)
    return number
  }

  /// - Parameters:
  ///   - nodeClass: the number of the class's name.
  ///   - provider: the provider's number, 0 for none.
  mutating func identifier(
    _ nodeClass: Int64, _ provider: Int64, key: UnsafeRawBufferPointer
  ) throws -> Int64 {
    try identifier(nodeClass, provider, key: key, Self.digest(key, nodeClass, provider))
  }

  /// The number of a digest that was found at once; 0 says nothing.
  @inline(__always)
  func guess(_ digest: Checksum) -> Int64 { Int64(known.firstGuess(digest)) }

  /// - Parameter digest: of the class, the provider and the key.
  mutating func identifier(
    _ nodeClass: Int64, _ provider: Int64, key: UnsafeRawBufferPointer, _ digest: Checksum
  ) throws -> Int64 {
    if let node = known[digest] { return Int64(node) }
    guard last < Int64(UInt32.max) else {
      throw DatabaseError(resultCode: .SQLITE_FULL, message: "node identifiers are used up")
    }
    last += 1
    add.bind(last, at: 1)
    add.bind(nodeClass, at: 2)
    add.bind(provider, at: 3)
    add.bindBorrowed(key, at: 4)
    try add.run()
    known.insert(digest, UInt32(last))
    return last
  }

  private func load(_ db: Database) throws {
    let all = try BoundStatement(db, "SELECT id, class, provider, key FROM node ORDER BY id")
    while try all.step() {
      let digest = Self.digest(all.blob(3), all.integer(1), all.integer(2))
      known.insert(digest, UInt32(truncatingIfNeeded: all.integer(0)))
    }
  }

  private static func count(_ db: Database) throws -> Int64 {
    try BoundStatement(db, "SELECT count(*) FROM node").first { $0.integer(0) } ?? 0
  }

  @inline(__always)
  static func digest(
    _ key: UnsafeRawBufferPointer, _ nodeClass: Int64, _ provider: Int64
  ) -> Checksum {
    let space = UInt64(bitPattern: nodeClass) << 32 ^ UInt64(bitPattern: provider)
    return Checksum(key, seed: Checksum.processSeed ^ (space &* 0x9E37_79B9_7F4A_7C15))
  }
}
