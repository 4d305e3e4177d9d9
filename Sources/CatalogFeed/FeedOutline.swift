import Diagnostics
import XMLParsing

/// What the beginning of a document looks like: its root and the paths that occur.
final class FeedOutline: XMLEventHandler {
  /// How far into a document detection looks, in bytes.
  private static let reach = 1 << 19
  private static let pathLimit = 2000

  /// Ends the parse when enough has been seen.
  private struct SeenEnough: Error {}

  private let names = XMLNameTable()
  private var open: [XMLNameTable.Name] = []
  private var paths: Set<[XMLNameTable.Name]> = []
  private(set) var root: XMLNameTable.Name?
  private(set) var rootLine = 1
  private(set) var diagnostics: [Diagnostic] = []

  /// Reads the first 512 KB. ``root`` stays nil when the document has none; the diagnostics say
  /// why. Trouble further on is left for the reading itself.
  static func read(_ source: any XMLByteSource) -> FeedOutline {
    let outline = FeedOutline()
    let parser = XMLPushParser(handler: outline, names: outline.names)
    var seen = 0
    parser.onBytes = { piece in
      seen += piece.count
      if seen > reach, outline.root != nil { throw SeenEnough() }
    }
    do { outline.diagnostics = try parser.parse(source) } catch {}
    return outline
  }

  func startElement(_ tag: XMLStartTag) throws {
    let name = names.name(tag.name)
    if root == nil {
      root = name
      rootLine = tag.line
    }
    open.append(name)
    guard paths.count < Self.pathLimit else { throw SeenEnough() }
    paths.insert(open)
  }

  func endElement(end: Int) { open.removeLast() }
  func characters(_ bytes: UnsafeBufferPointer<UInt8>) {}

  /// How well a mapping fits: 0 when its root differs or none of its telling paths occurs, else
  /// one more than the number of telling paths that do.
  func score(_ mapping: FeedMapping) -> Int {
    let table = mapping.nameTable()
    func same(_ a: XMLNameTable.Name, _ b: XMLNameTable.ID) -> Bool {
      b >= 0 && table.intern(a.namespace, a.local) == b
    }
    guard let root, same(root, mapping.detection.root) else { return 0 }
    let telling = mapping.detection.tellingPaths
    let present = telling.count { wanted in
      paths.contains { $0.count == wanted.count && zip($0, wanted).allSatisfy(same) }
    }
    return telling.isEmpty ? 1 : (present == 0 ? 0 : present + 1)
  }
}
