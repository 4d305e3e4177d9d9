import Diagnostics
import FeedArchives
import XMLParsing

/// A package as one document: its documents one after the other and within each other, as the
/// mapping says.
///
/// Memory is that of the documents that stand within each other at one place, each of at most
/// 64 MB; a document is read when the parser comes to it and forgotten when it has passed.
final class PackageSource: XMLByteSource {
  /// What became of the documents of a package.
  struct Coverage {
    /// Left out by a rule: pattern, reason, number of documents.
    var left: [IgnoredValues] = []
    /// By the folder and ending of their names.
    var unread: [PathCount] = []
  }

  let name: String?
  private var diagnostics: DiagnosticCollector
  private(set) var lines = PackageLines()

  let rule: PackageRule
  private let package: FeedArchive
  private let names: XMLNameTable
  let entryNames: [String]
  let positions: [String: Int]
  /// Entries that have been handed over, or will be at the link that was met.
  var read: Set<Int> = []
  private var roots: [(base: String, rule: Int)] = []
  /// The next entry to be looked at for the last of them.
  private var cursor = 0
  private static let listedMissing = 20
  private var missing = 0
  private var frames: [Frame] = []
  private var composedLine = 1
  private var state = State.start

  private enum State { case start, documents, end }

  /// A document that is being handed over.
  private struct Frame {
    var pieces: [DocumentPieces.Piece]
    var next = 0
    var document: Int
    /// Documents that interrupt it.
    var waiting: [DocumentRequest] = []
    var base: String
  }

