import Diagnostics

/// Reads the headers of a tar archive: ustar (POSIX.1-1988), pax (POSIX.1-2001) and the long names
/// and sizes of GNU tar.
struct TarDirectory {
  private static let block = 512
  /// Longest extended header: names, not content.
  private static let extensionLimit = 1 << 20

  private let bytes: any ArchiveBytes
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  private var names: EntryNames
  private var entries: [ArchiveEntry] = []
  private var expanded = 0
  private var headers = 0
  private(set) var warnings: [Diagnostic] = []

  // What extended headers say of the next entry.
  private var longName: String?
  private var longSize: Int?

  init(_ bytes: any ArchiveBytes, trouble: ArchiveTrouble, limits: ArchiveLimits) {
    self.bytes = bytes
    self.trouble = trouble
    self.limits = limits
    names = EntryNames(trouble: trouble, limits: limits)
  }

  /// Whether a first block is one of a tar archive: its checksum is right.
  static func isHeader(_ block: [UInt8]) -> Bool {
    guard block.count == Self.block, let stated = octal(block[148..<156]) else { return false }
    let sum = block.enumerated().reduce(0) { total, byte in
      total + ((148..<156).contains(byte.offset) ? 0x20 : Int(byte.element))
    }
    return sum == stated && block[0] != 0
  }

  /// The files of the archive, in its order; folders, links and devices left out.
  mutating func read() throws(RefusedRequest) -> [ArchiveEntry] {
    var offset = 0
    while true {
      let header = try bytes.read(at: offset, count: Self.block)
      if header.isEmpty, offset > 0 { break }
      guard header.count == Self.block else { throw trouble.truncated() }
      if header.allSatisfy({ $0 == 0 }) { break }
      guard Self.isHeader(header) else { throw trouble.damaged("a header's checksum is wrong") }
      headers += 1
      guard headers <= 2 * limits.entries else { throw names.tooMany() }
      offset = try take(header, at: offset + Self.block)
    }
    if headers == 0 { throw trouble.damaged("it holds nothing") }
    return entries
  }

  /// - Returns: where the next header stands.
  private mutating func take(
    _ header: [UInt8], at content: Int
  ) throws(RefusedRequest) -> Int {
    let type = header[156]
    let isExtension = "xgLK".utf8.contains(type)
    guard let stated = isExtension ? Self.number(header[124..<136]) : size(header), stated >= 0,
      stated < 1 << 50
    else { throw trouble.damaged("an entry has an impossible size", written(header)) }
    let next = content + (stated + Self.block - 1) / Self.block * Self.block
    if isExtension {
      try takeExtension(type, at: content, length: stated)
      return next
    }
    defer { (longName, longSize) = (nil, nil) }
    let name = try names.checked(longName ?? written(header))
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
      guard let name else { break }
      // Before POSIX a folder was a file whose name ends in a slash.
      if (longName ?? written(header)).hasSuffix("/"), stated == 0 { break }
      try add(name, at: content, size: stated)
    case UInt8(ascii: "5"): break
    case UInt8(ascii: "1"), UInt8(ascii: "2"):
      warnings.append(
        trouble.warning("link", "A link was left out.", entry: name ?? "."))
    case UInt8(ascii: "S"):
      throw trouble.refusal(
        "sparse", "The archive holds a sparse file.", entry: name,
        hint: "pack it again without sparse files")
    default:
      warnings.append(
        trouble.warning("special", "What is no file was left out.", entry: name ?? "."))
    }
    return next
  }

  private mutating func add(
    _ name: String, at content: Int, size: Int
  ) throws(RefusedRequest) {
    expanded += size
    guard expanded <= limits.expandedBytes else {
      throw trouble.tooLarge(
        name, found: "more bytes", limit: "\(limits.expandedBytes) bytes when expanded")
    }
    try names.add(name)
    if size > 0 {
      let last = try bytes.read(at: content + size - 1, count: 1)
      guard last.count == 1 else { throw trouble.truncated(name) }
    }
    entries.append(ArchiveEntry(name: name, size: size, location: .tar(offset: content)))
  }

  // MARK: Extended headers

  private mutating func takeExtension(
    _ type: UInt8, at content: Int, length: Int
  ) throws(RefusedRequest) {
    guard length <= Self.extensionLimit else {
      throw trouble.damaged("an extended header is too long")
    }
    let data = try bytes.read(at: content, count: length)
    guard data.count == length else { throw trouble.truncated() }
    switch type {
    case UInt8(ascii: "L"): longName = Self.text(data[...])
    case UInt8(ascii: "x"): try takeFields(data)
    default: break
    }
  }

  /// Records of `length key=value`, each ended by a line feed (pax).
  private mutating func takeFields(_ data: [UInt8]) throws(RefusedRequest) {
    var rest = data[...]
    while !rest.isEmpty, rest.first != 0 {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      guard digits.count <= 8, let length = Int(String(decoding: digits, as: UTF8.self)),
        length > digits.count + 2, length <= rest.count
      else { throw trouble.damaged("an extended header cannot be read") }
      let field = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
      rest = rest.dropFirst(length)
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let value = String(decoding: field[(equals + 1)...], as: UTF8.self)
      switch String(decoding: field[..<equals], as: UTF8.self) {
      case "path": longName = value
      case "size": longSize = Int(value) ?? -1
      default: break
      }
    }
  }

  // MARK: Fields

  private func size(_ header: [UInt8]) -> Int? { longSize ?? Self.number(header[124..<136]) }

  /// The name of the header, with the prefix that ustar puts before it.
  private func written(_ header: [UInt8]) -> String {
    let name = Self.text(header[0..<100])
    // GNU's variant, `ustar` and two spaces, uses these bytes for other things.
    let isPOSIX = header[257..<263].elementsEqual(Array("ustar".utf8) + [0])
    let prefix = isPOSIX ? Self.text(header[345..<500]) : ""
    return prefix.isEmpty ? name : prefix + "/" + name
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    ZipName.text(Array(bytes.prefix { $0 != 0 }), flags: 0)
  }

  /// Octal digits, or with the first bit set a big-endian binary number (GNU).
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
    guard first == 0x80 else { return nil }
    var value = 0
    for byte in field.dropFirst() {
      guard value < 1 << 50 else { return nil }
      value = value << 8 | Int(byte)
    }
    return value
  }

  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard digits.count <= 12 else { return nil }
    return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
