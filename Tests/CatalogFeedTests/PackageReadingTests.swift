import Diagnostics
import FeedArchives
import KnowledgeGraph
import Testing

@testable import CatalogFeed

@Suite struct PackageReadingTests {
  /// Courses that link to their parts.
  static let mapping = """
    <mapping xmlns="urn:docent:feed-mapping:1" name="test" title="Test">
      <namespace prefix="p" uri="urn:docent:package:1"/>
      <namespace prefix="n" uri="urn:n"/>
      <detect root="p:package"><has path="p:package/list/course"/></detect>
      <package>
        <documents match="list.xml"/>
        <documents match="more/*.json" as="extra"/>
        <link element="course" to="{@id}.xml" how="replace"/>
        <link element="see" to="{.}" how="within" from="document"/>
        <json element="rule"/>
        <leave match="left/**" reason="left out"/>
      </package>
      <record name="course" path="p:package/list/course">
        <node class="Course"><key path="@id"/>
          <property name="title" path="title"/>
          <property name="note" path="n:note/@n:at | rule/level"/>
          <property name="description" path="see/document"><html/></property>
          <property name="keywords" path="see/word/@w" many="join"/>
        </node>
      </record>
      <record name="extra" path="p:package/extra">
        <node class="Course"><key path="id"/>
          <property name="title" path="names/item[2]"/>
          <property name="note" path="member[@p:name='a b']"/>
        </node>
      </record>
    </mapping>
    """

  private func reading(_ files: [(name: String, content: String)]) throws -> Reading {
    try read(
      package: try FeedArchive.open(bytes: zip(files), name: "t.zip"),
      mapping: try loaded(Self.mapping))
  }

