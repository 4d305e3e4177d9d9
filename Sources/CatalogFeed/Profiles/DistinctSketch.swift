/// How many different values there are and how many repeat, in constant memory.
///
/// Adaptive sampling (Wegman; Flajolet 1990): kept are the values whose hash ends in `depth` zero
/// bits; when more than `capacity` are, `depth` grows by one. Up to the capacity both counts are
/// exact, beyond it they are estimates with a standard error of about 1.2 / √capacity.
struct DistinctSketch: Sendable {
  static let capacity = 2048
  private var kept: [UInt64: Bool] = [:]
  private var depth: UInt64 = 0

  mutating func insert(_ hash: UInt64) {
    guard hash & ((1 << depth) - 1) == 0 else { return }
    kept[hash] = kept[hash] != nil
    guard kept.count > Self.capacity else { return }
    depth += 1
    let mask: UInt64 = (1 << depth) - 1
    kept = kept.filter { $0.key & mask == 0 }
  }

  /// Different values met.
  var distinct: Int { kept.count << Int(depth) }
  /// Of these, how many were met more than once.
  var repeated: Int { kept.values.count { $0 } << Int(depth) }

  /// FNV-1a with a final mix, the same on every run.
  static func hash(_ text: some Sequence<UInt8>, seed: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
    var hash = seed
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mixed(hash)
  }

  /// The finaliser of SplitMix64.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
