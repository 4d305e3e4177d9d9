import Diagnostics
import FeedArchives
import KnowledgeGraph
import Testing

@testable import CatalogFeed

/// Our own small packages, each as a folder and as an archive.
@Suite struct PackageDialectTests {
  private func readings(_ fixture: String, _ dialect: String) throws -> [Reading] {
    let path = packageFixtures + "/" + fixture
    let packed = zip(try files(of: path).map { ("export/" + $0.name, $0.content) })
    return [
      try read(package: try FeedArchive.open(path: path), dialect: dialect),
      try read(
        package: try FeedArchive.open(bytes: packed, name: "export.zip"), dialect: dialect),
    ]
  }

  @Test func blocks() throws {
    let prefix = "block-v1:Meadow+BEE101+2026_Spring+type@"
    for reading in try readings("blocks", "olx") {
      #expect(reading.isClosed)
      let course = try #require(reading.node("Course", "Meadow+BEE101"))
      #expect(course.node.provider == "Meadow")
      #expect(course.properties["title"] == .string("Keeping Bees"))
      #expect(course.properties["abstract"] == .string("From hive to honey."))
      #expect(course.properties["description"] == .string("About\nBees – from hive to honey."))
      let run = try #require(
        reading.node("CourseInstance", "course-v1:Meadow+BEE101+2026_Spring"))
      #expect(run.properties["start"] == .string("2026-03-01T00:00:00Z"))
      let chapters = ["hive", "honey"].map {
        reading.node("CourseUnit", prefix + "chapter+block@" + $0)
      }
      #expect(
        chapters.map { $0?.properties["title"] } == [.string("The Hive"), .string("Honey")])
      #expect(chapters.map { $0?.properties["position"] } == [.integer(1), .integer(2)])
      let page = try #require(reading.node("CourseUnit", prefix + "html+block@intro"))
      #expect(
        page.properties["description"] == .string("A frame holds comb & brood.\nLift it gently."))
      #expect(page.properties["unitType"] == .string("html"))
      #expect(
        reading.statements.contains(
          "\(prefix)html+block@intro unitOf \(prefix)vertical+block@frames"))
      #expect(
        reading.statements.contains(
          "\(prefix)problem+block@quiz2 unitOf \(prefix)library_content+block@bank"))
    }
  }

  @Test func coursesThatComeFirst() throws {
    for reading in try readings("blocks", "olx") {
      #expect(reading.requirements.count == 1)
      #expect(
        reading.requirement(of: "Meadow+BEE101")?.courses().map(\.key)
          == ["Meadow+BOT101", "Meadow+ZOO 101"])
      #expect(reading.requirements.first?.status == .exact)
    }
  }

  @Test func whatIsMissingOrLeft() throws {
    for reading in try readings("blocks", "olx") {
      let missing = reading.diagnostics.filter { $0.code == "package.missing-document" }
      #expect(reading.diagnostics.count == missing.count)
      // The other is a mere pointer to what the course holds inline elsewhere.
      #expect(missing.map(\.found) == ["vertical/gone.xml", "problem/quiz1.xml"])
      #expect(missing.map(\.severity) == [.note, .note])
      #expect(missing.first?.place?.line == 3)
      #expect(missing.first?.place?.file?.hasSuffix("sequential/parts.xml") == true)
      #expect(reading.summary.unconsumed.map(\.path).count == 1)
      #expect(
        reading.summary.unconsumed.first?.path.hasSuffix("mystery.bin") == true
          || reading.summary.unconsumed.first?.path.hasSuffix("*.bin") == true)
      let left = reading.summary.ignored.filter { $0.path.hasPrefix("documents ") }
      #expect(left.map(\.path) == ["documents */*.xml", "documents static/**"])
    }
  }

  @Test func recordsKnowTheirLines() throws {
    let reading = try readings("blocks", "olx")[0]
    let lines = Dictionary(
      reading.records.map { ($0.name + ($0.raw.contains("honey") ? "2" : ""), $0.place.line) },
      uniquingKeysWith: { first, _ in first })
    // A chapter that is only in the course's document, behind a tag and a comment of two lines.
    #expect(lines["chapter2"] == 6)
    #expect(lines["chapter"] == 1)
    #expect(reading.records.allSatisfy { $0.place.column == 0 })
    #expect(
      reading.records.last?.raw.contains("package:document=\"course/2026_Spring.xml\"") == true)
  }

  @Test func backup() throws {
    for reading in try readings("backup", "moodle-backup") {
      #expect(reading.diagnostics.isEmpty)
      #expect(reading.summary.unconsumed.isEmpty)
      #expect(reading.isClosed)
      let course = try #require(reading.node("Course", "BEES"))
      #expect(course.node.provider == "https://learn.example.org")
      #expect(course.properties["description"] == .string("From hive to honey.\nWith gloves."))
      #expect(course.properties["keywords"] == .string("bees; honey"))
      let run = try #require(reading.node("CourseInstance", "course 7"))
      #expect(run.properties["start"] == .string("2026-03-01"))
      #expect(run.properties["end"] == nil)
      #expect(reading.node("CourseUnit", "section 4")?.properties["title"] == .string("1"))
      #expect(reading.statements.contains("module 12 unitOf section 3"))
      #expect(reading.statements.contains("section 3 unitOf BEES"))
    }
  }

  @Test func availability() throws {
    for reading in try readings("backup", "moodle-backup") {
      let page = Requirement.course(CourseRequirement("module 11"))
      #expect(reading.requirement(of: "module 12") == .all([page]))
      #expect(
        reading.requirement(of: "module 13")
          == .any([
            .all([page, .opaque("completion 12 2")]),
            .not(.any([.opaque("group 5"), .opaque("date >= 1772323200")])),
          ]))
      #expect(reading.requirements.first { $0.course.key == "module 13" }?.status == .partial)
      #expect(reading.requirement(of: "module 11") == nil)
      #expect(reading.requirement(of: "section 3") == Requirement.none)
      #expect(
        reading.requirement(of: "section 4") == .not(.all([page, .opaque("completion -1 1")])))
    }
  }

  @Test func cartridge() throws {
    for reading in try readings("cartridge", "common-cartridge") {
      #expect(reading.diagnostics.isEmpty)
      #expect(reading.summary.unconsumed.isEmpty)
      #expect(reading.isClosed)
      #expect(reading.node("Course", "M1")?.node.provider == "meadow.example.org")
      #expect(
        reading.statements == [
          "M1 i1 unitOf M1 m1", "M1 i2 unitOf M1 m1", "M1 m1 unitOf M1", "M1 m2 unitOf M1",
          "M1 offeredBy meadow.example.org",
        ])
      #expect(reading.requirement(of: "M1 m2") == .all([.course(CourseRequirement("M1 m1"))]))
      let types = reading.nodes.filter { $0.node.key == "M1 i1" }.compactMap {
        $0.properties["unitType"]
      }
      #expect(types == [.string("WikiPage")])
    }
  }
}

