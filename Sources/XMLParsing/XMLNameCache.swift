import CLibXML2

/// Finds the number of a name by the addresses of its parts. libxml2 keeps every name of a document
/// once, in a dictionary that lives as long as the parser, so equal addresses mean equal names.
///
/// The names met last stand in a table of fixed size, one at each place, behind a pointer: a look at
/// it is two comparisons.
@usableFromInline
final class XMLNameCache {
  private struct Key: Hashable {
    var local: UnsafePointer<xmlChar>
    var uri: UnsafePointer<xmlChar>?
  }

  @usableFromInline
  struct Slot {
    @usableFromInline var local: UnsafePointer<xmlChar>?
    @usableFromInline var uri: UnsafePointer<xmlChar>?
    @usableFromInline var id: XMLNameTable.ID = XMLNameTable.none
  }

  @usableFromInline static let slotCount = 512
  @usableFromInline let slots: UnsafeMutablePointer<Slot>
  private let names: XMLNameTable
  private var rest: [Key: XMLNameTable.ID] = [:]

  init(names: XMLNameTable) {
    self.names = names
    slots = .allocate(capacity: Self.slotCount)
    slots.initialize(repeating: Slot(), count: Self.slotCount)
  }

  deinit { slots.deallocate() }

  @inlinable
  func identifier(
    local: UnsafePointer<xmlChar>, prefix: UnsafePointer<xmlChar>?, uri: UnsafePointer<xmlChar>?
  ) -> XMLNameTable.ID {
    let slot = slots[Self.place(local, uri)]
    let isKnown = slot.local == local && slot.uri == uri && (prefix == nil || uri != nil)
    return isKnown ? slot.id : found(local, prefix, uri)
  }

  @inlinable
  static func place(_ local: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?) -> Int {
    let address = UInt(bitPattern: local) ^ (UInt(bitPattern: uri) &* 31)
    return Int(truncatingIfNeeded: (address ^ (address >> 9)) & UInt(slotCount - 1))
  }

  @usableFromInline
  func found(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?
  ) -> XMLNameTable.ID {
    // A name with an undeclared prefix comes without a namespace; it is not the name without one.
    if prefix != nil, uri == nil { return interned(local, prefix, uri) }
    let key = Key(local: local, uri: uri)
    let id = rest[key] ?? interned(local, nil, uri)
    rest[key] = id
    slots[Self.place(local, uri)] = Slot(local: local, uri: uri, id: id)
    return id
  }

  private func interned(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?
  ) -> XMLNameTable.ID {
    let qualified = prefix.map { string($0) + ":" + string(local) } ?? string(local)
    return names.intern(uri.map(string), qualified)
  }
}
