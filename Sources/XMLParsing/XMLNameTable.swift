/// Gives every qualified name a small number, so that names are compared as integers.
///
/// Namespaces that are known to be written wrongly can be declared aliases of the right one; names
/// in either are then the same name.
public final class XMLNameTable {
  public typealias ID = Int32

  public struct Name: Sendable, Hashable {
    /// Nil for names in no namespace.
    public var namespace: String?
    public var local: String

    public init(namespace: String?, local: String) {
      self.namespace = namespace
      self.local = local
    }
  }

  /// The identifier of no name.
  @inlinable public static var none: ID { -1 }

  private var names: [Name] = []
  private var identifiers: [Name: ID] = [:]
  private var canonical: [String: String] = [:]

  public init() {}

  public var count: Int { names.count }

  /// Makes names in `alias` the same as names in `namespace`. Call before names are interned.
  /// The empty alias stands for no namespace.
  public func addAlias(_ alias: String, of namespace: String) { canonical[alias] = namespace }

  /// The namespace that `uri` stands for.
  public func canonicalNamespace(_ uri: String?) -> String? {
    if let uri, !uri.isEmpty { return canonical[uri] ?? uri }
    return canonical[""]
  }

  public func intern(_ namespace: String?, _ local: String) -> ID {
    let name = Name(namespace: canonicalNamespace(namespace), local: local)
    if let known = identifiers[name] { return known }
    let id = ID(names.count)
    names.append(name)
    identifiers[name] = id
    return id
  }

  public func name(_ id: ID) -> Name { names[Int(id)] }
}
