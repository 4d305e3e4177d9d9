/// Tarjan's strongly connected components (1972), without recursion: each ascending, in the order
/// in which they close (successors first). O(nodes + edges).
func stronglyConnectedComponents(_ edges: [[Int]]) -> [[Int]] {
  var search = ComponentSearch(count: edges.count)
  for start in edges.indices where search.index[start] < 0 { search.run(from: start, edges) }
  return search.components
}

private struct ComponentSearch {
  var index: [Int]
  var low: [Int]
  var onStack: [Bool]
  var stack: [Int] = []
  var next = 0
  var components: [[Int]] = []

  init(count: Int) {
    index = Array(repeating: -1, count: count)
    low = Array(repeating: 0, count: count)
    onStack = Array(repeating: false, count: count)
  }

  mutating func run(from start: Int, _ edges: [[Int]]) {
    var calls: [(node: Int, edge: Int)] = [(start, 0)]
    enter(start)
    while let (node, edge) = calls.last {
      if edge < edges[node].count {
        calls[calls.count - 1].edge += 1
        let target = edges[node][edge]
        if index[target] < 0 {
          enter(target)
          calls.append((target, 0))
        } else if onStack[target] {
          low[node] = min(low[node], index[target])
        }
      } else {
        calls.removeLast()
        if let parent = calls.last?.node { low[parent] = min(low[parent], low[node]) }
        if low[node] == index[node] { close(node) }
      }
    }
  }

  private mutating func enter(_ node: Int) {
    index[node] = next
    low[node] = next
    next += 1
    stack.append(node)
    onStack[node] = true
  }

  private mutating func close(_ node: Int) {
    var component: [Int] = []
    while let member = stack.popLast() {
      onStack[member] = false
      component.append(member)
      if member == node { break }
    }
    components.append(component.sorted())
  }
}
