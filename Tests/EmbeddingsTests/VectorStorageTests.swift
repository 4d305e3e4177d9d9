import Foundation
import Testing

@testable import Embeddings

@Suite struct VectorStorageTests {
  private func values(_ count: Int) -> [Float] {
    var generator = SeededGenerator(seed: 6)
    return (0..<count).map { _ in generator.nextSymmetricFloat() }
  }

  @Test(arguments: VectorStorage.allCases) func roundTrip(storage: VectorStorage) throws {
    let (rows, width) = (7, 10)
    let given = values(rows * width)
    let data = storage.encode(given, width: width)
    #expect(data.count == storage.byteCount(rows: rows, width: width))
    let found = try #require(storage.decode(data, rows: rows, width: width))
    let bound: Float = [.float32: 0, .float16: 0x1p-11, .int8: 0.51 / 127][storage] ?? 0
    for (a, b) in zip(given, found) { #expect(abs(a - b) <= bound) }
    // What was rounded once is not rounded again.
    if storage != .int8 { #expect(storage.encode(found, width: width) == data) }
    #expect(storage.decode(data.dropLast(), rows: rows, width: width) == nil)
  }

  /// Bit patterns of IEEE 754 binary16 worked out by hand.
  static let halves: [(Float, UInt16)] = [
    (1, 0x3C00), (-2, 0xC000), (65504, 0x7BFF), (1e6, 0x7BFF), (0x1p-14, 0x0400),
    (0x1p-24, 0x0001), (0x1p-26, 0x0000), (1 + 0x1p-11, 0x3C00), (1 + 0x1.8p-10, 0x3C02),
    (0.333251953125, 0x3555), (0, 0),
  ]

  @Test(arguments: halves) func halfPrecision(value: Float, bits: UInt16) throws {
    let data = VectorStorage.float16.encode([value], width: 1)
    #expect(UInt16(data[0]) | UInt16(data[1]) << 8 == bits)
  }

  @Test func zerosAndExtremesInEightBits() throws {
    let given: [Float] = [0, 0, 0, -4, 4, 1]
    let data = VectorStorage.int8.encode(given, width: 3)
    let found = try #require(VectorStorage.int8.decode(data, rows: 2, width: 3))
    #expect(found[..<3].allSatisfy { $0 == 0 })
    #expect(abs(found[3] + 4) < 1e-6 && abs(found[4] - 4) < 1e-6)
  }

  @Test(arguments: VectorStorage.allCases) func modelsKeepTheirRanking(storage: VectorStorage)
    throws
  {
    let world = FamilyWorld()
    let model = try EmbeddingTrainer(
      EmbeddingConfiguration(dimension: 32, epochs: 60, batchSize: 64)
    ).train(
      triples: world.training, entityCount: world.entityCount, relationCount: world.relationCount)
    let read = try EmbeddingModel(decoding: model.encoded(as: storage))
    let loss = world.meanReciprocalRank(of: model) - world.meanReciprocalRank(of: read)
    #expect(abs(loss) < 0.02)
  }
}

@Suite struct VectorFileTests {
  let values: [Float] = [1, -0.5, 3.25, 1e-20, 0, 7]

  @Test func numPyRoundTrip() throws {
    let data = NumPyFile.encode(values, rows: 2, columns: 3)
    #expect(data.count == 128 + 24)
    #expect(data.prefix(8) == Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]))
    let found = try NumPyFile.decode(data)
    #expect(found.values == values && found.rows == 2 && found.columns == 3)
  }

  @Test func numPyOfDoubles() throws {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0])
    data += Data(header.utf8)
    for value in [1.5, -2] as [Double] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    #expect(try NumPyFile.decode(data).values == [1.5, -2])
  }

  @Test func numPyRefusesTheRest() {
    let good = NumPyFile.encode(values, rows: 2, columns: 3)
    for bad in [Data(), Data("text".utf8), good.prefix(20), good.dropLast(), good.prefix(60)] {
      #expect(throws: EmbeddingError.self) { try NumPyFile.decode(bad) }
    }
    for header in [
      "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 1), }",
      "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2), }",
    ] {
      var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.utf8.count), 0])
      data += Data(header.utf8) + Data(count: 4)
      #expect(throws: EmbeddingError.self) { try NumPyFile.decode(data) }
    }
  }

  @Test func tableRoundTrip() throws {
    let text = VectorTable.encode(names: ["a", "Ünit 中"], values: values, width: 3)
    let found = try VectorTable.decode(text)
    #expect(found.names == ["a", "Ünit 中"] && found.values == values && found.width == 3)
    for bad in ["", "a\n", "a\t1\nb\t1\t2\n", "a\tx\n", "a\tnan\n"] {
      #expect(throws: EmbeddingError.self) { try VectorTable.decode(bad) }
    }
  }
}
