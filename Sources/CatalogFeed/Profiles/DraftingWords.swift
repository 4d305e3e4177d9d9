import Diagnostics
import KnowledgeGraph
import XMLParsing

/// The words that feeds call things by, from `drafting/words.xml` beside the mapping documents.
struct DraftingWords: Sendable {
  static let file = "drafting/words.xml"
  static let namespace = "urn:docent:feed-words:1"

  /// What the words of one entry stand for.
  struct Entry: Sendable, Hashable {
    /// The entry's element: `item`, `key`, `property`, …
    var sort: String
    /// The term of the ontology, or the kind of requirement; empty for the other sorts.
    var term: String
    /// Better ones first.
    var words: [String]
    /// The kind that values must have, or must not.
    var only: ValueKind?
    var never: ValueKind?
  }

  var entries: [Entry] = []
  /// Terms of the ontology by what they are to the engine.
  var roles: [PropertyRole: String] = [:]

  /// The entry of the property with a role.
  func property(role: PropertyRole) -> Entry? { roles[role].flatMap(property) }
  func first(_ sort: String) -> Entry? { entries.first { $0.sort == sort } }
  func entries(_ sort: String) -> [Entry] { entries.filter { $0.sort == sort } }
  func property(_ name: String) -> Entry? {
    entries.first { $0.sort == "property" && $0.term == name }
  }

  /// Reads the document; an entry that names no term of the ontology is reported and left out.
  static func load(feedsDirectory: String, ontology: Ontology) -> Diagnosed<DraftingWords> {
    let path = feedsDirectory + "/" + file
    let tree = XMLTree.load(path: path)
    guard let root = tree.value else {
      return Diagnosed(DraftingWords(), diagnostics: tree.diagnostics)
    }
    var words = DraftingWords()
    for role in PropertyRole.allCases { words.roles[role] = ontology.property(role: role)?.name }
    var diagnostics = tree.diagnostics
    for element in root.children where element.namespace == namespace {
      let term = element.attribute("name") ?? element.attribute("kind") ?? ""
      if let problem = problem(element, term, ontology) {
        diagnostics.append(
          Diagnostic(
            .error, code: "words.unknown-term", problem, found: term,
            place: SourcePlace(file: path, line: element.line)))
        continue
      }
      words.entries.append(
        Entry(
          sort: element.name, term: term,
          words: element.text.lowercased().split(whereSeparator: \.isWhitespace).map {
            String(element.name == "phrase" ? $0.replacing("-", with: " ") : $0)
          },
          only: element.attribute("only").flatMap(ValueKind.init(rawValue:)),
          never: element.attribute("never").flatMap(ValueKind.init(rawValue:))))
    }
    return Diagnosed(words, diagnostics: diagnostics)
  }

  private static func problem(
    _ element: XMLTree.Element, _ term: String, _ ontology: Ontology
  ) -> String? {
    switch element.name {
    case "property":
      ontology.properties.contains { $0.name == term }
        ? nil : "The ontology has no such property."
    case "relation": ontology.relation(term) == nil ? "The ontology has no such relation." : nil
    case "requirement":
      RequirementFact.Kind(rawValue: term) == nil ? "There is no such kind of requirement." : nil
    default: nil
    }
  }

  // MARK: Fitting names

  /// How well a name of a feed fits an entry, 0 … 1: a part that is one of the words 1, one that
  /// begins with it 0.8, a compound that holds it 0.5; less for words further back.
  static func fit(_ name: String, _ entry: Entry?) -> Double {
    guard let entry else { return 0 }
    let parts = parts(of: name)
    let whole = parts.joined()
    var best = 0.0
    for (place, word) in entry.words.enumerated() {
      let base: Double =
        if whole == word {
          1
        } else if parts.contains(word) {
          0.9
        } else if word.count >= 4 || !word.allSatisfy(\.isASCII), begins(parts, whole, word) {
          0.8
        } else if word.count >= 5, whole.contains(word) {
          0.5
        } else {
          0
        }
      best = max(best, base - 0.004 * Double(place))
    }
    return max(0, best)
  }

  private static func begins(_ parts: [String], _ whole: String, _ word: String) -> Bool {
    whole.hasPrefix(word) || parts.contains { $0.hasPrefix(word) }
  }

  /// `courseName`, `course_name`, `course-name`: course, name.
  static func parts(of name: String) -> [String] {
    var parts: [String] = []
    var current = ""
    var previousIsLower = false
    for character in name {
      let isBreak = !(character.isLetter || character.isNumber)
      if isBreak || (character.isUppercase && previousIsLower) {
        if !current.isEmpty { parts.append(current.lowercased()) }
        current = ""
      }
      if !isBreak { current.append(character) }
      previousIsLower = character.isLowercase || character.isNumber
    }
    if !current.isEmpty { parts.append(current.lowercased()) }
    return parts
  }
}
