/// Estimates of what reaching each node costs, from which the search takes landmarks and plans.
///
/// With cost r(c) of course c and the k cheapest children of a threshold k of n,
///
///     h(c)         = r(c) + h(requirement of c)
///     h_max(k-of-n) = value of the k-th cheapest child
///     h_add(k-of-n) = sum of the k cheapest
///
/// h_max is a lower bound (Bonet & Geffner 2001), h_add none, but a better guide. Mentions that
/// may be in the same term inside one concurrency group count as had: the estimate is a guide
/// there, and whoever uses it asks `Reachability` for the truth. Dijkstra's order, as in Knuth's
/// generalisation (1977): O(E + V log V). For h_max it stops as soon as the goals have a value above
/// 0; what was not had by then keeps `unreachable`, and is at least as dear.
struct RelaxedCosts {
  enum Combination { case maximum, sum }
  static let unreachable = Int.max / 4

  private(set) var course: [Int]
  private(set) var gate: [Int]
  /// Children in the order in which they were had, as far as needed: what `sum` adds up.
  private(set) var suppliers: [[Supplier]]
  enum Supplier: Hashable {
    case course(Int)
    case gate(Int)
  }

  private let problem: PlanningProblem
  private let residual: [Int]
  private let isForbidden: [Bool]
  private let combination: Combination
  private var lacking: [Int]
  private var queue = CostQueue()

  init(
    _ problem: PlanningProblem, residual: [Int], isForbidden: [Bool], taken: [Bool]?,
    combination: Combination
  ) {
    self.problem = problem
    self.residual = residual
    self.isForbidden = isForbidden
    self.combination = combination
    course = Array(repeating: Self.unreachable, count: problem.courses.count)
    gate = Array(repeating: Self.unreachable, count: problem.gates.count)
    suppliers = Array(repeating: [], count: combination == .sum ? problem.gates.count : 0)
    lacking = problem.lackingAtLoosest
    if let taken {
      for number in taken.indices where taken[number] {
        for gate in problem.excluders[number] { lacking[gate] += 1 }
      }
    }
    for number in course.indices where problem.isOpenAtStart[number] { offer(number, after: 0) }
    for gate in lacking.indices where lacking[gate] <= 0 { settle(gate, at: 0) }
    while let entry = queue.pop() {
      if combination == .maximum, goals > 0, goals < Self.unreachable { break }
      for place in problem.feedStarts[entry.item]..<problem.feedStarts[entry.item + 1] {
        supply(problem.flatFeeds[place], from: .course(entry.item), entry.cost)
      }
    }
  }

  var goals: Int { gate[problem.goalGate] }

  /// Called once a course, when its requirement is first met.
  private mutating func offer(_ number: Int, after value: Int) {
    guard !isForbidden[number] else { return }
    course[number] = min(value + residual[number], Self.unreachable - 1)
    queue.push(course[number], rank: problem.preferenceRank[number], item: number)
  }

  private mutating func supply(_ target: Int, from supplier: Supplier, _ value: Int) {
    guard lacking[target] > 0 else { return }
    if combination == .sum { suppliers[target].append(supplier) }
    lacking[target] -= 1
    if lacking[target] == 0 {
      settle(target, at: combination == .maximum ? value : sum(of: suppliers[target]))
    }
  }

  private func sum(of suppliers: [Supplier]) -> Int {
    suppliers.reduce(0) { total, supplier in
      switch supplier {
      case .course(let number): min(total + course[number], Self.unreachable - 1)
      case .gate(let number): min(total + gate[number], Self.unreachable - 1)
      }
    }
  }

  /// A gate's value may exceed the value of the course that completed it, when it is a sum; the
  /// gates above it then take their children in the order of completion, which is close enough
  /// for a guide. For the maximum the order is exact.
  private mutating func settle(_ number: Int, at value: Int) {
    guard gate[number] == Self.unreachable else { return }
    gate[number] = value
    let output = problem.outputs[number]
    if output >= 0 {
      supply(output, from: .gate(number), value)
    } else if output != PlanningProblem.goalsOutput {
      offer(-2 - output, after: value)
    }
  }
}

/// A binary heap of courses by cost, then by preference.
private struct CostQueue {
  struct Entry {
    var cost: Int
    var rank: Int
    var item: Int
    static func < (a: Entry, b: Entry) -> Bool { (a.cost, a.rank) < (b.cost, b.rank) }
  }
  private var heap: [Entry] = []

  mutating func push(_ cost: Int, rank: Int, item: Int) {
    heap.append(Entry(cost: cost, rank: rank, item: item))
    var place = heap.count - 1
    while place > 0, heap[place] < heap[(place - 1) / 2] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while true {
      let left = 2 * place + 1
      var least = place
      if left < heap.count, heap[left] < heap[least] { least = left }
      if left + 1 < heap.count, heap[left + 1] < heap[least] { least = left + 1 }
      if least == place { return first }
      heap.swapAt(place, least)
      place = least
    }
  }
}
