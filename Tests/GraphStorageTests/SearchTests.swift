import KnowledgeGraph
import Testing

@testable import GraphStorage

/// Eight documents of three languages, and what must be found in them.
private let library: [SearchDocument] = [
  .init(
    node: 1, key: "CS 225", titles: ["Data Structures", "数据结构"], topics: ["Algorithms"],
    prose: ["Lists, trees and graphs; the running time of algorithms."]),
  .init(
    node: 2, key: "CS 440", titles: ["Artificial Intelligence", "人工智能"],
    prose: ["Search, planning and machine learning."]),
  .init(
    node: 3, key: "CS 446", titles: ["Machine Learning", "机器学习"], topics: ["Statistics"],
    prose: ["Learning from data."]),
  .init(node: 4, key: "EDU 101", titles: ["学习路径设计"], prose: ["為初學者設計學習計劃"]),
  .init(node: 5, key: "MUS 100", titles: ["Música électrónica"], prose: ["Café society"]),
  .init(node: 6, key: "CS 101", titles: ["Ｃ＋＋ 程序设计"], prose: ["Half-width and ﬁne print"]),
  .init(node: 7, key: "JP 1", titles: ["日本語入門"], prose: ["ひらがなとカタカナ"]),
  .init(node: 8, key: "machine-learning", titles: ["Machine Learning"]),
]

@Suite("Full-text search")
struct SearchTests {
  private static func store() throws -> GraphStore {
    let store = try GraphStore.open(path: ":memory:", createIfMissing: true)
    try store.updateSearchIndex(library, catalog: 0)
    return store
  }

  private static func nodes(_ text: String, _ store: GraphStore? = nil) throws -> [Int64] {
    try (store ?? Self.store()).search(text).map(\.node)
  }

  @Test(
    "Words are found whatever their form, in key, title, topic and prose",
    arguments: [
      ("data structures", [1]), ("structure data", [1]), ("cs225", [1]), ("CS 225", [1]),
      ("algorithm", [1]), ("musica electronica", [5]), ("cafe", [5]), ("fine", [6]),
      ("machine learning", [3, 8, 2]), ("\"running time\"", [1]), ("\"time running\"", []),
      ("machine -planning", [3, 8]),
    ] as [(String, Set<Int64>)])
  func words(text: String, expected: Set<Int64>) throws {
    #expect(Set(try Self.nodes(text)) == expected)
  }

  @Test(
    "Chinese and Japanese words of two characters and more are found, in either script",
    arguments: [
      ("学习", [3, 4]), ("路径", [4]), ("机器学习", [3]), ("機器學習", [3]), ("初学者", [4]),
      ("数据", [1]), ("数据 结构", [1]), ("学", [3, 4]), ("c 程序", [6]), ("入門", [7]),
      ("カタカナ", [7]), ("计划", [4]),
    ] as [(String, Set<Int64>)])
  func characters(text: String, expected: Set<Int64>) throws {
    #expect(Set(try Self.nodes(text)) == expected)
  }

  @Test("Characters must stand together: 习学 is no part of 学习")
  func order() throws {
    let hits = try Self.store().search("习学")
    #expect(hits.allSatisfy { !$0.holdsEveryWord })
  }

  @Test("A title counts for more than prose, and ties go by node")
  func ranking() throws {
    #expect(try Self.nodes("machine learning").last == 2)
    let store = try GraphStore.open(path: ":memory:", createIfMissing: true)
    let same = (1...5).map { SearchDocument(node: $0, key: "k", titles: ["Logic"]) }
    try store.updateSearchIndex(same.reversed(), catalog: 0)
    #expect(try Self.nodes("logic", store) == [1, 2, 3, 4, 5])
  }

  @Test("Beginnings of words come after words, and some of the words only when there is no more")
  func strictness() throws {
    #expect(try Self.nodes("artif") == [2])
    let some = try Self.store().search("artificial cookery")
    #expect(some.map(\.node) == [2])
    #expect(some.allSatisfy { !$0.holdsEveryWord })
  }

  @Test(
    "No text is an error of syntax",
    arguments: [
      "", " ", "\"", "\"\"", "AND", "NOT", "a AND", "(", ")", "*", "^x", "{title} : x", "col:x",
      "-", "--x", "-x", "NEAR(a b)", "a\"b", "'; DROP TABLE node; --", "\u{0}", "x\u{0}y", "🎓", "+",
    ])
  func anyText(text: String) throws {
    _ = try Self.store().search(text)
  }

  @Test("Columns can be chosen, and the number of hits")
  func columns() throws {
    let store = try Self.store()
    #expect(try store.search("machine learning", columns: [.title]).map(\.node).sorted() == [3, 8])
    #expect(try store.search("cs", columns: [.key], limit: 2).count == 2)
  }

  @Test("An index brought up to date finds what one made afresh finds")
  func update() throws {
    var changed = library
    changed.remove(at: 0)
    changed[1].titles = ["Learning machines"]
    changed.append(SearchDocument(node: 99, key: "NEW 1", titles: ["Machine translation"]))
    let (old, fresh) = (
      try Self.store(), try GraphStore.open(path: ":memory:", createIfMissing: true)
    )
    try old.updateSearchIndex(changed, catalog: 0)
    try fresh.updateSearchIndex(changed, catalog: 0)
    for text in ["machine", "学习", "data structures", "learning", "cs"] {
      #expect(try old.search(text).map(\.node) == fresh.search(text).map(\.node), "\(text)")
    }
  }

  @Test("The index knows whether it is behind the catalogue")
  func version() throws {
    let store = try GraphStore.open(path: ":memory:", createIfMissing: true)
    #expect(try !store.isSearchIndexCurrent())
    try store.updateSearchIndex([], catalog: store.versions().catalog)
    #expect(try store.isSearchIndexCurrent())
  }
}
