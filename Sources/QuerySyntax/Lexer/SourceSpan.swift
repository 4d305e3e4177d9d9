import Diagnostics

/// A stretch of a script, in Unicode scalars from its beginning, with the line and column at
/// which it starts (both 1-based).
public struct SourceSpan: Sendable, Hashable {
  public var offset: Int
  public var length: Int
  public var line: Int
  public var column: Int

  public init(offset: Int, length: Int, line: Int, column: Int) {
    self.offset = offset
    self.length = length
    self.line = line
    self.column = column
  }

  /// Where a tree made by the program, not read from text, says it stands.
  public static let synthetic = SourceSpan(offset: 0, length: 0, line: 1, column: 1)

  /// One past the last scalar.
  public var end: Int { offset + length }

  /// From the start of this span to the end of `other`, which must not begin before it.
  public func through(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(
      offset: offset, length: max(length, other.end - offset), line: line, column: column)
  }

  /// The place a diagnostic points at.
  public var place: SourcePlace { SourcePlace(line: line, column: column, length: max(1, length)) }
}

/// The text of a script, addressed by scalar offsets.
public struct SourceText: Sendable, Hashable {
  public let scalars: [Unicode.Scalar]

  public init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The words of a span, as they stand.
  public subscript(span: SourceSpan) -> String { self[span.offset..<span.end] }

  /// The words between two offsets, as they stand; offsets outside the text are clamped.
  public subscript(range: Range<Int>) -> String {
    let bounded = range.clamped(to: 0..<scalars.count)
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[bounded])
    return String(text)
  }
}
