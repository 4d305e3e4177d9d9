import Diagnostics
import Testing
import XMLParsing

@Suite struct XMLTreeTests {
  @Test func keepsNamesNamespacesTextAndLines() throws {
    let source = """
      <?xml version="1.0"?>
      <!DOCTYPE a [<!ENTITY ns "urn:x#">]>
      <a xmlns="urn:a" xmlns:b="urn:b" plain="1" b:ref="&ns;T">one
        <b:c/>two &amp; <![CDATA[<three>]]>
      </a>
      """
    let root = try #require(XMLTree.parse(Array(source.utf8), name: "a.xml").value)
    #expect(root.namespace == "urn:a" && root.name == "a" && root.line == 3)
    #expect(root.namespaces == ["": "urn:a", "b": "urn:b"])
    #expect(root.attribute("plain") == "1")
    #expect(root.attribute("ref", namespace: "urn:b") == "urn:x#T")
    #expect(root.children("c", namespace: "urn:b").map(\.line) == [4])
    #expect(root.text == "one\n  two & <three>\n")
  }
}
