import XMLParsing

/// A path into a feed: the part of XPath that can be followed while the feed streams by. Steps to
/// children, attributes, the element itself, its own text and ancestors, with simple predicates.
///
/// An unprefixed element name is in no namespace, as in XPath.
struct FeedPath: Sendable, Hashable {
  enum Axis: Sendable, Hashable {
    case child, descendant, attribute, parent, ancestor, itself, ownText
  }

  /// A name to be met. Numbers are those the mapping gave; readers made from it give the same.
  struct NameTest: Sendable, Hashable {
    /// The name's number, or one of the two below.
    var id: XMLNameTable.ID
    /// For a name in any namespace.
    var local: String?

    static let any = NameTest(id: -2)
    static func qualified(_ id: XMLNameTable.ID) -> NameTest { NameTest(id: id) }
    static func local(_ local: String) -> NameTest { NameTest(id: -3, local: local) }

    /// The number when it is a plain name.
    var plainID: XMLNameTable.ID? { id >= 0 ? id : nil }
  }

  struct Step: Sendable, Hashable {
    var axis: Axis
    var name: NameTest
    var predicates: [Predicate]
  }

  indirect enum Predicate: Sendable, Hashable {
    /// The n-th, from 1, of those the step finds in one parent.
    case position(Int)
    case exists(FeedPath)
    case not(Predicate)
    case equals(FeedPath, Literal)
    case startsWith(FeedPath, String)
    case contains(FeedPath, String)
  }

  /// What a value is compared with. A prefixed one also equals a qualified name in a value whose
  /// prefix the feed binds to the same namespace; the prefix `*` stands for any. Shared, because it
  /// is of many parts and every value is compared with it.
  final class Literal: Sendable, Hashable {
    let text: String
    let name: XMLNameTable.Name?
    /// For `*:name`.
    let localName: String?
    /// Of the text.
    let bytes: [UInt8]
    let isASCII: Bool

    init(text: String, name: XMLNameTable.Name? = nil, localName: String? = nil) {
      self.text = text
      self.name = name
      self.localName = localName
      bytes = Array(text.utf8)
      isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    static func == (a: Literal, b: Literal) -> Bool {
      a.text == b.text && a.name == b.name && a.localName == b.localName
    }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
  }

  /// The paths that nearly all rules have are told apart once, so that following them is a loop over
  /// numbers. They have no predicates, so following them marks nothing.
  enum Shape: Sendable, Hashable, BitwiseCopyable {
    case itself
    case attribute(XMLNameTable.ID)
    case child(XMLNameTable.ID)
    case general
  }

  let steps: [Step]
  /// As the mapping writes it.
  var source: String
  let shape: Shape

  init(steps: [Step], source: String) {
    self.steps = steps
    self.source = source
    shape = Self.shape(of: steps)
  }

  private static func shape(of steps: [Step]) -> Shape {
    guard steps.count == 1, steps[0].predicates.isEmpty else { return .general }
    switch (steps[0].axis, steps[0].name.plainID) {
    case (.itself, _): return .itself
    case (.attribute, let name?): return .attribute(name)
    case (.child, let name?): return .child(name)
    default: return .general
    }
  }
}

/// Why a path cannot be used.
struct FeedPathError: Error, Hashable {
  var message: String
  /// Offset in scalars.
  var offset: Int
}
