import Diagnostics
import Foundation
import Testing

@testable import Evaluation

@Suite("Logs of answers")
struct AnswerFilesTests {
  private func load(_ text: String) throws -> Diagnosed<[[LoggedAnswer]]?> {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("answers-\(UInt64.random(in: 0 ... .max)).csv").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return AnswerFiles.load(path)
  }

  @Test("Columns in any order, commas or tabs, skills joined by ~", arguments: [",", "\t"])
  func columns(separator: String) throws {
    let text = """
      skill_name,correct,user_id,item_id,timestamp,other
      a~b~a,1,L1,q1,20,x
      a,0,L2,q2,5,x
      c,0.4,L1,q3,10,x

      """.replacing(",", with: separator)
    let histories = try #require(try load(text).value)
    #expect(histories.map(\.count) == [2, 1])
    #expect(histories[0].map(\.item) == ["q3", "q1"])
    #expect(histories[0][1].topics == ["a", "b"])
    #expect(histories[0].map(\.isCorrect) == [false, true])
  }

  @Test("Without times, and with times that are all the same, the order of the rows stands")
  func order() throws {
    let plain = try #require(try load("user_id,skill_name,correct\n1,s,0\n1,t,1\n").value)
    #expect(plain[0].map(\.item) == ["s", "t"])
    let same = try #require(
      try load("user_id,item_id,timestamp,correct\n1,b,0,0\n1,a,0,1\n").value)
    #expect(same[0].map(\.item) == ["b", "a"])
  }

  @Test(
    "What cannot be read is said with its line",
    arguments: [
      ("user_id,item_id\n1,2\n", "mastery.bad-header", 1), ("", "mastery.bad-header", 1),
      ("user_id,item_id,correct\n1,2\n", "mastery.bad-row", 2),
      ("user_id,item_id,correct\n1,2,1\n1,2,yes\n", "mastery.bad-row", 3),
      ("user_id,item_id,correct\n,2,1\n", "mastery.bad-row", 2),
      ("user_id,item_id,correct\n\n", "mastery.empty", nil),
    ] as [(String, String, Int?)])
  func malformed(text: String, code: String, line: Int?) throws {
    let loaded = try load(text)
    #expect(loaded.value == nil)
    #expect(loaded.diagnostics.map(\.code) == [code])
    #expect(loaded.diagnostics[0].place?.line == line)
  }

  @Test("A file that is not there is an error")
  func missing() {
    #expect(AnswerFiles.load("/no/such/file").diagnostics.map(\.code) == ["mastery.unreadable"])
  }
}

@Suite("Figures of predictions")
struct PredictionFiguresTests {
  @Test("Known answers: a perfect, a constant and a reversed prediction")
  func known() {
    let outcomes = [true, false, true, true]
    let perfect = PredictionFigures(predictions: [1, 0, 1, 1], outcomes: outcomes)
    #expect(perfect.auc == 1 && perfect.accuracy == 1 && perfect.brier < 1e-12)
    #expect(perfect.logLoss < 1e-12)
    let constant = PredictionFigures(predictions: [0.75, 0.75, 0.75, 0.75], outcomes: outcomes)
    #expect(constant.auc == 0.5)
    #expect(constant.calibrationError == 0)
    #expect(abs(constant.logLoss - constant.constantLogLoss(0.75)) < 1e-12)
    #expect(abs(constant.brier - 0.1875) < 1e-12)
    let reversed = PredictionFigures(predictions: [0, 1, 0, 0], outcomes: outcomes)
    #expect(reversed.auc == 0 && reversed.accuracy == 0)
  }

  @Test("Bins hold each prediction once, 1 in the last")
  func bins() {
    let figures = PredictionFigures(
      predictions: [0, 0.05, 0.1, 0.95, 1], outcomes: [false, true, true, true, false])
    #expect(figures.calibration.map(\.count) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
    #expect(figures.calibration[0].observed == 0.5)
  }
}
