import Diagnostics
import KnowledgeGraph

/// Reads one row of an activity file by the ontology's actions.
struct ActivityRowReader {
  private let ontology: Ontology
  private let relations: [String: OntologyRelation]
  private let actions: [String]

  init(ontology: Ontology) {
    self.ontology = ontology
    let recorded = ontology.relations.filter { $0.activityAction != nil }
    relations = Dictionary(
      recorded.compactMap { relation in
        relation.activityAction.map { ($0.lowercased(), relation) }
      }, uniquingKeysWith: { first, _ in first })
    actions = recorded.compactMap(\.activityAction)
  }

  func activity(
    _ row: CSVParser.Row, _ columns: ActivityColumns
  ) -> Result<ActivityRow, RowProblem> {
    guard row.fields.count == columns.count else {
      return .failure(
        RowProblem(
          "activity.bad-row", "The row has another number of fields than the header.",
          found: "\(row.fields.count) fields", expected: "\(columns.count)"))
    }
    var values: [String: String] = [:]
    for name in ActivityColumns.known {
      guard let position = columns.position(name) else { continue }
      guard let text = ActivityText.trimmed(row.fields[position]) else {
        return .failure(
          RowProblem(
            "activity.mis-encoded", "The row is not UTF-8.", hint: "convert the file to UTF-8"))
      }
      if !text.isEmpty { values[name] = text }
    }
    return activity(values, line: row.line)
  }

  private func activity(
    _ values: [String: String], line: Int
  ) -> Result<ActivityRow, RowProblem> {
    guard let learner = values["learner"] else {
      return .failure(RowProblem("activity.missing-value", "The row names no learner."))
    }
    guard let action = values["action"] else {
      return .failure(RowProblem("activity.missing-value", "The row names no action."))
    }
    guard let relation = relations[action.lowercased()], let known = relation.activityAction else {
      return .failure(unknown(action))
    }
    let needsItem = relation.range.map { ontology.nodeClass($0)?.roles.contains(.item) ?? false }
    guard values["course"] != nil || (needsItem != true && values["topic"] != nil) else {
      let what = needsItem == true ? "no course" : "neither a course nor a topic"
      return .failure(RowProblem("activity.missing-value", "The row names \(what)."))
    }
    var row = ActivityRow(
      line: line, learner: learner, item: values["course"], action: known,
      relation: relation.name, topic: values["topic"])
    if let text = values["timestamp"] {
      guard let seconds = Timestamp.seconds(text) else {
        return .failure(
          RowProblem(
            "activity.bad-timestamp", "The timestamp cannot be read.", found: text,
            expected: "ISO 8601, such as 2026-02-01T10:30:00Z, or seconds since 1970"))
      }
      row.timestamp = seconds
    }
    if let text = values["value"] {
      guard let value = Double(text), value.isFinite else {
        return .failure(
          RowProblem(
            "activity.bad-value", "The value is not a number.", found: text,
            expected: "a rating, a fraction or a score"))
      }
      row.value = value
    }
    return .success(row)
  }

  private func unknown(_ action: String) -> RowProblem {
    let near = nearestNames(to: action, among: actions)
    return RowProblem(
      "activity.unknown-action", "The action is not known.", found: action,
      expected: actions.sorted().joined(separator: ", "),
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?")
  }
}
