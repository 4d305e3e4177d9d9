import CatalogFeed
import Diagnostics
import Foundation
import FuzzDriver
import KnowledgeGraph
import Ontologies
import RequirementText

/// Any bytes, read with any of the mappings, end in records and diagnostics; every fact names nodes
/// by a key and stands at a place in the feed.
///
/// The first byte chooses the mapping. `DOCENT_ONTOLOGY` is the folder of the ontology.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 1, let start else { return 0 }
  let bytes = UnsafeBufferPointer(start: start, count: count)
  let mapping = world.mappings[Int(bytes[0]) % world.mappings.count]
  let reader = CatalogReader(
    mapping: mapping, ontology: world.ontology, requirementParser: RequirementTextParser())
  let reading = try? reader.read(bytes: Array(bytes.dropFirst()), name: "fuzz") { record in
    precondition(record.place.line >= 1, "a record without a place")
    for case .node(let fact) in record.facts {
      precondition(!fact.node.key.isEmpty, "a node without a key")
    }
  }
  precondition(reading?.value.bytes ?? 0 < count, "more bytes read than there are")
  return 0
}

private struct World: Sendable {
  let ontology: Ontology
  let mappings: [FeedMapping]

  init() {
    let folder = ProcessInfo.processInfo.environment["DOCENT_ONTOLOGY"] ?? "Ontology"
    guard let ontology = OntologyDocument.load(path: folder + "/docent.owl").value else {
      preconditionFailure("DOCENT_ONTOLOGY names no folder with an ontology")
    }
    self.ontology = ontology
    mappings =
      FeedMappingLibrary.load(directory: folder + "/feeds", ontology: ontology).value
      .mappings
    precondition(!mappings.isEmpty, "no mapping was found")
  }
}

private let world = World()

@_cdecl("FuzzFeedReader_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  runFuzzer(count, arguments, fuzzOne)
}
