/// Trained vectors by row number, with the name of the artefact they came from.
public struct EmbeddingTable: Sendable, Hashable {
  /// Such as `complex@3`: model and model version.
  public let artefact: String
  /// Floats a row.
  public let width: Int
  /// Row-major, `rowCount · width` floats.
  public let values: [Float]

  public init(artefact: String, width: Int, values: [Float]) {
    precondition(width > 0 && values.count % width == 0, "whole rows")
    self.artefact = artefact
    self.width = width
    self.values = values
  }

  public var rowCount: Int { values.count / width }
  public func row(_ index: Int) -> ArraySlice<Float> {
    values[index * width..<(index + 1) * width]
  }
}
