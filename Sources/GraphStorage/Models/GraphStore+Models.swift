import FoundationEssentials
import GRDB
import KnowledgeGraph

extension GraphStore {
  /// Stores trained things together as the next model version, in one transaction. Of each kind
  /// the latest two versions are kept.
  ///
  /// - Parameter basedOn: the versions of the graph they were trained on.
  /// - Returns: the new model version.
  public func saveModel(_ artefacts: [ModelArtefact], basedOn: Versions) throws -> Int64 {
    try write { db in
      let versions = try Counters.versions(db)
      guard basedOn.catalog <= versions.catalog, basedOn.activity <= versions.activity else {
        throw Refusal.outdated(path)
      }
      let version = versions.model + 1
      for artefact in artefacts {
        try ModelTable.add(db, artefact, version: version, basedOn: basedOn)
      }
      for kind in Set(artefacts.map(\.kind)).sorted() { try ModelTable.prune(db, kind: kind) }
      try Counters.set(.model, to: version, db)
      return (.commit, version)
    }
  }

  /// The latest version of a kind; of several artefacts of that kind the first by name. Nil when
  /// there is none.
  ///
  /// - Throws: `store.damaged` when a blob is not what was stored.
  public func latestModel(kind: String) throws -> (version: Int64, artefact: ModelArtefact)? {
    try read { db in try ModelTable.latest(db, kind: kind, name: nil, path: path) }
  }

  /// The latest version of a kind and name.
  public func latestModel(
    kind: String, name: String
  ) throws -> (version: Int64, artefact: ModelArtefact)? {
    try read { db in try ModelTable.latest(db, kind: kind, name: name, path: path) }
  }

  /// The versions of the graph that a model version was trained on; nil when it is not kept.
  public func modelBasis(version: Int64) throws -> Versions? {
    try read { db in
      let query = try BoundStatement(
        db, "SELECT catalog, activity FROM model WHERE version = ? LIMIT 1")
      query.bind(version, at: 1)
      return try query.first {
        Versions(catalog: $0.integer(0), activity: $0.integer(1), model: version)
      }
    }
  }
}

/// Reads and writes the tables `model` and `model_blob`.
private enum ModelTable {
  static func add(
    _ db: Database, _ artefact: ModelArtefact, version: Int64, basedOn: Versions
  ) throws {
    let add = try BoundStatement(
      db,
      """
      INSERT INTO model (version, kind, name, metadata, catalog, activity)
      VALUES (?, ?, ?, ?, ?, ?) RETURNING id
      """)
    add.bind(version, at: 1)
    add.bind(artefact.kind, at: 2)
    add.bind(artefact.name, at: 3)
    add.bind(String(decoding: artefact.metadata, as: UTF8.self), at: 4)
    add.bind(basedOn.catalog, at: 5)
    add.bind(basedOn.activity, at: 6)
    var model: Int64 = 0
    while try add.step() { model = add.integer(0) }
    for (name, blob) in artefact.blobs.sorted(by: { $0.key < $1.key }) {
      try addBlob(db, blob, name, model: model)
    }
  }

  private static func addBlob(
    _ db: Database, _ blob: Data, _ name: String, model: Int64
  ) throws {
    let add = try BoundStatement(
      db, "INSERT INTO model_blob (model, name, part, segment) VALUES (?, ?, ?, ?)")
    let segments = blob.withUnsafeBytes { Segments.cut($0) }
    for (part, segment) in segments.enumerated() {
      add.bind(model, at: 1)
      add.bind(name, at: 2)
      add.bind(part, at: 3)
      add.bind(segment, at: 4)
      try add.run()
    }
  }

  static func prune(_ db: Database, kind: String) throws {
    let old = """
      SELECT id FROM model WHERE kind = ?1 AND version NOT IN (
        SELECT DISTINCT version FROM model WHERE kind = ?1 ORDER BY version DESC LIMIT 2)
      """
    for sql in [
      "DELETE FROM model_blob WHERE model IN (\(old))", "DELETE FROM model WHERE id IN (\(old))",
    ] {
      let remove = try BoundStatement(db, sql)
      remove.bind(kind, at: 1)
      try remove.run()
    }
  }

  static func latest(
    _ db: Database, kind: String, name: String?, path: String
  ) throws -> (version: Int64, artefact: ModelArtefact)? {
    let query = try BoundStatement(
      db,
      """
      SELECT id, version, name, metadata FROM model WHERE kind = ?1 AND (?2 IS NULL OR name = ?2)
      ORDER BY version DESC, name LIMIT 1
      """)
    query.bind(kind, at: 1)
    query.bind(name, at: 2)
    guard
      let (id, version, found, metadata) = try query.first({
        ($0.integer(0), $0.integer(1), $0.text(2), $0.text(3))
      })
    else { return nil }
    let artefact = ModelArtefact(
      kind: kind, name: found, metadata: Data(metadata.utf8),
      blobs: try blobs(db, model: id, path: path))
    return (version, artefact)
  }

  private static func blobs(
    _ db: Database, model: Int64, path: String
  ) throws -> [String: Data] {
    let query = try BoundStatement(
      db, "SELECT name, segment FROM model_blob WHERE model = ? ORDER BY name, part")
    query.bind(model, at: 1)
    var segments: [String: [[UInt8]]] = [:]
    while try query.step() {
      segments[query.text(0), default: []].append(Array(query.blob(1)))
    }
    return try segments.mapValues { parts in
      guard let bytes = Segments.join(parts) else {
        throw Refusal.damaged(path, "a stored model whose checksum does not fit")
      }
      return Data(bytes)
    }
  }
}
