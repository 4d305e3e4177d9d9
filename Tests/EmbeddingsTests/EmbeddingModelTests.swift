import FoundationEssentials
import KnowledgeGraph
import Testing

@testable import Embeddings

@Suite struct EmbeddingModelTests {
  let world = FamilyWorld(families: 4)

  func model(_ kind: EmbeddingModelKind = .complEx) throws -> EmbeddingModel {
    try EmbeddingTrainer(EmbeddingConfiguration(model: kind, dimension: 10, epochs: 4)).train(
      triples: world.training, entityCount: world.entityCount,
      relationCount: world.relationCount)
  }

  @Test(arguments: EmbeddingModelKind.allCases) func comesBackFromItsBytes(
    kind: EmbeddingModelKind
  ) throws {
    let model = try model(kind)
    let encoded = try model.encoded()
    let back = try EmbeddingModel(decoding: encoded)
    #expect(back.entityValues == model.entityValues)
    #expect(back.relationValues == model.relationValues)
    #expect(back.summary == model.summary)
    #expect(back.time == nil)
    #expect(try back.encoded() == encoded)
    var (a, b): ([Float], [Float]) = ([], [])
    model.scoreHeads(relation: 1, tail: 3, into: &a)
    back.scoreHeads(relation: 1, tail: 3, into: &b)
    #expect(a == b)
    #expect(a.count == world.entityCount)
  }

  @Test func refusesBrokenBytes() throws {
    let good = try model().encoded()
    var broken = good
    broken.metadata = Data("{".utf8)
    #expect(throws: EmbeddingError.self) { try EmbeddingModel(decoding: broken) }
    broken = good
    broken.blobs["entities"] = good.blobs["entities"]?.dropLast()
    #expect(throws: EmbeddingError.self) { try EmbeddingModel(decoding: broken) }
    broken = good
    broken.blobs["relations"] = nil
    #expect(throws: EmbeddingError.self) { try EmbeddingModel(decoding: broken) }
    broken = good
    broken.blobs["entities"]?.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F])
    #expect(throws: EmbeddingError.self) { try EmbeddingModel(decoding: broken) }
  }

  @Test(arguments: EmbeddingModelKind.allCases) func scoresManyAsOne(
    kind: EmbeddingModelKind
  ) throws {
    let model = try model(kind)
    let triples = world.heldOut[...] + world.training.prefix(20)
    var block = [Float](repeating: 0, count: triples.count * model.entityCount)
    for tails in [true, false] {
      block.withUnsafeMutableBufferPointer {
        tails ? model.scoreTails(of: triples, into: $0) : model.scoreHeads(of: triples, into: $0)
      }
      for (index, triple) in triples.enumerated() {
        var row: [Float] = []
        if tails {
          model.scoreTails(head: triple.head, relation: triple.relation, into: &row)
        } else {
          model.scoreHeads(relation: triple.relation, tail: triple.tail, into: &row)
        }
        #expect(row == Array(block[index * model.entityCount..<(index + 1) * model.entityCount]))
      }
    }
  }

  @Test func neighboursAreThoseOfBruteForce() throws {
    let model = try model()
    let table = model.entityTable(version: 3)
    #expect(table.artefact == "complex@3")
    #expect(table.rowCount == model.entityCount)
    func cosine(_ a: Int, _ b: Int) -> Double {
      let (x, y) = (table.row(a).map(Double.init), table.row(b).map(Double.init))
      let product = zip(x, y).map(*).reduce(0, +)
      let norms = x.map { $0 * $0 }.reduce(0, +) * y.map { $0 * $0 }.reduce(0, +)
      return product / norms.squareRoot()
    }
    let found = model.nearestNeighbours(of: 7, limit: 5)
    let all = (0..<model.entityCount).filter { $0 != 7 }.sorted { cosine(7, $0) > cosine(7, $1) }
    #expect(found.map { Int($0.entity) } == Array(all.prefix(5)))
    for neighbour in found {
      #expect(abs(Double(neighbour.similarity) - cosine(7, Int(neighbour.entity))) < 1e-5)
    }
    #expect(model.nearestNeighbours(of: -1, limit: 5).isEmpty)
    #expect(model.nearestNeighbours(of: 7, limit: 1000).count == model.entityCount - 1)
  }
}
