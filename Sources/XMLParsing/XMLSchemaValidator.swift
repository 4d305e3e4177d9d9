import CLibXML2
import Diagnostics
import Synchronization

/// Checks small documents against an XML Schema file.
///
/// The schema may import files that stand beside it; nothing else is read.
public final class XMLSchemaValidator {
  /// The schema's file.
  public let path: String
  private let schema: xmlSchemaPtr
  /// The compiled schema points into the document it came from.
  private let source: xmlDocPtr

  /// - Parameters:
  ///   - path: the schema's file.
  ///   - imports: names of the files beside it that it imports, as it writes them.
  /// - Throws: `schema.unusable` when the file is no XML Schema that libxml2 can read.
  public init(path: String, imports: [String] = []) throws(RefusedRequest) {
    XMLSafety.prepare()
    self.path = path
    let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .map { $0 + "/" }.joined()
    // Names of its own, because libxml2 escapes the characters of file names in addresses.
    let base = "schema:/\(Self.counter.wrappingAdd(1, ordering: .relaxed).newValue)/"
    defer { XMLSafety.registeredSchemas.withLock { $0 = $0.filter { !$0.key.hasPrefix(base) } } }
    for name in imports {
      let text = String(decoding: try Self.contents(directory + name), as: UTF8.self)
      XMLSafety.registeredSchemas.withLock { $0[base + name] = text }
    }
    (schema, source) = try Self.compile(Self.contents(path), path: path, address: base + "main.xsd")
  }

  private static let counter = Atomic<Int>(0)

  deinit {
    xmlSchemaFree(schema)
    xmlFreeDoc(source)
  }

  /// What in the document breaks the schema, in document order, each with its line; and whether
  /// it is well-formed at all. Empty when it is valid.
  ///
  /// - Parameter family: the first part of the codes: `<family>.invalid`, `<family>.not-well-formed`.
  public func validate(_ bytes: [UInt8], name: String?, family: String) -> [Diagnostic] {
    let sink = ErrorSink(file: name, family: family)
    let document = Self.document(bytes, name: name, sink: sink)
    guard let document else { return sink.diagnostics }
    defer { xmlFreeDoc(document) }
    guard let context = xmlSchemaNewValidCtxt(schema) else { return sink.diagnostics }
    defer { xmlSchemaFreeValidCtxt(context) }
    xmlSchemaSetValidStructuredErrors(
      context, ErrorSink.collect, Unmanaged.passUnretained(sink).toOpaque())
    let result = withExtendedLifetime(sink) { xmlSchemaValidateDoc(context, document) }
    if result != 0, sink.diagnostics.isEmpty {
      sink.diagnostics.append(
        Diagnostic(
          .error, code: "\(family).invalid", "The document does not follow its schema.",
          place: SourcePlace(file: name)))
    }
    return sink.diagnostics
  }

  private static func compile(
    _ bytes: [UInt8], path: String, address: String
  ) throws(RefusedRequest) -> (xmlSchemaPtr, xmlDocPtr) {
    let sink = ErrorSink(file: path, family: "schema")
    guard let document = document(bytes, name: address, sink: sink) else {
      throw RefusedRequest(sink.diagnostics)
    }
    guard let context = xmlSchemaNewDocParserCtxt(document) else {
      xmlFreeDoc(document)
      throw RefusedRequest(sink.diagnostics)
    }
    defer { xmlSchemaFreeParserCtxt(context) }
    xmlSchemaSetParserStructuredErrors(
      context, ErrorSink.collect, Unmanaged.passUnretained(sink).toOpaque())
    let parsed = withExtendedLifetime(sink) { xmlSchemaParse(context) }
    guard let parsed else {
      xmlFreeDoc(document)
      throw RefusedRequest(
        sink.diagnostics + [
          Diagnostic(
            .error, code: "schema.unusable", "The schema cannot be used.",
            place: SourcePlace(file: path))
        ])
    }
    return (parsed, document)
  }

  private static func document(
    _ bytes: [UInt8], name: String?, sink: ErrorSink
  ) -> xmlDocPtr? {
    guard let context = xmlNewParserCtxt() else { return nil }
    defer { xmlFreeParserCtxt(context) }
    context.pointee._private = Unmanaged.passUnretained(sink).toOpaque()
    context.pointee.sax.pointee.serror = ErrorSink.collectFromParser
    let document = bytes.withUnsafeBytes { buffer in
      xmlCtxtReadMemory(
        context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count),
        name, nil, XMLSafety.options)
    }
    return withExtendedLifetime(sink) { document }
  }

  private static func contents(_ path: String) throws(RefusedRequest) -> [UInt8] {
    try XMLFileSource(path: path).readAll()
  }
}

/// Where libxml2 leaves what it finds.
private final class ErrorSink {
  let file: String?
  let family: String
  var diagnostics: [Diagnostic] = []

  init(file: String?, family: String) {
    self.file = file
    self.family = family
  }

  static let collect: xmlStructuredErrorFunc = { target, error in
    guard let target, let error else { return }
    Unmanaged<ErrorSink>.fromOpaque(target).takeUnretainedValue().add(error.pointee)
  }

  /// The parser hands its context over, which holds the sink.
  static let collectFromParser: xmlStructuredErrorFunc = { target, error in
    guard let target, let error,
      let sink = target.assumingMemoryBound(to: xmlParserCtxt.self).pointee._private
    else { return }
    Unmanaged<ErrorSink>.fromOpaque(sink).takeUnretainedValue().add(error.pointee)
  }

  func add(_ error: xmlError) {
    guard error.domain == Int32(XML_FROM_SCHEMASV.rawValue) else {
      return diagnostics.append(
        XMLDiagnostics.diagnostic(error, file: file, family: family))
    }
    let text = error.message.map { String(cString: $0) } ?? ""
    diagnostics.append(
      Diagnostic(
        .error, code: "\(family).invalid", "The document does not follow its schema.",
        found: readable(text), place: SourcePlace(file: file, line: Int(error.line))))
  }

  /// The message without the namespace that libxml2 repeats before each name. Sets of values stand
  /// in braces too, and stay: they begin with a quote.
  private func readable(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    return String(line).replacing(#/\{[^'}][^}]*\}/#, with: "")
  }
}
