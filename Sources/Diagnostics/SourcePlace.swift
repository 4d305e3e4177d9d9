/// A place in a file or in a statement.
public struct SourcePlace: Sendable, Hashable {
  /// Path of the file as the user named it; nil for a statement typed in.
  public var file: String?
  /// 1-based; nil when only the file is known.
  public var line: Int?
  /// 1-based, counted in Unicode scalars; nil when unknown (XSD errors have none).
  public var column: Int?
  /// Length of the offending span in Unicode scalars, for the caret; nil means one.
  public var length: Int?

  public init(file: String? = nil, line: Int? = nil, column: Int? = nil, length: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.length = length
  }
}
