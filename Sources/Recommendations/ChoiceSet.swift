/// One choice that a learner made: the features of the items there were to choose from.
///
/// Only items with some evidence are listed; all the others differ in the background feature
/// alone (`ChoiceData.background`) and are summed up without being listed, so that memory follows
/// the evidence and not the size of the catalogue.
struct ChoiceSet: Sendable {
  /// Items that are no alternatives, because the learner has them.
  var masked: [Int32]
  /// The items with evidence; the chosen one first, whether or not it has any.
  var items: [Int32]
  /// Row-major: `items.count · stride` vectors of four features, padded with zeros.
  var features: [SIMD4<Double>]
}

/// What a conditional logit is fitted to.
struct ChoiceData: Sendable {
  let featureCount: Int
  let itemCount: Int
  /// The feature that an item has for every learner (popularity), and its values by item.
  let backgroundFeature: Int?
  let background: [Double]
  private(set) var sets: [ChoiceSet] = []
  /// Features are divided by these before fitting.
  private(set) var scales: [Double]

  /// - Parameter background: nil when every feature depends on the learner.
  init(featureCount: Int, itemCount: Int, background: (feature: Int, values: [Double])?) {
    self.featureCount = featureCount
    self.itemCount = itemCount
    backgroundFeature = background?.feature
    self.background = background?.values ?? [Double](repeating: 0, count: itemCount)
    scales = [Double](repeating: 1, count: featureCount)
  }

  /// Vectors of four features that one item takes.
  var stride: Int { (featureCount + 3) / 4 }

  mutating func append(_ set: ChoiceSet) { sets.append(set) }

  /// Sets the scale of each feature to its standard deviation over all alternatives of all sets,
  /// the unlisted ones included; 1 for a feature that does not vary.
  mutating func measureScales() {
    var sums = [Double](repeating: 0, count: featureCount)
    var squares = sums
    var count = 0.0
    let (allSum, allSquares) = (background.reduce(0, +), background.reduce(0) { $0 + $1 * $1 })
    for set in sets {
      count += Double(itemCount - set.masked.count)
      for index in set.features.indices {
        for lane in 0..<4 where index % stride * 4 + lane < featureCount {
          let value = set.features[index][lane]
          sums[index % stride * 4 + lane] += value
          squares[index % stride * 4 + lane] += value * value
        }
      }
      guard let feature = backgroundFeature else { continue }
      let excluded = (set.items + set.masked).map { background[Int($0)] }
      sums[feature] += allSum - excluded.reduce(0, +)
      squares[feature] += allSquares - excluded.reduce(0) { $0 + $1 * $1 }
    }
    scales = zip(sums, squares).map { sum, square in
      let mean = sum / max(count, 1)
      let deviation = max(0, square / max(count, 1) - mean * mean).squareRoot()
      return deviation > 1e-12 ? deviation : 1
    }
  }
}
