import Diagnostics
import FoundationEssentials
import GRDB
import GraphStorage
import KnowledgeGraph
import Testing

/// Copies made while the graph is in use.
@Suite("Backup")
struct BackupTests {
  private func filled(_ folder: TemporaryFolder) throws -> GraphStore {
    let store = try GraphStore.open(path: folder.file(), createIfMissing: true)
    let records = (0..<200).map { number in
      record([node(course("C \(number)"), ["title": .string("Course \(number)")])], line: number)
    }
    try store.bring(feedA, records)
    return store
  }

  private func names(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("A copy holds every row, opens as a graph and leaves nothing beside it")
  func everyRow() throws {
    let folder = try TemporaryFolder()
    let store = try filled(folder)
    try store.record([
      ActivityFact(
        learner: "L-1", item: store.identifier(course("C 7")), relation: "completed", line: 2)
    ])
    try store.backup(to: folder.file("copy.db"))
    #expect(try names(in: folder).filter { $0.hasPrefix("copy") } == ["copy.db"])
    let copy = try GraphStore.open(
      path: folder.file("copy.db"), access: .readOnly, createIfMissing: false)
    #expect(try copy.versions() == store.versions())
    #expect(try copy.checkInvariants().isEmpty)
    try store.close()
    try copy.close()
    #expect(try logicalDump(folder.file("copy.db")) == logicalDump(folder.file()))
  }

  @Test("A graph in memory can be saved")
  func memory() throws {
    let folder = try TemporaryFolder()
    let store = try memoryStore()
    try store.bring(feedA, [record([node(course("C 1"))])])
    try store.backup(to: folder.file("saved.db"))
    let copy = try GraphStore.open(
      path: folder.file("saved.db"), access: .readOnly, createIfMissing: false)
    #expect(try copy.nodeIdentifiers(nodeClass: "Course").map(\.key) == ["C 1"])
  }

  @Test("An existing file stays as it is without leave, and is replaced with it")
  func overwriting() throws {
    let folder = try TemporaryFolder()
    let store = try filled(folder)
    let target = folder.file("copy.db")
    try Data("mine".utf8).write(to: URL(filePath: target))
    #expect(refusalCode { try store.backup(to: target) } == "backup.exists")
    #expect(try Data(contentsOf: URL(filePath: target)) == Data("mine".utf8))
    try store.backup(to: target, overwriting: true)
    let copy = try GraphStore.open(path: target, access: .readOnly, createIfMissing: false)
    #expect(try copy.nodeIdentifiers(nodeClass: "Course").count == 200)
  }

  @Test("A copy that was read since, and has an empty journal beside it, can be replaced")
  func replacingAReadCopy() throws {
    let folder = try TemporaryFolder()
    let store = try filled(folder)
    let target = folder.file("copy.db")
    try store.backup(to: target)
    let reader = try GraphStore.open(path: target, access: .readOnly, createIfMissing: false)
    _ = try reader.versions()
    #expect(refusalCode { try store.backup(to: target, overwriting: true) } == "backup.in-use")
    try reader.close()
    try Data().write(to: URL(filePath: target + "-wal"))
    try store.bring(feedB, [record([node(course("C new"))])])
    try store.backup(to: target, overwriting: true)
    #expect(try names(in: folder).filter { $0.hasPrefix("copy") } == ["copy.db"])
    let copy = try GraphStore.open(path: target, access: .readOnly, createIfMissing: false)
    #expect(try copy.nodeIdentifiers(nodeClass: "Course").count == 201)
  }

  @Test("A journal without its database is not taken for the copy's")
  func strayJournal() throws {
    let folder = try TemporaryFolder()
    let store = try filled(folder)
    try Data("left over".utf8).write(to: URL(filePath: folder.file("copy.db-wal")))
    #expect(refusalCode { try store.backup(to: folder.file("copy.db")) } == "backup.in-use")
  }

  @Test("The graph itself, a folder, a missing folder and an open database are refused")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let store = try filled(folder)
    let linked = folder.file("linked.db")
    try FileManager.default.createSymbolicLink(
      atPath: linked, withDestinationPath: folder.file())
    let other = try GraphStore.open(path: folder.file("other.db"), createIfMissing: true)
    try other.bring(feedA, [record([node(course("C 1"))])])
    let before = try names(in: folder)
    let refused = { (target: String) in
      refusalCode { try store.backup(to: target, overwriting: true) }
    }
    #expect(refused(linked) == "backup.same-file")
    #expect(refused(folder.file()) == "backup.same-file")
    #expect(refused(folder.path) == "backup.not-a-file")
    #expect(refused(folder.file("nowhere/copy.db")) == "backup.no-folder")
    #expect(refused(folder.file("other.db")) == "backup.in-use")
    #expect(refused(":memory:") == "backup.not-a-file")
    #expect(try names(in: folder) == before)
    _ = other
  }

  /// Each import adds a course and a topic that it teaches in one transaction, so that a copy with
  /// another number of either would be no committed state.
  @Test("A copy made while another connection writes is one committed state")
  func whileWriting() async throws {
    let folder = try TemporaryFolder()
    let reader = try filled(folder)
    let path = folder.file()
    let writing = Task.detached {
      let writer = try GraphStore.open(path: path, createIfMissing: false)
      for number in 0..<40 {
        let source = FeedSource(
          path: "feeds/\(number).xml", profile: "test", sourceName: "\(number)")
        try writer.bring(
          source, [record([node(course("W \(number)")), node(topic("W \(number)"))])],
          hash: "\(number)")
      }
    }
    var versions: [Int64] = []
    for round in 0..<6 {
      let target = folder.file("copy-\(round).db")
      try reader.backup(to: target)
      let copy = try GraphStore.open(path: target, access: .readOnly, createIfMissing: false)
      let courses = try copy.nodeIdentifiers(nodeClass: "Course").count
      #expect(try copy.nodeIdentifiers(nodeClass: "Topic").count == courses - 200)
      #expect(try copy.checkInvariants().isEmpty)
      versions.append(try copy.versions().catalog)
      try await Task.sleep(for: .milliseconds(15))
    }
    try await writing.value
    #expect(versions == versions.sorted())
    #expect(try reader.nodeIdentifiers(nodeClass: "Course").count == 240)
  }
}
