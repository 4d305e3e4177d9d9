import GRDB

extension GraphStore {
  /// What is wrong with the file, a sentence each; empty when it is sound. SQLite's own checks
  /// and what the graph promises beyond them. O(size of the file).
  public func checkInvariants() throws -> [String] {
    try read { db in
      try Self.storageFaults(db) + Self.rules.compactMap { rule in try Self.fault(db, rule) }
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
        fault: "nodes have neither a statement nor an interaction",
        count: """
          SELECT count(*) FROM node WHERE NOT EXISTS (
            SELECT 1 FROM node_statement WHERE node_statement.node = node.id)
          AND NOT EXISTS (SELECT 1 FROM interaction WHERE learner = node.id)
          AND NOT EXISTS (SELECT 1 FROM interaction WHERE item = node.id)
          """),
      Rule(
        fault: "nodes are marked as retired and stated",
        count: """
          SELECT count(*) FROM node WHERE retired = 1 AND EXISTS (
            SELECT 1 FROM node_statement WHERE node_statement.node = node.id)
          """),
      Rule(
        fault: "relationships have no statement",
        count: """
          SELECT count(*) FROM relationship WHERE id NOT IN (
            SELECT relationship FROM relationship_statement)
          """),
      Rule(
        fault: "relationships have an end that no feed states",
        count: """
          SELECT count(*) FROM relationship WHERE
            start NOT IN (SELECT node FROM node_statement)
            OR "end" NOT IN (SELECT node FROM node_statement)
          """),
      Rule(
        fault: "requirements have no statement",
        count: """
          SELECT count(*) FROM requirement WHERE id NOT IN (
            SELECT requirement FROM requirement_statement)
          """),
      Rule(
        fault: "requirements belong to a course that no feed states",
        count: """
          SELECT count(*) FROM requirement WHERE course NOT IN (SELECT node FROM node_statement)
          """),
      Rule(
        fault: "requirements are written twice",
        count: """
          SELECT count(*) FROM (SELECT 1 FROM requirement
            GROUP BY course, kind, text, tree, status HAVING count(*) > 1)
          """),
      Rule(
        fault: "properties of a stated node come from a feed that does not state it",
        count: """
          SELECT count(*) FROM node_property AS property JOIN node ON node.id = property.node
          WHERE node.retired = 0 AND NOT EXISTS (SELECT 1 FROM node_statement AS stated
            WHERE stated.node = property.node AND stated.feed = property.feed)
          """),
    ] + statementRules + counterRules

  private static var statementRules: [Rule] {
    ["node", "relationship", "requirement"].map { subject in
      Rule(
        fault: "statements of a \(subject) name a record that is not there or of another feed",
        count: """
          SELECT count(*) FROM \(subject)_statement AS stated
          LEFT JOIN record ON record.id = stated.record AND record.feed = stated.feed
          WHERE record.id IS NULL
          """)
    }
  }

  private static var counterRules: [Rule] {
    [
      ("activity", "SELECT max(seq) FROM interaction"),
      ("model", "SELECT max(version) FROM model"),
      ("catalog", "SELECT max(catalog) FROM feed"),
      ("node", "SELECT max(id) FROM node"),
      ("relationship", "SELECT max(id) FROM relationship"),
      ("requirement", "SELECT max(id) FROM requirement"),
      ("record", "SELECT max(id) FROM record"),
    ].map { name, highest in
      Rule(
        fault: "counter `\(name)` is behind what it counts",
        count: "SELECT value < ifnull((\(highest)), 0) FROM counter WHERE name = '\(name)'")
    }
  }
}
