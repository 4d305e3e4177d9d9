import Diagnostics
import GraphStorage
import KnowledgeGraph

/// Writes what learners did as an activity file; `Session.exportActivity` describes the form.
struct ActivityExport {
  private let snapshot: GraphSnapshot
  private let interactions: [StoredInteraction]
  private let actions: [String: String]
  /// How many items bear a name, as import compares names.
  private var bearers: [String: Int] = [:]

  init(snapshot: GraphSnapshot, interactions: [StoredInteraction], ontology: Ontology) {
    self.snapshot = snapshot
    self.interactions = interactions
    actions = Dictionary(
      ontology.relations.compactMap { relation in
        relation.activityAction.map { (relation.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    let item = ontology.nodeClass(role: .item)?.name
    for node in snapshot.nodes where node.nodeClass == item {
      for name in Self.names(node) { bearers[foldedName(name), default: 0] += 1 }
    }
  }

  func document() -> Diagnosed<String> {
    var text = "learner,course,action,timestamp,value\n"
    var losses = ExportLosses()
    for interaction in interactions {
      guard let learner = node(interaction.learner), let item = node(interaction.item) else {
        continue
      }
      guard let action = actions[interaction.relation] else {
        losses.add(
          "row-left-out", interaction.relation, "the ontology names no action for it",
          example: learner.key)
        continue
      }
      guard let name = Self.names(item).first(where: { bearers[foldedName($0)] == 1 }) else {
        losses.add(
          "row-left-out", item.nodeClass, "no name tells it from others, so no file can name it",
          example: item.key)
        continue
      }
      let fields = [
        learner.key, name, action, interaction.timestamp.map(Self.timestamp) ?? "",
        interaction.value.map(Self.number) ?? "",
      ]
      text += fields.map(Self.field).joined(separator: ",") + "\n"
    }
    return Diagnosed(text, diagnostics: losses.diagnostics)
  }

  private func node(_ id: Int64) -> GraphSnapshot.Node? {
    snapshot.index(ofID: id).map { snapshot.nodes[Int($0)] }
  }

  private static func names(_ node: GraphSnapshot.Node) -> [String] {
    [node.key] + (node.provider.map { ["\($0):\(node.key)"] } ?? [])
  }

  /// RFC 4180: quoted where a comma, quote or line break stands in it.
  private static func field(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { [",", "\"", "\n", "\r"].contains($0) }) else {
      return text
    }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  private static func number(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }

  /// `2026-02-01T10:30:00Z` for whole seconds of the years 0 to 9999, else the number of seconds.
  static func timestamp(_ seconds: Double) -> String {
    guard seconds == seconds.rounded(), (-62_167_219_200..<253_402_300_800).contains(seconds) else {
      return number(seconds)
    }
    let whole = Int(seconds)
    let days = Int((seconds / 86_400).rounded(.down))
    let second = whole - days * 86_400
    let (year, month, day) = civilDate(daysSince1970: days)
    let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + time.joined(separator: ":") + "Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The proleptic Gregorian date of a day (H. Hinnant, “chrono-Compatible Low-Level Date
  /// Algorithms”, civil_from_days): years begin in March, eras have 400 years.
  private static func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}
