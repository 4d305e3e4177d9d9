import Diagnostics
import Foundation
import KnowledgeGraph

/// Reads one xAPI statement as a row of activity.
///
/// experienced → viewed, registered → enrolled, progressed → watched, completed and passed →
/// completed, failed and answered → answered (a failure without a score is 0, a success 1), and of
/// the video profile whatever tells how much was watched → watched. The value is the scaled score;
/// of something watched the fraction: the union of the played segments over the length where both
/// are known, else the progress.
///
/// The item is the object, or, for a part of a course, what the statement's context calls its
/// parent or grouping; see ``ActivityRow/otherItems``.
struct XAPIRowReader {
  /// What a line is.
  enum Outcome {
    case row(ActivityRow)
    /// A statement that says nothing about taking a course.
    case passedOver
    case problem(RowProblem)
  }

  private let relations: [String: OntologyRelation]

  init(ontology: Ontology) {
    relations = Dictionary(
      ontology.relations.compactMap { relation in
        relation.activityAction.map { ($0.lowercased(), relation) }
      }, uniquingKeysWith: { first, _ in first })
  }

  func read(_ line: [UInt8], at number: Int) -> Outcome {
    let statement: XAPIStatement
    do {
      statement = try JSONDecoder().decode(XAPIStatement.self, from: Data(line))
    } catch {
      return .problem(
        RowProblem(
          "activity.bad-statement", "The line is no xAPI statement.",
          found: String(decoding: line.prefix(60), as: UTF8.self),
          expected: "a JSON object with actor, verb and object"))
    }
    guard let verb = XAPIVerb(statement.verb.id) else { return .passedOver }
    guard let learner = statement.actor.key, !learner.isEmpty else {
      return .problem(
        RowProblem(
          "activity.missing-value", "The statement's actor has no identifier.",
          expected: "an account, mbox, mbox_sha1sum or openid"))
    }
    return row(statement, verb, learner: learner, line: number)
  }

  private func row(
    _ statement: XAPIStatement, _ verb: XAPIVerb, learner: String, line: Int
  ) -> Outcome {
    let watched = watchedFraction(statement)
    let action: String
    switch verb {
    case .action(let name): action = name
    case .videoProgress:
      guard watched != nil else { return .passedOver }
      action = "watched"
    }
    guard let relation = relations[action], let known = relation.activityAction else {
      return .problem(
        RowProblem(
          "activity.unknown-action", "The ontology records no such action.", found: action,
          expected: relations.keys.sorted().joined(separator: ", ")))
    }
    let items = items(statement)
    guard let item = items.first else {
      return .problem(RowProblem("activity.missing-value", "The statement's object has no id."))
    }
    var row = ActivityRow(
      line: line, learner: learner, item: item, action: known, relation: relation.name)
    row.otherItems = Array(items.dropFirst())
    row.value = action == "watched" ? watched : score(statement, action)
    if let text = statement.timestamp ?? statement.stored {
      guard let seconds = Timestamp.seconds(text) else {
        return .problem(
          RowProblem(
            "activity.bad-timestamp", "The timestamp cannot be read.", found: text,
            expected: "ISO 8601, such as 2026-02-01T10:30:00Z"))
      }
      row.timestamp = seconds
    }
    return .row(row)
  }

  // MARK: Items

  /// The names that the item may have, the most telling first, each once.
  private func items(_ statement: XAPIStatement) -> [String] {
    let around = statement.context?.contextActivities
    let activities =
      [statement.object] + (around?.parent?.activities ?? [])
      + (around?.grouping?.activities ?? [])
    var seen: Set<String> = []
    return activities.compactMap(\.id).filter { !$0.isEmpty }.flatMap { [$0] + keys(in: $0) }
      .filter { seen.insert($0).inserted }
  }

  /// The last parts of an IRI's path, which often are the key in the catalogue: of
  /// `https://x.example/courses/CS%20225/` they are `CS 225` and `courses`.
  private func keys(in iri: String) -> [String] {
    guard let scheme = iri.firstRange(of: "://") else { return [] }
    let path = iri[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
      .dropFirst()
    return path.reversed().prefix(3).map { part in
      let text = String(part)
      return text.removingPercentEncoding ?? text
    }
  }

  // MARK: Values

  private func score(_ statement: XAPIStatement, _ action: String) -> Double? {
    let score = statement.result?.score
    if let scaled = score?.scaled, scaled.isFinite { return scaled }
    if let raw = score?.raw, let highest = score?.max, let lowest = score?.min ?? Optional(0),
      highest > lowest
    {
      return (raw - lowest) / (highest - lowest)
    }
    guard action == "answered" else { return nil }
    if let success = statement.result?.success { return success ? 1 : 0 }
    return statement.verb.id.hasSuffix("/failed") ? 0 : nil
  }

  private func watchedFraction(_ statement: XAPIStatement) -> Double? {
    let profile = "https://w3id.org/xapi/video/extensions/"
    let length = statement.context?.extensions?[profile + "length"]?.number
    if let text = statement.result?.extensions?[profile + "played-segments"]?.text,
      let played = PlayedSegments(text), let length, length > 0
    {
      return min(1, played.seconds / length)
    }
    guard let progress = statement.result?.extensions?[profile + "progress"]?.number,
      progress.isFinite
    else { return nil }
    return min(1, max(0, progress))
  }
}
