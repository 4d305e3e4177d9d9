import KnowledgeGraph

/// What Docent's own catalogue format can say, as `Ontology/feeds/docent-catalog.xsd` and the
/// mapping `docent.xml` beside it lay down, for one ontology. Its elements bear the names of the
/// properties and relations that they state.
struct CatalogFormat {
  static let namespace = "urn:docent:catalog:1"
  /// The language of texts without `xml:lang`.
  static let mainLanguage = "en"

  enum Content: String {
    /// Text that may stand in several languages.
    case localized
    case words, amount, address, language, date
  }

  struct Element {
    var name: String
    var content: Content
  }

  /// A relationship that an element with one attribute, the key of the other end, states.
  struct Reference {
    var relation: String
    var attribute: String
    /// The class of the other end.
    var target: String
  }

  struct NodeForm {
    var element: String
    /// Whether the format demands a title.
    var needsTitle = true
    var properties: [Element] = []
    var references: [Reference] = []
  }

  /// The elements of nodes, a line each, with what they hold in the order of the schema:
  /// `property:content`, `relation/attribute`. The attribute is the name of the element that the
  /// other end is written as.
  private static let elements = """
    provider title:localized url:address
    topic title:localized description:localized broader/topic
    instructor title:localized url:address
    programme title:localized description:localized url:address
    course title:localized abstract:localized description:localized credits:amount hours:amount \
    level:words language:language url:address teaches/topic taughtBy/instructor \
    partOf/programme equivalentTo/course
    section title:localized term:words start:date end:date days:words startTime:words \
    endTime:words place:words cost:words language:language url:address note:words
    """

  /// Class names.
  let provider: String
  let course: String
  let section: String
  /// What stands below a provider, in the order in which it is written.
  let owned: [String]
  /// By class name.
  let forms: [String: NodeForm]
  /// Relationship types: of a course to its provider, of a section to its course.
  let offeredBy: String
  let instanceOf: String

  init(_ ontology: Ontology) {
    let name = { (element: String) in Self.className(element, in: ontology) }
    provider = name("provider")
    course = name("course")
    section = name("section")
    var forms: [String: NodeForm] = [:]
    var owned: [String] = []
    for line in Self.elements.split(separator: "\n") {
      let form = Self.form(line, className: name)
      forms[name(form.element)] = form
      if !["provider", "section"].contains(form.element) { owned.append(name(form.element)) }
    }
    self.forms = forms
    self.owned = owned
    offeredBy = ontology.relations(role: .offeredBy).first?.type ?? "?"
    instanceOf = ontology.relations(role: .instanceOf).first?.type ?? "?"
  }

  private static func form(_ line: Substring, className: (String) -> String) -> NodeForm {
    let words = line.split(separator: " ").map(String.init)
    var form = NodeForm(element: words.first ?? "")
    form.needsTitle = form.element != "section"
    for word in words.dropFirst() {
      let parts = word.split { $0 == ":" || $0 == "/" }.map(String.init)
      guard parts.count == 2 else { continue }
      if let content = Content(rawValue: parts[1]), word.contains(":") {
        form.properties.append(Element(name: parts[0], content: content))
      } else {
        form.references.append(
          Reference(relation: parts[0], attribute: parts[1], target: className(parts[1])))
      }
    }
    return form
  }

  /// The class that an element states: by its role, or where it has none, by its name. An element
  /// that the ontology has no class for gets a name that no node's class has.
  private static func className(_ element: String, in ontology: Ontology) -> String {
    let roles: [String: ClassRole] = [
      "provider": .provider, "topic": .topic, "course": .item, "section": .itemInstance,
    ]
    let found =
      roles[element].map { ontology.nodeClass(role: $0) }
      ?? ontology.classes.first { $0.name.lowercased() == element }
    return found?.name ?? "?\(element)"
  }

  static let requirements: [(kind: RequirementFact.Kind, element: String)] = [
    (.prerequisite, "requires"), (.corequisite, "corequisites"), (.recommended, "recommends"),
    (.exclusion, "excludes"), (.equivalent, "equivalents"),
  ]

  /// Whether the schema and the reading of keys leave `key` as it is.
  static func canName(_ key: String) -> Bool {
    !key.isEmpty && key.unicodeScalars.count <= 200
      && ExportXML.collapsed(ExportXML.cleaned(key)) == key
  }

  /// The value in the form of `content`; nil when the format cannot say it.
  static func written(_ value: PropertyValue, as content: Content) -> String? {
    if content == .amount { return value.number.flatMap(amount) }
    guard let text = value.string.map(ExportXML.cleaned), !ExportXML.collapsed(text).isEmpty else {
      return nil
    }
    switch content {
    case .localized, .words: return text
    case .language: return text.wholeMatch(of: languagePattern) == nil ? nil : text
    case .date: return isDate(text) ? text : nil
    case .address: return text.wholeMatch(of: addressPattern) == nil ? nil : text
    case .amount: return nil
    }
  }

  /// A number ≥ 0 as `xs:decimal`, which has no exponents; nil for others.
  static func amount(_ number: Double) -> String? {
    guard number.isFinite, number >= 0 else { return nil }
    if number == number.rounded(), number < 1e15 { return String(Int64(number)) }
    let text = String(number)
    return text.contains("e") ? nil : text
  }

  /// `xs:language`.
  private static var languagePattern: Regex<Substring> {
    /[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*/
  }
  /// `xs:date` without a zone, in the years 1 to 9999.
  private static func isDate(_ text: String) -> Bool {
    guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), year > 0,
      (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  /// The absolute addresses among `xs:anyURI`: a scheme, then the characters of RFC 3986.
  private static var addressPattern: Regex<Substring> {
    /[a-zA-Z][a-zA-Z0-9+.\-]*:(?:[a-zA-Z0-9\-._~:\/?@!$&'()*+,;=]|%[0-9a-fA-F]{2})+(?:#(?:[a-zA-Z0-9\-._~:\/?@!$&'()*+,;=]|%[0-9a-fA-F]{2})*)?/
  }
}
