import FoundationEssentials

/// A trained thing to be kept: what it is, what is to be known about it, and its bytes.
public struct ModelArtefact: Sendable, Hashable {
  /// What sort of thing, such as `embedding` or `ranking`.
  public var kind: String
  /// Which one of its kind, such as `complex`.
  public var name: String
  /// A JSON document.
  public var metadata: Data
  /// Byte strings by name: vectors, indices, weights. Of any length; the store cuts them.
  public var blobs: [String: Data]

  public init(kind: String, name: String, metadata: Data, blobs: [String: Data] = [:]) {
    self.kind = kind
    self.name = name
    self.metadata = metadata
    self.blobs = blobs
  }
}
