import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

/// A dialect that no document of the project knows.
@Suite struct UnseenDialectTests {
  static let mapping = mappingDocument(
    """
    <namespace prefix="k" uri="urn:kurs"><also uri="urn:kurs:old"/></namespace>
    <namespace prefix="t" uri="urn:types"/>
    <namespace prefix="xsi" uri="http://www.w3.org/2001/XMLSchema-instance"/>
    <detect root="k:plan"><has path="k:plan/k:fach/k:kurs"/></detect>
    <provider><key path="../../@haus"/><property name="title" value="Haus"/></provider>
    <subject text="Mathe" key="MA"/>
    <record name="kurs" path="k:plan/k:fach/k:kurs">
      <node class="Course" id="kurs">
        <key template="{../@kz} {@nr}"/>
        <property name="title" path="k:name"/>
        <property name="credits" path="k:punkte"><before text=" LP"/><replace text="," with="."/></property>
        <property name="level" path="@stufe"><map strict="true"><entry from="B" to="undergraduate"/></map></property>
        <property name="description" path="k:text" lines="keep"/>
        <property name="identifier" path="k:id[@xsi:type='t:intern']"/>
        <relationship relation="offeredBy" to="provider"/>
        <relationship relation="teaches" each="k:thema">
          <target class="Topic" scope="shared"><key path="."><lowercase/></key><property name="title" path="."/></target>
        </relationship>
        <requirement kind="prerequisite" path="k:vor"><after text="Voraussetzung:" required="true"/><subject path="../@kz"/></requirement>
        <node class="CourseInstance" each="k:termin">
          <key template="{../../@kz} {../@nr} {@sem}"/>
          <property name="term" path="@sem"/>
          <relationship relation="instanceOf" to="kurs"/>
        </node>
      </node>
      <ignore path="k:intern" reason="notes of the registry"/>
    </record>
    <ignore path="k:plan/@stand" reason="about the file"/>
    """, attributes: "language='de' key-separator='-'")

  static let feed = """
    <?xml version="1.0" encoding="UTF-8"?>
    <plan xmlns="urn:kurs" xmlns:z="urn:types" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" haus="bau" stand="heute">
      <fach kz="MA">
        <kurs nr="1" stufe="B">
          <name>Analysis</name>
          <name xml:lang="en">Calculus</name>
          <name xml:lang="zh-Hans">微积分</name>
          <punkte>7,5 LP</punkte>
          <text><p>Erster   Absatz.</p><p>Zweiter <b>Absatz</b>.</p></text>
          <id xsi:type="z:extern">X</id>
          <id xsi:type="z:intern">4711</id>
          <thema>Folgen</thema><thema>Reihen</thema>
          <vor>Hinweis. Voraussetzung: Schule</vor>
          <termin sem="WS 24"/><termin sem="SS 25"/>
          <intern><von>A</von><am>B</am></intern>
          <raum>H 1</raum>
        </kurs>
        <old:kurs xmlns:old="urn:kurs:old" nr="2"><old:name>Algebra</old:name><old:raum>H 2</old:raum></old:kurs>
      </fach>
    </plan>
    """

  @Test func everythingTheMappingSaysIsStated() throws {
    let reading = try read(Self.feed, mapping: Self.mapping, parser: ContextParser())
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.records == 2)
    #expect(reading.records.map(\.name) == ["kurs", "kurs"])
    let course = try #require(reading.node("Course", "MA 1"))
    #expect(course.node.provider == "bau")
    #expect(
      course.properties == [
        "title": .string("Analysis"), "title_en": .string("Calculus"),
        "title_zh": .string("微积分"), "credits": .float(7.5), "level": .string("undergraduate"),
        "description": .string("Erster Absatz.\nZweiter Absatz."), "identifier": .string("4711"),
      ])
    #expect(reading.node("Provider", "bau")?.properties == ["title": .string("Haus")])
    #expect(reading.node("Topic", "folgen")?.node.provider == nil)
    #expect(reading.node("CourseInstance", "MA 1 SS 25")?.properties["term"] == .string("SS 25"))
    #expect(reading.node("Course", "MA 2")?.properties == ["title": .string("Algebra")])
    let relations = reading.relationships.map { "\($0.start.key) \($0.relation) \($0.end.key)" }
    #expect(
      relations == [
        "MA 1 WS 24 instanceOf MA 1", "MA 1 SS 25 instanceOf MA 1", "MA 1 offeredBy bau",
        "MA 1 teaches folgen", "MA 1 teaches reihen", "MA 2 offeredBy bau",
      ])
    let requirement = try #require(reading.requirements.first)
    #expect(requirement.text == "Schule")
    #expect(requirement.requirement == .standing("MA|-|Mathe=MA|Schule"))
    #expect(requirement.place.line == 13)
  }

  @Test func placesAndRawTextAreTheFeedsOwn() throws {
    let reading = try read(Self.feed, mapping: Self.mapping)
    #expect(
      reading.records.map(\.place) == [
        FeedPlace(line: 4, column: 5), FeedPlace(line: 18, column: 5),
      ])
    let raw = reading.records[0].raw
    #expect(raw.hasPrefix("<kurs nr=\"1\" stufe=\"B\">\n      <name>Analysis</name>"))
    #expect(raw.hasSuffix("<raum>H 1</raum>\n    </kurs>"))
    #expect(Self.feed.contains(raw))
    #expect(reading.node("Topic", "reihen")?.place.line == 12)
  }

  @Test func whatNoRuleUsedIsListed() throws {
    let summary = try read(Self.feed, mapping: Self.mapping).summary
    #expect(
      summary.unconsumed == [
        PathCount(path: "k:plan/k:fach/k:kurs/k:id", count: 1),
        PathCount(path: "k:plan/k:fach/k:kurs/k:id/@xsi:type", count: 1),
        PathCount(path: "k:plan/k:fach/k:kurs/k:raum", count: 2),
      ])
    #expect(
      summary.ignored == [
        IgnoredValues(path: "k:plan/@stand", count: 1, reason: "about the file"),
        IgnoredValues(
          path: "k:plan/k:fach/k:kurs/k:intern/k:am", count: 1, reason: "notes of the registry"),
        IgnoredValues(
          path: "k:plan/k:fach/k:kurs/k:intern/k:von", count: 1, reason: "notes of the registry"),
      ])
    // haus, kz; nr, stufe, 3 names and 2 xml:lang, punkte, p, p, b, its tail, id and type, 2
    // themes, vor, 2 sem; nr, name of the second.
    #expect(summary.consumed == 22)
    #expect(summary.requirements.map(\.opaque) == [1])
  }

  @Test func aProviderCanBeSetFromOutside() throws {
    let reading = try read(Self.feed, mapping: Self.mapping, provider: "anders")
    #expect(reading.node("Course", "MA 1")?.node.provider == "anders")
    #expect(reading.node("Provider", "anders")?.properties.isEmpty == true)
    #expect(!reading.nodes.contains { $0.node.provider == "bau" || $0.node.key == "bau" })
  }

  @Test func theHashIsThatOfTheFile() throws {
    let summary = try read(Self.feed, mapping: Self.mapping).summary
    #expect(summary.contentHash == ContentDigest.hexadecimal(of: Self.feed))
    #expect(summary.bytes == Self.feed.utf8.count)
  }
}
