import Testing
import XMLParsing

@testable import CatalogFeed

/// What the reading of a feed is built on, against plain arrays and plain loops.
@Suite struct ReadingStructureTests {
  @Test func anArenaIsAnArray() {
    let arena = Arena<Int32>(capacity: 1)
    defer { arena.deallocate() }
    var array: [Int32] = []
    for number in 0..<5000 {
      arena.append(Int32(number))
      array.append(Int32(number))
      if number % 7 == 0 {
        let keep = array.count - array.count / 3
        arena.truncate(to: keep)
        array.removeSubrange(keep...)
      }
      if number % 11 == 0 {
        let more = (0..<Int32(number % 50)).map { $0 * 3 }
        more.withUnsafeBufferPointer { arena.append($0) }
        array += more
      }
      if number % 5 == 0, !array.isEmpty {
        arena[array.count / 2] += 1
        array[array.count / 2] += 1
      }
    }
    #expect(Array(arena) == array)
    #expect(arena.last == array.last)
    #expect(Array(arena.span(3..<array.count - 2)) == Array(array[3..<array.count - 2]))
  }

  @Test func pathsAreNumberedOnce() {
    let table = FeedPathTable()
    var known: [[Int32]: Int32] = [:]
    for name in 0..<Int32(3000) {
      let root = table.number(parent: FeedPathTable.none, name: name % 40, isAttribute: false)
      let child = table.number(parent: root, name: name, isAttribute: name % 2 == 0)
      #expect(table[child].parent == root && table[child].name == name)
      #expect(known.updateValue(child, forKey: [name % 40, name]) == nil)
    }
    for (path, number) in known {
      let root = table.number(parent: FeedPathTable.none, name: path[0], isAttribute: false)
      let isAttribute = path[1] % 2 == 0
      #expect(table.number(parent: root, name: path[1], isAttribute: isAttribute) == number)
    }
    #expect(Set(known.values).count == 3000 && table.count == 3040)
  }

  @Test func aHostileFeedSharesItsLastPath() {
    let table = FeedPathTable()
    for name in 0..<Int32(FeedPathTable.limit) {
      #expect(table.number(parent: FeedPathTable.none, name: name, isAttribute: false) == name)
    }
    let beyond = table.number(parent: FeedPathTable.none, name: .max, isAttribute: false)
    #expect(beyond == FeedPathTable.others)
    #expect(table.number(parent: beyond, name: 0, isAttribute: false) == FeedPathTable.others)
    #expect(table.number(parent: FeedPathTable.none, name: 5, isAttribute: false) == 5)
  }

  @Test func whiteSpaceIsCollapsed() {
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [" ", "\n", "\t", "\r", "  ", "a", "bc", "é", "中文", "\u{A0}", "x y"]
    for _ in 0..<5000 {
      let text = (0..<next(20)).map { _ in
        next(3) == 0 ? pieces[next(pieces.count)] : "word"
      }.joined()
      let expected = text.utf8.split(whereSeparator: isSpace)
        .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      #expect(collapsed(text) == expected)
    }
  }
}

/// What became of a value is counted the same whether its path decides or a predicate does.
@Suite struct CoverageTests {
  private static let mapping = mappingDocument(
    """
    <detect root="list"><has path="list/course"/></detect>
    <record name="course" path="list/course">
      <node class="Course"><key path="@key"/><property name="title" path="title"/></node>
      <ignore path="note[@kind='private']" reason="private"/>
      <ignore path="note" reason="a note"/>
      <ignore path="box[2]" reason="the second box"/>
      <ignore path="*/@when" reason="a time"/>
    </record>
    <ignore path="list/course/odd" reason="odd"/>
    <ignore path="list/@made" reason="about the file"/>
    """)

  @Test func everyValueHasItsReason() throws {
    let courses = (0..<50).map { number in
      """
      <course key="\(number)"><title when="now">T</title><title>U</title>
      <note kind="private">a<b>b</b></note><note>c</note><note kind="other">d</note>
      <box>e</box><box>f<c g="h"/></box><box>i</box><odd j="k"><l>m</l></odd><n>o</n></course>
      """
    }
    let reading = try read(
      "<list made='today' by='hand'>\(courses.joined())</list>", mapping: Self.mapping)
    #expect(
      reading.summary.ignored.map { "\($0.path) \($0.count) \($0.reason)" } == [
        "list/@made 1 about the file",
        "list/course/box 50 the second box",
        "list/course/box/c/@g 50 the second box",
        "list/course/note 100 a note",
        "list/course/note 50 private",
        "list/course/note/@kind 50 a note",
        "list/course/note/b 50 private",
        "list/course/odd/@j 50 odd",
        "list/course/odd/l 50 odd",
        "list/course/title/@when 50 a time",
      ])
    #expect(
      reading.summary.unconsumed.map { "\($0.path) \($0.count)" } == [
        "list/@by 1", "list/course/box 100", "list/course/n 50", "list/course/title 50",
      ])
  }

  /// More paths than are told apart: nothing is lost, the rest is counted together.
  @Test func morePathsThanAreToldApart() throws {
    let strays = (0..<21_000).map { "<e\($0)>x</e\($0)>" }.joined()
    let reading = try read(
      "<list><course key='A'/>\(strays)</list>", mapping: ReaderTests.mapping)
    #expect(reading.summary.unconsumed.reduce(0) { $0 + $1.count } == 21_000)
    let together = reading.summary.unconsumed.first { $0.path == "(more paths)" }
    #expect((together?.count ?? 0) >= 1000)
  }
}
