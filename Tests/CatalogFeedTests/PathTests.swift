import Testing
import XMLParsing

@testable import CatalogFeed

@Suite struct PathTests {
  private static let document = """
    <r xmlns:n="urn:n" xmlns:p="urn:types" a="1">
      <x t="p:one" n:u="U">first</x>
      <x t="q:two">se<i>co</i>nd</x>
      <n:x t="three">third</n:x>
      <y><x>inner</x><z k="v"/></y>
      <y><x>http://e</x></y>
    </r>
    """
  private static let namespaces = ["n": "urn:n", "w": "urn:types"]

  /// The values that `source` finds from the root's child number `child`, or from the root.
  private func values(_ source: String, from child: Int? = nil) throws -> [String] {
    let names = XMLNameTable()
    let path = try FeedPathParser.parse(source, namespaces: Self.namespaces, names: names)
    let evaluator = PathEvaluator(names: names)
    let tree = try tree(names)
    let start = child.map { number in
      var children: [RecordTree.Index] = []
      tree.forEachChild(of: 0) { children.append($0) }
      return children[number]
    }
    return evaluator.select(path, from: start ?? 0, in: tree).map {
      evaluator.value(of: $0, in: tree)
    }
  }

  private func tree(_ names: XMLNameTable) throws -> RecordTree {
    let builder = TreeBuilder()
    let parser = XMLPushParser(handler: builder, names: names)
    #expect(try parser.parse(XMLMemorySource(Array(Self.document.utf8))).isEmpty)
    return builder.tree
  }

  @Test(arguments: [
    ("x", ["first", "second"]), ("n:x", ["third"]), ("*:x", ["first", "second", "third"]),
    ("*/x", ["inner", "http://e"]), ("y/x", ["inner", "http://e"]), ("@a", ["1"]),
    ("x/@t", ["p:one", "q:two"]), ("x/@n:u", ["U"]), ("*/@*", ["p:one", "U", "q:two", "three"]),
    ("x/text()", ["first", "send"]), ("x[1]", ["first"]), ("x[2]", ["second"]), ("x[3]", []),
    ("x[@n:u]", ["first"]), ("x[not(@n:u)]", ["second"]), ("x[@t='q:two']", ["second"]),
    ("x[@t='w:one']", ["first"]), ("x[@t='w:two']", []), ("x[@t='*:two']", ["second"]),
    ("y[x='inner']/z/@k", ["v"]), ("y[z]/x", ["inner"]), ("y[not(z)]/x", ["http://e"]),
    ("y[z/@k='v']/x", ["inner"]), ("//x", ["first", "second", "inner", "http://e"]),
    ("y//x", ["inner", "http://e"]), ("y/x[starts-with(., 'http')]", ["http://e"]),
    ("x[contains(., 'irs')]", ["first"]), ("x[not(contains(@t, 'p:'))]", ["second"]),
    ("y/x[.='inner']", ["inner"]), ("x[i]", ["second"]), ("nothing/at/all", []),
  ])
  func selection(path: String, expected: [String]) throws {
    #expect(try values(path) == expected)
  }

  @Test func upwards() throws {
    #expect(try values("../@a", from: 0) == ["1"])
    #expect(try values("../x[2]", from: 3) == ["second"])
    #expect(try values("../../..", from: 0).isEmpty)
    #expect(try values(".", from: 0) == ["first"])
    #expect(try values(".[@t]/@t", from: 0) == ["p:one"])
    #expect(try values(".[z]/x", from: 4).isEmpty)
  }

  @Test(arguments: [
    ("", 0), ("a/", 2), ("a[", 2), ("a[1", 3), ("a b", 2), ("q:a", 3), ("a[0]", 3),
    ("a[@t=x]", 5), ("a[@t='x]", 5), ("a[not(b]", 7), ("a['x']", 2),
  ])
  func mistakes(path: String, offset: Int) {
    #expect(throws: FeedPathError.self) {
      try FeedPathParser.parse(path, namespaces: Self.namespaces, names: XMLNameTable())
    }
    do {
      _ = try FeedPathParser.parse(path, namespaces: Self.namespaces, names: XMLNameTable())
    } catch {
      #expect(error.offset == offset)
    }
  }

  @Test func alternatives() throws {
    let paths = try FeedPathParser.parseAlternatives(
      "a | b[c='|']|d", namespaces: [:], names: XMLNameTable())
    #expect(paths.map(\.source) == ["a ", " b[c='|']", "d"])
  }

  /// Visiting what a path finds and listing it are the same, and a visit can end early.
  @Test(arguments: [
    "x", ".", "@a", "y", "n:x", "*:x", "x[2]", "y/x", "x/@t", "@nothing", "nothing",
  ])
  func visitsAgreeWithSelection(source: String) throws {
    let names = XMLNameTable()
    let path = try FeedPathParser.parse(source, namespaces: Self.namespaces, names: names)
    let evaluator = PathEvaluator(names: names)
    let tree = try tree(names)
    for start in 0..<RecordTree.Index(tree.elements.count) {
      let selected = evaluator.select(path, from: start, in: tree)
      var visited: [PathMatch] = []
      evaluator.forEach(path, from: start, in: tree) { match in
        visited.append(match)
        return true
      }
      #expect(visited == selected)
      var first: [PathMatch] = []
      evaluator.forEach(path, from: start, in: tree) { match in
        first.append(match)
        return false
      }
      #expect(first == Array(selected.prefix(1)))
    }
  }

  /// A pattern describes just what its path selects from the root.
  @Test(arguments: [
    "x", "*/x", "@a", "x/@t", "*/@*", "//x", "y//x", "x[2]", "y/x[1]", "x[@n:u]", "*:x",
    "x[@t='w:one']", "y[z]/x", "*", "y/*/@k",
  ])
  func patternsAgreeWithSelection(source: String) throws {
    let names = XMLNameTable()
    let path = try FeedPathParser.parse(source, namespaces: Self.namespaces, names: names)
    let evaluator = PathEvaluator(names: names)
    let tree = try tree(names)
    let selected = Set(evaluator.select(path, from: 0, in: tree))
    var all: [PathMatch] = []
    for element in 1..<RecordTree.Index(tree.elements.count) { all.append(.element(element)) }
    for (owner, element) in tree.elements.enumerated() {
      for attribute in element.attributeStart..<element.attributeEnd {
        all.append(.attribute(attribute, of: RecordTree.Index(owner)))
      }
    }
    for match in all {
      #expect(
        evaluator.describes(path, match, from: 0, in: tree) == selected.contains(match),
        "\(source) and \(match)")
    }
  }
}

/// Builds the whole tree of a document.
private final class TreeBuilder: XMLEventHandler {
  let tree = RecordTree()
  private var open: [RecordTree.Index] = []

  func startElement(_ tag: XMLStartTag) { open.append(tree.open(tag, parent: open.last ?? -1)) }
  func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
    if let element = open.last { tree.append(bytes, to: element) }
  }
  func endElement(end: Int) { if let element = open.popLast() { tree.close(element) } }
}
