/// Facts with their derivations, each under a number that grows with the order of inference.
///
/// A fact takes 24 bytes, 8 more for each index that a rule needs, and 12 to 24 in the hash table.
/// The premises of a fact have smaller numbers than the fact itself, so derivations are well-founded
/// by construction.
struct FactTable: Sendable {
  static let none = UInt32.max

  private struct Record: Sendable {
    /// Subject in the upper half, object in the lower.
    var ends: UInt64
    var premises: (UInt32, UInt32)
    var predicate: UInt16
    /// Rule by which the fact was first inferred, or a mark of `RuleNumber`.
    var rule: UInt16
  }

  private var records: [Record] = []
  private(set) var liveCount = 0
  private(set) var givenCount = 0
  /// A piece of the hash in the upper half, the number in the lower.
  private var slots = [UInt64](repeating: FactTable.free, count: 1024)
  private var indexes: [EndIndex?] = []

  private static let free = UInt64.max

  var count: Int { records.count }

  func subject(_ number: Int) -> Int32 { Int32(truncatingIfNeeded: records[number].ends >> 32) }
  func object(_ number: Int) -> Int32 { Int32(truncatingIfNeeded: records[number].ends) }
  func predicate(_ number: Int) -> UInt16 { records[number].predicate }
  func rule(_ number: Int) -> UInt16 { records[number].rule }
  func premises(_ number: Int) -> (UInt32, UInt32) { records[number].premises }
  func fact(_ number: Int) -> RuleFact {
    let record = records[number]
    return RuleFact(
      record.predicate, Int32(truncatingIfNeeded: record.ends >> 32),
      Int32(truncatingIfNeeded: record.ends))
  }
  func isLive(_ number: Int) -> Bool { records[number].rule != RuleNumber.dead }
  func isGiven(_ number: Int) -> Bool { records[number].rule == RuleNumber.given }

  // MARK: Looking up

  /// The number of a fact that holds, nil when it does not.
  func number(of fact: RuleFact) -> Int? {
    let found = slots[slot(fact.predicate, Self.ends(fact))]
    guard found != Self.free else { return nil }
    let number = Int(UInt32(truncatingIfNeeded: found))
    return isLive(number) ? number : nil
  }

  private static func ends(_ fact: RuleFact) -> UInt64 {
    UInt64(UInt32(bitPattern: fact.subject)) << 32 | UInt64(UInt32(bitPattern: fact.object))
  }

  private static func hash(_ predicate: UInt16, _ ends: UInt64) -> UInt64 {
    var hash = (ends ^ (UInt64(predicate) &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    hash ^= hash >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash >> 32)
  }

  /// The slot that holds the fact, live or dead, or the free one where it would go.
  private func slot(_ predicate: UInt16, _ ends: UInt64) -> Int {
    let hash = Self.hash(predicate, ends)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let held = slots[slot]
      if held == Self.free { return slot }
      if held >> 32 == hash >> 32 {
        let record = records[Int(UInt32(truncatingIfNeeded: held))]
        if record.ends == ends && record.predicate == predicate { return slot }
      }
      slot = (slot + 1) & mask
    }
  }

  // MARK: Changing

  /// Appends a fact that does not hold yet.
  mutating func append(_ fact: RuleFact, rule: UInt16, premises: (UInt32, UInt32)) {
    if 3 * (count + 1) > 2 * slots.count { rehash() }
    let number = UInt32(truncatingIfNeeded: count)
    let ends = Self.ends(fact)
    slots[slot(fact.predicate, ends)] = Self.entry(fact.predicate, ends, number)
    let key = indexKey(fact.predicate, .subject)
    if key < indexes.count { indexes[key]?.append(number, under: fact.subject) }
    if key + 1 < indexes.count { indexes[key + 1]?.append(number, under: fact.object) }
    records.append(
      Record(ends: ends, premises: premises, predicate: fact.predicate, rule: rule))
    liveCount += 1
    if rule == RuleNumber.given { givenCount += 1 }
  }

  private static func entry(_ predicate: UInt16, _ ends: UInt64, _ number: UInt32) -> UInt64 {
    (hash(predicate, ends) & ~0xFFFF_FFFF) | UInt64(number)
  }

