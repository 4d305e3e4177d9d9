import Diagnostics
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lists the files of a folder and of those within it. Symbolic links are not followed.
struct FolderListing {
  private let path: String
  private let trouble: ArchiveTrouble
  private let limits: ArchiveLimits
  private var names: EntryNames
  private var entries: [ArchiveEntry] = []
  private var expanded = 0
  private(set) var warnings: [Diagnostic] = []

  init(path: String, trouble: ArchiveTrouble, limits: ArchiveLimits) {
    self.path = path
    self.trouble = trouble
    self.limits = limits
    names = EntryNames(trouble: trouble, limits: limits)
  }

  mutating func read() throws(RefusedRequest) -> [ArchiveEntry] {
    try list("")
    return entries
  }

  private mutating func list(_ folder: String) throws(RefusedRequest) {
    let full = folder.isEmpty ? path : path + "/" + folder
    let found: [String]
    do { found = try FileManager.default.contentsOfDirectory(atPath: full) } catch {
      throw trouble.refusal(
        "unreadable", "The folder cannot be read.", entry: folder.isEmpty ? nil : folder,
        hint: "check who may read it")
    }
    guard found.count <= limits.entries else { throw names.tooMany() }
    for file in found.sorted() {
      let written = folder.isEmpty ? file : folder + "/" + file
      try take(written)
    }
  }

  private mutating func take(_ written: String) throws(RefusedRequest) {
    // A backslash is a letter of a name here, and no path for us.
    guard !written.contains("\\"), let name = try names.checked(written) else { return }
    var status = stat()
    guard lstat(path + "/" + written, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: try list(written)
    case S_IFREG:
      expanded += Int(status.st_size)
      guard expanded <= limits.expandedBytes else {
        throw trouble.tooLarge(
          name, found: "more bytes", limit: "\(limits.expandedBytes) bytes")
      }
      try names.add(name)
      entries.append(ArchiveEntry(name: name, size: Int(status.st_size), location: .file))
    case S_IFLNK:
      warnings.append(trouble.warning("link", "A symbolic link was left out.", entry: name))
    default:
      warnings.append(trouble.warning("special", "What is no file was left out.", entry: name))
    }
  }
}
