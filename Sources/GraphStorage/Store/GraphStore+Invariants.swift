import GRDB

extension GraphStore {
  /// What is wrong with the file, a sentence each; empty when it is sound. SQLite's own checks
  /// and what the graph promises beyond them. O(size of the file).
  public func checkInvariants() throws -> [String] {
    try read { db in
      try Self.storageFaults(db) + Self.rules.compactMap { rule in try Self.fault(db, rule) }
        + RecordInspection(db).faults(db)
    }
  }

  private static func storageFaults(_ db: Database) throws -> [String] {
    let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    let foreign = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
    return integrity + foreign.map { "foreign key: \($0)" }
  }

  private struct Rule {
    var fault: String
    /// Counts what breaks the rule.
    var count: String
  }

  private static func fault(_ db: Database, _ rule: Rule) throws -> String? {
    let count = try Int.fetchOne(db, sql: rule.count) ?? 0
    return count == 0 ? nil : "\(count) \(rule.fault)"
  }

  private static let rules: [Rule] =
    [
      Rule(
        fault: "nodes have the class, provider and key of another",
        count: """
          SELECT count(*) FROM (
            SELECT 1 FROM node GROUP BY class, provider, key HAVING count(*) > 1)
          """),
      Rule(
        fault: "nodes have a provider that is not there",
        count: """
          SELECT count(*) FROM node WHERE provider <> 0 AND provider NOT IN (SELECT id FROM provider)
          """),
      Rule(
        fault: "retired nodes are in no learner's history",
        count: """
          SELECT count(*) FROM retired WHERE NOT EXISTS (
            SELECT 1 FROM interaction WHERE learner = node)
          AND NOT EXISTS (SELECT 1 FROM interaction WHERE item = node)
          """),
      Rule(
        fault: "records have no text, or texts no record",
        count: """
          SELECT (SELECT count(*) FROM record WHERE id NOT IN (SELECT record FROM record_text))
            + (SELECT count(*) FROM record_text WHERE record NOT IN (SELECT id FROM record))
          """),
      Rule(
        fault: "undo logs too many", count: "SELECT max(count(*) - 1, 0) FROM undo"),
    ] + counterRules

  private static var counterRules: [Rule] {
    [
      ("activity", "SELECT max(seq) FROM interaction"),
      ("model", "SELECT max(version) FROM model"),
      ("catalog", "SELECT max(catalog) FROM feed"),
      ("node", "SELECT max(id) FROM node"),
      ("record", "SELECT max(id) FROM record"),
    ].map { name, highest in
      Rule(
        fault: "counter `\(name)` is behind what it counts",
        count: "SELECT value < ifnull((\(highest)), 0) FROM counter WHERE name = '\(name)'")
    }
  }
}
