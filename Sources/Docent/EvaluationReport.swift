import Diagnostics
import Foundation
import Rendering

/// Figures of a benchmark run, with what was noticed.
public struct EvaluationReport: Sendable {
  /// One flat document, names in alphabetical order.
  public var json: JSONValue
  public var diagnostics: [Diagnostic]

  init(_ figures: some Encodable, diagnostics: [Diagnostic] = []) throws {
    let data = try JSONEncoder().encode(figures)
    let decoded = try JSONDecoder().decode(Figure.self, from: data).value
    guard case .object(let members) = decoded else {
      json = decoded
      self.diagnostics = diagnostics
      return
    }
    json = .object([.init("format", .int(1))] + members)
    self.diagnostics = diagnostics
  }
}

/// Any JSON value, for figures whose shape their own type fixes.
private struct Figure: Decodable {
  let value: JSONValue

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.singleValueContainer().decode([String: Figure].self) {
      value = .object(object.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value) })
    } else if let list = try? decoder.singleValueContainer().decode([Figure].self) {
      value = .array(list.map(\.value))
    } else {
      value = try Self.scalar(decoder.singleValueContainer())
    }
  }

  private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
    if container.decodeNil() { return .null }
    if let flag = try? container.decode(Bool.self) { return .boolean(flag) }
    if let integer = try? container.decode(Int64.self) { return .integer(integer) }
    if let number = try? container.decode(Double.self) { return .float(number) }
    return .string(try container.decode(String.self))
  }
}
