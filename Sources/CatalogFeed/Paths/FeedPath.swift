import XMLParsing

/// A path into a feed: the part of XPath that can be followed while the feed streams by. Steps to
/// children, attributes, the element itself, its own text and ancestors, with simple predicates.
///
/// An unprefixed element name is in no namespace, as in XPath.
struct FeedPath: Sendable, Hashable {
  enum Axis: Sendable, Hashable {
    case child, descendant, attribute, parent, itself, ownText
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
  /// prefix the feed binds to the same namespace; the prefix `*` stands for any.
  struct Literal: Sendable, Hashable {
    var text: String
    var name: XMLNameTable.Name?
    /// For `*:name`.
    var localName: String?
  }

  var steps: [Step]
  /// As the mapping writes it.
  var source: String
}

/// Why a path cannot be used.
struct FeedPathError: Error, Hashable {
  var message: String
  /// Offset in scalars.
  var offset: Int
}