  /// The fact needs no derivation any more.
  mutating func makeGiven(_ number: Int) {
    records[number].rule = RuleNumber.given
    records[number].premises = (Self.none, Self.none)
    givenCount += 1
  }

  mutating func kill(_ number: Int) {
    if isGiven(number) { givenCount -= 1 }
    records[number].rule = RuleNumber.dead
    liveCount -= 1
  }

  private mutating func rehash() {
    slots = [UInt64](repeating: Self.free, count: 2 * slots.count)
    for number in 0..<count {
      // A later fact of the same ends replaces the dead one.
      let record = records[number]
      slots[slot(record.predicate, record.ends)] = Self.entry(
        record.predicate, record.ends, UInt32(truncatingIfNeeded: number))
    }
  }

  /// Drops the facts that hold no more, when they are the greater part. The order stays.
  mutating func compactIfSparse() {
    guard count - liveCount > liveCount, count > 1024 else { return }
    var compacted = FactTable()
    var numbers = [UInt32](repeating: Self.none, count: count)
    for number in 0..<count where isLive(number) {
      numbers[number] = UInt32(truncatingIfNeeded: compacted.count)
      let (first, second) = premises(number)
      compacted.append(
        fact(number), rule: rule(number),
        premises: (
          first == Self.none ? first : numbers[Int(first)],
          second == Self.none ? second : numbers[Int(second)]
        ))
    }
    self = compacted
  }

  // MARK: Indexes

  enum End: Int {
    case subject = 0
    case object = 1
  }

  private func indexKey(_ predicate: UInt16, _ end: End) -> Int {
    Int(predicate) << 1 | end.rawValue
  }

  /// Makes the index unless it is there. O(facts) the first time.
  mutating func prepareIndex(_ predicate: UInt16, _ end: End) {
    let key = indexKey(predicate, end)
    if key >= indexes.count {
      indexes += [EndIndex?](repeating: nil, count: key + 1 - indexes.count)
    }
    guard indexes[key] == nil else { return }
    var index = EndIndex()
    for number in 0..<count where records[number].predicate == predicate && isLive(number) {
      index.append(
        UInt32(truncatingIfNeeded: number),
        under: end == .subject ? subject(number) : object(number))
    }
    indexes[key] = index
  }

  /// A place in the list of the facts that have one end in common. The list is not held, so that
  /// facts may be appended while it is followed; they are not met.
  struct Place {
    fileprivate var index: Int
    fileprivate var entry: Int32
  }

  /// The facts of `predicate` with `value` at `end`, newest first, dead ones among them; an index
  /// has to be prepared.
  func place(_ predicate: UInt16, _ end: End, _ value: Int32) -> Place {
    let key = indexKey(predicate, end)
    guard key < indexes.count, let head = indexes[key]?.head(under: value) else {
      return Place(index: 0, entry: -1)
    }
    return Place(index: key, entry: head)
  }

  /// The fact at the place, which moves on; nil at the end.
  func next(_ place: inout Place) -> Int? {
    guard place.entry >= 0, let found = indexes[place.index]?.entry(place.entry) else {
      return nil
    }
    place.entry = found.next
    return Int(found.fact)
  }
}

/// Fact numbers by one of their ends: linked lists in one array, newest first.
private struct EndIndex: Sendable {
  struct Entry: Sendable {
    var fact: UInt32
    var next: Int32
  }

  /// Newest entry by node number; -1 for none.
  private var heads: [Int32] = []
  /// The same for texts, whose numbers are negative.
  private var textHeads: [Int32: Int32] = [:]
  private var entries: [Entry] = []

  func entry(_ entry: Int32) -> Entry { entries[Int(entry)] }

  func head(under value: Int32) -> Int32 {
    if value < 0 { return textHeads[value] ?? -1 }
    return Int(value) < heads.count ? heads[Int(value)] : -1
  }

  mutating func append(_ fact: UInt32, under value: Int32) {
    let entry = Int32(truncatingIfNeeded: entries.count)
    entries.append(Entry(fact: fact, next: head(under: value)))
    if value < 0 {
      textHeads[value] = entry
      return
    }
    if Int(value) >= heads.count {
      let length = max(Int(value) + 1, 2 * heads.count)
      heads += [Int32](repeating: -1, count: length - heads.count)
    }
    heads[Int(value)] = entry
  }
}
