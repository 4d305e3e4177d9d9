import CZlib
import Diagnostics
import FeedArchives
import FoundationEssentials

/// Makes zip archives byte by byte, right ones and broken ones.
struct ZipBuilder {
  struct Entry {
    var name: [UInt8]
    var content: [UInt8]
    var isDeflated = true
    var usesDescriptor = false
    var flags = 0
    /// What to write instead of the true values.
    var statedSize: Int?
    var statedPackedSize: Int?
    var checksum: UInt32?
    var method: Int?
    var localName: [UInt8]?
    var mode = 0
    var extra: [UInt8] = []

    init(_ name: String, _ content: String, isDeflated: Bool = true) {
      self.name = Array(name.utf8)
      self.content = Array(content.utf8)
      self.isDeflated = isDeflated
    }
  }

  var entries: [Entry]
  /// Every entry's data at the first one's place.
  var overlaps = false
  var isZip64 = false
  var comment: [UInt8] = []

  init(_ entries: [Entry]) { self.entries = entries }

  func bytes() -> [UInt8] {
    var output: [UInt8] = []
    var directory: [UInt8] = []
    var first: Int?
    for entry in entries {
      let offset = overlaps ? (first ?? output.count) : output.count
      first = first ?? offset
      let packed = entry.isDeflated ? deflated(entry.content) : entry.content
      let header = Header(entry, packedSize: packed.count)
      if !(overlaps && directory.count > 0) {
        output += header.local()
        output += packed
        if entry.usesDescriptor { output += header.descriptor() }
      }
      directory += header.central(offset: offset)
    }
    return output + directory + end(directory.count, at: output.count)
  }

  private func end(_ size: Int, at offset: Int) -> [UInt8] {
    var end: [UInt8] = []
    if isZip64 {
      end += number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2)
      end += number(0, 4) + number(0, 4) + number(entries.count, 8) + number(entries.count, 8)
      end += number(size, 8) + number(offset, 8)
      end += number(0x0706_4B50, 4) + number(0, 4) + number(offset + size, 8) + number(1, 4)
    }
    let count = isZip64 ? 0xFFFF : entries.count
    end += number(0x0605_4B50, 4) + number(0, 2) + number(0, 2)
    end += number(count, 2) + number(count, 2)
    end += number(isZip64 ? 0xFFFF_FFFF : size, 4) + number(isZip64 ? 0xFFFF_FFFF : offset, 4)
    return end + number(comment.count, 2) + comment
  }

  private struct Header {
    let entry: Entry
    let packedSize: Int
    var flags: Int { entry.flags | (entry.usesDescriptor ? 8 : 0) }
    var method: Int { entry.method ?? (entry.isDeflated ? 8 : 0) }
    var checksum: UInt32 { entry.checksum ?? crc(entry.content) }
    var size: Int { entry.statedSize ?? entry.content.count }
    var packed: Int { entry.statedPackedSize ?? packedSize }

    init(_ entry: Entry, packedSize: Int) {
      self.entry = entry
      self.packedSize = packedSize
    }

    func local() -> [UInt8] {
      let name = entry.localName ?? entry.name
      let sums =
        entry.usesDescriptor
        ? number(0, 12) : number(Int(checksum), 4) + number(packed, 4) + number(size, 4)
      return number(0x0403_4B50, 4) + number(20, 2) + number(flags, 2) + number(method, 2)
        + number(0, 4) + sums + number(name.count, 2) + number(0, 2) + name
    }

    func descriptor() -> [UInt8] {
      number(0x0807_4B50, 4) + number(Int(checksum), 4) + number(packed, 4) + number(size, 4)
    }

    func central(offset: Int) -> [UInt8] {
      let system = entry.mode == 0 ? 20 : 0x0314
      return number(0x0201_4B50, 4) + number(system, 2) + number(20, 2) + number(flags, 2)
        + number(method, 2) + number(0, 4) + number(Int(checksum), 4) + number(packed, 4)
        + number(size, 4) + number(entry.name.count, 2) + number(entry.extra.count, 2)
        + number(0, 2) + number(0, 2) + number(0, 2) + number(entry.mode << 16, 4)
        + number(offset, 4) + entry.name + entry.extra
    }
  }
}

/// Makes tar archives.
struct TarBuilder {
  private(set) var output: [UInt8] = []

  mutating func add(
    _ name: String, _ content: [UInt8], type: Character = "0", prefix: String = "",
    magic: String = "ustar\u{0}00", size: [UInt8]? = nil
  ) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], _ offset: Int) {
      for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
    }
    put(Array(name.utf8.prefix(100)), 0)
    put(Array("0000644\u{0}".utf8), 100)
    put(size ?? Array((octal(content.count, 11) + "\u{0}").utf8), 124)
    put(Array(repeating: 0x20, count: 8), 148)
    put(Array(String(type).utf8), 156)
    put(Array(magic.utf8), 257)
    put(Array(prefix.utf8), 345)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(Array((octal(sum, 6) + "\u{0} ").utf8), 148)
    output += header + content
    output += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  mutating func pax(_ fields: [(String, String)]) {
    var data = ""
    for (key, value) in fields {
      var length = key.utf8.count + value.utf8.count + 3
      while "\(length) \(key)=\(value)\n".utf8.count != length { length += 1 }
      data += "\(length) \(key)=\(value)\n"
    }
    add("PaxHeader", Array(data.utf8), type: "x")
  }

  func bytes() -> [UInt8] { output + [UInt8](repeating: 0, count: 1024) }

  private func octal(_ number: Int, _ width: Int) -> String {
    let digits = String(number, radix: 8)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

func number(_ value: Int, _ width: Int) -> [UInt8] {
  (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
}

func crc(_ bytes: [UInt8]) -> UInt32 {
  UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
}

/// Raw deflate, or gzip with `windowBits` 31.
func deflated(_ bytes: [UInt8], windowBits: Int32 = -15) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  let bound = bytes.count + bytes.count / 1000 + 1024
  return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
    input.withUnsafeMutableBufferPointer { pointer in
      stream.next_in = pointer.baseAddress
      stream.avail_in = UInt32(pointer.count)
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(bound)
      deflate(&stream, Z_FINISH)
      count = bound - Int(stream.avail_out)
    }
  }
}

func gzipped(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 31) }

/// All that an archive says, or the codes of the refusal.
enum Outcome: Equatable {
  case contents([String: [UInt8]])
  case refused([String])

  static func text(_ contents: [String: String]) -> Outcome {
    .contents(contents.mapValues { Array($0.utf8) })
  }
}

func outcome(of bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) -> Outcome {
  do {
    let archive = try FeedArchive.open(bytes: bytes, name: "a.zip", limits: limits)
    var contents: [String: [UInt8]] = [:]
    for entry in archive.entries {
      contents[entry.name] = try archive.reader(of: entry).readAll(limit: 1 << 30)
    }
    return .contents(contents)
  } catch { return .refused(error.diagnostics.map(\.code)) }
}

func refusal(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) -> Diagnostic? {
  do {
    let archive = try FeedArchive.open(bytes: bytes, name: "a.zip", limits: limits)
    for entry in archive.entries { _ = try archive.reader(of: entry).readAll(limit: 1 << 30) }
    return nil
  } catch { return error.diagnostics.first }
}

/// Text that compresses, but not to nothing, the same for the same seed.
func text(_ count: Int, seed: UInt64) -> [UInt8] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(ascii: "a") + UInt8(state >> 60)
  }
}

final class TemporaryFolder {
  let path = "/tmp/docent-archives-\(UInt64.random(in: 0 ... .max))"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
