import Glibc
import KnowledgeGraph

/// Items that share entities through one relation: the cosine of IDF-weighted entity vectors.
///
///     idf(e)   = ln(1 + N / df(e))
///     M[h, i]  = Σ_{e shared} idf(e)² / (‖h‖ · ‖i‖),  ‖x‖ = √Σ_{e of x} idf(e)²
///
/// Rows are formed when asked for, in O(Σ over the item's entities of df): an entity that all items
/// share would make a stored matrix dense.
struct SharedAttributeMatrix: EvidenceMatrix {
  let relation: String
  private let entities: [[Int32]]
  private let itemsOfEntity: [[Int32]]
  private let squaredIDF: [Double]
  private let norms: [Double]

  /// - Parameter itemCount: N; items beyond `attributes.entities` have no entities.
  init(_ attributes: ItemAttributes, itemCount: Int) {
    relation = attributes.relation
    let entities = (0..<itemCount).map { item in
      item < attributes.entities.count ? attributes.entities[item] : []
    }
    var itemsOfEntity = [[Int32]](repeating: [], count: attributes.entityCount)
    for (item, list) in entities.enumerated() {
      for entity in list { itemsOfEntity[Int(entity)].append(Int32(item)) }
    }
    let squaredIDF = itemsOfEntity.map { items -> Double in
      guard !items.isEmpty else { return 0 }
      let idf = log(1 + Double(itemCount) / Double(items.count))
      return idf * idf
    }
    norms = entities.map { list in
      list.reduce(0) { $0 + squaredIDF[Int($1)] }.squareRoot()
    }
    self.entities = entities
    self.itemsOfEntity = itemsOfEntity
    self.squaredIDF = squaredIDF
  }

  var itemCount: Int { entities.count }

  func copyRow(_ own: Int32, into row: inout EvidenceRow) {
    row.removeAll()
    row.makeDense(itemCount)
    for entity in entities[Int(own)] {
      let amount = squaredIDF[Int(entity)]
      for item in itemsOfEntity[Int(entity)] where item != own {
        if row.dense[Int(item)] == 0 { row.columns.append(item) }
        row.dense[Int(item)] += amount
      }
    }
    for item in row.columns {
      row.values.append(row.dense[Int(item)] / (norms[Int(own)] * norms[Int(item)]))
      row.dense[Int(item)] = 0
    }
  }

  func value(_ own: Int32, _ item: Int32) -> Double {
    guard own != item else { return 0 }
    let shared = sharedEntities(own, item).reduce(0) { $0 + squaredIDF[Int($1)] }
    return shared > 0 ? shared / (norms[Int(own)] * norms[Int(item)]) : 0
  }

  /// Entities that both items have, ascending.
  private func sharedEntities(_ a: Int32, _ b: Int32) -> [Int32] {
    var shared: [Int32] = []
    var rest = entities[Int(b)][...]
    for entity in entities[Int(a)] {
      while let first = rest.first, first < entity { rest = rest.dropFirst() }
      if rest.first == entity { shared.append(entity) }
    }
    return shared
  }

  /// Entities that both items have, rarest first, ties by number.
  func witnesses(_ own: Int32, _ item: Int32) -> [Int32] {
    sharedEntities(own, item).sorted { a, b in
      let (left, right) = (squaredIDF[Int(a)], squaredIDF[Int(b)])
      return left != right ? left > right : a < b
    }
  }
}
