extension LintForest {
  /// The fewest places found whose failing makes the tree below `node` fail, with their price:
  /// leaves and impossible thresholds, in reading order; nil when the tree does not fail.
  ///
  /// For each threshold the cheapest of the parts that fail, as many as are needed; ties go to the
  /// first. Every place of the result is needed. O(size of the tree).
  ///
  /// - Parameter price: of a leaf; nil for one that does not fail.
  func cut(_ node: Int, price: (Int) -> Int?) -> (places: [Int], price: Int)? {
    if isImpossible(node) { return ([node], 0) }
    guard nodes[node].kind == .threshold else { return price(node).map { ([node], $0) } }
    let wanted = Int(nodes[node].count - nodes[node].need) + 1
    let failing = parts(of: node).compactMap { cut($0, price: price) }
    guard nodes[node].need > 0, failing.count >= wanted else { return nil }
    let cheapest = failing.indices.sorted { (failing[$0].price, $0) < (failing[$1].price, $1) }
    let chosen = cheapest.prefix(wanted).sorted().map { failing[$0] }
    return (chosen.flatMap(\.places), chosen.reduce(0) { $0 + $1.price })
  }
}
