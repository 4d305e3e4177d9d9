import XMLParsing

/// The `package` element of a mapping.
extension MappingCompiler {
  mutating func package(_ element: XMLTree.Element) -> PackageRule {
    var parts: Set<XMLNameTable.ID> = []
    for part in children(element, "part") {
      if let name = elementName(part) { parts.insert(name) }
    }
    return PackageRule(
      bases: children(element, "base").compactMap { $0.attribute("document") },
      documents: children(element, "documents").map { documents($0) },
      links: children(element, "link").compactMap { link($0) }, parts: parts,
      json: children(element, "json").compactMap { json($0) },
      leaves: children(element, "leave").map {
        LeaveRule(
          match: DocumentPattern($0.attribute("match") ?? ""), reason: $0.attribute("reason") ?? "")
      })
  }

  private mutating func documents(_ element: XMLTree.Element) -> DocumentRule {
    DocumentRule(
      match: DocumentPattern(element.attribute("match") ?? "**"),
      root: element.attribute("root") == nil ? nil : plainPath(element, "root")?.first,
      wrapper: element.attribute("as"),
      format: element.attribute("format").flatMap(DocumentFormat.init(rawValue:)))
  }

  /// Nil for `*`, and where the name cannot be read, which is reported.
  private mutating func elementName(_ element: XMLTree.Element) -> XMLNameTable.ID? {
    element.attribute("element") == "*" ? nil : plainPath(element, "element")?.first
  }

  private mutating func link(_ element: XMLTree.Element) -> LinkRule? {
    guard let effect = element.attribute("how").flatMap(LinkRule.Effect.init(rawValue:)) else {
      return nil
    }
    let name = elementName(element)
    guard name != nil || element.attribute("element") == "*" else { return nil }
    let rule = LinkRule(
      element: name, target: target(element.attribute("to") ?? "", element), effect: effect,
      wrapper: element.attribute("as"),
      format: element.attribute("format").flatMap(DocumentFormat.init(rawValue:)),
      byEnding: element.attribute("by") == "ending",
      fromDocument: element.attribute("from") == "document",
      isOptional: element.flag("optional"))
    if rule.effect != .within, rule.needsText {
      report(
        element, "mapping.bad-link",
        "Only a link whose documents stand within it may go by its text.",
        found: element.attribute("to"))
    }
    return rule
  }

  /// `{@attribute}`, `{.}` and `{name()}` between literal text.
  private mutating func target(_ template: String, _ element: XMLTree.Element) -> [LinkPiece] {
    var target: [LinkPiece] = []
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { target.append(.literal(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else { break }
      let inner = String(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
      switch inner {
      case ".": target.append(.text)
      case "name()": target.append(.name)
      default:
        guard let step = paths(inner, element).first?.steps.first, step.axis == .attribute,
          let name = step.name.plainID
        else {
          report(
            element, "mapping.bad-link", "A link's target is made of attributes, {.} and {name()}.",
            found: inner)
          continue
        }
        target.append(.attribute(name))
      }
    }
    if !rest.isEmpty { target.append(.literal(String(rest))) }
    return target
  }

  private mutating func json(_ element: XMLTree.Element) -> JSONRule? {
    guard let name = elementName(element) else { return nil }
    let hasAttribute = element.attribute("attribute") != nil
    return JSONRule(
      element: name, attribute: hasAttribute ? plainPath(element, "attribute")?.first : nil)
  }
}
