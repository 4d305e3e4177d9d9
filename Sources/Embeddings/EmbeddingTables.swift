import CKernels

/// The parameters of a model in training, and the entities packed for scoring.
struct EmbeddingTables: Sendable {
  let entities: ParameterTable
  let relations: ParameterTable
  let panels: EntityPanels

  /// Initial values by the seed, entities first.
  init(
    _ interaction: Interaction, configuration: EmbeddingConfiguration, entityCount: Int,
    _ generator: inout SeededGenerator
  ) {
    let width = interaction.width
    let optimiser = configuration.optimiser
    entities = ParameterTable(rowCount: entityCount, width: width, optimiser: optimiser)
    relations = ParameterTable(
      rowCount: interaction.relationRows, width: width, optimiser: optimiser)
    panels = EntityPanels(
      kernel: configuration.kernel, rowCount: entityCount, width: width)
    entities.fill(scale: configuration.initialScale, &generator)
    relations.fill(scale: configuration.initialScale, &generator)
    panels.pack(entities, 0..<entityCount)
  }
}

/// Entity rows laid out in panels of neighbouring entities, as the scoring kernels read them.
final class EntityPanels: Sendable {
  let kernel: Int32
  let rowCount: Int
  let panelCount: Int
  let panelWidth: Int
  let width: Int
  private let buffer: FloatBuffer

  init(kernel: KernelVariant, rowCount: Int, width: Int) {
    self.kernel = kernel.code
    self.rowCount = rowCount
    self.width = width
    panelWidth = kernel.panelWidth
    panelCount = (rowCount + panelWidth - 1) / panelWidth
    buffer = FloatBuffer(count: panelCount * panelWidth * width)
  }

  var floats: UnsafePointer<Float> { UnsafePointer(buffer.floats) }
  /// Floats that a row of scores takes.
  var paddedRowCount: Int { panelCount * panelWidth }

  /// Packs the panels of these rows; the range begins on a panel.
  func pack(_ table: ParameterTable, _ range: Range<Int>) {
    pack(table.values.floats, stride: table.stride, range)
  }

  func pack(_ rows: UnsafePointer<Float>, stride: Int, _ range: Range<Int>) {
    ck_pack_panels(
      kernel, rows, range.lowerBound, range.count, rowCount, stride, width, buffer.floats)
  }
}
