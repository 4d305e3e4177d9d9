import Diagnostics
import FoundationEssentials

/// The documents of a package: a zip, tar or gzipped tar archive, or a folder.
///
/// What it is, is told by its bytes and not by its name. Nothing is written to disk, entries are
/// read piece by piece, and no name leads out of the package. An archive within an archive is an
/// entry like any other and is not opened.
///
/// One archive is not safe to share between threads, and of its readers only the one made last may
/// be used where the archive is gzipped.
public final class FeedArchive {
  public enum Format: String, Sendable, Hashable, CaseIterable {
    case zip, tar, gzippedTar, folder
  }

  /// The path as it was given; nil for bytes without a name.
  public let name: String?
  public let format: Format
  /// The files, by name.
  public let entries: [ArchiveEntry]
  /// What was left out: links and devices.
  public let warnings: [Diagnostic]

  private let bytes: (any ArchiveBytes)?
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  private let positions: [String: Int]

  private init(
    _ format: Format, _ entries: [ArchiveEntry], _ bytes: (any ArchiveBytes)?,
    warnings: [Diagnostic], trouble: ArchiveTrouble, limits: ArchiveLimits
  ) {
    self.warnings = warnings
    name = trouble.archive
    self.format = format
    self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.bytes = bytes
    self.trouble = trouble
    self.limits = limits
    positions = Dictionary(
      self.entries.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The entry of a name.
  public func entry(named name: String) -> ArchiveEntry? { positions[name].map { entries[$0] } }

  /// The bytes of an entry of this archive.
  ///
  /// - Throws: the refusal of an entry that cannot be read.
  public func reader(of entry: ArchiveEntry) throws(RefusedRequest) -> ArchiveEntryReader {
    if let bytes {
      return try ArchiveEntryReader(entry, in: bytes, trouble: trouble, limits: limits)
    }
    let file = try FileBytes(
      path: (name ?? "") + "/" + entry.name, followsLinks: false,
      trouble: ArchiveTrouble(archive: ArchiveTrouble.path(name, entry.name)))
    return try ArchiveEntryReader(entry, in: file, trouble: trouble, limits: limits)
  }
}

extension FeedArchive {
  /// What a path holds, by its first bytes; nil for a file of another sort, and for what cannot be
  /// read.
  public static func format(ofPath path: String) -> Format? {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return nil
    }
    if isDirectory { return .folder }
    guard let file = try? FileBytes(path: path, trouble: ArchiveTrouble(archive: path)),
      let head = try? file.read(at: 0, count: 512)
    else { return nil }
    return format(ofHead: head)
  }

  private static func format(ofHead head: [UInt8]) -> Format? {
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
      return .zip
    }
    if head.starts(with: [0x1F, 0x8B]) { return .gzippedTar }
    return TarDirectory.isHeader(head) ? .tar : nil
  }

  /// Lists the entries of an archive or folder.
  ///
  /// - Throws: a refusal whose code begins with `archive.`: `truncated`, `damaged`, `encrypted`,
  ///   `unsafe-name`, `duplicate-name`, `overlap`, `too-large`, `split`, `sparse`,
  ///   `unknown-format`, `unreadable`.
  public static func open(
    path: String, limits: ArchiveLimits = ArchiveLimits()
  ) throws(RefusedRequest) -> FeedArchive {
    let trouble = ArchiveTrouble(archive: path)
    if format(ofPath: path) == .folder {
      var listing = FolderListing(path: path, trouble: trouble, limits: limits)
      let entries = try listing.read()
      return FeedArchive(
        .folder, entries, nil, warnings: listing.warnings, trouble: trouble, limits: limits)
    }
    let file = try FileBytes(path: path, trouble: trouble)
    return try open(file, size: file.size, trouble: trouble, limits: limits)
  }

  /// Lists the entries of an archive in memory; see ``open(path:limits:)``.
  public static func open(
    bytes: [UInt8], name: String? = nil, limits: ArchiveLimits = ArchiveLimits()
  ) throws(RefusedRequest) -> FeedArchive {
    try open(
      MemoryBytes(bytes), size: bytes.count, trouble: ArchiveTrouble(archive: name),
      limits: limits)
  }

  private static func open(
    _ bytes: any ArchiveBytes, size: Int, trouble: ArchiveTrouble, limits: ArchiveLimits
  ) throws(RefusedRequest) -> FeedArchive {
    switch format(ofHead: try bytes.read(at: 0, count: 512)) {
    case .zip:
      var directory = ZipDirectory(bytes, size: size, trouble: trouble, limits: limits)
      let entries = try directory.read()
      return FeedArchive(
        .zip, entries, bytes, warnings: directory.warnings, trouble: trouble, limits: limits)
    case .gzippedTar:
      let expanded = GzipBytes(bytes, trouble: trouble, limits: limits)
      guard TarDirectory.isHeader(try expanded.read(at: 0, count: 512)) else {
        throw trouble.refusal(
          "unknown-format", "The gzip file holds no tar archive.",
          hint: "unpack it and import the file within")
      }
      let archive = try openTar(expanded, .gzippedTar, trouble: trouble, limits: limits)
      try expanded.checkToEnd()
      return archive
    case .tar: return try openTar(bytes, .tar, trouble: trouble, limits: limits)
    case .folder, nil:
      throw trouble.refusal(
        "unknown-format", "The file is no archive that can be read.",
        expected: "a zip, tar or gzipped tar archive, or a folder")
    }
  }

  private static func openTar(
    _ bytes: any ArchiveBytes, _ format: Format, trouble: ArchiveTrouble, limits: ArchiveLimits
  ) throws(RefusedRequest) -> FeedArchive {
    var directory = TarDirectory(bytes, trouble: trouble, limits: limits)
    let entries = try directory.read()
    return FeedArchive(
      format, entries, bytes, warnings: directory.warnings, trouble: trouble, limits: limits)
  }
}
