import CLibXML2
import Diagnostics

/// Drives libxml2's SAX2 push parser over a document of any size in constant memory, and calls an
/// ``XMLEventHandler`` for what it meets.
///
/// Nothing outside the document is ever read (see ``XMLSafety``). Internal entities are expanded
/// within libxml2's bound; references to external or undeclared ones are left out and reported as
/// warnings. Text of one element beyond ``Limits/textLength`` is refused. Documents in other
/// encodings are turned into UTF-8 first, so offsets always speak of UTF-8 text.
///
/// One parser reads one document. It is not safe to share between threads.
public final class XMLPushParser {
  public struct Limits: Sendable {
    /// Longest run of text between two tags, in bytes of UTF-8.
    public var textLength = 10_000_000
    /// Most elements open at once.
    public var depth = 256
    /// Most warnings kept; the rest are counted in one more.
    public var warnings = 20

    public init() {}
  }

  public let names: XMLNameTable
  /// Sees every piece of the document as it was read, before it is decoded; for hashing, progress.
  public var onBytes: (([UInt8]) throws -> Void)?
  /// Text from this offset on is kept for ``rawText(from:to:)``; nil keeps none.
  public var keepsTextFrom: Int?

  private let handler: any XMLEventHandler
  private let limits: Limits
  private let family: String
  private var file: String?
  private var context: xmlParserCtxtPtr?
  private var raw = XMLRawText()
  private let cache: XMLNameCache
  private var report: XMLParseReport
  private var failure: (any Error)?
  private var runLength = 0
  private var depth = 0
  private var opening = XMLOpening.blank
  private var isAtEnd = false
  private var sawRoot = false

  /// - Parameters:
  ///   - family: the first part of the codes of diagnostics, such as `feed`.
  public init(
    handler: any XMLEventHandler, names: XMLNameTable = XMLNameTable(), limits: Limits = Limits(),
    family: String = "feed"
  ) {
    self.handler = handler
    self.names = names
    self.limits = limits
    self.family = family
    cache = XMLNameCache(names: names)
    report = XMLParseReport(warningLimit: limits.warnings)
  }

  /// Reads the whole document. An error among the diagnostics means that it was refused at that
  /// place and what the handler saw must be undone.
  ///
  /// - Throws: what the handler, `onBytes` or the source threw; a source's ``RefusedRequest`` is
  ///   among the diagnostics instead.
  public func parse(_ source: any XMLByteSource) throws -> [Diagnostic] {
    file = source.name
    XMLSafety.prepare()
    do {
      var piece = try head(source)
      if report.isRefused { return report.diagnostics(file: file, family: family) }
      let transcoder = try XMLTranscoder(head: piece)
      try open()
      defer { release() }
      while !piece.isEmpty, !report.isRefused {
        try push(transcoder.utf8(piece))
        piece = try next(source)
      }
      try finish(transcoder)
    } catch let failure as XMLTranscoder.Failure {
      report.add(encodingRefusal(failure))
    }
    return report.diagnostics(file: file, family: family)
  }

  /// The document's text between two offsets, as far as ``keepsTextFrom`` kept it.
  public func rawText(from start: Int, to end: Int) -> ArraySlice<UInt8> {
    raw.slice(from: start, to: end)
  }

  /// Line and column where the parser stands.
  public var place: SourcePlace {
    guard let input = context?.pointee.input else { return SourcePlace(file: file) }
    return SourcePlace(
      file: file, line: Int(input.pointee.line), column: Int(input.pointee.col))
  }

  // MARK: Feeding

  /// Enough of the document to tell its encoding, or all of it.
  private func head(_ source: any XMLByteSource) throws -> [UInt8] {
    var head = try next(source)
    while head.count < 512, case let piece = try next(source), !piece.isEmpty { head += piece }
    return head
  }

  /// The next piece; empty at the end, and where the source can no longer be read, which is
  /// reported.
  private func next(_ source: any XMLByteSource) throws -> [UInt8] {
    let piece: [UInt8]
    do { piece = try source.next() } catch let refused as RefusedRequest {
      for diagnostic in refused.diagnostics { report.add(diagnostic) }
      return []
    }
    if !piece.isEmpty { try onBytes?(piece) }
    return piece
  }

  private func open() throws {
    var sax = XMLCallbacks.handler()
    guard let made = xmlCreatePushParserCtxt(&sax, nil, nil, 0, file) else {
      throw RefusedRequest(
        Diagnostic(.error, code: "\(family).unreadable", "The parser cannot be started."))
    }
    context = made
    made.pointee._private = Unmanaged.passUnretained(self).toOpaque()
    // The text is UTF-8 by the time the parser sees it, whatever the declaration says.
    let ignoreDeclaration = Int32(XML_PARSE_IGNORE_ENC.rawValue)
    xmlCtxtUseOptions(made, XMLSafety.options | ignoreDeclaration)
  }

  private func push(_ text: [UInt8], isLast: Bool = false) throws {
    guard let context else { return }
    if opening == .blank { opening = XMLOpening(text) }
    raw.discard(before: min(keepsTextFrom ?? .max, offset))
    raw.append(text)
    _ = text.withUnsafeBytes { bytes in
      xmlParseChunk(
        context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
        isLast ? 1 : 0)
    }
    if let failure { throw failure }
  }