  @Test func linksReplaceAndHold() throws {
    let reading = try reading([
      ("list.xml", "<list>\n<course id='a'/>\n<course id='b'><title>Own</title></course></list>"),
      (
        "a.xml",
        "<?xml version='1.0' encoding='ISO-8859-1'?><course x='1'><title>T &amp; <![CDATA[<U>]]></title><see>sub/w.xml</see></course>"
      ),
      ("sub/w.xml", "<word w='one'><see>v.xml</see></word>"),
      ("sub/v.xml", "<word w='two'/>"),
    ])
    #expect(reading.diagnostics.isEmpty)
    let first = try #require(reading.node("Course", "a"))
    #expect(first.properties["title"] == .string("T & <U>"))
    #expect(first.properties["keywords"] == .string("one"))
    #expect(reading.node("Course", "b")?.properties["title"] == .string("Own"))
    #expect(
      reading.summary.unconsumed.map(\.path).contains(
        "p:package/list/course/see/word/see/word/@w"))
    #expect(reading.summary.unconsumed.contains { $0.path.hasSuffix("course/@x") })
    #expect(!reading.summary.unconsumed.contains { $0.path.contains("@p:") })
  }

  @Test func namespacesStayApart() throws {
    let reading = try reading([
      ("list.xml", "<list xmlns:q='urn:n'><course id='a'/></list>"),
      (
        "a.xml",
        "<course xmlns:m='urn:n' xmlns:package='urn:other'><m:note m:at='N' package:at='no'/><note at='x'/></course>"
      ),
    ])
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.node("Course", "a")?.properties["note"] == .string("N"))
    #expect(
      reading.summary.unconsumed.map(\.path).sorted() == [
        "p:package/list/course/n:note/@{urn:other}at", "p:package/list/course/note/@at",
      ])
  }

  @Test func documentsThatAreText() throws {
    let reading = try reading([
      ("list.xml", "<list><course id='a'><see>page.html</see></course></list>"),
      ("page.html", "\u{FEFF}<!DOCTYPE html><style>p {}</style><p>A &lt; B\u{1}</p>&amp;<br>C"),
      ("left/x.png", "1"), ("rest/y.png", "2"), ("rest/z.png", "3"), (".DS_Store", "4"),
    ])
    #expect(reading.node("Course", "a")?.properties["description"] == .string("A < B\n&\nC"))
    let unread = reading.summary.unconsumed.filter { $0.path.hasPrefix("documents ") }
    #expect(unread == [PathCount(path: "documents rest/*.png", count: 2)])
    #expect(
      reading.summary.ignored.map(\.path) == ["documents (hidden)", "documents left/**"])
  }

  @Test func jsonReadsAsElements() throws {
    let reading = try reading([
      (
        "list.xml",
        "<list><course id='a'><rule>{\"level\": \"low\"}</rule></course><course id='b'><rule>none</rule></course></list>"
      ),
      (
        "more/a.json",
        "{\"id\": \"j\", \"names\": [\"x\", \"\\u4e2d\\ud83d\\ude00\"],\n \"a b\": true, \"c\": null}"
      ),
      ("more/b.json", "  "),
    ])
    #expect(reading.node("Course", "a")?.properties["note"] == .string("low"))
    #expect(reading.node("Course", "j")?.properties["title"] == .string("中😀"))
    #expect(reading.node("Course", "j")?.properties["note"] == .string("true"))
    #expect(reading.summary.unconsumed.map(\.path).contains("p:package/list/course/rule"))
    #expect(reading.diagnostics.map(\.code) == ["feed.missing-key"])
  }

  @Test func eachDocumentIsReadOnce() throws {
    // A document that links to itself, and two that link to each other.
    let reading = try reading([
      ("list.xml", "<list><course id='a'/><course id='a'/></list>"),
      ("a.xml", "<course><title>T</title><see>a.xml</see><see>b.xml</see></course>"),
      ("b.xml", "<x><see>c.xml</see></x>"), ("c.xml", "<y><see>b.xml</see></y>"),
    ])
    #expect(reading.summary.records == 2)
    #expect(reading.diagnostics.map(\.code) == ["feed.repeated-key"])
  }

  @Test(arguments: [
    ("a.xml", "<course><title>", "package.truncated"), ("a.xml", "", "package.empty"),
    ("a.xml", "<course></curse>", "package.not-well-formed"),
    ("more/a.json", "{\"id\": }", "package.bad-json"),
    ("more/a.json", "{\n\n\"id\"", "package.bad-json"),
    ("more/a.json", String(repeating: "[", count: 5000), "package.bad-json"),
  ])
  func trouble(name: String, content: String, code: String) throws {
    let reading = try reading([("list.xml", "<list><course id='a'/></list>"), (name, content)])
    let error = try #require(reading.diagnostics.first { $0.severity == .error })
    #expect(error.code == code)
    #expect(error.place?.file == "t.zip!" + name)
    if content.hasPrefix("{\n\n") { #expect(error.place?.line == 3) }
  }

  @Test func linksStayInThePackage() throws {
    for target in ["../../etc/passwd", "/etc/passwd", "http://example.org/a.xml", "*", "a?xml"] {
      let reading = try reading([
        ("list.xml", "<list><course id='a'><see>\(target)</see></course></list>")
      ])
      #expect(reading.diagnostics.map(\.code) == ["package.missing-document"])
      #expect(reading.diagnostics.first?.found == target)
      #expect(reading.diagnostics.first?.place?.file == "t.zip!list.xml")
    }
  }

  @Test func entitiesOutsideAreNeverRead() throws {
    let reading = try reading([
      (
        "list.xml",
        "<!DOCTYPE list [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><list><course id='a'><title>&e;</title></course></list>"
      )
    ])
    #expect(reading.diagnostics.contains { $0.severity == .error })
    #expect(!reading.records.contains { $0.raw.contains("root:") })
  }

  @Test("a package broken anywhere is read or refused, and says where")
  func brokenAnywhere() throws {
    let whole = try files(of: packageFixtures + "/blocks")
    let mapping = try #require(try library().mapping(named: "olx"))
    var state: UInt64 = 11
    for round in 0..<120 {
      var broken = whole
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let index = round % broken.count
      var bytes = Array(broken[index].content.utf8)
      guard !bytes.isEmpty else { continue }
      let place = Int(state >> 40) % bytes.count
      if round % 3 == 0 {
        bytes = Array(bytes[..<place])
      } else {
        bytes[place] = Array("<>&\"{}[/ \u{1}".utf8)[Int(state >> 33) % 10]
      }
      broken[index].content = String(decoding: bytes, as: UTF8.self)
      let reading = try read(
        package: try FeedArchive.open(bytes: zip(broken), name: "b"), mapping: mapping)
      for error in reading.diagnostics where error.severity == .error {
        #expect(error.code.hasPrefix("package.") || error.code.hasPrefix("feed."))
        #expect(error.place?.file?.hasPrefix("b") == true)
      }
      #expect(reading.records.allSatisfy { $0.place.line >= 1 })
    }
  }

  @Test func theHashIsThatOfTheContent() throws {
    let files = [("list.xml", "<list><course id='a'/></list>"), ("a.xml", "<course/>")]
    let first = try reading(files)
    let second = try reading(files.reversed())
    #expect(first.summary.contentHash == second.summary.contentHash)
    #expect(first.records.map(\.raw) == second.records.map(\.raw))
    let changed = try reading([files[0], ("a.xml", "<course t='1'/>")])
    #expect(changed.summary.contentHash != first.summary.contentHash)
  }

  @Test func aMappingForSingleDocumentsRefusesAPackage() throws {
    let package = try FeedArchive.open(bytes: zip([("a.xml", "<root/>")]))
    let mapping = try #require(try library().mapping(named: "reed"))
    #expect(
      try read(package: package, mapping: mapping).diagnostics.map(\.code) == ["feed.no-package"])
  }
}

