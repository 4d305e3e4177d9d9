import Diagnostics
import Foundation
import KnowledgeGraph
import Testing

@testable import Evaluation

@Suite struct RecommendationFilesTests {
  private func load(
    _ train: String, _ test: String? = nil, _ graph: String? = nil
  ) throws -> Diagnosed<RecommendationDataset?> {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "recommendations-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    func write(_ text: String, _ name: String) throws -> String {
      let path = directory.appending(path: name)
      try Data(text.utf8).write(to: path)
      return path.path
    }
    return RecommendationFiles.load(
      train: try write(train, "a.inter"), test: try test.map { try write($0, "b.inter") },
      graph: try graph.map { try write($0, "c.kg") })
  }

  @Test func rowsAreInTheOrderOfTheFileWithoutTimestamps() throws {
    let loaded = try load(
      "user_id:token\titem_id:token\nu1\tx\nu2\ty\nu1\tz\r\nu1\tx\n",
      "item_id:token\tuser_id:token\nz\tu1\nw\tu1\nx\tu3\n")
    let dataset = try #require(loaded.value)
    #expect(dataset.items == ["x", "y", "z", "w"])
    #expect(dataset.log.learnerKeys == ["u1", "u2", "u3"])
    #expect(dataset.log.histories == [[0, 2], [1], []])
    // z is known of u1 already, and so not to be found.
    #expect(dataset.test == [[3], [], [0]])
    #expect(loaded.diagnostics.map(\.code) == ["recommendations.repeats"])
  }

  @Test func timestampsPutRowsInOrder() throws {
    let loaded = try load(
      "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
        + "u\ta\t5\t30\nu\tb\t1\t10.5\nu\tc\t2\t30\n")
    #expect(try #require(loaded.value).log.histories == [[1, 0, 2]])
  }

  @Test func graphsBecomeAttributesFromBothEnds() throws {
    let loaded = try load(
      "user_id:token\titem_id:token\nu\ta\nu\tb\n", nil,
      "head_id:token\trelation_id:token\ttail_id:token\n"
        + "a\tteaches\tsets\nb\tteaches\tsets\nada\tgives\tb\nelsewhere\tteaches\tsets\n")
    let dataset = try #require(loaded.value)
    #expect(dataset.attributes.map(\.relation) == ["gives⁻¹", "teaches"])
    #expect(dataset.attributes[1].entities == [[0], [0]])
    #expect(dataset.attributes[0].entities == [[], [0]])
    #expect(dataset.entities["gives⁻¹"] == ["ada"])
  }

  @Test func labelsMarkPairsAndOnlyPositivesAreHistory() throws {
    let loaded = try load(
      "user_id:token\titem_id:token\tlabel:float\nu\ta\t1\nu\tb\t0\n",
      "user_id:token\titem_id:token\tlabel:float\nu\tc\t1\nu\td\t0\n")
    let dataset = try #require(loaded.value)
    #expect(dataset.log.histories == [[0]])
    #expect(dataset.labelled.map(\.isPositive) == [true, false])
    #expect(dataset.test == [[2]])
  }

  @Test func faultsAreToldWithTheirLines() throws {
    let wrong = try load("user_id:token\titem_id:token\ttimestamp:float\nu\ta\t1\nu\tb\nu\tc\tx\n")
    #expect(wrong.value == nil)
    #expect(wrong.diagnostics.map { $0.place?.line } == [3, 4])
    #expect(wrong.diagnostics.allSatisfy { $0.code == "recommendations.line" })
    let headless = try load("u\ta\n")
    #expect(headless.diagnostics.map(\.code) == ["recommendations.header"])
    #expect(headless.value == nil)
    let empty = try load("user_id:token\titem_id:token\n")
    #expect(empty.diagnostics.map(\.code) == ["recommendations.empty"])
    let absent = RecommendationFiles.load(train: "/nowhere/a.inter", test: nil)
    #expect(absent.diagnostics.first?.code == "recommendations.file")
    #expect(absent.value == nil)
  }

  @Test func splitsLoseNothing() {
    let log = InteractionLog(
      learnerKeys: ["a", "b", "c"], itemCount: 9,
      histories: [[0, 1, 2, 3, 4, 5, 6, 7], [8], []])
    let last = RecommendationSplit.leavingLastOut(log)
    #expect(last.test == [[7], [], []] && last.train.histories[1] == [8])
    let one = RecommendationSplit.random(log, fraction: 0.5, seed: 4)
    let two = RecommendationSplit.random(log, fraction: 0.5, seed: 4)
    #expect(one.train == two.train && one.test == two.test)
    #expect((one.train.histories[0] + one.test[0]).sorted() == Array(0..<8))
    #expect(!one.test[0].isEmpty && one.train.histories[1] == [8] && one.test[1].isEmpty)
    let all = RecommendationSplit.random(log, fraction: 1, seed: 4)
    #expect(all.train.histories[0] == [0] && all.test[0] == Array(1..<8))
  }
}
