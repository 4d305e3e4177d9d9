import FuzzDriver
import KnowledgeGraph
import RequirementText

/// Any text gives a tree, whose status is what the tree can claim.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 1, let start else { return 0 }
  let bytes = UnsafeBufferPointer(start: start, count: count)
  let kinds = RequirementFact.Kind.allCases
  let kind = kinds[Int(bytes[0] & 7) % kinds.count]
  let context = RequirementContext(
    subject: bytes[0] & 8 == 0 ? "MATH" : nil, subjectAliases: ["BUS ADM": "216"],
    keySeparator: bytes[0] & 16 == 0 ? " " : "-")
  let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
  let parsed = RequirementTextParser().parse(text, kind: kind, context: context)
  precondition(
    parsed.status != .exact || parsed.requirement.opaqueSpans.isEmpty,
    "claimed exact with an opaque span")
  precondition(parsed.text == text, "the text was changed")
  return 0
}

@_cdecl("FuzzRequirementText_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  runFuzzer(count, arguments, fuzzOne)
}
