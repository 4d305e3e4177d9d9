/// XML's white space.
@inline(__always)
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

/// Whether bytes hold nothing but white space.
@inline(__always)
func isBlank(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  for byte in bytes where !isSpace(byte) { return false }
  return true
}

/// Bytes without the white space at their ends.
@inline(__always)
func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
  var start = 0
  var end = bytes.count
  while start < end, isSpace(bytes[start]) { start += 1 }
  while start < end, isSpace(bytes[end - 1]) { end -= 1 }
  return UnsafeBufferPointer(rebasing: bytes[start..<end])
}

/// A text with each run of white space made one space, and none at its ends.
func collapsed(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  if isCollapsed(bytes) { return String(decoding: bytes, as: UTF8.self) }
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  for byte in bytes {
    if !isSpace(byte) {
      result.append(byte)
    } else if let last = result.last, last != 0x20 {
      result.append(0x20)
    }
  }
  if result.last == 0x20 { result.removeLast() }
  return String(decoding: result, as: UTF8.self)
}

/// Appends the same to a buffer of text.
///
/// - Returns: where it stands there; empty when there is nothing but white space.
func appendCollapsed(_ bytes: UnsafeBufferPointer<UInt8>, to text: Arena<UInt8>) -> Range<Int32> {
  let start = text.count
  if isCollapsed(bytes) {
    text.append(bytes)
  } else {
    var isPending = false
    for byte in bytes {
      if isSpace(byte) {
        isPending = text.count > start
      } else {
        if isPending { text.append(0x20) }
        isPending = false
        text.append(byte)
      }
    }
  }
  return Int32(start)..<Int32(text.count)
}

func collapsed(_ text: String) -> String {
  var text = text
  return text.withUTF8 { collapsed($0) }
}

/// Whether ``collapsed(_:)`` would change nothing; may say no where it would not. The loop has one
/// way out, so that the compiler can take many bytes at a time.
private func isCollapsed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let first = bytes.first, let last = bytes.last, first > 0x20, last > 0x20 else {
    return false
  }
  var disorder: UInt8 = 0
  for index in 1..<bytes.count {
    let here = bytes[index]
    let isControl: UInt8 = here < 0x20 ? 1 : 0
    let isBlank: UInt8 = here <= 0x20 ? 1 : 0
    let followsBlank: UInt8 = bytes[index - 1] <= 0x20 ? 1 : 0
    disorder |= isControl | (isBlank & followsBlank)
  }
  return disorder == 0
}
