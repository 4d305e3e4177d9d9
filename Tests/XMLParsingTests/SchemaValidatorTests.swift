import Diagnostics
import FoundationEssentials
import Testing
import XMLParsing

@Suite struct SchemaValidatorTests {
  private let directory = "/tmp/docent-schema-\(UInt64.random(in: 0 ... .max))"

  private func write(_ name: String, _ text: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let path = directory + "/" + name
    #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
    return path
  }

  private func validator() throws -> XMLSchemaValidator {
    _ = try write(
      "xml.xsd",
      """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
        targetNamespace="http://www.w3.org/XML/1998/namespace">
        <xs:attribute name="lang" type="xs:language"/></xs:schema>
      """)
    let path = try write(
      "a.xsd",
      """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a">
        <xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="xml.xsd"/>
        <xs:element name="a"><xs:complexType>
          <xs:attribute name="n" type="xs:integer" use="required"/>
          <xs:attribute ref="xml:lang"/>
        </xs:complexType></xs:element>
      </xs:schema>
      """)
    return try XMLSchemaValidator(path: path, imports: ["xml.xsd"])
  }

  @Test func validAndInvalid() throws {
    let validator = try validator()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let valid = "<a xmlns='urn:a' n='3' xml:lang='en'/>"
    #expect(validator.validate(Array(valid.utf8), name: "m.xml", family: "mapping").isEmpty)
    let invalid = "<!-- -->\n<a xmlns='urn:a' n='three' m='1'/>"
    let found = validator.validate(Array(invalid.utf8), name: "m.xml", family: "mapping")
    #expect(found.count >= 2)
    #expect(found.allSatisfy { $0.code == "mapping.invalid" && $0.place?.line == 2 })
    #expect(found.contains { $0.found?.contains("attribute 'm'") == true })
    let broken = validator.validate(Array("<a".utf8), name: "m.xml", family: "mapping")
    #expect(broken.contains { $0.severity == .error })
  }

  @Test func whatIsNoSchema() throws {
    let path = try write("b.xsd", "<nothing/>")
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(throws: RefusedRequest.self) { try XMLSchemaValidator(path: path) }
    #expect(throws: RefusedRequest.self) { try XMLSchemaValidator(path: path + ".gone") }
  }
}
