import Diagnostics
import FoundationEssentials
import Testing
import XMLParsing

@Suite struct XMLTreeTests {
  @Test func keepsNamesNamespacesTextAndLines() throws {
    let root = try #require(
      parse(
        """
        <?xml version="1.0"?>
        <!DOCTYPE a [<!ENTITY ns "urn:x#">]>
        <a xmlns="urn:a" xmlns:b="urn:b" plain="1" b:ref="&ns;T">one
          <b:c/>two &amp; <![CDATA[<three>]]>&ns;
        </a>
        """
      ).value)
    #expect(root.namespace == "urn:a" && root.name == "a" && root.line == 3)
    #expect(root.namespaces == ["": "urn:a", "b": "urn:b"])
    #expect(root.attribute("plain") == "1")
    #expect(root.attribute("ref", namespace: "urn:b") == "urn:x#T")
    #expect(root.children("c", namespace: "urn:b").map(\.line) == [4])
    #expect(root.text == "one\n  two & <three>urn:x#\n")
  }

  @Test func linesBeyondSixteenBits() {
    let source = "<a>" + String(repeating: "\n", count: 70_000) + "<b/></a>"
    #expect(parse(source).value?.children.first?.line == 70_001)
  }

  @Test(arguments: ["", "   ", "not xml", "<a><b></a>", "<a/><b/>", "<a>\u{1}</a>"])
  func saysWhatIsNotWellFormed(_ source: String) throws {
    let parsed = parse(source)
    #expect(parsed.value == nil)
    let error = try #require(parsed.diagnostics.first)
    #expect(error.code == "xml.not-well-formed" && error.found?.isEmpty == false)
  }

  @Test func namesLineAndColumnOfTheFirstError() {
    let place = parse("<a>\n  <b>&nowhere;</b>\n</c>").diagnostics.first?.place
    #expect(place?.file == "test.xml" && place?.line == 2 && (place?.column ?? 0) > 5)
  }

  @Test func readsNoExternalEntity() throws {
    let root = parse(
      "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a b=\"1\">x&e;y</a>"
    ).value
    #expect(root?.text == "xy")
  }

  @Test func refusesAnEntityBomb() {
    let levels = (1...12).map { level in
      "<!ENTITY e\(level) \"" + String(repeating: "&e\(level - 1);", count: 10) + "\">"
    }
    let types = "<!DOCTYPE a [<!ENTITY e0 \"ha\">" + levels.joined() + "]>"
    #expect(parse(types + "<a>&e12;</a>").value == nil)
    #expect(parse(types + "<a b=\"&e12;\"/>").value == nil)
  }

  /// No single reference is large, but there are many of them.
  @Test func boundsTheSumOfExpansions() {
    let word = String(repeating: "x", count: 100_000)
    let references = String(repeating: "<b>&e;</b>", count: 800)
    let parsed = parse("<!DOCTYPE a [<!ENTITY e \"\(word)\">]><a>\(references)</a>")
    #expect(parsed.value == nil)
    #expect(["xml.too-large", "xml.not-well-formed"].contains(parsed.diagnostics.first?.code))
  }

  @Test func refusesWhatIsTooLarge() {
    let parsed = XMLTree.parse(
      [UInt8](repeating: UInt8(ascii: " "), count: XMLTree.sizeLimit + 1), name: "test.xml")
    #expect(parsed.diagnostics.map(\.code) == ["xml.too-large"])
  }

  @Test(arguments: ["/no/such/file.xml", "/", "/dev/zero"])
  func refusesWhatIsNoFile(_ path: String) {
    let loaded = XMLTree.load(path: path)
    #expect(loaded.value == nil && loaded.diagnostics.map(\.code) == ["xml.unreadable"])
  }

  @Test func followsSymbolicLinks() throws {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "\(UUID().uuidString).xml").path
    let link = folder.appending(path: "\(UUID().uuidString).xml").path
    try Data("<a/>".utf8).write(to: URL(filePath: file))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    defer {
      try? FileManager.default.removeItem(atPath: link)
      try? FileManager.default.removeItem(atPath: file)
    }
    #expect(XMLTree.load(path: link).value?.name == "a")
  }

  private func parse(_ source: String) -> Diagnosed<XMLTree.Element?> {
    XMLTree.parse(Array(source.utf8), name: "test.xml")
  }
}
