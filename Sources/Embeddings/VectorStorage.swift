import FoundationEssentials

/// How a model's vectors are stored. Training and scoring always work on 32-bit floats; the smaller
/// forms are rounded once, when the model is written.
public enum VectorStorage: String, Sendable, Hashable, Codable, CaseIterable {
  /// 4 bytes a float, exact.
  case float32
  /// IEEE 754 half precision: 2 bytes a float, relative error at most 2⁻¹¹ between 6·10⁻⁵ and
  /// 65504, beyond which values are clamped.
  case float16
  /// A byte a float and a 32-bit scale a row: error at most half of 1/127 of the row's largest
  /// magnitude.
  case int8

  /// Bytes that `rows` rows of `width` floats take.
  public func byteCount(rows: Int, width: Int) -> Int {
    switch self {
    case .float32: rows * width * 4
    case .float16: rows * width * 2
    case .int8: rows * (width + 4)
    }
  }

  /// - Precondition: `values` holds whole rows of `width`.
  func encode(_ values: [Float], width: Int) -> Data {
    var data = Data(capacity: byteCount(rows: values.count / width, width: width))
    switch self {
    case .float32: data.append(floats: values)
    case .float16:
      for value in values {
        let bits = halfBits(of: value)
        data.append(UInt8(truncatingIfNeeded: bits))
        data.append(UInt8(truncatingIfNeeded: bits >> 8))
      }
    case .int8:
      for start in stride(from: 0, to: values.count, by: width) {
        let row = values[start..<start + width]
        let scale = (row.map(\.magnitude).max() ?? 0) / 127
        data.append(floats: [scale])
        for value in row {
          let level = scale > 0 ? (value / scale).rounded() : 0
          data.append(UInt8(bitPattern: Int8(max(-127, min(127, level)))))
        }
      }
    }
    return data
  }

  /// Nil when the size is another one.
  func decode(_ data: Data, rows: Int, width: Int) -> [Float]? {
    guard data.count == byteCount(rows: rows, width: width) else { return nil }
    switch self {
    case .float32: return data.floats
    case .float16:
      let bytes = [UInt8](data)
      return (0..<rows * width).map { index in
        float(ofHalfBits: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8)
      }
    case .int8:
      let bytes = [UInt8](data)
      var values: [Float] = []
      values.reserveCapacity(rows * width)
      for start in stride(from: 0, to: bytes.count, by: width + 4) {
        let scale = Data(bytes[start..<start + 4]).floats[0]
        for byte in bytes[start + 4..<start + 4 + width] {
          values.append(Float(Int8(bitPattern: byte)) * scale)
        }
      }
      return values
    }
  }
}

/// Rounded to nearest, ties to even; beyond the largest half it is that one.
private func halfBits(of value: Float) -> UInt16 {
  let sign = UInt16(truncatingIfNeeded: (value.bitPattern >> 16) & 0x8000)
  let magnitude = min(value.magnitude, 65504)
  guard magnitude >= 0x1p-14 else {
    // Subnormal: a multiple of 2⁻²⁴.
    return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
  }
  let bits = magnitude.bitPattern
  let rounded = bits + 0xFFF + ((bits >> 13) & 1)
  return sign | UInt16(truncatingIfNeeded: (rounded >> 13) - (112 << 10))
}

private func float(ofHalfBits bits: UInt16) -> Float {
  let sign: Float = bits & 0x8000 == 0 ? 1 : -1
  let exponent = Int(bits >> 10) & 0x1F
  let fraction = Float(bits & 0x3FF)
  if exponent == 0 { return sign * fraction * 0x1p-24 }
  if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
  return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
}
