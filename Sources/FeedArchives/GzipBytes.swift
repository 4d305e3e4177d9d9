import Diagnostics

/// The expanded bytes of a gzip file (RFC 1952), readable from any place.
///
/// Deflate can only be read from its beginning, so while it is read for the first time places to
/// begin again are noted, with the 32 KB before each that later blocks may refer to. There are at
/// most ``pointLimit`` of them: when there would be more, every second one is dropped and they are
/// set twice as far apart. Memory is therefore at most 2 MB, whatever the size of the file, and
/// nothing is written to disk.
final class GzipBytes: ArchiveBytes {
  private struct Point {
    var output: Int
    var input: Int
    var bits: Int
    var byte: UInt8
    var window: [UInt8]
    var checksum: Checksum
    var memberStart: Int
  }

  private static let pointLimit = 64
  private static let pieceLength = 1 << 16

  private let packed: any ArchiveBytes
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  private let inflater = Inflater()

  private var points: [Point] = []
  private var spacing = 1 << 18

  // Where reading stands.
  private var input: [UInt8] = []
  private var inputIndex = 0
  /// Offset in the packed file just behind `input`.
  private var inputEnd = 0
  private var output: [UInt8] = []
  /// Offset of `output` in the expanded bytes.
  private var outputStart = 0
  private var checksum = Checksum()
  private var memberStart = 0
  private var isInMember = false
  private var isAtEnd = false

  init(_ packed: any ArchiveBytes, trouble: ArchiveTrouble, limits: ArchiveLimits) {
    self.packed = packed
    self.trouble = trouble
    self.limits = limits
  }

  func read(at offset: Int, count: Int) throws(RefusedRequest) -> [UInt8] {
    guard offset >= 0, count > 0 else { return [] }
    seek(offset)
    while outputStart + output.count <= offset, try expandMore() {}
    var result: [UInt8] = []
    while result.count < count {
      let from = offset + result.count - outputStart
      if from >= output.count {
        guard try expandMore() else { break }
        continue
      }
      result += output[from..<min(output.count, from + count - result.count)]
    }
    return result
  }

  /// Expands all that is left, so that the checksums at the end have been seen.
  func checkToEnd() throws(RefusedRequest) {
    while try expandMore() {}
  }

  // MARK: Places to begin again

  /// Goes to the last noted place before `offset`, unless it can be reached from here.
  private func seek(_ offset: Int) {
    let point = points.last { $0.output <= offset }
    if offset >= outputStart, (point?.output ?? 0) <= outputStart + output.count { return }
    input = []
    inputIndex = 0
    output = []
    isAtEnd = false
    guard let point else {
      (inputEnd, outputStart, memberStart, isInMember) = (0, 0, 0, false)
      return
    }
    inputEnd = point.input
    outputStart = point.output
    checksum = point.checksum
    memberStart = point.memberStart
    isInMember = true
    inflater.restart(window: point.window, bits: point.bits, of: point.byte)
  }

  private func notePoint(bits: Int) {
    let position = outputStart + output.count
    guard position >= (points.last?.output ?? 0) + spacing, inputIndex > 0 else { return }
    if points.count == Self.pointLimit {
      points = points.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      spacing *= 2
      guard position >= (points.last?.output ?? 0) + spacing else { return }
    }
    points.append(
      Point(
        output: position, input: inputEnd - input.count + inputIndex, bits: bits,
        byte: input[inputIndex - 1], window: inflater.window(), checksum: checksum,
        memberStart: memberStart))
  }

  // MARK: Expanding

  /// Replaces `output` with what comes next; false at the end.
  private func expandMore() throws(RefusedRequest) -> Bool {
    outputStart += output.count
    output = []
    while output.isEmpty {
      guard !isAtEnd else { return false }
      if !isInMember {
        try beginMember()
        continue
      }
      try expandPiece()
    }
    return true
  }

  private func expandPiece() throws(RefusedRequest) {
    let isExhausted = try !fill(1)
    let (used, outcome) = inflater.expand(
      input[inputIndex...], into: &output, capacity: Self.pieceLength, stopsAtBlocks: true)
    inputIndex += used
    checksum.update(output)
    try checkLimits()
    switch outcome {
    case .more:
      if isExhausted, output.isEmpty { throw trouble.truncated() }
    case .blockEnd(let bits): notePoint(bits: bits)
    case .end: try endMember()
    case .damaged: throw trouble.damaged("its compressed bytes make no sense")
    }
  }

  private func checkLimits() throws(RefusedRequest) {
    let expanded = outputStart + output.count
    if expanded > limits.expandedBytes {
      throw trouble.tooLarge(
        found: "more bytes", limit: "\(limits.expandedBytes) bytes when expanded")
    }
    guard !limits.allowsExpansion(from: inputEnd - input.count + inputIndex, to: expanded) else {
      return
    }
    throw trouble.tooLarge(
      found: "\(expanded) bytes so far", limit: "\(limits.expansion) times its own size")
  }

  /// Makes at least `count` bytes of input available; false when there are not as many.
  private func fill(_ count: Int) throws(RefusedRequest) -> Bool {
    while input.count - inputIndex < count {
      let piece = try packed.read(at: inputEnd, count: Self.pieceLength)
      guard !piece.isEmpty else { return false }
      input = Array(input[inputIndex...]) + piece
      inputIndex = 0
      inputEnd += piece.count
    }
    return true
  }

  // MARK: Members

  private func byte() throws(RefusedRequest) -> UInt8 {
    guard try fill(1) else { throw trouble.truncated() }
    inputIndex += 1
    return input[inputIndex - 1]
  }

  private func skip(_ count: Int) throws(RefusedRequest) {
    for _ in 0..<count { _ = try byte() }
  }

  /// Reads a member's header. What stands behind the last member and is none is padding.
  private func beginMember() throws(RefusedRequest) {
    let isFirst = outputStart == 0 && memberStart == 0
    guard try fill(2), input[inputIndex] == 0x1F, input[inputIndex + 1] == 0x8B else {
      if isFirst { throw trouble.damaged("it does not begin as a gzip file does") }
      isAtEnd = true
      return
    }
    try skip(2)
    let method = try byte()
    let flags = try byte()
    guard method == 8, flags & 0xE0 == 0 else {
      throw trouble.damaged("its gzip header cannot be read")
    }
    try skip(6)
    if flags & 4 != 0 {
      let low = Int(try byte())
      let high = Int(try byte())
      try skip(low | high << 8)
    }
    if flags & 8 != 0 { while try byte() != 0 {} }
    if flags & 16 != 0 { while try byte() != 0 {} }
    if flags & 2 != 0 { try skip(2) }
    inflater.restart()
    checksum = Checksum()
    memberStart = outputStart
    isInMember = true
  }

  private func endMember() throws(RefusedRequest) {
    guard try fill(8) else { throw trouble.truncated() }
    let trailer = Array(input[inputIndex..<(inputIndex + 8)])
    inputIndex += 8
    let length = outputStart + output.count - memberStart
    guard trailer.number32(0) == Int(checksum.value),
      trailer.number32(4) == length & 0xFFFF_FFFF
    else { throw trouble.damaged("its checksum is wrong") }
    isInMember = false
    // So that an empty first member is not taken for the beginning again.
    if memberStart == 0, length == 0 { memberStart = -1 }
  }
}
