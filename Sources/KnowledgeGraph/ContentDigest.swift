import CKernels

/// SHA-256 of bytes that arrive in pieces (FIPS 180-4): how provenance names the very content that
/// was read. The hexadecimal form equals what `sha256sum` prints for the file.
///
/// Blocks go through the processor's own SHA-256 instructions where it has them (`CKernels`), and
/// through the rounds written out here where it has not; both give the same digest.
public struct ContentDigest: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0
  private let usesInstructions: Bool

  public init() { self.init(usesInstructions: Self.hasInstructions) }

  /// - Parameter usesInstructions: false for the portable rounds; true only where the processor
  ///   has the instructions.
  init(usesInstructions: Bool) {
    self.usesInstructions = usesInstructions && Self.hasInstructions
    pending.reserveCapacity(64)
  }

  static let hasInstructions: Bool = {
    ck_has_sha256() == 1
  }()

  /// The digest of one text's UTF-8, in hexadecimal.
  public static func hexadecimal(of text: String) -> String {
    var digest = ContentDigest()
    digest.update(Array(text.utf8))
    return digest.hexadecimal()
  }

  /// Takes the next bytes. O(count).
  public mutating func update(_ bytes: [UInt8]) {
    length += UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending += bytes[..<start]
      guard pending.count == 64 else { return }
      pending.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - start) / 64 * 64
    bytes.withUnsafeBytes { compress(UnsafeRawBufferPointer(rebasing: $0[start..<start + whole])) }
    pending += bytes[(start + whole)...]
  }

  /// The digest of all bytes so far, 64 lower-case hexadecimal digits. Ends the digest.
  public mutating func hexadecimal() -> String {
    let bits = length &* 8
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    update(tail)
    let digits = Array("0123456789abcdef")
    var text = ""
    for word in state {
      for shift in stride(from: 28, through: 0, by: -4) {
        text.append(digits[Int((word >> UInt32(shift)) & 15)])
      }
    }
    return text
  }

  /// Takes whole blocks of 64 bytes.
  private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
    if usesInstructions, let start = blocks.baseAddress {
      return ck_sha256(
        &state, start.assumingMemoryBound(to: UInt8.self), blocks.count / 64)
    }
    compressPortably(blocks)
  }

  /// Names follow FIPS 180-4 §6.2.2; the schedule W is kept as a ring of 16 words, since W[t] needs
  /// only the 16 before it.
  private mutating func compressPortably(_ blocks: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
      Self.roundConstants.withUnsafeBufferPointer { constants in
        for start in stride(from: 0, to: blocks.count, by: 64) {
          for t in 0..<16 {
            let word = blocks.loadUnaligned(fromByteOffset: start + 4 * t, as: UInt32.self)
            schedule[t] = UInt32(bigEndian: word)
          }
          state.withUnsafeMutableBufferPointer { Self.rounds($0, schedule, constants) }
        }
      }
    }
  }

  @inline(__always)
  private static func rounds(
    _ state: UnsafeMutableBufferPointer<UInt32>, _ w: UnsafeMutableBufferPointer<UInt32>,
    _ k: UnsafeBufferPointer<UInt32>
  ) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for t in 0..<64 {
      if t >= 16 {
        let w15 = w[(t &- 15) & 15]
        let w2 = w[(t &- 2) & 15]
        let s0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >> 3)
        let s1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >> 10)
        w[t & 15] = w[t & 15] &+ s0 &+ w[(t &- 7) & 15] &+ s1
      }
      let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let t1 = h &+ sum1 &+ ((e & f) ^ (~e & g)) &+ k[t] &+ w[t & 15]
      let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let t2 = sum0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e) = (g, f, e, d &+ t1)
      (d, c, b, a) = (c, b, a, t1 &+ t2)
    }
    let next = (a, b, c, d, e, f, g, h)
    state[0] &+= next.0
    state[1] &+= next.1
    state[2] &+= next.2
    state[3] &+= next.3
    state[4] &+= next.4
    state[5] &+= next.5
    state[6] &+= next.6
    state[7] &+= next.7
  }

  @inline(__always)
  private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
    (word >> bits) | (word << (32 - bits))
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
