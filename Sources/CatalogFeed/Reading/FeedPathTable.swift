import XMLParsing

/// Gives every path of a feed a small number, so that what is known of a path is known of all values
/// that stand at it.
final class FeedPathTable {
  typealias Number = Int32

  /// One step of a path of the feed.
  struct Step: BitwiseCopyable {
    /// ``none`` for the root element.
    var parent: Number
    var name: XMLNameTable.ID
    var isAttribute: Bool
  }

  /// What stands above the root.
  static let none: Number = -1
  /// A hostile feed could have a new path at every element; beyond ``limit`` they share this one.
  static let others: Number = .max
  static let limit = 20_000

  private let steps = Arena<Step>()
  /// Open addressing with linear probing; −1 where there is nothing. A power of two of places, of
  /// which at most half are taken.
  private var places = FeedPathTable.emptyPlaces(1 << 10)

  deinit {
    steps.deallocate()
    places.deallocate()
  }

  private static func emptyPlaces(_ count: Int) -> Arena<Number> {
    let places = Arena<Number>(capacity: count)
    for _ in 0..<count { places.append(-1) }
    return places
  }

  var count: Int { steps.count }

  subscript(number: Number) -> Step { steps[Int(number)] }

  /// The number of the path that ends with a step; O(1).
  func number(parent: Number, name: XMLNameTable.ID, isAttribute: Bool) -> Number {
    guard parent != Self.others else { return Self.others }
    let mask = places.count - 1
    var place = Self.hash(parent, name, isAttribute) & mask
    while places[place] >= 0 {
      let step = steps[Int(places[place])]
      if step.parent == parent, step.name == name, step.isAttribute == isAttribute {
        return places[place]
      }
      place = (place + 1) & mask
    }
    guard steps.count < Self.limit else { return Self.others }
    let number = Number(steps.count)
    steps.append(Step(parent: parent, name: name, isAttribute: isAttribute))
    places[place] = number
    if steps.count * 2 > places.count { enlarge() }
    return number
  }

  private func enlarge() {
    let larger = Self.emptyPlaces(places.count * 2)
    places.deallocate()
    places = larger
    let mask = places.count - 1
    for (number, step) in steps.enumerated() {
      var place = Self.hash(step.parent, step.name, step.isAttribute) & mask
      while places[place] >= 0 { place = (place + 1) & mask }
      places[place] = Number(number)
    }
  }

  /// Fibonacci hashing (Knuth, TAOCP 3, §6.4).
  private static func hash(_ parent: Number, _ name: XMLNameTable.ID, _ isAttribute: Bool) -> Int {
    let parts =
      UInt64(UInt32(bitPattern: parent)) << 33
      ^ UInt64(UInt32(bitPattern: name)) << 1 ^ (isAttribute ? 1 : 0)
    return Int(truncatingIfNeeded: (parts &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }
}
