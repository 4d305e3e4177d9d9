import CLibXML2

/// What a parser calls as it goes through a document. A method that throws ends the parse, and
/// ``XMLPushParser/parse(_:)`` throws the same error.
public protocol XMLEventHandler: AnyObject {
  /// The tag and everything reached through it is valid during the call only.
  func startElement(_ tag: XMLStartTag) throws
  /// - Parameter end: byte offset just behind the end tag, in the UTF-8 text of the document.
  func endElement(end: Int) throws
  /// Text and CDATA, in pieces of any length, entities resolved. Valid during the call only.
  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws
}

/// A start tag as the parser met it.
public struct XMLStartTag {
  /// Interned in the parser's ``XMLNameTable``.
  public let name: XMLNameTable.ID
  /// Of the tag's `<`: 1-based line.
  public let line: Int
  /// Of the tag's `<`: 1-based column; 0 when unknown.
  public let column: Int
  /// Byte offset of the tag's `<` in the UTF-8 text of the document.
  public let start: Int
  /// Number of attributes, defaults of an internal DTD included; namespace declarations excluded.
  public let attributeCount: Int
  /// Number of namespace declarations on this element.
  public let namespaceCount: Int

  @usableFromInline let attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  let namespaces: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  /// The parser's; it outlives the tag.
  @usableFromInline let names: Unmanaged<XMLNameCache>

  /// The name of an attribute and its value's bytes, as libxml2 hands them over: `&` stands as
  /// `&#38;`, which ``XMLAttributeText`` undoes.
  @inlinable
  public func attribute(_ index: Int) -> (name: XMLNameTable.ID, value: UnsafeBufferPointer<UInt8>)
  {
    guard let attributes, let local = attributes[index * 5] else {
      return (XMLNameTable.none, UnsafeBufferPointer(start: nil, count: 0))
    }
    let name = names._withUnsafeGuaranteedRef {
      $0.identifier(
        local: local, prefix: attributes[index * 5 + 1], uri: attributes[index * 5 + 2])
    }
    let start = attributes[index * 5 + 3]
    let end = attributes[index * 5 + 4]
    let count = start.flatMap { start in end.map { $0 - start } } ?? 0
    return (name, UnsafeBufferPointer(start: start, count: count))
  }

  /// A namespace declaration; the default one has the prefix "".
  public func namespace(_ index: Int) -> (prefix: String, uri: String) {
    let prefix = namespaces?[index * 2].map(string) ?? ""
    let uri = namespaces?[index * 2 + 1].map(string) ?? ""
    return (prefix, uri)
  }
}

/// Attribute values as a document means them.
public enum XMLAttributeText {
  /// Appends `value` to `bytes` with `&#38;` turned back into `&`. libxml2 leaves that reference in
  /// place when it does not substitute entities.
  public static func append(_ value: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    let ampersand = UInt8(ascii: "&")
    guard value.contains(ampersand) else {
      bytes.append(contentsOf: value)
      return
    }
    let escaped = Array("&#38;".utf8)
    var index = 0
    while index < value.count {
      bytes.append(value[index])
      let ahead = value[index..<min(index + escaped.count, value.count)]
      index += ahead.elementsEqual(escaped) ? escaped.count : 1
    }
  }
}

/// The text of a C string of libxml2.
func string(_ pointer: UnsafePointer<xmlChar>) -> String { String(cString: pointer) }
