import Diagnostics
import XMLParsing

/// Finds the column of what a diagnostic about a mapping document speaks of, and the nearest name
/// the language knows.
///
/// The parser tells the line where a tag ends, so that a rule over several lines is looked for from
/// there backwards.
struct MappingPlaces {
  private static let reach = 40
  private let lines: [Substring]
  private let schemaPath: String

  /// - Parameter schemaPath: the schema that the document should follow.
  init(_ bytes: [UInt8], schemaPath: String) {
    self.schemaPath = schemaPath
    lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The diagnostic with line, column and length of what it found, as far as they can be told.
  func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    var placed = diagnostic
    let names = { SchemaNames(path: schemaPath) }
    if let broken = SchemaComplaint(diagnostic.found ?? "", names: names) {
      placed.expected = broken.expected.isEmpty ? nil : broken.expected.joined(separator: ", ")
      placed.hint = broken.hint
      return at(broken.needles, placed)
    }
    return at(diagnostic.found.map { ["\"\($0)\"", "'\($0)'", $0] } ?? [], placed)
  }

  /// Quoted and marked needles are sure signs; bare ones, which may stand anywhere, come after.
  private func at(_ needles: [String], _ diagnostic: Diagnostic) -> Diagnostic {
    guard let line = diagnostic.place?.line, line <= lines.count else { return diagnostic }
    let sure = needles.filter { isSure($0) }
    let bare = needles.filter { !isSure($0) }
    for needles in [sure, bare] {
      for number in stride(from: line, to: max(0, line - Self.reach), by: -1) {
        for needle in needles {
          guard let found = lines[number - 1].firstRange(of: needle) else { continue }
          return marked(diagnostic, number, found.lowerBound, needle)
        }
      }
    }
    return diagnostic
  }

  private func isSure(_ needle: String) -> Bool { ["\"", "'", "<"].contains(needle.prefix(1)) }

  private func marked(
    _ diagnostic: Diagnostic, _ line: Int, _ start: Substring.Index, _ needle: String
  ) -> Diagnostic {
    let before = lines[line - 1][..<start].unicodeScalars.count
    let isQuoted = needle.hasPrefix("\"") || needle.hasPrefix("'")
    let marks = isQuoted ? 2 : isSure(needle) || needle.hasSuffix("=") ? 1 : 0
    var placed = diagnostic
    placed.place?.line = line
    placed.place?.column = before + (isSure(needle) ? 2 : 1)
    placed.place?.length = needle.unicodeScalars.count - marks
    return placed
  }
}

/// What libxml2 says of a document that breaks its schema, taken apart.
///
///     Element 'propertie': This element is not expected. Expected is one of ( property, node ).
///     Element 'property', attribute 'pth': The attribute 'pth' is not allowed.
///     Element 'requirement', attribute 'kind': … The value 'wish' is not an element of the set {…}.
struct SchemaComplaint {
  private(set) var needles: [String] = []
  private(set) var expected: [String] = []
  private(set) var hint: String

  /// - Parameter names: what the schema knows, for names that nothing was expected in place of.
  init?(_ text: String, names: () -> SchemaNames) {
    guard let match = text.firstMatch(of: #/^Element '([^']+)'(?:, attribute '([^']+)')?: (.*)/#)
    else { return nil }
    let element = String(match.output.1)
    let attribute = match.output.2.map(String.init)
    let complaint = String(match.output.3)
    hint = "see the reference of the mapping language"
    if complaint.contains("is not allowed"), let attribute {
      needles = ["\(attribute)="]
      suggest(attribute, names().attributes)
    } else if complaint.contains("is not an element of the set"), let attribute {
      let value = complaint.firstMatch(of: #/The value '([^']*)'/#)?.output.1 ?? ""
      needles = ["\"\(value)\"", "'\(value)'", "\(attribute)="]
      expected = Self.quoted(complaint.drop { $0 != "{" })
      suggest(String(value), expected)
    } else {
      needles = attribute.map { ["\($0)="] } ?? []
      needles.append("<\(element)")
      expected = Self.listed(complaint)
      suggest(element, expected + names().elements.filter { !expected.contains($0) })
    }
  }

  private mutating func suggest(_ name: String, _ known: [String]) {
    let near = nearestNames(to: name, among: known.filter { $0 != name }, limit: 1)
    if let nearest = near.first { hint = "did you mean \(nearest)?" }
  }

  private static func quoted(_ text: Substring) -> [String] {
    text.matches(of: #/'([^']*)'/#).map { String($0.output.1) }
  }

  /// `Expected is one of ( a, b ).`
  private static func listed(_ text: String) -> [String] {
    guard let match = text.firstMatch(of: #/Expected is (?:one of )?\( ([^)]*) \)/#) else {
      return []
    }
    return match.output.1.split(separator: ",").map { name in
      name.filter { !$0.isWhitespace }.replacing("*", with: "")
    }
  }
}

/// The names that a schema declares, those that it declares most often first.
struct SchemaNames {
  private(set) var elements: [String] = []
  private(set) var attributes: [String] = []

  init(path: String) {
    guard let root = XMLTree.load(path: path).value else { return }
    var found: [String: [String: Int]] = [:]
    Self.collect(root, into: &found)
    elements = Self.ordered(found["element"] ?? [:])
    attributes = Self.ordered(found["attribute"] ?? [:])
  }

  private static func collect(_ element: XMLTree.Element, into found: inout [String: [String: Int]])
  {
    if let name = element.attribute("name") {
      found[element.name, default: [:]][name, default: 0] += 1
    }
    for child in element.children { collect(child, into: &found) }
  }

  private static func ordered(_ counts: [String: Int]) -> [String] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }
}