  private func finish(_ transcoder: XMLTranscoder) throws {
    guard !report.isRefused else { return }
    guard transcoder.isComplete else {
      return report.add(refusal(.misEncoded))
    }
    guard opening != .blank else { return report.add(refusal(.empty)) }
    isAtEnd = true
    try push([], isLast: true)
    if let context, context.pointee.wellFormed == 0, !report.isRefused {
      report.add(refusal(.notWellFormed))
    }
  }

  private func release() {
    guard let context else { return }
    if let document = context.pointee.myDoc { xmlFreeDoc(document) }
    context.pointee.myDoc = nil
    xmlFreeParserCtxt(context)
    self.context = nil
  }

  /// Offset of the parser in the document's UTF-8 text.
  private var offset: Int {
    guard let input = context?.pointee.input else { return 0 }
    return Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
  }

  private func refusal(_ trouble: XMLDiagnostics.Trouble) -> Diagnostic {
    Diagnostic(
      .error, code: "\(family).\(trouble.rawValue)", XMLDiagnostics.summary(trouble),
      hint: XMLDiagnostics.hint(trouble),
      place: context == nil ? SourcePlace(file: file) : place)
  }

  private func encodingRefusal(_ failure: XMLTranscoder.Failure) -> Diagnostic {
    switch failure {
    case .malformed: return refusal(.misEncoded)
    case .unknownEncoding(let name):
      return Diagnostic(
        .error, code: "\(family).unknown-encoding", "The encoding is not known.", found: name,
        hint: "convert the file to UTF-8", place: SourcePlace(file: file, line: 1))
    }
  }

  // MARK: Events

  func started(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?, _ namespaceCount: Int32,
    _ namespaces: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ attributeCount: Int32,
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    guard failure == nil else { return }
    runLength = 0
    depth += 1
    sawRoot = true
    guard depth <= limits.depth else { return refuse(.tooDeep) }
    let start = startOfTag()
    let tag = XMLStartTag(
      name: cache.identifier(local: local, prefix: prefix, uri: uri), line: start.line,
      column: start.column, start: start.offset, attributeCount: Int(attributeCount),
      namespaceCount: Int(namespaceCount), attributes: attributes, namespaces: namespaces,
      names: .passUnretained(cache))
    attempt { try handler.startElement(tag) }
  }

  func ended() {
    guard failure == nil else { return }
    runLength = 0
    depth -= 1
    attempt { try handler.endElement(end: offset) }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard failure == nil else { return }
    runLength += bytes.count
    guard runLength <= limits.textLength else { return refuse(.textTooLong) }
    attempt { try handler.characters(bytes) }
  }

  /// An entity reference. The text of internal entities has been delivered already.
  func reference(_ name: UnsafePointer<xmlChar>) {
    guard failure == nil, let context else { return }
    let entity = xmlSAX2GetEntity(context, name)
    let isExternal = entity?.pointee.etype == XML_EXTERNAL_GENERAL_PARSED_ENTITY
    guard entity == nil || isExternal else { return }
    report.add(
      Diagnostic(
        isExternal ? .error : .warning,
        code: "\(family).\(isExternal ? "external" : "undeclared")-entity",
        isExternal
          ? "The document refers to something outside of it, which is never read."
          : "A reference to an entity that is not declared was left out.",
        found: "&\(string(name));", hint: "write the text itself in its place", place: place))
  }

  func raised(_ error: xmlError) {
    guard failure == nil else { return }
    report.add(
      XMLDiagnostics.diagnostic(
        error, file: file, family: family, looksLikeXML: opening == .markup,
        isUnfinished: isAtEnd && (depth > 0 || !sawRoot)))
  }

  private func attempt(_ body: () throws -> Void) {
    do { try body() } catch {
      failure = error
      if let context { xmlStopParser(context) }
    }
  }

  /// Ends the parse at a limit of ours.
  private func refuse(_ trouble: XMLDiagnostics.Trouble) {
    report.add(refusal(trouble))
    if let context { xmlStopParser(context) }
  }

  /// Where the tag that was just read begins. Its `<` is the last one before the parser, because
  /// no attribute value can hold a bare one; libxml2 keeps the whole tag in its buffer meanwhile.
  /// Columns count characters, as libxml2 does, so bytes that continue one are passed over.
  private func startOfTag() -> (line: Int, column: Int, offset: Int) {
    guard let input = context?.pointee.input, let base = input.pointee.base,
      let current = input.pointee.cur
    else { return (0, 0, 0) }
    let (start, isPlain) = XMLTagScan.start(before: current, notBefore: base)
    let offset = offset - (current - start)
    guard !isPlain else {
      let column = Int(input.pointee.col) - (current - start)
      return (Int(input.pointee.line), max(0, column), offset)
    }
    var newlines = 0
    var characters = 0
    for byte in UnsafeBufferPointer(start: start, count: current - start) {
      if byte == UInt8(ascii: "\n") { newlines += 1 }
      if byte & 0xC0 != 0x80 { characters += 1 }
    }
    let line = Int(input.pointee.line) - newlines
    let column = newlines == 0 ? Int(input.pointee.col) - characters : columnBackwards(start, base)
    return (line, max(0, column), offset)
  }

  /// Column by looking back for the line's beginning; 0 when it is no longer in the buffer.
  private func columnBackwards(
    _ cursor: UnsafePointer<xmlChar>, _ base: UnsafePointer<xmlChar>
  ) -> Int {
    var start = cursor
    while start > base, (start - 1).pointee != UInt8(ascii: "\n") { start -= 1 }
    return start > base ? cursor - start + 1 : 0
  }
}
