import Rendering
import Testing

@Suite struct MarkedTextTests {
  @Test func marksStandBeneathWhatTheyMark() {
    #expect(
      MarkedText("ART 101 or consent", marks: [11..<18]).lines(width: 40) == [
        "ART 101 or consent",
        "           ~~~~~~~",
      ])
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(
      MarkedText("高等数学 或 教师同意", marks: [7..<11]).lines(width: 40) == [
        "高等数学 或 教师同意",
        "            ~~~~~~~~",
      ])
  }

  @Test func linesBreakAtSpacesAndOnlyMarkedOnesHaveMarks() {
    #expect(
      MarkedText("one two three\nfour", marks: [8..<13]).lines(width: 9) == [
        "one two", "three", "~~~~~", "four",
      ])
  }

  @Test func aLongWordIsCut() {
    #expect(MarkedText("abcdef", marks: [4..<9]).lines(width: 3) == ["abc", "def", " ~~"])
  }

  @Test func nothingToShow() {
    #expect(MarkedText("", marks: [0..<3]).lines(width: 10).isEmpty)
    #expect(MarkedText(" \n", marks: []).lines(width: 10).isEmpty)
  }
}
