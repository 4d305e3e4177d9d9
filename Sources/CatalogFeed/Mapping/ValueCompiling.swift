import XMLParsing

/// Values and paths of a mapping document.
extension MappingCompiler {
  func hasValue(_ element: XMLTree.Element) -> Bool {
    ["path", "template", "value"].contains { element.attribute($0) != nil }
      || !children(element, "value").isEmpty
  }

  mutating func value(_ element: XMLTree.Element) -> ValueRule {
    let alternatives = children(element, "value")
    guard alternatives.isEmpty else {
      return ValueRule(alternatives: alternatives.compactMap { alternative($0) })
    }
    return ValueRule(alternatives: alternative(element).map { [$0] } ?? [])
  }

  mutating func alternative(_ element: XMLTree.Element) -> ValueAlternative? {
    let stated = ["path", "template", "value"].filter { element.attribute($0) != nil }
    guard stated.count == 1 else {
      report(
        element, "mapping.no-value", "A value has one of path, template and value.",
        found: stated.joined(separator: ", "))
      return nil
    }
    let source: ValueAlternative.Source
    if let path = element.attribute("path") {
      source = .paths(paths(path, element))
    } else if let template = element.attribute("template") {
      source = .template(pieces(template, element))
    } else {
      source = .constant(element.attribute("value") ?? "")
    }
    return ValueAlternative(
      source: source, filters: element.children.compactMap { TextFilter($0) },
      keepsLines: element.attribute("lines") == "keep")
  }

  /// `{path}` and `{path?}` between literal text.
  mutating func pieces(_ template: String, _ element: XMLTree.Element) -> [TemplatePiece] {
    var pieces: [TemplatePiece] = []
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        report(element, "mapping.bad-template", "A “{” is not closed.", found: template)
        return pieces
      }
      let inner = rest[rest.index(after: open)..<close]
      let isOptional = inner.hasSuffix("?")
      pieces.append(
        .value(
          paths(String(isOptional ? inner.dropLast() : inner), element), isOptional: isOptional))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.literal(String(rest))) }
    return pieces
  }

  // MARK: Paths

  mutating func path(_ element: XMLTree.Element, _ attribute: String) -> FeedPath? {
    element.attribute(attribute).flatMap { paths($0, element).first }
  }

  mutating func paths(_ source: String, _ element: XMLTree.Element) -> [FeedPath] {
    do {
      return try FeedPathParser.parseAlternatives(source, namespaces: namespaces, names: names)
    } catch {
      report(
        element, "mapping.bad-path", "The path cannot be read: \(error.message).",
        found: source, expected: nil)
      return []
    }
  }

  /// A path of child steps with plain names, as their numbers.
  mutating func plainPath(
    _ element: XMLTree.Element, _ attribute: String
  ) -> [XMLNameTable.ID]? {
    guard let path = path(element, attribute) else { return nil }
    var identifiers: [XMLNameTable.ID] = []
    for step in path.steps {
      guard step.axis == .child, let name = step.name.plainID, step.predicates.isEmpty
      else {
        report(
          element, "mapping.bad-path", "Only element names are allowed here.", found: path.source)
        return nil
      }
      identifiers.append(name)
    }
    return identifiers
  }
}
