import XMLParsing

/// The part of a feed that rules can see: the open elements and what they hold so far, in document
/// order. A record is taken off again once its rules have run, so that memory stays constant.
///
/// A reference type, because rules read it and mark in it what they used at the same time.
/// All text lies in one buffer in document order, so the text of an element *is* a range of it.
/// Buffers of bytes that it hands out are valid until it next grows.
final class RecordTree {
  typealias Index = Int32

  struct Element: BitwiseCopyable {
    var name: XMLNameTable.ID
    /// −1 for the root.
    var parent: Index
    /// Just behind the last descendant; `Int32.max` while the element is open.
    var end: Index
    var textStart: Int32
    var textEnd: Int32
    var attributeStart: Int32
    var attributeEnd: Int32
    var line: Int32
    var column: Int32
    /// In the reading's ``FeedPathTable``.
    var path: FeedPathTable.Number
    /// The attribute that tells the language here, on the element or further out; −1 for none.
    var language: Int32
    /// Whether it has text of its own other than white space.
    var hasOwnText = false
    /// Whether a rule has used that text.
    var isConsumed = false
    /// Whether a record stood within it.
    var heldRecords = false
  }

  struct Attribute: BitwiseCopyable {
    var name: XMLNameTable.ID
    var start: Int32
    var end: Int32
    var isConsumed = false
  }

  private struct NamespaceBinding {
    var owner: Index
    var prefix: String
    var uri: String
  }

  let elements = Arena<Element>()
  let attributes = Arena<Attribute>()
  let paths = FeedPathTable()
  private let text = Arena<UInt8>(capacity: 1 << 12)
  private let attributeText = Arena<UInt8>(capacity: 1 << 12)
  private var namespaces: [NamespaceBinding] = []
  private let languageAttribute: XMLNameTable.ID

  /// - Parameter languageAttribute: the name whose value tells an element's language.
  init(languageAttribute: XMLNameTable.ID = XMLNameTable.none) {
    self.languageAttribute = languageAttribute
  }

  deinit {
    elements.deallocate()
    attributes.deallocate()
    text.deallocate()
    attributeText.deallocate()
  }

  var textCount: Int { text.count + attributeText.count }

  // MARK: Growing

  func open(_ tag: XMLStartTag, parent: Index) -> Index {
    let index = Index(elements.count)
    let attributeStart = Int32(attributes.count)
    var language = parent >= 0 ? elements[Int(parent)].language : -1
    for number in 0..<tag.attributeCount {
      let (name, value) = tag.attribute(number)
      let start = Int32(attributeText.count)
      append(attributeValue: value)
      if name == languageAttribute { language = Int32(attributes.count) }
      attributes.append(Attribute(name: name, start: start, end: Int32(attributeText.count)))
    }
    for number in 0..<tag.namespaceCount {
      let (prefix, uri) = tag.namespace(number)
      namespaces.append(NamespaceBinding(owner: index, prefix: prefix, uri: uri))
    }
    let path = paths.number(
      parent: parent >= 0 ? elements[Int(parent)].path : FeedPathTable.none, name: tag.name,
      isAttribute: false)
    elements.append(
      Element(
        name: tag.name, parent: parent, end: .max, textStart: Int32(text.count), textEnd: .max,
        attributeStart: attributeStart, attributeEnd: Int32(attributes.count),
        line: Int32(clamping: tag.line), column: Int32(clamping: tag.column), path: path,
        language: language))
    return index
  }

  private func append(attributeValue value: UnsafeBufferPointer<UInt8>) {
    guard value.contains(UInt8(ascii: "&")) else { return attributeText.append(value) }
    var bytes: [UInt8] = []
    XMLAttributeText.append(value, to: &bytes)
    bytes.withUnsafeBufferPointer { attributeText.append($0) }
  }

  func append(_ bytes: UnsafeBufferPointer<UInt8>, to element: Index) {
    text.append(bytes)
    guard !elements[Int(element)].hasOwnText else { return }
    if !isBlank(bytes) { elements[Int(element)].hasOwnText = true }
  }

  func close(_ element: Index) {
    elements[Int(element)].end = Index(elements.count)
    elements[Int(element)].textEnd = Int32(text.count)
  }

  /// Takes off an element, all within it and all after it.
  func remove(from element: Index) {
    let first = elements[Int(element)]
    if first.attributeStart < attributes.count {
      attributeText.truncate(to: Int(attributes[Int(first.attributeStart)].start))
      attributes.truncate(to: Int(first.attributeStart))
    }
    text.truncate(to: Int(first.textStart))
    elements.truncate(to: Int(element))
    while let last = namespaces.last, last.owner >= element { namespaces.removeLast() }
  }

  func markRecord(within element: Index) { elements[Int(element)].heldRecords = true }

  // MARK: Reading

  subscript(element: Index) -> Element { elements[Int(element)] }

  /// Just behind the last descendant so far.
  @inline(__always)
  func end(of element: Index) -> Index { min(elements[Int(element)].end, Index(elements.count)) }

  func textRange(of element: Index) -> Range<Int> {
    let range = elements[Int(element)]
    return Int(range.textStart)..<min(Int(range.textEnd), text.count)
  }

  /// The text within an element, tags left out, as it stands.
  func bytes(of element: Index) -> UnsafeBufferPointer<UInt8> { text.span(textRange(of: element)) }

  func bytes(ofAttribute attribute: Int32) -> UnsafeBufferPointer<UInt8> {
    let range = attributes[Int(attribute)]
    return attributeText.span(Int(range.start)..<Int(range.end))
  }

  /// Calls `body` with an element's own text; its pieces between children are put together.
  func withOwnText<Result>(
    of element: Index, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    guard end(of: element) > element + 1 else { return body(bytes(of: element)) }
    var own: [UInt8] = []
    var start = textRange(of: element).lowerBound
    forEachChild(of: element) { child in
      let range = textRange(of: child)
      own += text.span(start..<range.lowerBound)
      start = range.upperBound
    }
    own += text.span(start..<textRange(of: element).upperBound)
    return own.withUnsafeBufferPointer(body)
  }

  func text(in range: Range<Int>) -> UnsafeBufferPointer<UInt8> { text.span(range) }

  @inline(__always)
  func forEachChild(of element: Index, _ body: (Index) -> Void) {
    let end = end(of: element)
    var child = element + 1
    while child < end {
      body(child)
      child = self.end(of: child)
    }
  }

  /// The namespace a prefix is bound to at an element; nil when it is not bound.
  func namespace(of prefix: String, at element: Index) -> String? {
    var ancestor = element
    while ancestor >= 0 {
      if let found = namespaces.last(where: { $0.owner == ancestor && $0.prefix == prefix }) {
        return found.uri
      }
      ancestor = elements[Int(ancestor)].parent
    }
    return nil
  }

  // MARK: Consuming

  /// Notes that a rule used an element's text, which is all text within it.
  func consume(_ element: Index) {
    for index in Int(element)..<Int(end(of: element)) { elements[index].isConsumed = true }
  }

  func consumeOwnText(_ element: Index) { elements[Int(element)].isConsumed = true }

  func consume(attribute: Int32) { attributes[Int(attribute)].isConsumed = true }
}