@Suite struct PackageDetectionTests {
  @Test func feedsOfAPath() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.write("c.mbz", zip(try files(of: packageFixtures + "/backup")))
    let library = try library()
    #expect(library.feeds(at: archive).value == [archive])
    #expect(library.detect(path: archive).value?.name == "moodle-backup")
    let path = packageFixtures + "/blocks"
    #expect(library.feeds(at: path).value == [path])
    #expect(library.detect(path: path).value?.name == "olx")
    // The same folder with a mapping that reads single documents: the documents in it.
    let plain = try #require(library.mapping(named: "reed"))
    #expect(library.feeds(at: path, mapping: plain).value == [path + "/course.xml"])
  }

  @Test func aFolderOfPlainFeedsStaysOne() throws {
    let folder = try TemporaryFolder()
    let course =
      "<c:course xmlns:c='http://rest.cis.illinois.edu' id='A 1'><label>L</label></c:course>"
    let first = try folder.write("a.xml", course)
    #expect(try library().feeds(at: folder.path).value == [folder.path])
    let second = try folder.write("b.xml", "<root><course><reg_num>1</reg_num></course></root>")
    #expect(try library().feeds(at: folder.path).value == [first, second])
  }

  @Test func unknownPackages() throws {
    let package = try FeedArchive.open(
      bytes: zip([("a.xml", "<a/>"), ("b.txt", "b")]), name: "u.zip")
    let found = try library().detect(package: package)
    #expect(found.value == nil)
    #expect(found.diagnostics.map(\.code) == ["feed.unknown-dialect"])
    #expect(found.diagnostics.first?.found == "a.xml, b.txt")
    let folder = try TemporaryFolder()
    let broken = try folder.write("broken.zip", Array("PK\u{3}\u{4} and no more".utf8))
    #expect(try library().detect(path: broken).diagnostics.map(\.code) == ["archive.truncated"])
  }
}

@Suite struct DocumentPatternTests {
  @Test(arguments: [
    ("a.xml", "a.xml", true), ("a.xml", "b/a.xml", false), ("*.xml", "a.xml", true),
    ("*.xml", "b/a.xml", false), ("**/*.xml", "a.xml", true), ("**/*.xml", "x/y/a.xml", true),
    ("**", "x/y", true), ("x/**", "x/y/z", true), ("x/**", "y/x", false), ("a?c", "abc", true),
    ("a?c", "ac", false), ("a*b*c", "aXbYbZc", true), ("**/a/**/b", "a/b", true),
    ("**/a/**/b", "x/a/y/z/b", true), ("**/a/**/b", "x/b", false), ("课*", "课程", true),
  ])
  func matches(pattern: String, name: String, expected: Bool) {
    #expect(DocumentPattern(pattern).matches(name) == expected)
  }

  @Test func normalized() {
    #expect(DocumentPattern.normalized("a/./b/../c") == "a/c")
    #expect(DocumentPattern.normalized("a/../../b") == nil)
    #expect(DocumentPattern.normalized("/a//b") == "a/b")
  }
}

@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a<b>b</b>", "ab"), ("1 < 2 & 3", "1 < 2 & 3"),
    ("<p>x</p><p>y", "\nx\n\ny"),
    ("<!-- <p> -->x", "x"), ("<script>a<b</script>x", "x"), ("<STYLE>a</STYLE>x", "x"),
    ("&eacute;&ndash;&#x4e2d;&nope;&amp;", "é–中&nope;&"), ("<a title='>'>x</a>", "x"),
    ("<unclosed", "<unclosed"), ("<!--", ""), ("a<br/>b", "a\nb"),
  ])
  func words(html: String, text: String) {
    #expect(HTMLText.words(html) == text)
  }

  @Test func filters() {
    #expect(TextFilter.date.apply("1772323200") == "2026-03-01")
    #expect(TextFilter.date.apply("951782400") == "2000-02-29")
    #expect(TextFilter.date.apply("-1") == "1969-12-31")
    #expect(TextFilter.date.apply("0") == nil)
    #expect(TextFilter.date.apply("soon") == "soon")
    #expect(TextFilter.prepend("a ").apply("b") == "a b")
  }
}
