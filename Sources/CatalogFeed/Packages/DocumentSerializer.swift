import Diagnostics
import XMLParsing

/// Writes a document again as it is read: in UTF-8, without comments, processing instructions and
/// document type, namespaces declared anew where they change, lines kept, links resolved.
final class DocumentSerializer: XMLEventHandler {
  /// Longest text by which a link goes, or that is looked at for JSON.
  private static let textLimit = 1 << 20
  /// Most bytes of one document.
  private static let sizeLimit = 64 << 20

  struct Open {
    var name: XMLNameTable.ID
    /// The default namespace in force within.
    var namespace: String?
    var prefixCount: Int
    var partCount = 0
    /// Its own text, where a link or JSON goes by it.
    var text: [UInt8]?
    var isJSON = false
    var isEmpty = true
    var line: Int
    /// A link whose document is not there.
    var missing: String?
    var attributes: [(name: XMLNameTable.ID, value: [UInt8])] = []
    /// The root's end tag is written by the document that links to it.
    var isReplacement = false
  }

  let rule: PackageRule
  let names: XMLNameTable
  let request: DocumentRequest
  let documentName: String
  private let resolve: (LinkRule, String) -> LinkTargets
  var open: [Open] = []
  var prefixes: [(prefix: String, uri: String)] = []
  var outLine = 1
  private var sourceOffset = 0
  var result = DocumentPieces()
  /// Links whose documents are not in the package: the line and what was looked for.
  private(set) var missing: [(line: Int, target: String)] = []

  /// - Parameter resolve: finds the documents of a link.
  init(
    _ request: DocumentRequest, named documentName: String, rule: PackageRule,
    names: XMLNameTable, resolve: @escaping (LinkRule, String) -> LinkTargets
  ) {
    self.request = request
    self.documentName = documentName
    self.rule = rule
    self.names = names
    self.resolve = resolve
    result.append(.line(1))
  }

  func finish() -> DocumentPieces {
    result.close()
    return result
  }

  // MARK: Events

