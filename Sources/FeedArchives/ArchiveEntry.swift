/// A file within an archive or folder.
public struct ArchiveEntry: Sendable, Hashable {
  /// How its bytes are found.
  enum Location: Sendable, Hashable {
    /// In a zip archive: the place of its local header, and how it is packed.
    case zip(ZipLocation)
    /// In a tar archive: the offset of its content.
    case tar(offset: Int)
    /// A file of a folder.
    case file
  }

  /// Path within the archive, folders apart by `/`: never absolute, without `.`, `..`, drive
  /// letters, control characters or empty parts, and no other entry has the same.
  public var name: String
  /// Expanded bytes, as the archive states them.
  public var size: Int
  var location: Location

  /// The name without its folders.
  public var fileName: String { name.split(separator: "/").last.map(String.init) ?? name }
}

struct ZipLocation: Sendable, Hashable {
  /// Offset of the local header.
  var header: Int
  /// Offset of the packed bytes.
  var data: Int
  var packedSize: Int
  /// 0 stored, 8 deflated; others cannot be read.
  var method: Int
  var checksum: UInt32
}