@Suite struct ContentPackageTests {
  /// Made from the published schemas of SCORM 1.2.
  static let manifest = """
    <?xml version="1.0"?>
    <manifest identifier="BEES" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
        xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd">
      <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>
        <adlcp:location>meta/course.xml</adlcp:location></metadata>
      <organizations default="O"><organization identifier="O"><title>Keeping Bees</title>
        <item identifier="S1" identifierref="R1" isvisible="true"><title>Hives</title></item>
        <item identifier="S2"><title>Honey</title>
          <item identifier="S3" identifierref="R1"><title>Harvest</title>
            <adlcp:prerequisites type="aicc_script">S1 &amp; (S4 | S5="passed")</adlcp:prerequisites>
            <adlcp:masteryscore>80</adlcp:masteryscore>
          </item>
        </item>
        <item identifier="S4"><title>Wax</title></item>
        <item identifier="S5"><title>Queens</title></item>
        <item identifier="S6"><title>Swarms</title>
          <adlcp:prerequisites type="aicc_script">2*{S1,S4,S5}</adlcp:prerequisites>
        </item>
      </organization></organizations>
      <resources><resource identifier="R1" type="webcontent" adlcp:scormtype="sco" href="a.html">
        <file href="a.html"/></resource></resources>
    </manifest>
    """
  static let description = """
    <lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general>
    <description><langstring xml:lang="en">All about bees.</langstring></description></general></lom>
    """