  func startElement(_ tag: XMLStartTag) throws {
    try checkSize()
    flushText()
    if !open.isEmpty { open[open.count - 1].isEmpty = false }
    var element = LinkElement(
      name: tag.name, attributes: attributes(of: tag), prefixes: declarations(of: tag), position: 0)
    let isRoot = open.isEmpty
    if isRoot, let replaced = request.replaced {
      element = merged(replaced, element)
    } else if isPart(element) {
      element.position = countPart()
    }
    align(to: tag.line)
    if let link = replacement(element, isRoot: isRoot) {
      return write(link, in: element, line: tag.line)
    }
    writeStart(element, isRoot: isRoot, line: tag.line)
    for link in links(of: element.name) where link.effect != .replace && !link.needsText {
      follow(link, from: element.attributes, text: nil)
    }
  }

  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard let last = open.indices.last else { return }
    if open[last].isEmpty, bytes.contains(where: { !isSpace($0) }) { open[last].isEmpty = false }
    if open[last].text != nil {
      open[last].text?.append(contentsOf: bytes)
      if (open[last].text?.count ?? 0) > Self.textLimit { flushText() }
      if open[last].isJSON { return }
    }
    write(bytes)
    try checkSize()
  }

  func endElement(end: Int) throws {
    guard let element = open.last else { return }
    if let text = element.text { endText(text, of: element) }
    if let target = element.missing, element.isEmpty { missing.append((element.line, target)) }
    open.removeLast()
    prefixes.removeLast(prefixes.count - element.prefixCount)
    guard !element.isReplacement else { return }
    result.text += Array("</\(names.name(element.name).local)>".utf8)
  }

  // MARK: Links

  func links(of name: XMLNameTable.ID) -> [LinkRule] {
    rule.links.filter { $0.element == nil || $0.element == name }
  }

  private func isPart(_ element: LinkElement) -> Bool {
    if rule.parts.contains(element.name) { return true }
    return links(of: element.name).contains {
      $0.effect == .replace && target(of: $0, element.name, element.attributes, text: nil) != nil
    }
  }

  private func countPart() -> Int {
    guard let parent = open.indices.last else { return 1 }
    open[parent].partCount += 1
    return open[parent].partCount
  }

  /// The target of a link; nil when a value that it is made of is not there.
  private func target(
    of link: LinkRule, _ name: XMLNameTable.ID,
    _ attributes: [(name: XMLNameTable.ID, value: [UInt8])], text: String?
  ) -> String? {
    var target = ""
    for piece in link.target {
      switch piece {
      case .literal(let literal): target += literal
      case .name: target += names.name(name).local
      case .text:
        guard let text, !text.isEmpty else { return nil }
        target += text
      case .attribute(let wanted):
        guard let value = attributes.first(where: { $0.name == wanted })?.value, !value.isEmpty
        else { return nil }
        target += String(decoding: value, as: UTF8.self)
      }
    }
    return target
  }

  /// The document that stands in the element's place. A root is in its own place already.
  private func replacement(
    _ element: LinkElement, isRoot: Bool
  ) -> (request: DocumentRequest?, missing: String?)? {
    guard !(isRoot && request.replaced != nil) else { return nil }
    for link in links(of: element.name) where link.effect == .replace {
      guard let target = target(of: link, element.name, element.attributes, text: nil) else {
        continue
      }
      let found = resolve(link, target)
      if let first = found.fresh.first {
        let request = DocumentRequest(
          document: first, format: .xml, wrapper: nil, replaced: element,
          namespace: open.last?.namespace ?? self.request.namespace)
        return (request, nil)
      }
      return (nil, found.isKnown || link.isOptional || says(element, moreThan: link) ? nil : target)
    }
    return nil
  }

  /// Whether an element has attributes that the link does not go by: then it is no mere pointer.
  private func says(_ element: LinkElement, moreThan link: LinkRule) -> Bool {
    element.attributes.contains { !link.target.contains(.attribute($0.name)) }
  }

  /// Leaves the place of an element to a document, or writes it as one whose document is missing.
  private func write(
    _ link: (request: DocumentRequest?, missing: String?), in element: LinkElement, line: Int
  ) {
    guard let request = link.request else {
      writeStart(element, isRoot: open.isEmpty, line: line)
      open[open.count - 1].missing = link.missing
      for link in links(of: element.name) where link.effect == .within && !link.needsText {
        follow(link, from: element.attributes, text: nil)
      }
      return
    }
    result.append(.documents([request]))
    result.append(.resumed)
    result.append(.line(line))
    sourceOffset = line - outLine
    open.append(
      Open(
        name: element.name, namespace: names.name(element.name).namespace,
        prefixCount: prefixes.count, isEmpty: false, line: line))
  }

  private func follow(
    _ link: LinkRule, from attributes: [(name: XMLNameTable.ID, value: [UInt8])], text: String?
  ) {
    guard let element = open.last,
      let target = target(of: link, element.name, attributes, text: text)
    else { return }
    let found = resolve(link, target)
    if !found.isKnown, !link.isOptional { missing.append((element.line, target)) }
    guard link.effect == .within, !found.fresh.isEmpty else { return }
    result.append(
      .documents(
        found.fresh.map { document in
          DocumentRequest(
            document: document, format: link.format ?? found.format(document),
            wrapper: link.wrapper, replaced: nil, namespace: element.namespace)
        }))
    result.append(.resumed)
    result.append(.line(outLine + sourceOffset))
  }

  // MARK: Text that matters

  /// Text that turned out to be neither: a child came, or it is too long.
  private func flushText() {
    guard let last = open.indices.last, let text = open[last].text else { return }
    open[last].text = nil
    if open[last].isJSON { text.withUnsafeBufferPointer(write) }
  }

  private func endText(_ text: [UInt8], of element: Open) {
    if element.isJSON {
      let isStructure = text.first { !isSpace($0) }.map { "{[".utf8.contains($0) } ?? false
      if isStructure, let written = try? JSONElements.written(text) {
        result.text += written
        outLine += written.count { $0 == 0x0A }
      } else {
        text.withUnsafeBufferPointer(write)
      }
    }
    let words = String(decoding: text, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for link in links(of: element.name) where link.needsText {
      follow(link, from: element.attributes, text: words)
    }
  }

  // MARK: Lines

  /// Sees to it that the tag at hand stands on a line of its document's. Tags and comments of
  /// several lines are shorter here, so a mark is needed behind them.
  private func align(to line: Int) {
    guard line - outLine != sourceOffset else { return }
    sourceOffset = line - outLine
    result.append(.line(line))
  }

  private func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    XMLTextWriting.append(bytes, to: &result.text)
    outLine += bytes.count { $0 == 0x0A }
  }

  private func checkSize() throws {
    guard result.count > Self.sizeLimit else { return }
    throw FeedRefusal(
      diagnostic: Diagnostic(
        .error, code: "package.document-too-large", "A document of the package is too large.",
        found: documentName, expected: "at most 64 MB",
        hint: "add a <leave> for it to the mapping, or import it by itself"))
  }
}

/// The documents that a link names.
struct LinkTargets {
  /// Those not read yet, in the order of their names.
  var fresh: [Int]
  /// Whether the package has any.
  var isKnown: Bool
  /// How each is to be read.
  var format: (Int) -> DocumentFormat
}
