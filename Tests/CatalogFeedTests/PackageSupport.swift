import Diagnostics
import FeedArchives
import Foundation
import KnowledgeGraph
import Testing

@testable import CatalogFeed

let packageFixtures = packageRoot + "/Tests/Fixtures/packages"

let realPackages: String = {
  let shared = ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"]
  return (shared ?? packageRoot + "/../shared/data") + "/courses"
}()
let hasRealPackages = FileManager.default.fileExists(atPath: realPackages)

/// A zip archive of stored entries.
func zip(_ files: [(name: String, content: String)]) -> [UInt8] {
  func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
  }
  var output: [UInt8] = []
  var directory: [UInt8] = []
  for (name, content) in files {
    let (name, content) = (Array(name.utf8), Array(content.utf8))
    let fields =
      number(20, 2) + number(0x800, 2) + number(0, 2) + number(0, 4)
      + number(checksum(content), 4)
      + number(content.count, 4) + number(content.count, 4) + number(name.count, 2) + number(0, 2)
    directory += number(0x0201_4B50, 4) + number(20, 2) + fields + number(0, 10)
    directory += number(output.count, 4) + name
    output += number(0x0403_4B50, 4) + fields + name + content
  }
  return output + directory + number(0x0605_4B50, 4) + number(0, 4) + number(files.count, 2)
    + number(files.count, 2) + number(directory.count, 4) + number(output.count, 4) + number(0, 2)
}

/// The files of a folder with their contents.
func files(of folder: String) throws -> [(name: String, content: String)] {
  let archive = try FeedArchive.open(path: folder)
  return try archive.entries.map { entry in
    let bytes = try archive.reader(of: entry).readAll(limit: 1 << 20)
    return (entry.name, String(decoding: bytes, as: UTF8.self))
  }
}

/// What a package says, its dialect detected.
func read(package: FeedArchive, dialect: String) throws -> Reading {
  let found = try library().detect(package: package)
  #expect(found.diagnostics.isEmpty)
  let mapping = try #require(found.value)
  #expect(mapping.name == dialect)
  return try read(package: package, mapping: mapping)
}

func read(package: FeedArchive, mapping: FeedMapping) throws -> Reading {
  let reader = CatalogReader(
    mapping: mapping, ontology: try ontology(), requirementParser: OpaqueParser())
  var records: [FeedRecord] = []
  let read = try reader.read(package: package) { records.append($0) }
  return Reading(records: records, summary: read.value, diagnostics: read.diagnostics)
}

extension Reading {
  /// Relationships as `start relation end`, sorted.
  var statements: [String] {
    relationships.map { "\($0.start.key) \($0.relation) \($0.end.key)" }.sorted()
  }

  /// Whether both ends of every relationship are stated.
  var isClosed: Bool {
    let stated = Set(nodes.map(\.node))
    return relationships.allSatisfy { stated.contains($0.start) && stated.contains($0.end) }
  }

  func requirement(of key: String) -> Requirement? {
    requirements.first { $0.course.key == key }?.requirement
  }
}

/// A mapping of a test's own, loaded.
func loaded(_ document: String) throws -> FeedMapping {
  let folder = try TemporaryFolder()
  let loaded = FeedMapping.load(
    path: try folder.write("mapping.xml", document), schemaDirectory: feedsDirectory,
    ontology: try ontology())
  #expect(loaded.diagnostics.isEmpty)
  return try #require(loaded.value)
}
