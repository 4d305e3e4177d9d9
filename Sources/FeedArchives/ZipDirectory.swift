import Diagnostics

/// Reads the central directory of a zip archive (APPNOTE.TXT 6.3.10), zip64 included.
///
/// Everything is taken from the central directory; the local headers must agree with it, since
/// tools that trust the one or the other would otherwise see different archives. Data of two
/// entries may not overlap, which is how the known non-recursive bombs are made.
struct ZipDirectory {
  private struct Whereabouts {
    var count: Int
    var offset: Int
    var size: Int
    /// Where the directory must end.
    var end: Int
  }

  private static let endSignature = 0x0605_4B50
  private static let endSignature64 = 0x0606_4B50
  private static let locatorSignature64 = 0x0706_4B50
  private static let headerSignature = 0x0201_4B50
  private static let localSignature = 0x0403_4B50

  private let bytes: any ArchiveBytes
  private let size: Int
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  private var names: EntryNames
  private var entries: [ArchiveEntry] = []
  private var expanded = 0
  private(set) var warnings: [Diagnostic] = []

  init(_ bytes: any ArchiveBytes, size: Int, trouble: ArchiveTrouble, limits: ArchiveLimits) {
    self.bytes = bytes
    self.size = size
    self.trouble = trouble
    self.limits = limits
    names = EntryNames(trouble: trouble, limits: limits)
  }

  /// The files of the archive, in its order; folders and links left out.
  mutating func read() throws(RefusedRequest) -> [ArchiveEntry] {
    let whereabouts = try whereabouts()
    guard whereabouts.count <= limits.entries else { throw names.tooMany() }
    var offset = whereabouts.offset
    for _ in 0..<whereabouts.count {
      offset = try readHeader(at: offset, end: whereabouts.end)
    }
    guard offset - whereabouts.offset == whereabouts.size else {
      throw trouble.damaged("its directory has another length than it says")
    }
    try placeData(before: whereabouts.offset)
    return entries
  }

  // MARK: The end of the directory

  private func whereabouts() throws(RefusedRequest) -> Whereabouts {
    let reach = min(size, 22 + 0xFFFF)
    let tail = try bytes.read(at: size - reach, count: reach)
    guard tail.count == reach, let found = endRecord(in: tail) else {
      throw trouble.truncated()
    }
    let position = size - reach + found
    let disks = (tail.number16(found + 4), tail.number16(found + 6))
    let counts = (tail.number16(found + 8), tail.number16(found + 10))
    var place = Whereabouts(
      count: counts.1, offset: tail.number32(found + 16), size: tail.number32(found + 12),
      end: position)
    let is64 = counts.1 == 0xFFFF || place.size == 0xFFFF_FFFF || place.offset == 0xFFFF_FFFF
    if is64, let wide = try whereabouts64(before: position) {
      place = wide
    } else if disks != (0, 0) || counts.0 != counts.1 {
      throw trouble.refusal(
        "split", "The archive is one of several parts.", hint: "join the parts first")
    }
    guard place.size <= place.end, place.offset <= place.end - place.size else {
      throw trouble.damaged("its directory lies outside of it")
    }
    return place
  }

  /// Offset of the last end record whose comment reaches just to the end.
  private func endRecord(in tail: [UInt8]) -> Int? {
    guard tail.count >= 22 else { return nil }
    return stride(from: tail.count - 22, through: 0, by: -1).first { offset in
      tail[offset] == 0x50 && tail.number32(offset) == Self.endSignature
        && offset + 22 + tail.number16(offset + 20) == tail.count
    }
  }

  private func whereabouts64(before end: Int) throws(RefusedRequest) -> Whereabouts? {
    let locator = try bytes.read(at: end - 20, count: 20)
    guard end >= 20, locator.count == 20, locator.number32(0) == Self.locatorSignature64 else {
      return nil
    }
    guard let position = locator.number64(8), position <= end - 20 - 56 else {
      throw trouble.damaged("its zip64 directory lies outside of it")
    }
    let record = try bytes.read(at: position, count: 56)
    guard record.count == 56, record.number32(0) == Self.endSignature64,
      let count = record.number64(32), let length = record.number64(40),
      let offset = record.number64(48)
    else { throw trouble.damaged("its zip64 directory cannot be read") }
    return Whereabouts(count: count, offset: offset, size: length, end: position)
  }

  // MARK: One entry of the directory

  /// - Returns: where the next one begins.
  private mutating func readHeader(at offset: Int, end: Int) throws(RefusedRequest) -> Int {
    guard offset <= end - 46 else { throw trouble.damaged("its directory ends too early") }
    let fixed = try bytes.read(at: offset, count: 46)
    guard fixed.count == 46, fixed.number32(0) == Self.headerSignature else {
      throw trouble.damaged("its directory cannot be read")
    }
    let lengths = (fixed.number16(28), fixed.number16(30), fixed.number16(32))
    let next = offset + 46 + lengths.0 + lengths.1 + lengths.2
    guard next <= end else { throw trouble.damaged("its directory ends too early") }
    let variable = try bytes.read(at: offset + 46, count: lengths.0 + lengths.1)
    guard variable.count == lengths.0 + lengths.1 else { throw trouble.truncated() }
    let written = ZipName.text(Array(variable[..<lengths.0]), flags: fixed.number16(8))
    try take(fixed, written, extra: Array(variable[lengths.0...]))
    return next
  }

