import XMLParsing

/// A document as text to be read on, with the places where others stand in it.
struct DocumentPieces {
  enum Piece {
    case text([UInt8])
    /// The next line is this one of the document.
    case line(Int)
    case documents([DocumentRequest])
    /// The text goes on with the document that a link interrupted.
    case resumed
  }

  private(set) var pieces: [Piece] = []
  /// Text not yet closed.
  var text: [UInt8] = []
  /// Bytes of text so far.
  var count: Int { closedCount + text.count }
  private var closedCount = 0

  mutating func append(_ piece: Piece) {
    close()
    pieces.append(piece)
  }

  mutating func close() {
    guard !text.isEmpty else { return }
    closedCount += text.count
    pieces.append(.text(text))
    text = []
  }
}

/// A document to be read, and how it stands in what surrounds it.
struct DocumentRequest {
  /// Number of the entry.
  var document: Int
  var format: DocumentFormat
  /// The element to put around its content.
  var wrapper: String?
  /// The element in whose place its root stands.
  var replaced: LinkElement?
  /// The default namespace in force where it stands.
  var namespace: String?
}

/// The start of an element that links to a document.
struct LinkElement {
  var name: XMLNameTable.ID
  /// Attributes with the text that their values have.
  var attributes: [(name: XMLNameTable.ID, value: [UInt8])]
  /// Declarations of prefixes.
  var prefixes: [(prefix: String, uri: String)]
  /// Its place among the parts of its parent, from 1.
  var position: Int
}
