import Diagnostics
import Foundation
import GraphStorage
import KnowledgeGraph
import Testing
import XMLParsing

@testable import Docent

/// What is exported, read again, gives the same graph.
@Suite("Export")
struct ExportTests {
  // MARK: Catalogue

  @Test("The example catalogue, exported, is valid and imports as the same graph")
  func exampleCatalog() throws {
    let folder = try TemporaryFolder()
    let session = try imported([ProjectFiles.catalog], in: folder)
    let exported = try session.exportCatalog()
    #expect(exported.diagnostics.isEmpty, "\(exported.diagnostics)")
    #expect(try faults(exported.value).isEmpty)
    let again = try imported([try folder.write(exported.value, to: "export.xml")], in: folder)
    #expect(try GraphContents(again) == GraphContents(session))
    #expect(try again.exportCatalog().value == exported.value)
  }

  @Test("Learners and their actions are not part of the exported catalogue, and that is said")
  func learnersAreApart() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().session
    let bare = try imported([ProjectFiles.catalog], in: folder)
    let exported = try session.exportCatalog()
    #expect(try exported.value == bare.exportCatalog().value)
    #expect(exported.diagnostics.map(\.code) == ["export.activity"])
  }

  @Test("Every kind of tree, text and odd character comes back as it was")
  func everyForm() throws {
    let folder = try TemporaryFolder()
    let session = try imported([try folder.write(Self.oddCatalog, to: "odd.xml")], in: folder)
    let contents = try GraphContents(session)
    #expect(contents.requirements.count == 6)
    let exported = try session.exportCatalog()
    #expect(exported.diagnostics.isEmpty, "\(exported.diagnostics)")
    #expect(try faults(exported.value).isEmpty)
    let again = try imported([try folder.write(exported.value, to: "export.xml")], in: folder)
    #expect(try GraphContents(again) == contents)
  }

  static let oddCatalog = """
    <catalog xmlns="urn:docent:catalog:1"><provider key="a &amp; b">
    <title>A &lt;b&gt; &amp; "c" 'd'</title>
    <topic key="t1"><title xml:lang="zh">只有中文</title><broader topic="t2"/></topic>
    <topic key="t2"><title>Wide</title></topic>
    <programme key="p"><title>P</title><url>https://p.example/x?y=1&amp;z=%20#f</url></programme>
    <course key="X &quot;1&quot;"><title>One</title><title xml:lang="fr">Un</title>
      <credits>0.5</credits><hours>40</hours><language>zh-Hans</language>
      <partOf programme="p"/><equivalentTo course="X 2"/>
      <requires><all><any><course key="X 2" minimumGrade="B+" concurrent="true"/>
        <corequisite><course key="GONE 9"/></corequisite></any>
        <atLeast count="2"><course key="A 1"/><course key="A 2"/><standing>third year</standing>
        </atLeast><credits count="4.5" of="MATH%"/><credits count="30"/><programme>P</programme>
        <not><course key="Z 1"/></not><opaque>a &lt; steady &gt; hand</opaque>
        <opaque kind="consent">the dean agrees</opaque><opaque kind="exam">TOEFL 90</opaque>
        <credits count="9" of="MATH 1%|STAT 2%|CS 101"/></all></requires>
      <corequisites><text>lab &amp; lecture</text><course key="X 3"/></corequisites>
      <recommends><course key="X 3"/></recommends>
      <excludes><any><course key="X 3"/><course key="Y 3"/></any></excludes>
      <equivalents><text>X 2</text></equivalents>
      <section key="X 1 s"><start>2024-02-29</start><end>2024-05-31</end><note>bring a pen</note>
      </section></course>
    <course key="X 2"><title>Two</title><requires><none/></requires></course>
    <course key="X 3"><title>Three</title></course>
    </provider></catalog>
    """

  @Test(
    "Real catalogues are written as valid documents, and each difference is one that was told",
    .enabled(if: ProjectFiles.haveSharedFeeds),
    arguments: ["ubc-okanagan/courses.xml", "uw-repository/reed.xml", "uw-repository/uwm.xml"])
  func realFeed(feed: String) throws {
    let folder = try TemporaryFolder()
    let session = try imported([ProjectFiles.sharedFeed(feed)], in: folder)
    let exported = try session.exportCatalog()
    #expect(try faults(exported.value).prefix(3).isEmpty, "\(feed)")
    let told = Set(exported.diagnostics.map { "\($0.code) \($0.message.prefix { $0 != " " })" })
    let again = try imported([try folder.write(exported.value, to: "export.xml")], in: folder)
    let before = try GraphContents(session)
    let after = try GraphContents(again)
    #expect(after.relationships == before.relationships, "\(feed)")
    #expect(Set(after.nodes.keys) == Set(before.nodes.keys), "\(feed)")
    for (node, properties) in before.nodes {
      let nodeClass = node.nodeClass
      for name in Set(properties.keys).union(after.nodes[node]?.keys ?? [:].keys)
      where properties[name] != after.nodes[node]?[name] {
        let subject = "\(nodeClass).\(name)"
        let isTold = ["property-left-out", "white-space"].contains {
          told.contains("export.\($0) \(subject)")
        }
        #expect(
          isTold || told.contains("export.title-added \(nodeClass)"), "\(feed) \(node) \(name)")
      }
    }
    let differing = before.requirements.filter { after.requirements[$0.key] != $0.value }
    for (key, _) in differing {
      let kind = key.kind.rawValue
      let isTold = ["requirement-changed", "requirement-status", "white-space"].contains {
        told.contains("export.\($0) \(kind)")
      }
      #expect(isTold, "\(feed) \(key)")
    }
    #expect(Set(after.requirements.keys) == Set(before.requirements.keys))
  }

  @Test(
    "Topics that a real catalogue shares with others become its provider's",
    .enabled(if: ProjectFiles.haveSharedFeeds))
  func realSharedTopics() throws {
    let folder = try TemporaryFolder()
    let feed = ProjectFiles.sharedFeed("xcri-cap/open-university-ou-conversion.xml")
    let session = try imported([feed], in: folder)
    let exported = try session.exportCatalog()
    #expect(try faults(exported.value).prefix(3).isEmpty)
    #expect(exported.diagnostics.contains { $0.code == "export.node-moved" })
    #expect(!exported.diagnostics.contains { $0.code == "export.relationship-left-out" })
    let again = try imported([try folder.write(exported.value, to: "export.xml")], in: folder)
    let before = try GraphContents(session)
    let after = try GraphContents(again)
    #expect(after.relationships.count == before.relationships.count)
    #expect(after.requirements == before.requirements)
    #expect(Set(after.nodes.keys.map(\.key)) == Set(before.nodes.keys.map(\.key)))
  }

  @Test("What the format cannot say is left out and counted, and the rest is valid")
  func losses() throws {
    let node = { (id: Int64, nodeClass: String, key: String, properties: [String: PropertyValue]) in
      GraphSnapshot.Node(
        id: id, nodeClass: nodeClass, provider: nodeClass == "Provider" ? nil : "p", key: key,
        properties: properties)
    }
    let snapshot = GraphSnapshot(
      nodes: [
        node(1, "Provider", "p", ["title": .string("P\u{1}rovider")]),
        node(
          2, "Course", "C 1",
          [
            "hours": .float(-3), "keywords": .list([.string("a")]), "url": .string("not a url"),
            "description": .string("one\ntwo"), "start": .string("2026-01-01"),
          ]),
        GraphSnapshot.Node(id: 3, nodeClass: "Topic", key: "unused"),
        node(4, "CourseInstance", "lost", ["start": .string("2026-02-30")]),
        node(5, "Building", "B", [:]), node(6, "Course", "C  2", [:]),
        node(7, "Course", "C 3", ["title": .string("Three"), "retired": .boolean(true)]),
      ],
      relationships: [
        RelationshipRecord(id: 1, type: "TEACHES", start: 1, end: 4),
        RelationshipRecord(id: 2, type: "OFFERED_BY", start: 1, end: 0),
        RelationshipRecord(
          id: GraphStore.derivedIDBase, type: "MAY_REQUIRE", start: 1, end: 1, kind: .inferred),
      ])
    var export = CatalogExport(
      snapshot: snapshot, requirements: [], ontology: try ExampleWorld.shared().session.ontology)
    let document = export.document()
    #expect(try faults(document).isEmpty)
    let told = export.losses.diagnostics.map { diagnostic in
      "\(diagnostic.code) \(diagnostic.message.prefix { $0 != ":" })"
    }
    #expect(
      told == [
        "export.characters-dropped Provider.title (1)", "export.node-left-out Building (1)",
        "export.node-left-out Course (1)", "export.node-left-out CourseInstance (1)",
        "export.node-left-out Topic (1)", "export.property-left-out Course.hours (1)",
        "export.property-left-out Course.keywords (1)", "export.property-left-out Course.start (1)",
        "export.property-left-out Course.url (1)", "export.relationship-left-out TEACHES (1)",
        "export.retired Course (1)", "export.title-added Course (1)",
        "export.white-space Course.description (1)",
      ])
  }

  @Test("Nodes of no provider are written under each provider that refers to them")
  func sharedNodes() throws {
    let topic = { (id: Int64, key: String) in
      GraphSnapshot.Node(
        id: id, nodeClass: "Topic", key: key, properties: ["title": .string(key)])
    }
    let course = { (id: Int64, provider: String) in
      GraphSnapshot.Node(
        id: id, nodeClass: "Course", provider: provider, key: "C",
        properties: ["title": .string("C")])
    }
    let teaches = { (id: Int64, start: NodeIndex, type: String, end: NodeIndex) in
      RelationshipRecord(id: id, type: type, start: start, end: end)
    }
    let own = GraphSnapshot.Node(
      id: 6, nodeClass: "Topic", provider: "q", key: "wide", properties: ["title": .string("q's")])
    let snapshot = GraphSnapshot(
      nodes: [
        topic(1, "narrow"), topic(2, "wide"), topic(3, "alone"), course(4, "p"), course(5, "q"),
        own,
      ],
      relationships: [
        teaches(1, 3, "TEACHES", 0), teaches(2, 4, "TEACHES", 0), teaches(3, 0, "BROADER", 1),
        teaches(4, 1, "BROADER", 0),
      ])
    var export = CatalogExport(
      snapshot: snapshot, requirements: [], ontology: try ExampleWorld.shared().session.ontology)
    let document = export.document()
    #expect(try faults(document).isEmpty)
    #expect(document.components(separatedBy: "<topic key=\"narrow\">").count == 3)
    #expect(document.components(separatedBy: "<topic key=\"wide\">").count == 3)
    #expect(document.components(separatedBy: "<broader topic=\"wide\"/>").count == 2)
    #expect(document.components(separatedBy: "<broader topic=\"narrow\"/>").count == 2)
    #expect(!document.contains("alone"))
    let told = export.losses.diagnostics.map(\.code)
    #expect(
      Set(told) == [
        "export.node-moved", "export.node-left-out", "export.provider-added",
        "export.relationship-added",
      ])
  }

  @Test("A requirement is said so that it is read again as it was, or its change is known")
  func requirementForms() {
    let form = { (kind: RequirementFact.Kind, text: String, tree: Requirement) in
      ExportRequirement(
        StoredRequirement(
          id: 1, course: 1, kind: kind, text: text, requirement: tree, status: tree.status,
          place: SourcePlace()), key: "CS 200")
    }
    let course = Requirement.course(CourseRequirement("CS 1"))
    #expect(form(.exclusion, "", .not(course)).tree == course)
    #expect(form(.corequisite, "", .corequisite(course)).tree == course)
    #expect(form(.corequisite, "", .none).fidelity == .same)
    #expect(form(.exclusion, "", .none).fidelity == .same)
    #expect(form(.exclusion, "", .all([.not(course)])).tree == .not(.all([.not(course)])))
    #expect(form(.exclusion, "", .all([.not(course)])).fidelity == .changed)
    #expect(form(.prerequisite, "", .any([])).tree == .not(.none))
    #expect(form(.prerequisite, "", .opaque(" ")).fidelity == .changed)
    let joined = ExportRequirement.joined(
      [form(.exclusion, "a", .not(course)), form(.exclusion, "b", .not(.opaque("x")))],
      kind: .exclusion)
    #expect(joined?.tree == .any([course, .opaque("x")]))
    #expect(joined?.text == "a; b")
  }

  @Test("A graph without a catalogue is refused: the format demands a provider")
  func nothingToExport() throws {
    let session = try openSession(":memory:")
    #expect(throws: RefusedRequest.self) { try session.exportCatalog() }
  }

  // MARK: Triples and activity

  @Test("Triples hold every stated relationship once, and derived ones only when asked for")
  func triples() throws {
    let folder = try TemporaryFolder()
    let session = try SmallCatalog.withAssumptions.imported(in: folder)
    let stated = try session.exportTriples().value
    #expect(
      stated
        == ["100", "110", "200", "300"].map {
          "Course:small:GLA \($0)\tofferedBy\tProvider::small\n"
        }.joined())
    let all = try session.exportTriples(inferred: true).value.split(separator: "\n")
    #expect(all == all.sorted())
    let derived = all.filter { $0.contains("\tdirectPrerequisite\t") }
    #expect(
      derived == [
        "Course:small:GLA 200\tdirectPrerequisite\tCourse:small:GLA 100",
        "Course:small:GLA 300\tdirectPrerequisite\tCourse:small:GLA 110",
        "Course:small:GLA 300\tdirectPrerequisite\tCourse:small:GLA 200",
      ])
    #expect(all.contains("Course:small:GLA 300\tmustRequire\tCourse:small:GLA 100"))
  }

  @Test("Activity, exported, imports as the same rows in the same order")
  func activity() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().session
    let exported = try session.exportActivity()
    #expect(exported.diagnostics.isEmpty)
    let file = try folder.write(exported.value, to: "export.csv")
    let again = try imported([ProjectFiles.catalog, file], in: folder)
    let expected = try rows(session)
    #expect(expected.count > 6000)
    #expect(try rows(again) == expected)
    #expect(try again.exportActivity().value == exported.value)
  }

  @Test("Odd learners, keys that two providers share and broken seconds survive")
  func oddActivity() throws {
    let folder = try TemporaryFolder()
    let provider = { (key: String) in
      "<provider key=\"\(key)\"><title>\(key)</title><course key=\"C, 1\"><title>C</title></course>"
        + "</provider>"
    }
    let catalog = try folder.write(
      "<catalog xmlns=\"urn:docent:catalog:1\">\(provider("p"))\(provider("q"))</catalog>",
      to: "two.xml")
    let activity = try folder.write(
      """
      learner,course,action,timestamp,value
      "L ""x"", 1","q:C, 1",rated,2024-02-29T23:59:59Z,4.5
      L2,"p:C, 1",completed,1969-12-31T23:59:59Z,
      L2,"p:C, 1",viewed,12.25,-1
      L2,"q:C, 1",viewed,,

      """, to: "odd.csv")
    let session = try imported([catalog, activity], in: folder)
    #expect(try rows(session).count == 4)
    let exported = try session.exportActivity().value
    #expect(exported == (try String(contentsOfFile: activity, encoding: .utf8)))
    let file = try folder.write(exported, to: "export.csv")
    #expect(try rows(imported([catalog, file], in: folder)) == rows(session))
  }

  @Test("A backup is a graph that answers as the first does")
  func backup() throws {
    let folder = try TemporaryFolder()
    let session = try ExampleWorld.shared().session
    try session.backup(to: folder.file("copy.db"))
    let copy = try openSession(folder.file("copy.db"))
    #expect(try copy.versions() == session.versions())
    #expect(
      try json(copy.recommend("L-104", limit: 3)) == json(session.recommend("L-104", limit: 3)))
    #expect(throws: RefusedRequest.self) { try session.backup(to: folder.file("copy.db")) }
  }

  // MARK: Parts

  private func imported(_ files: [String], in folder: TemporaryFolder) throws -> Session {
    let session = try openSession(folder.file("\(UUID().uuidString).db"))
    let reports = try session.importFiles(ImportRequest(files: files))
    #expect(reports.allSatisfy { !$0.failed }, "\(reports.flatMap(\.diagnostics).prefix(3))")
    return session
  }

  /// What breaks the format's schema.
  private func faults(_ document: String) throws -> [Diagnostic] {
    let validator = try XMLSchemaValidator(
      path: ProjectFiles.path("Ontology/feeds/docent-catalog.xsd"), imports: ["xml.xsd"])
    return validator.validate(Array(document.utf8), name: "export.xml", family: "export")
  }

  private func rows(_ session: Session) throws -> [[String]] {
    let snapshot = try session.view().snapshot
    return try session.store.interactions().map { row in
      let ends = try [row.learner, row.item].map { id in
        let node = try #require(snapshot.index(ofID: id))
        return "\(snapshot.provider(of: node) ?? ""):\(snapshot.key(of: node))"
      }
      return ends + [row.relation, "\(row.timestamp ?? -0.5)", "\(row.value ?? -0.5)"]
    }
  }
}