  private mutating func take(
    _ fixed: [UInt8], _ written: String, extra: [UInt8]
  ) throws(RefusedRequest) {
    guard let name = try names.checked(written) else { return }
    let isFolder = written.hasSuffix("/") || written.hasSuffix("\\")
    let sizes = try sizes(fixed, extra, name)
    expanded += sizes.expanded
    try checkSize(name)
    if isFolder, sizes.expanded == 0 { return }
    guard !isFolder else { throw trouble.damaged("a folder has content", name) }
    guard fixed.number16(8) & 1 == 0 else {
      throw trouble.refusal(
        "encrypted", "The archive is encrypted.", entry: name,
        hint: "unpack it with its password and import the folder")
    }
    // Made by Unix: the high half of the external attributes is the file's mode.
    let mode = fixed.number32(38) >> 16
    if fixed[5] == 3, mode & 0o170000 == 0o120000 {
      warnings.append(
        trouble.warning("link", "A symbolic link was left out.", entry: name))
      return
    }
    try names.add(name)
    entries.append(
      ArchiveEntry(
        name: name, size: sizes.expanded,
        location: .zip(
          ZipLocation(
            header: sizes.header, data: 0, packedSize: sizes.packed, method: fixed.number16(10),
            checksum: UInt32(fixed.number32(16))))))
  }

  private func checkSize(_ name: String) throws(RefusedRequest) {
    if expanded > limits.expandedBytes {
      throw trouble.tooLarge(
        name, found: "more bytes", limit: "\(limits.expandedBytes) bytes when expanded")
    }
    guard !limits.allowsExpansion(from: size, to: expanded) else { return }
    throw trouble.tooLarge(
      name, found: "\(expanded) bytes from \(size)", limit: "\(limits.expansion) times its own size"
    )
  }

  private func sizes(
    _ fixed: [UInt8], _ extra: [UInt8], _ name: String
  ) throws(RefusedRequest) -> (expanded: Int, packed: Int, header: Int) {
    var sizes = (
      expanded: fixed.number32(24), packed: fixed.number32(20), header: fixed.number32(42)
    )
    var wide = Zip64Field(extra)
    if sizes.expanded == 0xFFFF_FFFF { sizes.expanded = wide.next() ?? -1 }
    if sizes.packed == 0xFFFF_FFFF { sizes.packed = wide.next() ?? -1 }
    if sizes.header == 0xFFFF_FFFF { sizes.header = wide.next() ?? -1 }
    // No file is that long, and sums of such numbers stay far from overflowing.
    guard sizes.expanded >= 0, sizes.packed >= 0, sizes.header >= 0, sizes.expanded < 1 << 50,
      sizes.packed <= size, sizes.header <= size
    else { throw trouble.damaged("an entry has impossible sizes", name) }
    return sizes
  }

  // MARK: Local headers

  /// Finds the data of each entry, and checks that none overlaps another.
  private mutating func placeData(before directory: Int) throws(RefusedRequest) {
    var previous = (end: 0, name: "")
    let order = entries.indices.sorted { header($0) < header($1) }
    for index in order {
      guard case .zip(var location) = entries[index].location else { continue }
      let name = entries[index].name
      guard location.header >= previous.end else {
        throw trouble.refusal(
          "overlap", "Two entries of the archive share the same bytes.", entry: name,
          found: previous.name, hint: "no honest packer does this; ask where the archive is from")
      }
      location.data = try dataOffset(location, name)
      guard location.packedSize <= directory, location.data <= directory - location.packedSize
      else { throw trouble.damaged("an entry lies outside of the archive", name) }
      entries[index].location = .zip(location)
      previous = (location.data + location.packedSize, name)
    }
  }

  private func header(_ index: Int) -> Int {
    if case .zip(let location) = entries[index].location { return location.header }
    return 0
  }

  private func dataOffset(
    _ location: ZipLocation, _ name: String
  ) throws(RefusedRequest) -> Int {
    let fixed = try bytes.read(at: location.header, count: 30)
    guard fixed.count == 30, fixed.number32(0) == Self.localSignature else {
      throw trouble.damaged("an entry is not where the directory says", name)
    }
    let written = try bytes.read(at: location.header + 30, count: fixed.number16(26))
    let local = ZipName.text(written, flags: fixed.number16(6))
    guard try names.checked(local) == name, fixed.number16(8) == location.method,
      fixed.number16(6) & 1 == 0
    else { throw trouble.damaged("an entry and the directory disagree", name, found: local) }
    return location.header + 30 + fixed.number16(26) + fixed.number16(28)
  }
}

/// The numbers of an entry's zip64 field, in their order (APPNOTE 4.5.3).
private struct Zip64Field {
  private var numbers: [UInt8] = []

  init(_ extra: [UInt8]) {
    var offset = 0
    while offset + 4 <= extra.count {
      let length = extra.number16(offset + 2)
      guard offset + 4 + length <= extra.count else { return }
      if extra.number16(offset) == 1 {
        numbers = Array(extra[(offset + 4)..<(offset + 4 + length)])
        return
      }
      offset += 4 + length
    }
  }

  mutating func next() -> Int? {
    guard numbers.count >= 8 else { return nil }
    let number = numbers.number64(0)
    numbers.removeFirst(8)
    return number
  }
}

/// Names of entries: UTF-8 where the archive says so or where they are, else code page 437.
enum ZipName {
  /// The characters 128 to 255 of code page 437.
  private static let upper = Array(
    """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧\
    ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}
    """.unicodeScalars)

  static func text(_ bytes: [UInt8], flags: Int) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    if flags & 0x800 != 0 { return String(decoding: bytes, as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      scalars.append(byte < 0x80 ? Unicode.Scalar(byte) : upper[Int(byte) - 0x80])
    }
    return String(scalars)
  }
}
