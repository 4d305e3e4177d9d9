import CLibXML2
import Diagnostics
import FoundationEssentials

/// Whole small XML documents as values: ontologies, mapping documents. Feeds are streamed instead.
public enum XMLTree {
  /// An attribute other than a namespace declaration.
  public struct Attribute: Sendable, Hashable {
    /// Nil for an attribute without a prefix.
    public var namespace: String?
    public var name: String
    public var value: String
  }

  public struct Element: Sendable, Hashable {
    /// Nil when the element is in no namespace.
    public var namespace: String?
    /// The local name.
    public var name: String
    /// In document order.
    public var attributes: [Attribute]
    /// Prefixes declared on this very element; the empty one is the default namespace.
    public var namespaces: [String: String]
    /// The child elements, in document order.
    public var children: [Element]
    /// The element's own text without that of its children, white space kept.
    public var text: String
    /// 1-based line of the start tag's end.
    public var line: Int

    /// The value of an attribute; nil when it is not there.
    public func attribute(_ name: String, namespace: String? = nil) -> String? {
      attributes.first { $0.name == name && $0.namespace == namespace }?.value
    }

    /// The child elements of that name and namespace, in document order.
    public func children(_ name: String, namespace: String? = nil) -> [Element] {
      children.filter { $0.name == name && $0.namespace == namespace }
    }
  }

  /// Largest document read, in bytes: 32 MB.
  public static let sizeLimit = 32 << 20
  /// Largest sum of text and attribute values after entities are expanded, in bytes.
  static let expansionLimit = 2 * sizeLimit

  /// Reads a file. The value is nil, with an error that says why, when there is no regular file,
  /// it exceeds `sizeLimit`, or it is not well formed.
  ///
  /// No external entity or DTD is loaded. Internal entities that hold text are expanded, up to
  /// twice `sizeLimit` in all; elements inside entities are not read. O(bytes).
  public static func load(path: String) -> Diagnosed<Element?> {
    switch bytes(of: path) {
    case .success(let bytes): return parse(bytes, name: path)
    case .failure(let refused): return Diagnosed(nil, diagnostics: refused.diagnostics)
    }
  }

  /// Reads bytes in memory, as `load(path:)` does a file; `name` stands for it in diagnostics.
  public static func parse(_ bytes: [UInt8], name: String) -> Diagnosed<Element?> {
    guard bytes.count <= sizeLimit else { return refused(tooLarge(name)) }
    XMLSafety.prepare()
    guard let context = xmlNewParserCtxt() else {
      return refused(unreadable(name, "there is not enough memory to parse it"))
    }
    defer { xmlFreeParserCtxt(context) }
    let first = FirstError()
    let document = first.collecting(from: context) {
      bytes.withUnsafeBytes { raw in
        xmlCtxtReadMemory(
          context, raw.bindMemory(to: CChar.self).baseAddress, Int32(raw.count), name, nil,
          XMLSafety.options)
      }
    }
    defer { xmlFreeDoc(document) }
    guard let document, context.pointee.wellFormed != 0,
      let root = xmlDocGetRootElement(document)
    else { return refused(first.diagnostic(in: name)) }
    var copier = TreeCopier(document: document, budget: expansionLimit)
    let element = copier.element(root)
    return copier.budget < 0 ? refused(tooLarge(name)) : Diagnosed(element)
  }

  private static func refused(_ diagnostic: Diagnostic) -> Diagnosed<Element?> {
    Diagnosed(nil, diagnostics: [diagnostic])
  }
}

// MARK: - Reading the file

extension XMLTree {
  /// A device or a pipe could give bytes without end, so only regular files within the limit are
  /// opened.
  private static func bytes(of path: String) -> Result<[UInt8], RefusedRequest> {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
      return .failure(RefusedRequest(unreadable(path, "there is no such file")))
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      return .failure(RefusedRequest(unreadable(path, "it is not a regular file")))
    }
    let size = (attributes[.size] as? any BinaryInteger).map { Int(clamping: $0) } ?? 0
    guard size <= sizeLimit else { return .failure(RefusedRequest(tooLarge(path))) }
    guard let data = FileManager.default.contents(atPath: target) else {
      return .failure(RefusedRequest(unreadable(path, "it may not be read")))
    }
    return .success([UInt8](data))
  }

  private static func unreadable(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .error, code: "xml.unreadable", "\(name) cannot be read: \(reason).",
      place: SourcePlace(file: name))
  }

  private static func tooLarge(_ name: String) -> Diagnostic {
    Diagnostic(
      .error, code: "xml.too-large",
      "\(name) holds more than the \(sizeLimit >> 20) MB that a document of this kind may have.",
      place: SourcePlace(file: name))
  }
}

