/// Columns that `text` takes in a terminal: two for wide East Asian characters, none for marks that
/// combine. After Unicode Standard Annex #11, by ranges.
public func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
}

/// `text` filled with spaces, or cut with `…`, to exactly `width` columns.
public func fitted(_ text: String, to width: Int) -> String {
  let own = displayWidth(text)
  if own <= width { return text + String(repeating: " ", count: width - own) }
  var kept = ""
  var used = 0
  for character in text {
    let next = displayWidth(String(character))
    if used + next > width - 1 { break }
    kept.append(character)
    used += next
  }
  return kept + "…" + String(repeating: " ", count: max(0, width - used - 1))
}

private func columns(of scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
    0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
