/// Strongly connected components of a graph (Tarjan 1972) without recursion, so that no chain of
/// courses is too long for it.
struct StronglyConnectedParts {
  /// Component of each node; a component's successors have lower numbers.
  private(set) var component: [Int32]
  private(set) var count: Int32 = 0

  private var low: [Int32]
  private var number: [Int32]
  private var stack: [Int32] = []
  private var next: Int32 = 0

  /// O(nodes + edges).
  init(nodeCount: Int, successors: (Int) -> [Int32]) {
    component = Array(repeating: -1, count: nodeCount)
    low = Array(repeating: 0, count: nodeCount)
    number = Array(repeating: -1, count: nodeCount)
    for start in 0..<nodeCount where number[start] < 0 { search(from: start, successors) }
  }

  private mutating func search(from start: Int, _ successors: (Int) -> [Int32]) {
    var calls: [(node: Int, edges: [Int32], position: Int)] = [(start, successors(start), 0)]
    enter(start)
    while let (node, edges, position) = calls.last {
      guard position < edges.count else {
        calls.removeLast()
        leave(node, caller: calls.last?.node)
        continue
      }
      calls[calls.count - 1].position += 1
      let target = Int(edges[position])
      if number[target] < 0 {
        enter(target)
        calls.append((target, successors(target), 0))
      } else if component[target] < 0 {
        low[node] = min(low[node], number[target])
      }
    }
  }

  private mutating func enter(_ node: Int) {
    number[node] = next
    low[node] = next
    next += 1
    stack.append(Int32(node))
  }

  private mutating func leave(_ node: Int, caller: Int?) {
    if let caller { low[caller] = min(low[caller], low[node]) }
    guard low[node] == number[node] else { return }
    while let member = stack.popLast() {
      component[Int(member)] = count
      if Int(member) == node { break }
    }
    count += 1
  }
}
