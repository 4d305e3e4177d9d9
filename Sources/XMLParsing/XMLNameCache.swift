import CLibXML2

/// Finds the number of a name by the addresses of its parts. libxml2 keeps every name of a document
/// once, in a dictionary that lives as long as the parser, so equal addresses mean equal names.
struct XMLNameCache {
  private struct Key: Hashable {
    var local: UnsafePointer<xmlChar>
    var uri: UnsafePointer<xmlChar>?
  }
  private struct Slot {
    var local: UnsafePointer<xmlChar>?
    var uri: UnsafePointer<xmlChar>?
    var id: XMLNameTable.ID = XMLNameTable.none
  }

  private var slots = [Slot](repeating: Slot(), count: 512)
  private var rest: [Key: XMLNameTable.ID] = [:]

  mutating func identifier(
    local: UnsafePointer<xmlChar>, prefix: UnsafePointer<xmlChar>?, uri: UnsafePointer<xmlChar>?,
    names: XMLNameTable
  ) -> XMLNameTable.ID {
    // A name with an undeclared prefix comes without a namespace; it is not the name without one.
    if prefix != nil, uri == nil { return interned(local, prefix, uri, names) }
    let address = UInt(bitPattern: local) ^ (UInt(bitPattern: uri) &* 31)
    let index = Int(truncatingIfNeeded: (address ^ (address >> 9)) & 511)
    if slots[index].local == local, slots[index].uri == uri { return slots[index].id }
    let key = Key(local: local, uri: uri)
    let id = rest[key] ?? interned(local, nil, uri, names)
    rest[key] = id
    slots[index] = Slot(local: local, uri: uri, id: id)
    return id
  }

  private func interned(
    _ local: UnsafePointer<xmlChar>, _ prefix: UnsafePointer<xmlChar>?,
    _ uri: UnsafePointer<xmlChar>?, _ names: XMLNameTable
  ) -> XMLNameTable.ID {
    let qualified = prefix.map { string($0) + ":" + string(local) } ?? string(local)
    return names.intern(uri.map(string), qualified)
  }
}
