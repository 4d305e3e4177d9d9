import Diagnostics
import Evaluation
import FoundationEssentials
import KnowledgeGraph
import Testing

@Suite struct LinkDatasetTests {
  /// Two triples, packed by gzip.
  static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xE4, 0xCC, 0xC9, 0xCC,
    0x4E, 0x2D, 0xE6, 0x4C, 0xE2, 0x4A, 0x82, 0xB2, 0x92, 0xB9, 0x00, 0x42, 0xF8, 0x8E, 0x5C,
    0x14, 0x00, 0x00, 0x00,
  ]

  func withDirectory(
    _ files: [String: [UInt8]], _ body: (String) throws -> Void
  ) throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "links-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, bytes) in files {
      try Data(bytes).write(to: directory.appending(path: name))
    }
    try body(directory.path)
  }

  func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func numbersInOrderOfMention() throws {
    try withDirectory([
      "train.txt.gz": Self.packed, "valid.txt": bytes("c\thates\ta\r\n\n"),
      "test.txt": bytes("新\tlikes\ta"),
    ]) { directory in
      let loaded = LinkDataset.load(directory: directory)
      #expect(loaded.diagnostics.isEmpty)
      let dataset = try #require(loaded.value)
      #expect(dataset.entities == ["a", "b", "c", "新"])
      #expect(dataset.relations == ["likes", "hates"])
      #expect(dataset.train.map(\.tail) == [1, 2])
      #expect(dataset.validation == [Triple(head: 2, relation: 1, tail: 0)])
      #expect(dataset.test == [Triple(head: 3, relation: 0, tail: 0)])
      #expect(dataset.seenEntityCount == 3)
      #expect(dataset.known.count == 4)
    }
  }

  @Test func saysWhichLineIsNoTriple() throws {
    try withDirectory([
      "train.txt": bytes("a\tr\tb\na r b\na\tr\t\n") + [0x61, 9, 0x72, 9, 0xFF, 10],
      "valid.txt": [], "test.txt": bytes("a\tr\tb\n"),
    ]) { directory in
      let loaded = LinkDataset.load(directory: directory)
      #expect(loaded.value == nil)
      #expect(loaded.diagnostics.map { $0.place?.line } == [2, 3, 4])
      #expect(loaded.diagnostics.allSatisfy { $0.code == "links.malformed-line" })
    }
  }

  @Test func truncatedAndDamagedFilesAreToldOf() throws {
    var flipped = Self.packed
    flipped[14] ^= 0x55
    for broken in [Array(Self.packed.dropLast(12)), flipped] {
      try withDirectory([
        "train.txt.gz": broken, "valid.txt": [], "test.txt": bytes("a\tr\tb\n"),
      ]) { directory in
        let loaded = LinkDataset.load(directory: directory)
        #expect(loaded.value == nil)
        #expect(loaded.diagnostics.map(\.code) == ["links.unreadable"])
      }
    }
  }

  @Test func missingAndEmpty() throws {
    let nowhere = LinkDataset.load(directory: "/nonexistent/links")
    #expect(nowhere.value == nil)
    #expect(nowhere.diagnostics.map(\.code) == Array(repeating: "links.missing-file", count: 3))
    try withDirectory(["train.txt": [], "valid.txt": [], "test.txt": []]) { directory in
      #expect(LinkDataset.load(directory: directory).diagnostics.map(\.code) == ["links.empty"])
    }
  }

  @Test func readingStopsAtItsLimit() throws {
    try withDirectory(["train.txt.gz": Self.packed]) { directory in
      let path = directory + "/train.txt.gz"
      #expect(throws: FileReadingError.tooLarge(limit: 19)) {
        try GzipFile.read(path: path, limit: 19)
      }
      let whole = try GzipFile.read(path: path, limit: 20)
      #expect(whole == bytes("a\tlikes\tb\nb\tlikes\tc\n"))
      #expect(throws: FileReadingError.self) { try GzipFile.read(path: directory) }
    }
  }

  @Test(
    .enabled(if: SharedLinkData.isPresent, "the shared benchmark data is not on this machine"),
    arguments: [("codex-s", [2034, 42, 32_888, 1827, 1828]), ("umls", [135, 46, 5216, 652, 661])])
  func readsTheBenchmarks(name: String, counts: [Int]) throws {
    let loaded = LinkDataset.load(directory: SharedLinkData.directory + "/" + name)
    let dataset = try #require(loaded.value)
    #expect(
      [
        dataset.entityCount, dataset.relationCount, dataset.train.count,
        dataset.validation.count, dataset.test.count,
      ] == counts)
  }
}

/// Benchmarks kept beside the package, in `../shared/data/kge` or where `DOCENT_SHARED_DATA` says.
enum SharedLinkData {
  static let directory: String = {
    if let data = ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"] { return data + "/kge" }
    var root = URL(filePath: #filePath).deletingLastPathComponent()
    while root.path.count > 1,
      !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path)
    {
      root.deleteLastPathComponent()
    }
    return root.deletingLastPathComponent().appending(path: "shared/data/kge").path
  }()

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: directory + "/codex-s/train.txt.gz")
  }
}
