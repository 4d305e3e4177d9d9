import XMLParsing

extension TextFilter {
  /// The filter an element of a mapping document stands for; nil for other elements.
  init?(_ element: XMLTree.Element) {
    guard element.namespace == MappingCompiler.namespace else { return nil }
    let text = element.attribute("text") ?? ""
    let last = element.flag("last")
    switch element.name {
    case "before": self = .before(text, last: last)
    case "after":
      self = .after(text, last: last, required: element.flag("required"))
    case "strip":
      if let prefix = element.attribute("prefix") {
        self = .stripPrefix(prefix)
      } else {
        self = .stripSuffix(element.attribute("suffix") ?? "")
      }
    case "replace": self = .replace(text, with: element.attribute("with") ?? "")
    case "decode": self = .decode
    case "lowercase": self = .lowercase
    case "uppercase": self = .uppercase
    case "number": self = .number(element.attribute("nth").flatMap { Int($0) } ?? 1)
    case "hours": self = .hours
    case "drop": self = .drop([text])
    case "prepend": self = .prepend(text)
    case "html": self = .html
    case "date": self = .date
    case "map":
      let entries = element.children("entry", namespace: MappingCompiler.namespace).compactMap {
        entry in
        entry.attribute("from").flatMap { from in entry.attribute("to").map { (from, $0) } }
      }
      self = .map(
        Dictionary(entries, uniquingKeysWith: { first, _ in first }),
        strict: element.flag("strict"))
    default: return nil
    }
  }
}

extension XMLTree.Element {
  /// Whether an attribute of the type `xs:boolean` is true.
  func flag(_ name: String) -> Bool { ["true", "1"].contains(attribute(name) ?? "") }
}
