import Embeddings

/// The losses of the papers written out in double precision, one term after another, with nothing
/// of the trainer's own code.
struct ReferenceLoss {
  var model: EmbeddingModelKind
  var norm: TranslationNorm
  var reciprocal: Bool
  var relationCount: Int
  var width: Int
  var regularisation: Double
  var l2: Double

  struct Query {
    var anchor: Int
    var code: Int
    var answers: [Int]
  }

  /// −distance or product of (anchor, relation code) with an entity.
  func score(_ a: [Double], _ code: Int, _ relations: [[Double]], _ e: [Double]) -> Double {
    let inverse = !reciprocal && code >= relationCount
    let r = relations[inverse ? code - relationCount : code]
    let half = width / 2
    switch model {
    case .transE:
      let d = (0..<width).map { a[$0] + (inverse ? -r[$0] : r[$0]) - e[$0] }
      return norm == .manhattan
        ? -d.map(abs).reduce(0, +) : -d.map { $0 * $0 }.reduce(0, +).squareRoot()
    case .distMult: return (0..<width).map { a[$0] * r[$0] * e[$0] }.reduce(0, +)
    case .complEx:
      // Re(a r ē), or with the roles of head and tail exchanged, Re(e r ā).
      return (0..<half).map { k in
        let (hr, hi) = inverse ? (e[k], e[k + half]) : (a[k], a[k + half])
        let (tr, ti) = inverse ? (a[k], a[k + half]) : (e[k], e[k + half])
        let (rr, ri) = (r[k], r[k + half])
        return hr * rr * tr + hi * rr * ti + hr * ri * ti - hi * ri * tr
      }.reduce(0, +)
    case .rotatE:
      return -(0..<half).map { k in
        let length = (r[k] * r[k] + r[k + half] * r[k + half]).squareRoot()
        let (c, s) = (r[k] / length, r[k + half] / length)
        let (hr, hi) = inverse ? (e[k], e[k + half]) : (a[k], a[k + half])
        let (tr, ti) = inverse ? (a[k], a[k + half]) : (e[k], e[k + half])
        let (x, y) = (hr * c - hi * s - tr, hr * s + hi * c - ti)
        return (x * x + y * y).squareRoot()
      }.reduce(0, +)
    }
  }

  func row(of code: Int) -> Int {
    !reciprocal && code >= relationCount ? code - relationCount : code
  }

  /// Σ|x|³ over moduli.
  func n3(_ x: [Double]) -> Double {
    guard model == .complEx else { return x.map { abs($0 * $0 * $0) }.reduce(0, +) }
    let half = width / 2
    return (0..<half).map { k in
      let square = x[k] * x[k] + x[k + half] * x[k + half]
      return square * square.squareRoot()
    }.reduce(0, +)
  }

  func squares(_ x: [Double]) -> Double { x.map { $0 * $0 }.reduce(0, +) }

  func penalty(_ queries: [Query], _ entities: [[Double]], _ relations: [[Double]]) -> Double {
    let weight = model == .complEx || model == .distMult ? regularisation : 0
    return queries.map { query in
      let rows =
        [entities[query.anchor], relations[row(of: query.code)]]
        + query.answers.map { entities[$0] }
      return rows.map { weight * n3($0) + l2 * squares($0) }.reduce(0, +)
    }.reduce(0, +) / Double(queries.count)
  }
}
