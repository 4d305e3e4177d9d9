import Diagnostics
import XMLParsing

/// Keeps every event as text, and the raw text of the elements named `keep`.
final class EventRecorder: XMLEventHandler {
  let names = XMLNameTable()
  var parser: XMLPushParser?
  var events: [String] = []
  var text = ""
  var textBytes = 0
  var places: [String: (line: Int, column: Int)] = [:]
  var kept: [String] = []
  private var open: [(name: String, start: Int)] = []
  var failAfter = Int.max

  struct Stopped: Error, Equatable {}

  func startElement(_ tag: XMLStartTag) throws {
    if events.count >= failAfter { throw Stopped() }
    let name = names.name(tag.name)
    events.append("<" + (name.namespace.map { "{\($0)}" } ?? "") + name.local)
    if places[name.local] == nil { places[name.local] = (tag.line, tag.column) }
    for index in 0..<tag.namespaceCount {
      let (prefix, uri) = tag.namespace(index)
      events.append("xmlns:\(prefix)=\(uri)")
    }
    for index in 0..<tag.attributeCount {
      let (attribute, value) = tag.attribute(index)
      var bytes: [UInt8] = []
      XMLAttributeText.append(value, to: &bytes)
      let attributeName = names.name(attribute)
      events.append(
        "@" + (attributeName.namespace.map { "{\($0)}" } ?? "") + attributeName.local + "="
          + String(decoding: bytes, as: UTF8.self))
    }
    open.append((name.local, tag.start))
    if name.local == "keep" { parser?.keepsTextFrom = tag.start }
  }

  func endElement(end: Int) throws {
    let element = open.removeLast()
    events.append(">")
    guard element.name == "keep", let parser else { return }
    kept.append(String(decoding: parser.rawText(from: element.start, to: end), as: UTF8.self))
    parser.keepsTextFrom = nil
  }

  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    textBytes += bytes.count
    if text.utf8.count < 100_000 { text += String(decoding: bytes, as: UTF8.self) }
  }
}

/// Parses `document` in pieces of `piece` bytes.
func record(
  _ document: [UInt8], piece: Int = 1 << 16, failAfter: Int = .max
) throws -> (recorder: EventRecorder, diagnostics: [Diagnostic]) {
  let recorder = EventRecorder()
  recorder.failAfter = failAfter
  let parser = XMLPushParser(handler: recorder, names: recorder.names)
  recorder.parser = parser
  let source = XMLMemorySource(document, name: "feed.xml", pieceLength: piece)
  let diagnostics = try parser.parse(source)
  recorder.parser = nil
  return (recorder, diagnostics)
}

func record(_ document: String, piece: Int = 1 << 16) throws -> (
  recorder: EventRecorder, diagnostics: [Diagnostic]
) {
  try record(Array(document.utf8), piece: piece)
}
