import Diagnostics
import FeedArchives
import FuzzDriver

/// Any bytes are an archive whose entries can be read within the limits, or are refused; no name of
/// an entry leads out of the archive.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let archive = try? FeedArchive.open(bytes: bytes, name: "fuzz", limits: limits) else {
    return 0
  }
  var expanded = 0
  for entry in archive.entries {
    let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
    precondition(!entry.name.isEmpty && !parts.contains(".."), "a name that leads out")
    precondition(parts.first != "" && !entry.name.utf8.contains(0), "an absolute or broken name")
    guard let reader = try? archive.reader(of: entry) else { continue }
    while let piece = try? reader.next(), !piece.isEmpty {
      expanded += piece.count
      precondition(expanded <= limits.expandedBytes + (1 << 20), "more than the limit was expanded")
    }
  }
  return 0
}

private let limits: ArchiveLimits = {
  var limits = ArchiveLimits()
  limits.expandedBytes = 1 << 24
  limits.entries = 1000
  return limits
}()

@_cdecl("FuzzFeedArchives_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  runFuzzer(count, arguments, fuzzOne)
}
