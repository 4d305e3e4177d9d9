import Diagnostics
import Testing
import XMLParsing

@Suite struct PushParserTests {
  static let document = """
    <?xml version="1.0"?>
    <c:root xmlns:c="urn:c" xmlns="urn:d">
      <a x="1 &amp; &lt;2" c:y='q"'
         z="&#38;#38;"/>
      <keep n="ü">é &amp; <![CDATA[<raw>]]> &#x4E2D;</keep><keep/>
    </c:root>
    """

  @Test(arguments: [1, 2, 3, 7, 64, 1 << 16])
  func eventsDoNotDependOnThePieces(piece: Int) throws {
    let (recorder, diagnostics) = try record(Self.document, piece: piece)
    #expect(diagnostics.isEmpty)
    #expect(
      recorder.events == [
        "<{urn:c}root", "xmlns:c=urn:c", "xmlns:=urn:d",
        "<{urn:d}a", "@x=1 & <2", "@{urn:c}y=q\"", "@z=&#38;", ">",
        "<{urn:d}keep", "@n=ü", ">", "<{urn:d}keep", ">", ">",
      ])
    #expect(recorder.text.split(separator: "\n").joined().contains("é & <raw> 中"))
    #expect(
      recorder.kept == ["<keep n=\"ü\">é &amp; <![CDATA[<raw>]]> &#x4E2D;</keep>", "<keep/>"])
    #expect(recorder.places["a"]?.line == 3)
    #expect(recorder.places["a"]?.column == 3)
    #expect(recorder.places["keep"]?.line == 5)
    #expect(recorder.places["keep"]?.column == 3)
  }

  @Test func rawTextFollowsElementsThroughALongDocument() throws {
    var document = "<root>"
    var expected: [String] = []
    for number in 0..<5000 {
      let element = "<keep n=\"\(number)\">\(String(repeating: "é", count: number % 90))</keep>"
      expected.append(element)
      document += element + String(repeating: " x<other/>", count: number % 7)
    }
    document += "</root>"
    let (recorder, diagnostics) = try record(document, piece: 777)
    #expect(diagnostics.isEmpty)
    #expect(recorder.kept == expected)
  }

  @Test func otherEncodingsBecomeUTF8() throws {
    let latin =
      Array("<?xml version='1.0' encoding=\"ISO-8859-1\"?><keep>".utf8) + [0xE9]
      + Array("</keep>".utf8)
    let (recorder, diagnostics) = try record(latin, piece: 5)
    #expect(diagnostics.isEmpty)
    #expect(recorder.text == "é")
    #expect(recorder.kept == ["<keep>é</keep>"])
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in "<?xml version='1.0' encoding='UTF-16'?><keep>中é</keep>".utf16 {
      wide += [UInt8(unit & 255), UInt8(unit >> 8)]
    }
    let utf16 = try record(wide, piece: 3)
    #expect(utf16.diagnostics.isEmpty)
    #expect(utf16.recorder.kept == ["<keep>中é</keep>"])
    let marked = try record([0xEF, 0xBB, 0xBF] + Array("<keep>x</keep>".utf8), piece: 2)
    #expect(marked.diagnostics.isEmpty)
    #expect(marked.recorder.kept == ["<keep>x</keep>"])
    #expect(marked.recorder.places["keep"]?.column == 1)
  }

  @Test func aHandlerCanStop() {
    #expect(throws: EventRecorder.Stopped()) {
      try record(Array("<a><b/><c/><d/></a>".utf8), failAfter: 2)
    }
  }

  @Test func namespaceAliasesAreOneName() {
    let names = XMLNameTable()
    names.addAlias("urn:wrong", of: "urn:right")
    #expect(names.intern("urn:wrong", "a") == names.intern("urn:right", "a"))
    #expect(names.intern("urn:right", "a") != names.intern(nil, "a"))
    #expect(names.intern("", "a") == names.intern(nil, "a"))
  }
}
