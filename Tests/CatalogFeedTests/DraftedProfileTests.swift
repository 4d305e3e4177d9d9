import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Testing

@testable import CatalogFeed

private func drafter() throws -> ProfileDrafter {
  ProfileDrafter(
    ontology: try ontology(), feedsDirectory: feedsDirectory, parser: OpaqueParser())
}

/// What the draft of a feed says when the feed is read with it.
private func readWithDraft(_ path: String) throws -> (draft: ProfileDraft, reading: Reading) {
  let drafted = try drafter().draft(files: [path], name: "drafted")
  let draft = try #require(drafted.value)
  let folder = try TemporaryFolder()
  let loaded = FeedMapping.load(
    path: try folder.write("draft.xml", draft.document), schemaDirectory: feedsDirectory,
    ontology: try ontology())
  #expect(loaded.diagnostics.isEmpty)
  let mapping = try #require(loaded.value)
  return (draft, try read(path: path, mapping: mapping, ontology: try ontology()))
}

@Suite struct DraftedProfileTests {
  /// German, with a department's code before a bare number, prose that says what must come before,
  /// teachers, dated groups, and a fee that no word of ours knows.
  static let feed = """
    <vhs xmlns="urn:vhs" xmlns:x="urn:extra">
    <fachbereich kürzel="MA" bezeichnung="Mathematik">
    \((1...12).map { number in
      """
      <kurs nr="\(100 + number)"><kursname>Rechnen Teil \(number)</kursname>
      <inhalt>Wir rechnen im Teil \(number) mit immer größeren Zahlen und mit Brüchen, ohne Taschenrechner.</inhalt>
      <vorkenntnisse>MA \(100 + number - 1)</vorkenntnisse><punkte>\(number),5</punkte>
      <dozent>Frau Beispiel \(number % 3)</dozent>
      <termin id="a"><beginn>2024-0\(1 + number % 9)-01</beginn></termin><termin id="b"/>
      <x:quux art="z">\(number) Dinge</x:quux></kurs>
      """
    }.joined(separator: "\n"))
    </fachbereich>
    </vhs>
    """

  private func draft(_ feed: String) throws -> (draft: ProfileDraft, reading: Reading) {
    let folder = try TemporaryFolder()
    return try readWithDraft(folder.write("feed.xml", feed))
  }

  @Test func aGermanFeedWithSubjectsOutsideOfItsRecords() throws {
    let (draft, reading) = try draft(Self.feed)
    #expect(draft.record == "f:vhs/f:fachbereich/f:kurs")
    #expect(draft.recordCount == 12)
    #expect(draft.title == "f:kursname")
    let course = try #require(reading.node("Course", draft.key == "@nr" ? "103" : "MA 103"))
    #expect(course.properties["title"] == .string("Rechnen Teil 3"))
    #expect(course.properties["credits"] == .float(3.5))
    if case .string(let text)? = course.properties["description"] {
      #expect(text.hasPrefix("Wir rechnen im Teil 3"))
    } else {
      Issue.record("no description")
    }
    #expect(reading.requirements.count == 12)
    #expect(reading.requirements.allSatisfy { $0.kind == .prerequisite })
    #expect(reading.nodes.contains { $0.node.nodeClass == "Instructor" })
    #expect(reading.nodes.count { $0.node.nodeClass == "CourseInstance" } == 24)
  }

  @Test func whatTheDraftLeavesIsListedInIt() throws {
    let (draft, reading) = try draft(Self.feed)
    #expect(!reading.summary.unconsumed.isEmpty)
    #expect(draft.leftPaths == reading.summary.unconsumed.count)
    #expect(draft.document.contains("not mapped yet: x:quux, 12 values, 12 different"))
    #expect(draft.document.contains("not mapped yet: x:quux/@art, 12 values, 1 different"))
    let notes = draft.document.split(separator: "\n").count { $0.contains("<!-- not mapped yet:") }
    #expect(notes == draft.leftPaths)
  }

  @Test func theSameFeedGivesTheSameDraft() throws {
    #expect(try draft(Self.feed).draft.document == draft(Self.feed).draft.document)
  }

  @Test func aNumberThatRepeatsTakesItsSubject() throws {
    let (draft, reading) = try draft(
      """
      <c>\(["CS", "MA"].map { code in
        "<dept code=\"\(code)\">" + (1...30).map {
          "<course><number>\($0)</number><name>\(code) part \($0)</name></course>"
        }.joined() + "</dept>"
      }.joined())</c>
      """)
    #expect(draft.key == "{../@code} {number}")
    #expect(Set(reading.nodes.filter { $0.node.nodeClass == "Course" }.map(\.node.key)).count == 60)
  }

  @Test func identifiersThatAnAttributeTellsApart() throws {
    let (draft, reading) = try draft(
      """
      <c>\((1...30).map {
        "<course><id>http://a.example/\($0)</id><id kind=\"own\">K\($0)</id><name>Part \($0)</name></course>"
      }.joined())</c>
      """)
    #expect(draft.key == "id[@kind='own']")
    #expect(reading.node("Course", "K7")?.properties["title"] == .string("Part 7"))
  }