/// All that a catalogue says, free of the numbers that one file gives to things.
private struct GraphContents: Equatable {
  struct Relationship: Hashable {
    var type: String
    var start: NodeReference
    var end: NodeReference
    var properties: [String: PropertyValue]
  }
  struct RequirementKey: Hashable {
    var course: NodeReference
    var kind: RequirementFact.Kind
  }
  struct RequirementValue: Hashable {
    var text: String
    var tree: Requirement
    var status: RequirementStatus
  }

  var nodes: [NodeReference: [String: PropertyValue]] = [:]
  var relationships: Set<Relationship> = []
  var requirements: [RequirementKey: Set<RequirementValue>] = [:]

  init(_ session: Session) throws {
    let view = try session.view()
    let snapshot = view.snapshot
    let references = snapshot.nodes.map {
      NodeReference($0.nodeClass, provider: $0.provider, key: $0.key)
    }
    for (reference, node) in zip(references, snapshot.nodes) { nodes[reference] = node.properties }
    for type in snapshot.relationshipTypes {
      for start in snapshot.nodes(labelled: nil) {
        for next in snapshot.neighbours(of: start, type: type, direction: .outgoing) {
          relationships.insert(
            Relationship(
              type: type, start: references[Int(start)], end: references[Int(next.node)],
              properties: snapshot.relationship(next.relationship)?.properties ?? [:]))
        }
      }
    }
    for stored in view.requirements {
      let course = try #require(snapshot.index(ofID: stored.course))
      requirements[
        RequirementKey(course: references[Int(course)], kind: stored.kind), default: []
      ].insert(
        RequirementValue(
          text: stored.text, tree: stored.requirement, status: stored.status))
    }
  }
}
