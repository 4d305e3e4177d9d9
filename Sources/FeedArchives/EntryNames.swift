import Diagnostics

/// Decides which names an archive may use, and sees to it that none comes twice.
struct EntryNames {
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  private var seen: Set<String> = []

  init(trouble: ArchiveTrouble, limits: ArchiveLimits) {
    self.trouble = trouble
    self.limits = limits
  }

  /// The name to use for what an archive writes.
  ///
  /// Backslashes, which some packers write, are taken for slashes, and `./` in front is left out.
  /// - Returns: nil for the folder that the archive itself is.
  /// - Throws: `archive.unsafe-name` for a name that would lead out of the folder.
  func checked(_ written: String) throws(RefusedRequest) -> String? {
    guard written.utf8.count <= limits.nameLength else {
      throw unsafe("it is too long", String(written.prefix(60)) + "…")
    }
    if written.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      throw unsafe("it holds control characters", String(written.prefix(60)))
    }
    let name = written.replacing("\\", with: "/")
    if name.hasPrefix("/") { throw unsafe("it is absolute", written) }
    let start = Array(name.unicodeScalars.prefix(2))
    if start.count == 2, start[1] == ":", start[0].properties.isAlphabetic {
      throw unsafe("it names a drive", written)
    }
    let parts = name.split(separator: "/").filter { $0 != "." }
    if parts.contains("..") { throw unsafe("it leads out of the folder", written) }
    guard parts.count <= limits.depth else { throw unsafe("it lies too deep", written) }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }

  /// Notes a file's name.
  mutating func add(_ name: String) throws(RefusedRequest) {
    guard seen.insert(name).inserted else {
      throw trouble.refusal(
        "duplicate-name", "Two entries of the archive have the same name.", entry: name,
        hint: "which of them is meant cannot be told; pack it again")
    }
    guard seen.count <= limits.entries else { throw tooMany() }
  }

  func tooMany() -> RefusedRequest {
    trouble.tooLarge(found: "more entries", limit: "\(limits.entries) entries")
  }

  private func unsafe(_ reason: String, _ name: String) -> RefusedRequest {
    trouble.refusal(
      "unsafe-name", "A name in the archive is refused: \(reason).", found: name,
      hint: "no entry may lie outside of the archive's own folder; ask where the archive is from")
  }
}