  @Test func requirementsUnderAnUnknownName() throws {
    let (draft, reading) = try draft(
      """
      <c>\((1...9).map {
        "<course><code>A\($0)</code><name>Part \($0)</name><zz>A\($0 - 1) or equivalent</zz></course>"
      }.joined())</c>
      """)
    #expect(draft.document.contains("by what it says, not by its name"))
    #expect(reading.requirements.map(\.text).first == "A0 or equivalent")
    #expect(reading.requirements.count == 9)
  }

  @Test func aFeedWithoutRecordsIsRefused() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.xml", "<list><a>1</a></list>")
    let refused = try drafter().draft(files: [empty], name: "x")
    #expect(refused.value == nil)
    #expect(refused.diagnostics.map(\.code) == ["profile.no-records"])
    let broken = try folder.write("broken.xml", "<list><a>")
    #expect(try drafter().draft(files: [broken], name: "x").hasErrors)
    #expect(try drafter().draft(files: [folder.path + "/none.xml"], name: "x").hasErrors)
  }

  @Test func commentsStayComments() throws {
    let (draft, _) = try draft(
      """
      <c>\((1...3).map {
        "<course><code>A\($0)</code><name>Part \($0)</name><zz>--> &lt;x -- -</zz></course>"
      }.joined())</c>
      """)
    #expect(draft.document.contains("not mapped yet: zz"))
  }
}

/// How far drafts agree with the mappings that were written by hand, on feeds taken as unseen.
@Suite(.enabled(if: hasRealFeeds, "the real feeds are not here"))
struct DraftAgreementTests {
  /// Of the largest feed the unoptimised build would need too long; it is read on demand.
  static let feeds =
    [
      "elm/loq", "northeastern-cs/courses", "stanford-dbclass/courses-noID",
      "ubc-okanagan/courses", "uw-repository/reed", "uw-repository/uwm", "xcri-cap/lincoln-xcri",
      "xcri-cap/open-university-ou-example",
      "xcri-cap/wychwolf-moodle", "xcri-cap/schema/PG_Generic_XCRI-CAP-1.2",
      "uiuc-cisapi/schedule/2018/spring/ECE/110", "uiuc-cisapi/schedule/2018/spring/ECE/199",
      "uiuc-cisapi/schedule/2018/spring/ECE/391",
      "uiuc-cisapi/schedule/2018/spring/ECE/391/45210",
    ] + (showsAgreement ? ["xcri-cap/open-university-ou-conversion"] : [])

  static let showsAgreement =
    ProcessInfo.processInfo.environment["DOCENT_SHOW_AGREEMENT"] == "1"

  @Test(arguments: feeds)
  func keysAndTitlesOfEveryFeed(feed: String) throws {
    let path = "\(realFeeds)/\(feed).xml"
    let (_, reading) = try readWithDraft(path)
    let courses = reading.nodes.filter { $0.node.nodeClass == "Course" }
    #expect(!courses.isEmpty)
    #expect(!reading.diagnostics.contains { $0.severity == .error })
    let titled = courses.count { $0.properties.keys.contains { $0.hasPrefix("title") } }
    let stated = Set(courses.map(\.node.key)).count
    #expect(titled >= stated)
    guard Self.showsAgreement else { return }
    let detected = try #require(try library().detect(path: path).value)
    let byHand = try read(path: path, mapping: detected, ontology: try ontology())
    let row = Agreement.row(hand: byHand, draft: reading)
    print("| \(feed) | " + row.joined(separator: " | ") + " |")
  }
}

/// Shares of values that two readings of a feed have in common.
enum Agreement {
  /// Keys, titles, descriptions, credits, prerequisite texts: of the larger of both, the share that
  /// both have; a dash where the hand-written mapping gives none.
  static func row(hand: Reading, draft: Reading) -> [String] {
    let keys = share(courses(hand).map(\.node.key), courses(draft).map(\.node.key))
    let named = ["title", "description", "credits"].map { name in
      share(values(hand, name), values(draft, name))
    }
    return [keys] + named + [share(texts(hand), texts(draft))]
  }

  private static func courses(_ reading: Reading) -> [NodeFact] {
    var seen: Set<String> = []
    return reading.nodes.filter {
      $0.node.nodeClass == "Course" && seen.insert($0.node.key).inserted
    }
  }

  private static func values(_ reading: Reading, _ name: String) -> [String] {
    courses(reading).compactMap { $0.properties[name].map { "\($0)" } }
  }

  private static func texts(_ reading: Reading) -> [String] {
    reading.requirements.filter { $0.kind == .prerequisite }.map(\.text)
  }

  private static func share(_ hand: [String], _ draft: [String]) -> String {
    guard !hand.isEmpty else { return draft.isEmpty ? "–" : "(\(draft.count))" }
    var left = Dictionary(grouping: hand, by: \.self).mapValues(\.count)
    var common = 0
    for value in draft where left[value, default: 0] > 0 {
      left[value, default: 0] -= 1
      common += 1
    }
    let share = Double(common) / Double(max(hand.count, draft.count))
    return String(Int((100 * share).rounded())) + " %"
  }
}
