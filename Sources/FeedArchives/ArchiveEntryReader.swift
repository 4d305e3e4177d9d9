import Diagnostics

/// The bytes of one entry, expanded piece by piece and checked at the end.
public final class ArchiveEntryReader {
  private static let pieceLength = 1 << 16

  /// `archive!entry`, for diagnostics.
  public let place: String

  private let entry: ArchiveEntry
  private let bytes: any ArchiveBytes
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  /// Next byte to be read, and bytes of the archive that are left.
  private var offset: Int
  private var packedLeft: Int
  private var inflater: Inflater?
  private var input: ArraySlice<UInt8> = []
  private var expanded = 0
  private var checksum = Checksum()
  private var isAtEnd = false

  init(
    _ entry: ArchiveEntry, in bytes: any ArchiveBytes, trouble: ArchiveTrouble,
    limits: ArchiveLimits
  ) throws(RefusedRequest) {
    self.entry = entry
    self.bytes = bytes
    self.trouble = trouble
    self.limits = limits
    place = ArchiveTrouble.path(trouble.archive, entry.name)
    switch entry.location {
    case .file: (offset, packedLeft) = (0, entry.size)
    case .tar(let start): (offset, packedLeft) = (start, entry.size)
    case .zip(let location):
      (offset, packedLeft) = (location.data, location.packedSize)
      guard location.method == 0 || location.method == 8 else {
        throw trouble.refusal(
          "unknown-method", "The entry is packed in a way that cannot be read.",
          entry: entry.name, found: "method \(location.method)", expected: "stored or deflated",
          hint: "pack the archive again with the usual settings")
      }
      if location.method == 8 { inflater = Inflater() }
    }
  }

  /// The next piece, of at most 64 KB; empty at the end.
  ///
  /// - Throws: the refusal of an entry that is truncated, damaged, or longer than it states.
  public func next() throws(RefusedRequest) -> [UInt8] {
    guard !isAtEnd else { return [] }
    let piece: [UInt8]
    if let inflater { piece = try expandedPiece(inflater) } else { piece = try storedPiece() }
    expanded += piece.count
    checksum.update(piece)
    guard expanded <= entry.size else {
      throw trouble.damaged("the entry is longer than it states", entry.name)
    }
    if piece.isEmpty { try finish() }
    return piece
  }

  /// The whole entry, when it has at most `limit` bytes.
  public func readAll(limit: Int) throws(RefusedRequest) -> [UInt8] {
    var all: [UInt8] = []
    while case let piece = try next(), !piece.isEmpty {
      all += piece
      guard all.count <= limit else {
        throw trouble.tooLarge(entry.name, found: "more bytes", limit: "\(limit) bytes an entry")
      }
    }
    return all
  }

  private func storedPiece() throws(RefusedRequest) -> [UInt8] {
    let piece = try bytes.read(at: offset, count: min(packedLeft, Self.pieceLength))
    if piece.isEmpty, packedLeft > 0 { throw trouble.truncated(entry.name) }
    offset += piece.count
    packedLeft -= piece.count
    return piece
  }

  private func expandedPiece(_ inflater: Inflater) throws(RefusedRequest) -> [UInt8] {
    var output: [UInt8] = []
    while output.isEmpty {
      if input.isEmpty, packedLeft > 0 { input = try storedPiece()[...] }
      let isLast = input.isEmpty
      let (used, outcome) = inflater.expand(input, into: &output, capacity: Self.pieceLength)
      input = input.dropFirst(used)
      switch outcome {
      case .end:
        isAtEnd = output.isEmpty
        self.inflater = nil
        packedLeft = 0
        return output
      case .damaged:
        throw trouble.damaged("the entry's compressed bytes make no sense", entry.name)
      case .more, .blockEnd:
        if isLast, output.isEmpty { throw trouble.truncated(entry.name) }
      }
    }
    return output
  }

  private func finish() throws(RefusedRequest) {
    isAtEnd = true
    // A file of a folder may have grown or shrunk since it was listed; what was read counts.
    guard case .file = entry.location else { return try check() }
  }

  private func check() throws(RefusedRequest) {
    guard expanded == entry.size else { throw trouble.truncated(entry.name) }
    if case .zip(let location) = entry.location, location.checksum != checksum.value {
      throw trouble.damaged("the entry's checksum is wrong", entry.name)
    }
  }
}
