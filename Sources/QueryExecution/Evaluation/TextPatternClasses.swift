/// Classes such as `[a-z]`, `[^\d_]`, `[a-d[x-z]]` and `[a-z&&[^aeiou]]`.
extension TextPatternParser {
  /// After `[`. A `]` that comes first is a literal.
  mutating func characterClass() throws(TextPatternProblem) -> ScalarSet {
    try enter()
    let isNegated = take("^")
    var operands: [ScalarSet] = []
    var items: [ScalarSet] = []
    while true {
      guard let scalar = next else { throw .invalid("`[` is never closed") }
      let hasContent = !items.isEmpty || !operands.isEmpty
      if scalar == "]", hasContent { break }
      if scalar == "&", ahead(1) == "&" {
        position += 2
        try close(&items, into: &operands)
      } else {
        items.append(try classItem())
      }
    }
    position += 1
    depth -= 1
    try close(&items, into: &operands)
    let set = operands.count == 1 ? operands[0] : .intersection(operands)
    return isNegated ? .complement(set) : set
  }

  private func close(
    _ items: inout [ScalarSet], into operands: inout [ScalarSet]
  ) throws(TextPatternProblem) {
    if items.isEmpty { throw .invalid("`&&` stands between two sets of characters") }
    operands.append(items.count == 1 ? items[0] : .union(items))
    items = []
  }

  private mutating func classItem() throws(TextPatternProblem) -> ScalarSet {
    if take("[") { return try characterClass() }
    let first: Unicode.Scalar
    switch try classScalar() {
    case .set(let set): return set
    case .scalar(let scalar): first = scalar
    }
    guard next == "-", let following = ahead(1), following != "]", following != "[" else {
      return range(first...first)
    }
    position += 1
    guard case .scalar(let last) = try classScalar() else {
      throw .invalid("a range in a class ends with a class")
    }
    guard first <= last else { throw .invalid("the range `\(first)-\(last)` runs backwards") }
    return range(first...last)
  }

  private mutating func classScalar() throws(TextPatternProblem) -> Escaped {
    guard let scalar = take() else { throw .invalid("`[` is never closed") }
    return scalar == "\\" ? try escaped() : .scalar(scalar)
  }
}