  @Test func itemsAndPrerequisites() throws {
    let package = try FeedArchive.open(
      bytes: zip([
        ("a.html", "<p>x</p>"), ("imscp_rootv1p1p2.xsd", "<xs/>"),
        ("imsmanifest.xml", Self.manifest), ("meta/course.xml", Self.description),
      ]), name: "bees.zip")
    let reading = try read(package: package, dialect: "scorm-1.2")
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.summary.unconsumed.isEmpty)
    #expect(reading.isClosed)
    let course = try #require(reading.node("Course", "BEES"))
    #expect(course.properties["title"] == .string("Keeping Bees"))
    #expect(course.properties["description"] == .string("All about bees."))
    #expect(reading.statements.contains("BEES S3 unitOf BEES S2"))
    #expect(reading.statements.contains("BEES S2 unitOf BEES"))
    let unit = { (key: String) in Requirement.course(CourseRequirement("BEES " + key)) }
    #expect(
      reading.requirement(of: "BEES S3")
        == .all([
          unit("S1"),
          .any([unit("S4"), .course(CourseRequirement("BEES S5", minimumGrade: "passed"))]),
        ]))
    #expect(
      reading.requirement(of: "BEES S6")
        == .atLeast(count: 2, of: [unit("S1"), unit("S4"), unit("S5")]))
    #expect(reading.requirements.map(\.status) == [.exact, .exact])
    #expect(reading.node("CourseUnit", "BEES S3")?.properties["note"] == .string("pass mark 80"))
  }
}

@Suite(.enabled(if: hasRealPackages && hasRealFeeds, "the real packages are not here"))
struct RealPackageTests {
  struct Sample: Sendable {
    var path: String
    var dialect: String
    var records: Int
    var nodes: [String: Int]
    var missing = 0

    static let all = [
      Sample(
        path: realPackages + "/olx/openedx-demo-course.zip", dialect: "olx", records: 83,
        nodes: ["Course": 1, "CourseInstance": 1, "CourseUnit": 407, "Provider": 1]),
      Sample(
        path: realPackages + "/moodle/course-backup-sample.zip", dialect: "moodle-backup",
        records: 15,
        nodes: ["Course": 1, "CourseInstance": 1, "CourseUnit": 14, "Provider": 1, "Topic": 1]),
      Sample(
        path: realPackages + "/common-cartridge/web-sprint1.zip", dialect: "common-cartridge",
        records: 1, nodes: ["Course": 1, "CourseUnit": 111, "Provider": 1]),
      Sample(
        path: realFeeds + "/uiuc-cisapi", dialect: "uiuc-cisapi", records: 11,
        nodes: ["Course": 4, "CourseInstance": 51, "Instructor": 4, "Provider": 1, "Topic": 2],
        missing: 43),
    ]
  }

  @Test(arguments: Sample.all)
  func countsAndCoverage(sample: Sample) throws {
    let reading = try read(
      package: try FeedArchive.open(path: sample.path), dialect: sample.dialect)
    #expect(reading.diagnostics.allSatisfy { $0.code == "package.missing-document" })
    // Twenty are listed, the others counted.
    #expect(reading.diagnostics.count == min(sample.missing, 21))
    #expect(reading.summary.unconsumed.isEmpty)
    #expect(reading.summary.records == sample.records)
    let counts = Dictionary(grouping: Set(reading.nodes.map(\.node)), by: \.nodeClass)
    #expect(counts.mapValues(\.count) == sample.nodes)
    #expect(reading.isClosed)
  }

  @Test func aFolderOfLinkedDocumentsFromAnyDepth() throws {
    for (path, records) in [
      ("uiuc-cisapi/schedule/2018", 11), ("uiuc-cisapi/schedule/2018/spring/ECE", 9),
    ] {
      let package = try FeedArchive.open(path: realFeeds + "/" + path)
      let reading = try read(package: package, dialect: "uiuc-cisapi")
      #expect(reading.summary.records == records)
      let links = reading.diagnostics.compactMap(\.found).filter {
        $0.hasSuffix("ECE/199/64086.xml")
      }
      #expect(links.isEmpty)
    }
  }
}
