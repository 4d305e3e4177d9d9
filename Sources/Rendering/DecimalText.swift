/// `value` with exactly `places` digits after the point, halves away from zero.
public func decimal(_ value: Double, places: Int) -> String {
  guard value.isFinite else { return String(value) }
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (abs(value) * scale).rounded()
  guard scaled < 9e15 else { return String(value) }
  var digits = String(Int64(scaled))
  if digits.count <= places {
    digits = String(repeating: "0", count: places + 1 - digits.count) + digits
  }
  let point = digits.index(digits.endIndex, offsetBy: -places)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return sign + digits[..<point] + (places > 0 ? "." + digits[point...] : "")
}

/// Like `decimal`, with a plus sign on what is not negative.
public func signedDecimal(_ value: Double, places: Int) -> String {
  let text = decimal(value, places: places)
  return text.hasPrefix("-") ? text : "+" + text
}

/// An effort without needless digits: `12`, `7.5`.
public func shortDecimal(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15
    ? String(Int64(value)) : decimal(value, places: 2)
}
