/// Entity vectors that training starts from, such as those of texts.
public struct InitialEntityValues: Sendable, Hashable {
  /// Row-major, `dimension` floats an entity; a row of zeros leaves the entity's random start.
  public let values: [Float]
  public let dimension: Int

  /// - Precondition: `values` holds whole rows.
  public init(values: [Float], dimension: Int) {
    precondition(dimension > 0 && values.count % dimension == 0, "whole rows")
    self.values = values
    self.dimension = dimension
  }

  /// Rows beyond the table and floats beyond its width are passed over.
  func write(to table: ParameterTable) {
    for row in 0..<min(table.rowCount, values.count / dimension) {
      let vector = values[row * dimension..<(row + 1) * dimension].prefix(table.width)
      guard vector.contains(where: { $0 != 0 }) else { continue }
      for (k, value) in vector.enumerated() { table.row(row)[k] = value }
    }
  }
}
