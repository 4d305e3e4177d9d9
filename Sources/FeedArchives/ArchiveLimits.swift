/// How much of an archive is read before it is taken for an attack.
///
/// An archive of a few kilobytes can state petabytes, so every count is bounded before memory is
/// spent on it. The defaults are far above what a course package holds.
public struct ArchiveLimits: Sendable, Hashable {
  /// Most entries, folders included.
  public var entries = 100_000
  /// Most bytes that all entries together may expand to.
  public var expandedBytes = 4 << 30
  /// Most bytes of expanded text for one byte of the archive; deflate itself can reach 1032.
  public var expansion = 200
  /// Expanded bytes up to which no ratio is judged: short repetitive files compress very well.
  public var expansionFloor = 16 << 20
  /// Longest name of an entry, in bytes of UTF-8.
  public var nameLength = 1024
  /// Most folders within each other.
  public var depth = 64

  public init() {}

  /// Whether so much output from so much input is within bounds.
  func allowsExpansion(from packed: Int, to expanded: Int) -> Bool {
    guard expanded > expansionFloor else { return true }
    let (bound, overflows) = max(1, packed).multipliedReportingOverflow(by: expansion)
    return overflows || expanded <= bound
  }
}
