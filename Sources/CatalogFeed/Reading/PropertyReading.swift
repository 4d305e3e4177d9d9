import Diagnostics
import KnowledgeGraph

/// Properties of nodes.
extension FactBuilder {
  func read(
    _ rules: [PropertyRule], at element: RecordTree.Index
  ) -> [String: PropertyValue] {
    var properties: [String: PropertyValue] = [:]
    for rule in rules {
      for (name, value) in read(rule, at: element) where properties[name] == nil {
        properties[name] = value
      }
    }
    return properties
  }

  /// The property's values, one for each language, in the order of their first text.
  private func read(
    _ rule: PropertyRule, at element: RecordTree.Index
  ) -> [(name: String, value: PropertyValue)] {
    var names: [String] = []
    var texts: [String: [FoundValue]] = [:]
    for match in matches(rule.each, at: element) {
      for found in found(rule, at: match) {
        let name = propertyName(rule, found)
        if texts[name] == nil { names.append(name) }
        texts[name, default: []].append(found)
      }
    }
    return names.compactMap { name in
      value(rule, texts[name] ?? []).map { (name, $0) }
    }
  }

  /// A single value is the first of each language, so all must be looked at; but a second one of
  /// the same language stays unused and is listed.
  private func found(_ rule: PropertyRule, at element: RecordTree.Index) -> [FoundValue] {
    switch rule.multiplicity {
    case .joined, .list: return values.all(rule.value, at: element, in: tree)
    case .first:
      return values.firstOfEachLanguage(
        rule.value, languages: rule.languagePath.map { .stated($0) } ?? .declared, at: element,
        in: tree)
    }
  }

  private func propertyName(_ rule: PropertyRule, _ found: FoundValue) -> String {
    guard rule.datatype == .string else { return rule.name }
    let stated = rule.languagePath.flatMap { path in
      values.firstText([path], at: found.element, in: tree)
    }
    let tag = rule.language ?? stated ?? values.language(at: found.element, in: tree)
    guard let tag else { return rule.name }
    let language = ValueReader.primarySubtag(tag)
    return language == mapping.language ? rule.name : "\(rule.name)_\(language)"
  }

  private func value(_ rule: PropertyRule, _ found: [FoundValue]) -> PropertyValue? {
    switch rule.multiplicity {
    case .first: return found.first.flatMap { converted($0, rule) }
    case .joined(let separator):
      return .string(distinct(found.map(\.text)).joined(separator: separator))
    case .list: return .list(found.compactMap { converted($0, rule) })
    }
  }

  private func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  private func converted(_ found: FoundValue, _ rule: PropertyRule) -> PropertyValue? {
    let text = found.text
    let value: PropertyValue? =
      switch rule.datatype {
      case .string: .string(text)
      case .float: Double(text).flatMap { $0.isFinite ? .float($0) : nil }
      case .integer: Int64(text).map { .integer($0) }
      case .boolean:
        ["true": true, "1": true, "false": false, "0": false][text].map { .boolean($0) }
      }
    if value == nil {
      diagnostics.add(
        Diagnostic(
          .warning, code: "feed.bad-value", "The value of \(rule.name) cannot be read.",
          found: text, expected: "\(rule.datatype.rawValue)", place: sourcePlace(found.element)))
    }
    return value
  }
}