  init(_ package: FeedArchive, rule: PackageRule, names: XMLNameTable) {
    self.package = package
    self.rule = rule
    self.names = names
    name = package.name
    entryNames = package.entries.map(\.name)
    positions = Dictionary(
      entryNames.enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    diagnostics = DiagnosticCollector(file: package.name)
    for base in Self.bases(rule, entryNames) {
      roots += rule.documents.indices.map { (base, $0) }
    }
    roots.reverse()
  }

  /// The folders where packages begin, each ending in `/` or empty. A folder within one is none.
  static func bases(_ rule: PackageRule, _ names: [String]) -> [String] {
    guard !rule.bases.isEmpty else { return [""] }
    var found: Set<String> = []
    for name in names {
      for base in rule.bases where name == base || name.hasSuffix("/" + base) {
        found.insert(String(name.dropLast(base.count)))
      }
    }
    return found.sorted().filter { base in
      !found.contains { $0 != base && base.hasPrefix($0) }
    }
  }

  // MARK: Handing over

  func next() throws -> [UInt8] {
    switch state {
    case .start:
      state = .documents
      return Array("<package:package xmlns:package=\"\(PackageRule.namespace)\">".utf8)
    case .documents:
      if let piece = try nextPiece() { return piece }
      state = .end
      return Array("</package:package>\n".utf8)
    case .end: return []
    }
  }

  private func nextPiece() throws -> [UInt8]? {
    while true {
      guard let top = frames.indices.last else {
        guard let request = try nextRoot() else { return nil }
        let piece = try begin(request.request, base: request.base)
        if !piece.isEmpty { return piece }
        continue
      }
      if !frames[top].waiting.isEmpty {
        let request = frames[top].waiting.removeFirst()
        let piece = try begin(request, base: frames[top].base)
        if !piece.isEmpty { return piece }
        continue
      }
      guard frames[top].next < frames[top].pieces.count else {
        frames.removeLast()
        continue
      }
      let piece = frames[top].pieces[frames[top].next]
      frames[top].pieces[frames[top].next] = .resumed
      frames[top].next += 1
      if let text = handOver(piece, top) { return text }
    }
  }

  private func handOver(_ piece: DocumentPieces.Piece, _ top: Int) -> [UInt8]? {
    switch piece {
    case .text(let text):
      composedLine += text.count { $0 == 0x0A }
      return text
    case .line(let line):
      composedLine += 1
      lines.add(
        PackageLines.Mark(
          line: composedLine, document: frames[top].document, sourceLine: line))
      return [0x0A]
    case .documents(let requests): frames[top].waiting = requests
    case .resumed: break
    }
    return nil
  }

  private func nextRoot() throws -> (request: DocumentRequest, base: String)? {
    while let (base, number) = roots.last {
      while cursor < entryNames.count {
        cursor += 1
        if let request = try root(cursor - 1, rule.documents[number], base) {
          return (request, base)
        }
      }
      roots.removeLast()
      cursor = 0
    }
    return nil
  }

  /// The entry as a document that stands by itself; nil when the rule is not about it.
  private func root(
    _ index: Int, _ documents: DocumentRule, _ base: String
  ) throws -> DocumentRequest? {
    let name = entryNames[index]
    guard name.hasPrefix(base), !read.contains(index), !isHidden(name),
      documents.match.matches(name.dropFirst(base.count)),
      !(documents.match.hasWildcards && isLeft(name, base))
    else { return nil }
    let format = documents.format ?? DocumentFormat(name: name)
    if let root = documents.root, try rootName(index, format) != root { return nil }
    read.insert(index)
    return DocumentRequest(
      document: index, format: format, wrapper: documents.wrapper, replaced: nil, namespace: nil)
  }

  // MARK: Reading

  /// Reads a document and puts it on top; the result is what comes before it.
  private func begin(_ request: DocumentRequest, base: String) throws -> [UInt8] {
    let name = entryNames[request.document]
    let entry = package.entries[request.document]
    let source = EntrySource(try package.reader(of: entry))
    var pieces: DocumentPieces
    switch request.format {
    case .xml: pieces = try xml(request, source, named: name, base: base)
    case .json: pieces = try json(source)
    case .text: pieces = try text(source)
    }
    wrap(&pieces, request, named: name)
    frames.append(Frame(pieces: pieces.pieces, document: request.document, base: base))
    return []
  }

  private func xml(
    _ request: DocumentRequest, _ source: EntrySource, named name: String, base: String
  ) throws -> DocumentPieces {
    let serializer = DocumentSerializer(
      request, named: String(name.dropFirst(base.count)), rule: rule, names: names
    ) { [unowned self] link, target in
      targets(of: link, target, from: name, base: base)
    }
    let parser = XMLPushParser(handler: serializer, names: names, family: "package")
    let found: [Diagnostic]
    do { found = try parser.parse(source) } catch let refusal as FeedRefusal {
      throw RefusedRequest(refusal.diagnostic)
    }
    if found.contains(where: { $0.severity == .error }) { throw RefusedRequest(found) }
    for diagnostic in found { diagnostics.add(diagnostic) }
    for link in serializer.missing { note(link, in: source.name) }
    return serializer.finish()
  }

  private func note(_ link: (line: Int, target: String), in file: String?) {
    missing += 1
    guard missing <= Self.listedMissing else { return }
    diagnostics.add(
      Diagnostic(
        .note, code: "package.missing-document",
        "A document that another links to is not in the package.", found: link.target,
        hint: "what only it would say is missing; nothing is fetched from elsewhere",
        place: SourcePlace(file: file, line: link.line)))
  }

  /// What was noticed while reading, with how many links lead nowhere.
  var notices: [Diagnostic] {
    let more = missing - Self.listedMissing
    guard more > 0 else { return diagnostics.diagnostics }
    return diagnostics.diagnostics + [
      Diagnostic(
        .note, code: "package.missing-document", "\(more) more links lead out of the package.",
        place: SourcePlace(file: name))
    ]
  }

  private func json(_ source: EntrySource) throws -> DocumentPieces {
    var pieces = DocumentPieces()
    pieces.append(.line(1))
    let bytes = try source.readAll()
    guard bytes.contains(where: { !isSpace($0) }) else { return pieces }
    do { pieces.text = try JSONElements.written(bytes) } catch {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "package.bad-json", "The document is no JSON: \(error.message).",
          hint: "mend it, or leave it out with a <leave> in the mapping",
          place: SourcePlace(file: source.name, line: error.line)))
    }
    pieces.close()
    return pieces
  }

  private func text(_ source: EntrySource) throws -> DocumentPieces {
    var pieces = DocumentPieces()
    pieces.append(.line(1))
    XMLTextWriting.append(foreign: try source.readAll(), to: &pieces.text)
    pieces.close()
    return pieces
  }

  private func wrap(
    _ pieces: inout DocumentPieces, _ request: DocumentRequest, named name: String
  ) {
    let needsElement = request.format != .xml
    guard let wrapper = request.wrapper ?? (needsElement ? "document" : nil) else { return }
    var wrapped = DocumentPieces()
    let namespace = request.namespace == nil ? "" : " xmlns=\"\""
    wrapped.append(.line(1))
    wrapped.text = Array(
      "<\(wrapper)\(namespace)\(XMLTextWriting.documentAttributes(name))>".utf8)
    for piece in pieces.pieces { wrapped.append(piece) }
    wrapped.text = Array("</\(wrapper)>".utf8)
    wrapped.close()
    pieces = wrapped
  }

  /// The name of a document's root.
  private func rootName(_ index: Int, _ format: DocumentFormat) throws -> XMLNameTable.ID? {
    guard format == .xml else { return nil }
    let peek = RootPeek()
    let parser = XMLPushParser(handler: peek, names: names)
    do {
      _ = try parser.parse(EntrySource(try package.reader(of: package.entries[index])))
    } catch is RootPeek.Seen {}
    return peek.root
  }
}

/// An entry of a package as a parser reads it.
final class EntrySource: XMLByteSource {
  private static let sizeLimit = 64 << 20
  private let reader: ArchiveEntryReader
  var name: String? { reader.place }

  init(_ reader: ArchiveEntryReader) { self.reader = reader }

  func next() throws -> [UInt8] { try reader.next() }
  func readAll() throws -> [UInt8] { try reader.readAll(limit: Self.sizeLimit) }
}

/// Looks at the root of a document and no further.
private final class RootPeek: XMLEventHandler {
  struct Seen: Error {}
  private(set) var root: XMLNameTable.ID?

  func startElement(_ tag: XMLStartTag) throws {
    root = tag.name
    throw Seen()
  }
  func endElement(end: Int) {}
  func characters(_ bytes: UnsafeBufferPointer<UInt8>) {}
}
