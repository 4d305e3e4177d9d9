import ActivityFeed
import Diagnostics
import FuzzDriver
import KnowledgeGraph

/// Any file of activity ends in rows and diagnostics; what is emitted is complete.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let reading = try? ActivityFileReader(ontology: ontology).read(bytes: bytes, name: "fuzz") {
    precondition(!$0.learner.isEmpty && $0.line >= 1, "a row without a learner or a place")
    precondition($0.item != nil || $0.topic != nil, "a row about nothing")
    precondition($0.value?.isFinite ?? true, "a value that is no number")
    precondition($0.timestamp?.isFinite ?? true, "a time that is none")
  }
  precondition(reading?.value.bytes ?? 0 <= count, "more bytes read than there are")
  return 0
}

private let ontology = Ontology(
  iri: "urn:fuzz",
  classes: [OntologyClass(name: "Course", iri: "urn:c", roles: [.item])],
  relations: ["viewed", "enrolled", "watched", "completed", "dropped", "rated", "answered"].map {
    OntologyRelation(
      name: $0, type: $0.uppercased(), iri: "urn:\($0)", range: $0 == "answered" ? nil : "Course",
      activityAction: $0)
  })

@_cdecl("FuzzActivityReader_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  runFuzzer(count, arguments, fuzzOne)
}
