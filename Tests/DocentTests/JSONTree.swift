import Foundation

/// Any JSON document, to be changed at any place. Integers and other numbers are kept apart, and
/// both keep their exact value.
indirect enum JSONTree: Codable, Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case float(Double)
  case string(String)
  case array([JSONTree])
  case object([String: JSONTree])

  init(data: Data) throws { self = try JSONDecoder().decode(JSONTree.self, from: data) }

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let value = try? single.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? single.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? single.decode(Double.self) {
      self = .float(value)
    } else if let value = try? single.decode(String.self) {
      self = .string(value)
    } else if let value = try? single.decode([JSONTree].self) {
      self = .array(value)
    } else {
      self = .object(try single.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var single = encoder.singleValueContainer()
    switch self {
    case .null: try single.encodeNil()
    case .boolean(let value): try single.encode(value)
    case .integer(let value): try single.encode(value)
    case .float(let value): try single.encode(value)
    case .string(let value): try single.encode(value)
    case .array(let values): try single.encode(values)
    case .object(let members): try single.encode(members)
    }
  }
}

extension JSONTree {
  /// What stands at a place such as `recommendations[0].course.key`; nil when nothing does.
  subscript(place: String) -> JSONTree? {
    let steps = place.replacing("[", with: ".").replacing("]", with: "").split(separator: ".")
    return steps.reduce(self as JSONTree?) { tree, step in
      switch tree {
      case .object(let members): return members[String(step)]
      case .array(let values):
        guard let index = Int(step), values.indices.contains(index) else { return nil }
        return values[index]
      default: return nil
      }
    }
  }
}

/// A document with one thing in it changed.
struct TamperedDocument {
  /// Where: `recommendations[0].ledger[2].amount`.
  var place: String
  /// The same without numbers: `recommendations.ledger.amount`.
  var kind: String
  /// What: `nudged`, `dropped`, `swapped 0 1`.
  var change: String
  var document: JSONTree
}

/// Makes every document that differs from a given one in one place.
struct Tampering {
  /// Words of closed lists: each is also replaced by the others, so that the answer stays readable.
  var vocabularies: [[String]] = []

  func changes(of document: JSONTree) -> [TamperedDocument] {
    changes(of: document, at: "", kind: "")
  }

  private func changes(
    of tree: JSONTree, at place: String, kind: String
  ) -> [TamperedDocument] {
    let replace = { (change: String, document: JSONTree) in
      TamperedDocument(place: place, kind: kind, change: change, document: document)
    }
    switch tree {
    case .null: return [replace("filled in", .string("L-001"))]
    case .boolean(let value): return [replace("turned", .boolean(!value))]
    case .integer(let value):
      return [
        replace("one more", .integer(value + 1)), replace("one less", .integer(value - 1)),
      ]
    case .float(let value):
      let nudged = abs(value) > 1e-3 ? value * 1.001 : value + 1
      return [replace("nudged", .float(nudged)), replace("one more", .float(value + 1))]
    case .string(let text):
      let others = vocabularies.filter { $0.contains(text) }.joined().filter { $0 != text }
      return ([text + "x", ""] + others).map { replace("“\($0)”", .string($0)) }
    case .array(let values):
      return values.indices.flatMap { index in
        changes(of: values[index], at: "\(place)[\(index)]", kind: kind).map { inner in
          var copy = values
          copy[index] = inner.document
          return with(inner, .array(copy))
        }
      } + rearrangements(of: values).map { replace($0.change, .array($0.values)) }
    case .object(let members):
      return members.keys.sorted().flatMap { name -> [TamperedDocument] in
        let inside = place.isEmpty ? name : "\(place).\(name)"
        let kindInside = kind.isEmpty ? name : "\(kind).\(name)"
        let inner = changes(of: members[name] ?? .null, at: inside, kind: kindInside)
        var without = members
        without[name] = nil
        let left = TamperedDocument(
          place: inside, kind: kindInside, change: "left out", document: .object(without))
        // A member that is null and one that is absent are the same to every reader.
        return inner.map { change in
          var copy = members
          copy[name] = change.document
          return with(change, .object(copy))
        } + (members[name] == .null ? [] : [left])
      }
    }
  }

  private func with(_ inner: TamperedDocument, _ document: JSONTree) -> TamperedDocument {
    var outer = inner
    outer.document = document
    return outer
  }

  /// Each element dropped, each doubled, and each pair of neighbours swapped.
  private func rearrangements(
    of values: [JSONTree]
  ) -> [(change: String, values: [JSONTree])] {
    var found: [(change: String, values: [JSONTree])] = []
    for index in values.indices {
      var dropped = values
      dropped.remove(at: index)
      found.append(("dropped \(index)", dropped))
      var doubled = values
      doubled.insert(values[index], at: index)
      found.append(("doubled \(index)", doubled))
      guard index > 0, values[index] != values[index - 1] else { continue }
      var swapped = values
      swapped.swapAt(index, index - 1)
      found.append(("swapped \(index - 1) \(index)", swapped))
    }
    return found
  }
}
