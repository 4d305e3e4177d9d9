/// An element of a drafted mapping document.
struct DraftElement {
  var name: String
  var attributes: [(name: String, value: String)]
  var children: [DraftElement]
  /// Stands before the element.
  var comment: String?
  /// Stands within it, after its children, a line each.
  var notes: [String] = []

  init(
    _ name: String, _ attributes: [(name: String, value: String)] = [],
    _ children: [DraftElement] = [], comment: String? = nil
  ) {
    self.name = name
    self.attributes = attributes
    self.children = children
    self.comment = comment
  }

  func text(depth: Int = 0) -> String {
    let indent = String(repeating: "  ", count: depth)
    var text = comment.map { "\(indent)\(Self.comment($0))\n" } ?? ""
    text += indent + openTag
    guard !children.isEmpty || !notes.isEmpty else { return text + "/>\n" }
    text += ">\n" + children.map { $0.text(depth: depth + 1) }.joined()
    text += notes.map { "\(indent)  \(Self.comment($0))\n" }.joined()
    return text + "\(indent)</\(name)>\n"
  }

  private var openTag: String {
    "<\(name)" + attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
  }

  static func comment(_ text: String) -> String {
    let safe = text.replacing("--", with: "- -").replacing("\n", with: " ")
    return "<!-- \(safe)\(safe.hasSuffix("-") ? " " : "") -->"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
