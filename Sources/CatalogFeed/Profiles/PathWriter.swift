import XMLParsing

/// Writes paths of a survey as a mapping document does, and keeps track of the prefixes used.
final class PathWriter {
  private let survey: FeedSurvey
  /// Prefixes by namespace.
  private var prefixes: [String: String] = [FeedSurvey.xmlNamespace: "xml"]
  private var used: Set<String> = []

  init(_ survey: FeedSurvey) {
    self.survey = survey
    var taken: Set<String> = ["xml"]
    for (prefix, uri) in survey.namespaces where prefixes[uri] == nil {
      let wanted = prefix.isEmpty ? "f" : prefix
      var name = wanted
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(wanted)\(number)"
        number += 1
      }
      prefixes[uri] = name
    }
  }

  /// Namespaces that written paths use, with their prefixes, in the order of the feed.
  var namespaces: [(prefix: String, uri: String)] {
    survey.namespaces.compactMap { entry in
      used.contains(entry.uri) ? prefixes[entry.uri].map { ($0, entry.uri) } : nil
    }
  }

  func name(_ id: XMLNameTable.ID) -> String {
    let name = survey.names.name(id)
    guard let namespace = name.namespace else { return name.local }
    used.insert(namespace)
    return prefixes[namespace].map { "\($0):\(name.local)" } ?? "*:\(name.local)"
  }

  /// From the root down: `catalog/provider/course`.
  func absolute(_ path: Int) -> String {
    survey.lineage(path).reversed().map(step).joined(separator: "/")
  }

  /// From one element to another path of the feed: `.`, `title`, `../@code`.
  func relative(_ path: Int, from base: Int) -> String {
    guard path != base else { return "." }
    let bases = survey.lineage(base)
    let lineage = survey.lineage(path)
    let common = lineage.first { bases.contains($0) } ?? -1
    let up = bases.prefix { $0 != common }.map { _ in ".." }
    let down = lineage.prefix { $0 != common }.reversed().map(step)
    return (up + down).joined(separator: "/")
  }

  private func step(_ path: Int) -> String {
    let entry = survey.paths[path]
    switch entry.sort {
    case .element: return name(entry.name)
    case .attribute: return "@\(name(entry.name))"
    case .variant(let attribute, nil): return "\(name(entry.name))[not(@\(name(attribute)))]"
    case .variant(let attribute, let value?):
      return "\(name(entry.name))[@\(name(attribute))=\(literal(value, attribute))]"
    }
  }

  /// A qualified name in a value is compared by its local part: feeds bind prefixes as they like.
  private func literal(_ value: String, _ attribute: XMLNameTable.ID) -> String {
    let parts = value.split(separator: ":")
    let isName = survey.names.name(attribute).namespace?.hasSuffix("XMLSchema-instance") == true
    let text = isName && parts.count == 2 ? "*:\(parts[1])" : value
    return text.contains("'") ? "\"\(text)\"" : "'\(text)'"
  }
}
