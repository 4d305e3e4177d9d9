import XMLParsing

/// How the documents of a package become one document that the records of a mapping are read from.
///
/// The whole package is read as `package`, in the namespace ``namespace``, with its documents as
/// children, in the order of ``documents``; a document that another links to stands where the link
/// stands. Each document is read once.
struct PackageRule: Sendable {
  /// The namespace of what is added to the documents: the root and the attributes `document`,
  /// `stem`, `element` and `position`.
  static let namespace = "urn:docent:package:1"

  /// Names of documents that mark the folders where packages begin; none when it is the whole.
  var bases: [String]
  var documents: [DocumentRule]
  var links: [LinkRule]
  /// Elements that get `element` and `position`, as those of links do.
  var parts: Set<XMLNameTable.ID>
  var json: [JSONRule]
  var leaves: [LeaveRule]
}

enum DocumentFormat: String, Sendable, Hashable {
  case xml, json, text

  /// By the ending of a name.
  init(name: String) {
    switch name.split(separator: ".").last?.lowercased() {
    case "json": self = .json
    case "html", "htm", "txt", "md": self = .text
    default: self = .xml
    }
  }
}

struct DocumentRule: Sendable {
  var match: DocumentPattern
  /// The root that the document must have; nil for any.
  var root: XMLNameTable.ID?
  /// The element to put around its content; nil for the document's own root.
  var wrapper: String?
  /// Nil to go by the name.
  var format: DocumentFormat?
}

struct LinkRule: Sendable {
  enum Effect: String, Sendable, Hashable {
    /// The document's root stands in the element's place, with the attributes of both.
    case replace
    /// The documents stand within the element.
    case within
    /// The document is read by itself; only whether it is there is looked at.
    case refer
  }

  /// Nil for every element.
  var element: XMLNameTable.ID?
  var target: [LinkPiece]
  var effect: Effect
  var wrapper: String?
  var format: DocumentFormat?
  /// Whether the document's whole name need only be an ending of the target.
  var byEnding: Bool
  /// Whether the target starts at the folder of the document that the link stands in.
  var fromDocument: Bool
  var isOptional: Bool

  /// Whether the target names the element's text, which is known only at its end.
  var needsText: Bool { target.contains(.text) }
}

enum LinkPiece: Sendable, Hashable {
  case literal(String)
  case attribute(XMLNameTable.ID)
  /// The element's own text.
  case text
  /// The element's name.
  case name
}

/// A value that holds JSON: an element's text, or an attribute.
struct JSONRule: Sendable, Hashable {
  var element: XMLNameTable.ID
  var attribute: XMLNameTable.ID?
}

struct LeaveRule: Sendable {
  var match: DocumentPattern
  var reason: String
}
