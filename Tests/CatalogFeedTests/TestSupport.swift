import CatalogFeed
import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import Ontologies
import Testing

/// The folder that holds Package.swift.
let packageRoot: String = {
  var parts = #filePath.split(separator: "/").dropLast()
  while !parts.isEmpty {
    let folder = "/" + parts.joined(separator: "/")
    if FileManager.default.fileExists(atPath: folder + "/Package.swift") { return folder }
    parts = parts.dropLast()
  }
  return "."
}()

let feedsDirectory = packageRoot + "/Ontology/feeds"

/// Real feeds, which are no part of the project; tests on them are skipped where they are absent.
let realFeeds: String = {
  let shared = ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"]
  return (shared ?? packageRoot + "/../shared/data") + "/catalogs"
}()
let hasRealFeeds = FileManager.default.fileExists(atPath: realFeeds)

/// Understands nothing, so that tests do not depend on how well texts are read.
struct OpaqueParser: RequirementTextParsing {
  func parse(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> ParsedRequirement {
    ParsedRequirement(status: .opaque, requirement: .opaque(text), text: text)
  }
}

/// Answers with the context it was given, so that tests can see it.
struct ContextParser: RequirementTextParsing {
  func parse(
    _ text: String, kind: RequirementFact.Kind, context: RequirementContext
  ) -> ParsedRequirement {
    let aliases = context.subjectAliases.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let seen = [context.subject ?? "-", context.keySeparator] + aliases + [text]
    return ParsedRequirement(
      status: .exact, requirement: .standing(seen.joined(separator: "|")), text: text)
  }
}

private let loadedOntology = OntologyDocument.load(path: packageRoot + "/Ontology/docent.owl")
private let loadedLibrary = loadedOntology.value.map {
  FeedMappingLibrary.load(directory: feedsDirectory, ontology: $0)
}

func ontology() throws -> Ontology {
  #expect(!loadedOntology.hasErrors)
  return try #require(loadedOntology.value)
}

func library() throws -> FeedMappingLibrary {
  let loaded = try #require(loadedLibrary)
  #expect(loaded.diagnostics.isEmpty)
  return loaded.value
}

/// A folder of its own that goes away with the value.
final class TemporaryFolder {
  let path = "/tmp/docent-feeds-\(UInt64.random(in: 0 ... .max))"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    #expect(FileManager.default.createFile(atPath: file, contents: Data(bytes)))
    return file
  }
}

/// A mapping document with `body` in it.
func mappingDocument(_ body: String, attributes: String = "") -> String {
  """
  <mapping xmlns="urn:docent:feed-mapping:1" name="test" title="Test" \(attributes)>
  \(body)
  </mapping>
  """
}

/// What a feed in the dialect of `mapping` says.
struct Reading {
  var records: [FeedRecord]
  var summary: FeedReading
  var diagnostics: [Diagnostic]

  var facts: [Fact] { records.flatMap(\.facts) }
  var nodes: [NodeFact] { facts.compactMap { if case .node(let node) = $0 { node } else { nil } } }
  var relationships: [RelationshipFact] {
    facts.compactMap { if case .relationship(let fact) = $0 { fact } else { nil } }
  }
  var requirements: [RequirementFact] {
    facts.compactMap { if case .requirement(let fact) = $0 { fact } else { nil } }
  }

  /// The node of a class with a key.
  func node(_ nodeClass: String, _ key: String) -> NodeFact? {
    nodes.first { $0.node.nodeClass == nodeClass && $0.node.key == key }
  }
}

func read(
  _ feed: String, mapping: String, provider: String? = nil,
  parser: any RequirementTextParsing = OpaqueParser()
) throws -> Reading {
  try read(Array(feed.utf8), mapping: mapping, provider: provider, parser: parser)
}

func read(
  _ feed: [UInt8], mapping: String, provider: String? = nil,
  parser: any RequirementTextParsing = OpaqueParser()
) throws -> Reading {
  let folder = try TemporaryFolder()
  let document = try folder.write("mapping.xml", mapping)
  let ontology = try ontology()
  let loaded = FeedMapping.load(
    path: document, schemaDirectory: feedsDirectory, ontology: ontology)
  #expect(loaded.diagnostics.isEmpty)
  return try read(
    path: try folder.write("feed.xml", feed), mapping: try #require(loaded.value),
    ontology: ontology, provider: provider, parser: parser)
}

func read(
  path: String, mapping: FeedMapping, ontology: Ontology, provider: String? = nil,
  parser: any RequirementTextParsing = OpaqueParser()
) throws -> Reading {
  let reader = CatalogReader(
    mapping: mapping, ontology: ontology, requirementParser: parser, provider: provider)
  var records: [FeedRecord] = []
  let read = try reader.read(path: path) { records.append($0) }
  return Reading(records: records, summary: read.value, diagnostics: read.diagnostics)
}