// MARK: - From libxml2's tree to values

/// Remembers the first error of one parse: what libxml2 says after it is mostly a consequence.
private final class FirstError {
  private var message: String?
  private var line: Int?
  private var column: Int?

  /// Runs `parse` with the errors of `context` sent here.
  func collecting<Result>(from context: xmlParserCtxtPtr, _ parse: () -> Result) -> Result {
    context.pointee._private = Unmanaged.passUnretained(self).toOpaque()
    context.pointee.sax.pointee.serror = keepFirstError
    return withExtendedLifetime(self) { parse() }
  }

  func record(_ error: xmlError) {
    guard message == nil, error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
    let text = error.message.map { String(cString: $0) } ?? ""
    message = text.split(separator: "\n").first.map(String.init)
    line = error.line > 0 ? Int(error.line) : nil
    column = error.int2 > 0 ? Int(error.int2) : nil
  }

  func diagnostic(in name: String) -> Diagnostic {
    Diagnostic(
      .error, code: "xml.not-well-formed", "\(name) is not well-formed XML.",
      found: message ?? "no element at all",
      place: SourcePlace(file: name, line: line, column: column))
  }
}

/// Called by libxml2 with the parser context as `data`.
private func keepFirstError(data: UnsafeMutableRawPointer?, error: xmlErrorPtr?) {
  guard let data, let error else { return }
  let context = data.assumingMemoryBound(to: xmlParserCtxt.self)
  guard let sink = context.pointee._private else { return }
  Unmanaged<FirstError>.fromOpaque(sink).takeUnretainedValue().record(error.pointee)
}

/// Copies libxml2's tree; recursion is bounded by the library's own limit of 256 levels.
private struct TreeCopier {
  let document: xmlDocPtr
  /// Bytes of text that may still be copied; negative once the document was too large.
  var budget: Int

  mutating func element(_ node: xmlNodePtr) -> XMLTree.Element {
    var children: [XMLTree.Element] = []
    var next = node.pointee.children
    while budget >= 0, let child = next {
      if child.pointee.type == XML_ELEMENT_NODE { children.append(element(child)) }
      next = child.pointee.next
    }
    return XMLTree.Element(
      namespace: string(node.pointee.ns?.pointee.href), name: string(node.pointee.name) ?? "",
      attributes: attributes(of: node), namespaces: declarations(of: node), children: children,
      text: text(node.pointee.children), line: Int(xmlGetLineNo(node)))
  }

  private mutating func attributes(of node: xmlNodePtr) -> [XMLTree.Attribute] {
    var found: [XMLTree.Attribute] = []
    var next = node.pointee.properties
    while let attribute = next {
      found.append(
        XMLTree.Attribute(
          namespace: string(attribute.pointee.ns?.pointee.href),
          name: string(attribute.pointee.name) ?? "", value: text(attribute.pointee.children)))
      next = attribute.pointee.next
    }
    return found
  }

  private func declarations(of node: xmlNodePtr) -> [String: String] {
    var found: [String: String] = [:]
    var next = node.pointee.nsDef
    while let declaration = next {
      found[string(declaration.pointee.prefix) ?? ""] = string(declaration.pointee.href) ?? ""
      next = declaration.pointee.next
    }
    return found
  }

  /// The text of a list of sibling nodes, with references to internal entities expanded.
  private mutating func text(_ list: xmlNodePtr?) -> String {
    guard budget >= 0, list != nil, let copied = xmlNodeListGetString(document, list, 1) else {
      return ""
    }
    defer { docent_xml_free(copied) }
    let text = string(copied) ?? ""
    budget -= text.utf8.count
    return text
  }

  private func string(_ bytes: UnsafePointer<xmlChar>?) -> String? {
    bytes.map { String(decodingCString: $0, as: UTF8.self) }
  }
}
