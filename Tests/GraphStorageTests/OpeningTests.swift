import Diagnostics
import FoundationEssentials
import GRDB
import Glibc
import KnowledgeGraph
import Testing

@testable import GraphStorage

@Suite struct OpeningTests {
  private func openCode(
    _ path: String, _ access: GraphStore.Access = .readWrite, create: Bool = false
  ) -> String? {
    refusalCode { _ = try GraphStore.open(path: path, access: access, createIfMissing: create) }
  }

  private func ready(_ folder: TemporaryFolder) throws -> String {
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try store.bring(feedA, [record([node(course("A"))])])
    try store.close()
    return path
  }

  @Test func missingFilesAndFoldersAreSaid() throws {
    let folder = try TemporaryFolder()
    #expect(openCode(folder.file()) == "store.missing")
    #expect(openCode(folder.file(), .readOnly, create: true) == "store.missing")
    #expect(openCode(folder.file("no/such.db"), create: true) == "store.missing")
    #expect(!FileManager.default.fileExists(atPath: folder.file()))
  }

  @Test func aFolderOrADeviceIsNotAFile() throws {
    let folder = try TemporaryFolder()
    #expect(openCode(folder.path, create: true) == "store.not-a-file")
    #expect(openCode("/dev/null", .readOnly) == "store.not-a-file")
  }

  @Test func aMissingFileIsMadeByWhatIsWrittenFirst() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    let other = try GraphStore.open(path: path, createIfMissing: true)
    let names = { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    #expect(try store.plainSnapshot().nodeCount == 0)
    let records = [record([node(course("A"))])]
    #expect(try store.bring(feedA, records, hasErrors: true).outcome == .refused)
    #expect(try store.bring(feedA, records, dryRun: true).outcome == .dryRun)
    #expect(try names() == [])
    #expect(try store.bring(feedA, records).outcome == .changed)
    #expect(try names().filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == ["graph.db"])
    #expect(try store.plainSnapshot().nodeCount == 1)
    #expect(try other.bring(feedB, [record([node(course("B"))])]).catalogVersion == 2)
    #expect(try store.plainSnapshot().nodeCount == 2, "both stores write to one file")
    #expect(try store.checkInvariants() == [])
  }

