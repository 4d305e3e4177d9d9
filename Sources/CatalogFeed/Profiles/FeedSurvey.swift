import XMLParsing

/// One path of a feed and what was met there.
struct SurveyPath {
  /// Sort of thing a path's last step names.
  enum Sort: Hashable {
    case element
    case attribute
    /// Elements of the name whose attribute has the value, or that lack it where the value is nil.
    case variant(attribute: XMLNameTable.ID, value: String?)
  }

  /// −1 for the root element.
  var parent: Int
  var name: XMLNameTable.ID
  var sort: Sort
  /// How often it occurred, with or without a value.
  var count = 0
  /// In how many of its parents it occurred.
  var parentsWith = 0
  /// How often at most in one parent.
  var most = 0
  var values = ValueSketch()
  var childElements: [Int] = []
  var attributes: [Int] = []
  var variants: [Int] = []
  var isMarkup = false

  var isLeaf: Bool { childElements.isEmpty }
  var hasValues: Bool { values.count > 0 }
}

/// What is in a feed: its paths with counts and sketches of their values. Memory depends on how
/// many paths there are, at most ``pathLimit``, and not on the feed's size.
struct FeedSurvey {
  static let pathLimit = 4000

  let names: XMLNameTable
  /// Parents before children, in the order first met; 0 is the root element.
  var paths: [SurveyPath] = []
  /// As the feed declares them, first come first; the default one has the prefix "".
  var namespaces: [(prefix: String, uri: String)] = []
  var bytes = 0

  init(names: XMLNameTable = XMLNameTable()) { self.names = names }

  func local(_ path: Int) -> String { names.name(paths[path].name).local }

  /// The path and those above it up to the root, nearest first.
  func lineage(_ path: Int) -> [Int] {
    var found: [Int] = []
    var current = path
    while current >= 0 {
      found.append(current)
      current = paths[current].parent
    }
    return found
  }

  func isWithin(_ path: Int, _ ancestor: Int) -> Bool {
    path != ancestor && lineage(path).contains(ancestor)
  }

  /// Paths below `path` in the order first met, markup and variants left out.
  func descendants(of path: Int) -> [Int] {
    paths.indices.filter { candidate in
      if case .variant = paths[candidate].sort { return false }
      return isWithin(candidate, path) && !lineage(candidate).contains { paths[$0].isMarkup }
    }
  }

  /// Steps from `ancestor` down to `path`.
  func depth(of path: Int, below ancestor: Int) -> Int {
    lineage(path).prefix { $0 != ancestor }.count
  }

  /// How often the path stands for each occurrence of `record`, 0 … 1: of the steps between them
  /// the shares multiply.
  func presence(of path: Int, in record: Int) -> Double {
    lineage(path).prefix { $0 != record }.reduce(1) { share, step in
      let parent = paths[step].parent
      let parents = parent < 0 ? 1 : paths[parent].count
      return share * Double(paths[step].parentsWith) / Double(max(1, parents))
    }
  }

  /// Whether no step between `record` and the path repeats.
  func isSingle(_ path: Int, in record: Int) -> Bool {
    lineage(path).prefix { $0 != record }.allSatisfy { paths[$0].most <= 1 }
  }

  /// Whether nothing above the path, up to `record`, repeats.
  func hasSingleParents(_ path: Int, in record: Int) -> Bool {
    let steps = lineage(path).prefix { $0 != record }
    return steps.dropFirst().allSatisfy { paths[$0].most <= 1 }
  }

  /// The attribute that tells the language of an element's text, `xml:lang` aside.
  func languageAttribute(of path: Int) -> Int? {
    paths[path].attributes.first { attribute in
      let name = names.name(paths[attribute].name)
      return name.namespace != Self.xmlNamespace && paths[attribute].values.kind == .language
    }
  }

  /// The path from the root, written with `prefixes` by namespace, as coverage writes it.
  func written(_ path: Int, prefixes: [String: String]) -> String {
    lineage(path).reversed().map { step in
      let name = names.name(paths[step].name)
      let prefix = name.namespace.map { prefixes[$0].map { "\($0):" } ?? "{\($0)}" } ?? ""
      return (paths[step].sort == .attribute ? "@" : "") + prefix + name.local
    }.joined(separator: "/")
  }

  /// Numbers of paths by how coverage writes them; variants left out.
  func numbersByPath(prefixes: [String: String]) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for path in paths.indices {
      if case .variant = paths[path].sort { continue }
      numbers[written(path, prefixes: prefixes)] = path
    }
    return numbers
  }

  func examplesByPath(prefixes: [String: String]) -> [String: [String]] {
    numbersByPath(prefixes: prefixes).mapValues { paths[$0].values.examples }
  }

  static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"
}
