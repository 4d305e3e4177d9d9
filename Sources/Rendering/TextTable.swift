/// Rows and columns for people and for scripts.
public struct TextTable: Sendable, Hashable {
  public var columns: [String]
  public var rows: [[String]]

  public init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Aligned columns under a rule. The widest columns shrink until a line fits `lineWidth`, when
  /// that is given; nothing is cut otherwise.
  public func aligned(lineWidth: Int? = nil) -> String {
    let widths = columnWidths(lineWidth: lineWidth)
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─")
    let body = rows.map { line($0, widths) }
    return ([line(columns, widths), rule] + body).joined(separator: "\n") + "\n"
  }

  /// RFC 4180, with a header.
  public var csv: String {
    ([columns] + rows).map { $0.map(Self.csvField).joined(separator: ",") + "\r\n" }.joined()
  }

  public var markdown: String {
    let cells = { (row: [String]) in
      "| "
        + row.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }
        .joined(separator: " | ") + " |\n"
    }
    let rule = "|" + columns.map { _ in " --- |" }.joined() + "\n"
    return cells(columns) + rule + rows.map(cells).joined()
  }

  private func columnWidths(lineWidth: Int?) -> [Int] {
    var widths = columns.indices.map { column in
      let cells = [columns[column]] + rows.map { $0.indices.contains(column) ? $0[column] : "" }
      return max(1, cells.map(displayWidth).max() ?? 1)
    }
    guard let lineWidth else { return widths }
    var excess = widths.reduce(0, +) + 3 * max(0, widths.count - 1) - lineWidth
    while excess > 0, let most = widths.max(), most > 8,
      let column = widths.firstIndex(of: most)
    {
      widths[column] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let fields = widths.indices.map { column -> String in
      let cell = cells.indices.contains(column) ? cells[column] : ""
      return fitted(cell.replacing("\n", with: " "), to: widths[column])
    }
    return String(fields.joined(separator: " │ ").trimmingSuffix(while: { $0 == " " }))
  }

  private static func csvField(_ field: String) -> String {
    guard field.contains(where: { ",\"\r\n".contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