  @Test func whatAKilledFirstWriteHasLeftGoes() throws {
    let folder = try TemporaryFolder()
    // Above the largest number that a process can have, so nobody bears it.
    let gone = "graph.db.partial-\(1 << 23)-7"
    let kept = [
      "graph.db.partial-\(getpid())-7", "graph.db.partial-x", "other.db.partial-8388608-7",
    ]
    for name in [gone, "\(gone)-journal"] + kept {
      #expect(FileManager.default.createFile(atPath: folder.file(name), contents: Data([1])))
    }
    let store = try GraphStore.open(path: folder.file(), createIfMissing: true)
    try store.bring(feedA, [record([node(course("A"))])])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.filter { $0.contains("partial") }.sorted() == kept.sorted())
  }

  @Test func aFileMadeMeanwhileIsNotReplaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    let store = try GraphStore.open(path: path, createIfMissing: true)
    let code = refusalCode {
      _ = try store.importFeed(feedA) { emit in
        try emit(record([node(course("A"))]))
        try GraphStore.open(path: path, createIfMissing: true).bring(
          feedB, [record([node(course("B"))])])
        return ReadingOutcome(contentHash: "")
      }
    }
    #expect(code == "store.locked")
    #expect(try store.bring(feedA, [record([node(course("A"))])]).catalogVersion == 2)
  }

  @Test func anEmptyFileBecomesAGraph() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    try Data().write(to: URL(filePath: path))
    #expect(openCode(path) == "store.missing")
    #expect(openCode(path, create: true) == nil)
    #expect(openCode(path, .readOnly) == nil)
  }

  @Test func anInterruptedMakingCanBeMadeGood() throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    try DatabaseQueue(path: path).writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE x (y); DROP TABLE x")
    }
    #expect(openCode(path) == "store.missing")
    #expect(openCode(path, create: true) == nil)
  }

  @Test(arguments: ["", "not a database, but long enough to be looked at as one. "])
  func otherFilesAreNotOurs(text: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file()
    if text.isEmpty {
      try DatabaseQueue(path: path).write { db in try db.execute(sql: "CREATE TABLE mine (x)") }
    } else {
      try Data(String(repeating: text, count: 100).utf8).write(to: URL(filePath: path))
    }
    let before = try Data(contentsOf: URL(filePath: path))
    for access in [GraphStore.Access.readOnly, .readWrite] {
      #expect(openCode(path, access, create: true) == "store.not-ours")
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func aNewerFileIsRefusedWithBothVersions() throws {
    let folder = try TemporaryFolder()
    let path = try ready(folder)
    try DatabaseQueue(path: path).write { db in try db.execute(sql: "PRAGMA user_version = 7") }
    do {
      _ = try GraphStore.open(path: path, access: .readOnly, createIfMissing: false)
      Issue.record("a newer file was opened")
    } catch {
      let diagnostic = try #require(error.diagnostics.first)
      #expect(diagnostic.code == "store.newer")
      #expect(diagnostic.found == "format 7")
      #expect(diagnostic.expected == "format \(Schema.current.version) or older")
    }
  }

  @Test func anOlderFileIsBroughtUpToDateByWriting() throws {
    let folder = try TemporaryFolder()
    let path = try ready(folder)
    let next = Schema(
      steps: Schema.current.steps + [
        Schema.Step(name: "next", sql: "ALTER TABLE node ADD COLUMN extra TEXT")
      ])
    func open(_ access: GraphStore.Access) throws -> GraphStore {
      try StoreOpening(path: path, access: access, schema: next).open(createIfMissing: false)
    }
    #expect(refusalCode { _ = try open(.readOnly) } == "store.older")
    let store = try open(.readWrite)
    #expect(try store.statistics().nodesByClass == [.init(name: "Course", count: 1)])
    #expect(try store.checkInvariants() == [])
    try store.close()
    #expect(refusalCode { _ = try open(.readOnly) } == nil)
    #expect(openCode(path) == "store.newer")
  }

  @Test func aDamagedFileIsSaid() throws {
    let folder = try TemporaryFolder()
    let path = try ready(folder)
    var bytes = try Data(contentsOf: URL(filePath: path))
    for offset in 4096..<bytes.count { bytes[offset] = 0xA5 }
    try bytes.write(to: URL(filePath: path))
    let code = refusalCode {
      let store = try GraphStore.open(path: path, access: .readOnly, createIfMissing: false)
      _ = try store.plainSnapshot()
    }
    #expect(code == "store.damaged")
  }

  @Test func aSecondWriterIsToldThatTheFileIsLocked() throws {
    let folder = try TemporaryFolder()
    let path = try ready(folder)
    let first = try GraphStore.open(path: path, createIfMissing: false)
    let second = try GraphStore.open(path: path, createIfMissing: false)
    let summary = try first.importFeed(feedB) { emit in
      try emit(record([node(course("B"))]))
      let code = refusalCode { try second.bring(feedA, [record([node(course("C"))])]) }
      #expect(code == "store.locked")
      #expect(try second.statistics().nodesByClass.first?.count == 1, "readers see the old state")
      return ReadingOutcome(contentHash: "")
    }
    #expect(summary.outcome == .changed)
    #expect(try second.statistics().nodesByClass.first?.count == 2)
    #expect(try second.bring(feedA, [record([node(course("C"))])]).outcome == .changed)
  }

  @Test func readOnlyAccessReadsAndDoesNotWrite() throws {
    let folder = try TemporaryFolder()
    let store = try GraphStore.open(
      path: try ready(folder), access: .readOnly, createIfMissing: false)
    #expect(try store.plainSnapshot().nodeCount == 1)
    #expect(refusalCode { try store.bring(feedA, []) } == "store.read-only")
    #expect(refusalCode { try store.record([]) } == "store.read-only")
    #expect(
      refusalCode { _ = try store.saveModel([], basedOn: Versions()) } == "store.read-only")
  }

  @Test func whatAWriterAddsIsSeenByAnOpenReader() throws {
    let folder = try TemporaryFolder()
    let path = try ready(folder)
    let reader = try GraphStore.open(path: path, access: .readOnly, createIfMissing: false)
    let writer = try GraphStore.open(path: path, createIfMissing: false)
    try writer.bring(feedB, [record([node(course("B"))])])
    #expect(try reader.versions().catalog == 2)
    #expect(try reader.plainSnapshot().nodeCount == 2)
  }

  @Test(.enabled(if: geteuid() != 0, "permissions do not bind the superuser"))
  func aReadOnlyFolderCanBeReadAndIsNotWritten() throws {
    let folder = try TemporaryFolder()
    let path = try ready(folder)
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    let store = try GraphStore.open(path: path, access: .readOnly, createIfMissing: false)
    #expect(store.diagnostics.map(\.code) == ["store.read-only-folder"])
    #expect(try store.plainSnapshot().nodeCount == 1)
    #expect(openCode(path) == "store.read-only")
    #expect(openCode(folder.file("new.db"), create: true) == "store.read-only")
  }

  @Test func immutableAddressesKeepOddNames() throws {
    #expect(
      StoreOpening.immutableAddress("/a b/%é?#.db") == "file:/a%20b/%25%c3%a9%3f%23.db?immutable=1")
    let folder = try TemporaryFolder()
    let path = folder.file("odd name?#%41.db")
    let store = try GraphStore.open(path: path, createIfMissing: true)
    try store.bring(feedA, [record([node(course("A"))])])
    try store.close()
    #expect(FileManager.default.fileExists(atPath: path))
    let queue = try DatabaseQueue(path: StoreOpening.immutableAddress(path))
    #expect(
      try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.current.version)
  }

  @Test func memoryStoresAreEmptyAndApart() throws {
    let one = try memoryStore()
    try one.bring(feedA, [record([node(course("A"))])])
    #expect(try memoryStore().plainSnapshot().nodeCount == 0)
  }
}
