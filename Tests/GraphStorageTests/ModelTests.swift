import FoundationEssentials
import GRDB
import KnowledgeGraph
import Testing

@testable import GraphStorage

@Suite struct ModelTests {
  private func artefact(_ kind: String, _ name: String = "m", bytes: [UInt8]) -> ModelArtefact {
    ModelArtefact(
      kind: kind, name: name, metadata: Data("{\"dimension\":\(bytes.count)}".utf8),
      blobs: ["vectors": Data(bytes), "empty": Data()])
  }

  @Test func modelsComeBackAsTheyWereSaved() throws {
    let store = try memoryStore()
    #expect(try store.latestModel(kind: "embedding") == nil)
    let saved = artefact("embedding", "complex", bytes: [1, 2, 3])
    #expect(
      try store.saveModel([saved, artefact("ranking", bytes: [9])], basedOn: Versions()) == 1)
    let found = try #require(try store.latestModel(kind: "embedding"))
    #expect(found.version == 1)
    #expect(found.artefact == saved)
    #expect(try store.latestModel(kind: "ranking")?.artefact.blobs["vectors"] == Data([9]))
    #expect(try store.versions().model == 1)
    #expect(try store.modelBasis(version: 1) == Versions(model: 1))
    #expect(try store.checkInvariants() == [])
  }

  @Test func severalOfAKindAreToldApartByName() throws {
    let store = try memoryStore()
    _ = try store.saveModel(
      [artefact("embedding", "transe", bytes: [1]), artefact("embedding", "complex", bytes: [2])],
      basedOn: Versions())
    #expect(try store.latestModel(kind: "embedding")?.artefact.name == "complex")
    #expect(
      try store.latestModel(kind: "embedding", name: "transe")?.artefact.blobs["vectors"]
        == Data([1]))
    #expect(try store.latestModel(kind: "embedding", name: "none") == nil)
  }

  @Test func theLatestTwoVersionsOfEachKindAreKept() throws {
    let store = try memoryStore()
    _ = try store.saveModel([artefact("ranking", bytes: [0])], basedOn: Versions())
    for version in 2...5 {
      #expect(
        try store.saveModel([artefact("embedding", bytes: [UInt8(version)])], basedOn: Versions())
          == Int64(version))
    }
    let kept = try store.read { db in try Int64.fetchAll(db, sql: "SELECT version FROM model") }
    #expect(kept.sorted() == [1, 4, 5])
    #expect(try store.latestModel(kind: "ranking")?.version == 1)
    #expect(try store.latestModel(kind: "embedding")?.artefact.blobs["vectors"] == Data([5]))
    #expect(try store.modelBasis(version: 2) == nil)
  }

  @Test func aModelFromTheFutureIsRefused() throws {
    let store = try memoryStore()
    let code = refusalCode { _ = try store.saveModel([], basedOn: Versions(catalog: 3)) }
    #expect(code == "store.model-not-newer")
    #expect(try store.versions().model == 0)
  }

  @Test func largeBlobsAreCutAndDamageIsNoticed() throws {
    let store = try memoryStore()
    var large = [UInt8](repeating: 7, count: (17 << 20) + 5)
    large[large.count - 1] = 1
    _ = try store.saveModel([artefact("embedding", bytes: large)], basedOn: Versions())
    let lengths = try store.read { db in
      try Int.fetchAll(db, sql: "SELECT length(segment) FROM model_blob WHERE name = 'vectors'")
    }
    #expect(lengths.count == 2)
    #expect(lengths.allSatisfy { $0 <= 16 << 20 })
    #expect(try store.latestModel(kind: "embedding")?.artefact.blobs["vectors"] == Data(large))
    try store.write { db in
      try db.execute(sql: "DELETE FROM model_blob WHERE name = 'vectors' AND part = 1")
      return (.commit, ())
    }
    #expect(refusalCode { _ = try store.latestModel(kind: "embedding") } == "store.damaged")
  }
}
