import CKernels
import Embeddings
import Testing

/// Every kernel of every variant this processor runs, against sums in double precision.
@Suite struct KernelTests {
  static let variants = KernelVariant.allCases.filter(\.isSupported).map(number)
  static let lengths = [1, 3, 8, 16, 31, 64, 67, 200]

  static func number(_ variant: KernelVariant) -> Int32 {
    switch variant {
    case .portable: 0
    case .avx2: 1
    case .avx512: 2
    }
  }

  func floats(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.nextSymmetricFloat() }
  }

  @Test func portableIsAlwaysSupported() {
    #expect(KernelVariant.portable.isSupported)
    #expect(KernelVariant.fastest.isSupported)
  }

  @Test(arguments: variants, lengths) func dotAndAxpy(variant: Int32, n: Int) {
    let a = floats(n, seed: 1)
    let b = floats(n, seed: 2)
    let exact = zip(a, b).map { Double($0) * Double($1) }.reduce(0, +)
    #expect(abs(Double(ck_dot(variant, a, b, n)) - exact) < 1e-5 * Double(n))
    var y = b
    ck_axpy(variant, 0.5, a, &y, n)
    for k in 0..<n { #expect(abs(y[k] - (b[k] + 0.5 * a[k])) < 1e-6) }
  }

  /// With every measure; a row scored alone has the same bytes as in a block.
  @Test(arguments: variants, [Int32(0), 1, 2, 3]) func panelScores(variant: Int32, measure: Int32) {
    let (m, entities, n) = (29, 37, 10)
    let queries = floats(m * n, seed: 3)
    let rows = floats(entities * n, seed: 4)
    let width = ck_panel_width(variant)
    let panelCount = (entities + width - 1) / width
    var panels = [Float](repeating: .nan, count: panelCount * width * n)
    ck_pack_panels(variant, rows, 0, entities, entities, n, n, &panels)
    let stride = panelCount * width
    var scores = [Float](repeating: .nan, count: m * stride)
    ck_score_panels(variant, measure, queries, m, n, n, panels, panelCount, &scores, stride)
    for i in 0..<m {
      let query = Array(queries[i * n..<(i + 1) * n])
      var alone = [Float](repeating: .nan, count: stride)
      ck_score_panels(variant, measure, query, 1, n, n, panels, panelCount, &alone, stride)
      #expect(alone == Array(scores[i * stride..<(i + 1) * stride]))
      for j in 0..<entities {
        let entity = Array(rows[j * n..<(j + 1) * n])
        let exact = reference(measure, query.map(Double.init), entity.map(Double.init))
        #expect(abs(Double(scores[i * stride + j]) - exact) < 1e-5)
        #expect(abs(Double(ck_measure(variant, measure, query, entity, n)) - exact) < 1e-5)
      }
    }
  }

  func reference(_ measure: Int32, _ q: [Double], _ e: [Double]) -> Double {
    let half = q.count / 2
    switch measure {
    case 0: return zip(q, e).map(*).reduce(0, +)
    case 1: return -zip(q, e).map { abs($0 - $1) }.reduce(0, +)
    case 2: return -zip(q, e).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    default:
      return -(0..<half).map { k in
        let (x, y) = (q[k] - e[k], q[k + half] - e[k + half])
        return (x * x + y * y).squareRoot()
      }.reduce(0, +)
    }
  }

  /// Both ways of reading A, depths beyond one block, ragged rows.
  @Test(arguments: variants, [(1, 16, 5), (7, 48, 300), (26, 32, 513)])
  func matrixProduct(variant: Int32, shape: (Int, Int, Int)) {
    let (m, n, k) = shape
    let a = floats(m * k, seed: 5)
    let transposed = (0..<m * k).map { a[$0 % m * k + $0 / m] }
    let b = floats(k * n, seed: 6)
    var c = [Float](repeating: 1, count: m * n)
    var d = c
    ck_multiply(variant, m, n, k, a, k, 1, b, n, &c, n)
    ck_multiply(variant, m, n, k, transposed, 1, m, b, n, &d, n)
    #expect(c == d)
    for i in 0..<m {
      for j in 0..<n {
        var exact = 1.0
        for p in 0..<k { exact += Double(a[i * k + p]) * Double(b[p * n + j]) }
        #expect(abs(Double(c[i * n + j]) - exact) < 1e-4)
      }
    }
  }

  @Test(arguments: variants, [1, 5, 40, 129]) func softmax(variant: Int32, count: Int) {
    let width = ck_panel_width(variant)
    let padded = (count + width - 1) / width * width
    var scores = floats(padded, seed: 7).map { $0 * 30 }
    let before = scores[..<count].map(Double.init)
    let target = count / 2
    let loss = ck_softmax_gradient(variant, &scores, count, [Int32(target)], 1, 0.25)
    let largest = before.max() ?? 0
    var sum = 0.0
    var weights: [Double] = []
    for score in before {
      // exp by its power series at a small argument, squared up again.
      var value = 1.0
      let x = (score - largest) / 1024
      for i in stride(from: 12, through: 1, by: -1) { value = 1 + value * x / Double(i) }
      for _ in 0..<10 { value *= value }
      weights.append(value)
      sum += value
    }
    for j in 0..<count {
      let exact = 0.25 * (weights[j] / sum - (j == target ? 1 : 0))
      #expect(abs(Double(scores[j]) - exact) < 1e-6)
    }
    #expect(scores[count...].allSatisfy { $0 == 0 })
    #expect(scores[target] <= 0)
    #expect(loss >= 0)
    if count == 1 { #expect(abs(loss) < 1e-6) }
  }

  @Test(arguments: variants) func adagradIsTheFormula(variant: Int32) {
    let n = 19
    let gradient = floats(n, seed: 8)
    let start = floats(n, seed: 9)
    var x = start
    var squares = [Float](repeating: 0.5, count: n)
    ck_adagrad(variant, &x, &squares, gradient, n, 0.1)
    for k in 0..<n {
      let g = Double(gradient[k])
      let exact = Double(start[k]) - 0.1 * g / (0.5 + g * g).squareRoot()
      #expect(abs(Double(x[k]) - exact) < 1e-6)
      #expect(abs(Double(squares[k]) - 0.5 - g * g) < 1e-6)
    }
  }

  @Test(arguments: variants) func rowAdagradIsTheFormula(variant: Int32) {
    let (n, width) = (32, 19)
    let gradient = floats(width, seed: 8) + [Float](repeating: 0, count: n - width)
    let start = floats(n, seed: 9)
    var x = start
    var state: Float = 0.5
    ck_row_adagrad(variant, &x, &state, gradient, n, width, 0.1)
    let mean = gradient.map { Double($0) * Double($0) }.reduce(0, +) / Double(width)
    #expect(abs(Double(state) - 0.5 - mean) < 1e-6)
    for k in 0..<n {
      let exact = Double(start[k]) - 0.1 * Double(gradient[k]) / (0.5 + mean).squareRoot()
      #expect(abs(Double(x[k]) - exact) < 1e-6)
    }
  }

  /// Two steps against the paper's recurrence.
  @Test(arguments: variants) func adamIsTheFormula(variant: Int32) {
    let n = 19
    let start = floats(n, seed: 9)
    var x = start
    var first = [Float](repeating: 0, count: n)
    var second = first
    var exact = start.map(Double.init)
    var (m, v) = (first.map(Double.init), first.map(Double.init))
    for step in 1...2 {
      let gradient = floats(n, seed: UInt64(20 + step))
      let (c1, c2) = (1 - pow(0.9, step), 1 - pow(0.999, step))
      ck_adam(variant, &x, &first, &second, gradient, n, Float(0.1 / c1), Float(1 / c2))
      for k in 0..<n {
        let g = Double(gradient[k])
        m[k] = 0.9 * m[k] + 0.1 * g
        v[k] = 0.999 * v[k] + 0.001 * g * g
        exact[k] -= 0.1 * (m[k] / c1) / ((v[k] / c2).squareRoot() + 1e-8)
      }
    }
    for k in 0..<n { #expect(abs(Double(x[k]) - exact[k]) < 1e-5) }
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
