import Diagnostics
import KnowledgeGraph

/// Properties of nodes.
extension FactBuilder {
  /// Adds the properties that rules find; of two of one name, the first.
  ///
  /// - Returns: where they stand.
  func read(_ rules: [PreparedProperty], at element: RecordTree.Index) -> Range<Int32> {
    guard !rules.isEmpty else { return 0..<0 }
    let start = properties.count
    var met: Set<Int32> = []
    for rule in rules {
      if let (first, isOnly) = matches(rule.shape, at: element), isOnly {
        guard let first, let found = read(rule, only: first) else { continue }
        add(found, since: start, &met)
      } else {
        for (name, value) in read(rule.rule, at: element) {
          let stored = RecordStatements.Property(name: names.number(name), value: stored(value))
          add(stored, since: start, &met)
        }
      }
    }
    return Int32(start)..<Int32(properties.count)
  }

  /// - Parameter met: the names so far, once there are too many to look through.
  private func add(
    _ property: RecordStatements.Property, since start: Int, _ met: inout Set<Int32>
  ) {
    if properties.count - start < 32 {
      for index in start..<properties.count where properties[index].name == property.name { return }
    } else {
      if met.isEmpty { met = Set(properties[start...].map(\.name)) }
      guard met.insert(property.name).inserted else { return }
    }
    properties.append(property)
  }

  private func stored(_ value: PropertyValue) -> RecordStatements.Value {
    switch value {
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .float(let value): .float(value)
    case .string(let value): .text(text.append(value))
    case .list(let values): .list(values)
    }
  }

  /// The first of what a path of this shape finds, and whether there is no other; nil when following
  /// the path takes more than its shape.
  private func matches(
    _ shape: FeedPath.Shape, at element: RecordTree.Index
  ) -> (first: PathMatch?, isOnly: Bool)? {
    var first: PathMatch?
    switch shape {
    case .itself: first = .element(element)
    case .attribute(let name):
      let node = tree[element]
      for attribute in node.attributeStart..<node.attributeEnd
      where tree.attributes[Int(attribute)].name == name {
        guard first == nil else { return (first, false) }
        first = .attribute(attribute, of: element)
      }
    case .child(let name):
      let end = tree.end(of: element)
      var child = element + 1
      while child < end {
        if tree[child].name == name {
          guard first == nil else { return (first, false) }
          first = .element(child)
        }
        child = tree.end(of: child)
      }
    case .general: return nil
    }
    return (first, true)
  }

  /// The property where there is one match: no other language, nothing to choose from.
  private func read(
    _ rule: PreparedProperty, only match: PathMatch
  ) -> RecordStatements.Property? {
    guard let range = values.append(match, in: tree, to: text) else { return nil }
    let name = name(of: rule, at: match.element)
    trace?.note(rule.rule.number, text.string(range))
    if rule.rule.datatype == .string {
      return RecordStatements.Property(name: name, value: .text(range))
    }
    let found = FoundValue(text: text.string(range), element: match.element)
    text.truncate(to: Int(range.lowerBound))
    return converted(found, rule.rule).map {
      RecordStatements.Property(name: name, value: stored($0))
    }
  }

  private func name(of rule: PreparedProperty, at element: RecordTree.Index) -> Int32 {
    guard rule.rule.datatype == .string, rule.rule.language != nil || tree[element].language >= 0
    else { return rule.name }
    let name = propertyName(rule.rule, at: element)
    return name == rule.rule.name ? rule.name : names.number(name)
  }

  /// The property's values, one for each language, in the order of their first text.
  private func read(
    _ rule: PropertyRule, at element: RecordTree.Index
  ) -> [(name: String, value: PropertyValue)] {
    var names: [String] = []
    var texts: [String: [FoundValue]] = [:]
    for match in matches(rule.each, at: element) {
      for found in found(rule, at: match) {
        let name = propertyName(rule, at: found.element)
        trace?.note(rule.number, found.text)
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

  private func propertyName(_ rule: PropertyRule, at element: RecordTree.Index) -> String {
    guard rule.datatype == .string else { return rule.name }
    let stated = rule.languagePath.flatMap { path in
      values.firstText([path], at: element, in: tree)
    }
    let tag = rule.language ?? stated ?? values.language(at: element, in: tree)
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
      case .float: number(text).flatMap { $0.isFinite ? .float($0) : nil }
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

  /// A number as Swift reads it; a few digits alone, as credits mostly are, without going through
  /// the whole of its grammar.
  private func number(_ text: String) -> Double? {
    let digits = text.utf8
    guard digits.count <= 15, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      return Double(text)
    }
    guard !digits.isEmpty else { return nil }
    return Double(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
  }
}
