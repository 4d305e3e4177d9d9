import CZlib

/// Raw deflate (RFC 1951), expanded piece by piece.
final class Inflater {
  enum Outcome: Hashable {
    /// Needs more input, or room for more output.
    case more
    /// Stands between two blocks, where reading can start again; with the bits of the last byte
    /// that are still unused.
    case blockEnd(unusedBits: Int)
    case end
    case damaged
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Window of 32 KB; negative for raw deflate. Fails only for want of memory, and then every
    // call below says so.
    inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// - Parameters:
  ///   - input: what to expand.
  ///   - output: receives at most `capacity` bytes more.
  ///   - stopsAtBlocks: whether to return at the end of each block.
  /// - Returns: how much of `input` was used.
  func expand(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], capacity: Int,
    stopsAtBlocks: Bool = false
  ) -> (used: Int, outcome: Outcome) {
    var produced = 0
    var used = 0
    var code = Z_BUF_ERROR
    let piece = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      input.withUnsafeBufferPointer { bytes in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.pointee.avail_in = UInt32(clamping: bytes.count)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(clamping: capacity)
        code = inflate(stream, stopsAtBlocks ? Z_BLOCK : Z_NO_FLUSH)
        used = bytes.count - Int(stream.pointee.avail_in)
        produced = capacity - Int(stream.pointee.avail_out)
      }
      filled = produced
    }
    output += piece
    return (used, outcome(code, stopsAtBlocks))
  }

  private func outcome(_ code: Int32, _ stopsAtBlocks: Bool) -> Outcome {
    switch code {
    case Z_STREAM_END: return .end
    case Z_OK, Z_BUF_ERROR:
      // zlib.h: bit 7 says that a block has just ended, bit 6 that it was the last.
      let state = stream.pointee.data_type
      let isBetween = stopsAtBlocks && state & 128 != 0 && state & 64 == 0
      return isBetween ? .blockEnd(unusedBits: Int(state & 7)) : .more
    default: return .damaged
    }
  }

  /// The last 32 KB of output, which blocks to come may refer to.
  func window() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 15) { buffer, count in
      var length: UInt32 = 0
      let code = inflateGetDictionary(stream, buffer.baseAddress, &length)
      count = code == Z_OK ? Int(length) : 0
    }
  }

  /// Begins anew, at the beginning of a stream.
  func restart() { inflateReset2(stream, -15) }

  /// Goes on where a block ended.
  ///
  /// - Parameters:
  ///   - window: output before that place.
  ///   - bits: how many of the high bits of `byte`, the last one used, are still unused.
  func restart(window: [UInt8], bits: Int, of byte: UInt8) {
    restart()
    if bits > 0 { inflatePrime(stream, Int32(bits), Int32(byte >> UInt8(8 - bits))) }
    inflateSetDictionary(stream, window, UInt32(window.count))
  }
}

/// CRC-32 (ISO 3309) of pieces one after the other.
struct Checksum {
  private(set) var value: UInt32 = 0

  mutating func update(_ bytes: [UInt8]) {
    value = UInt32(truncatingIfNeeded: crc32(UInt(value), bytes, UInt32(clamping: bytes.count)))
  }
}
