import Diagnostics
import GraphStorage
import KnowledgeGraph

/// Writes relationships as triples; `Session.exportTriples` describes the form.
struct TripleExport {
  let snapshot: GraphSnapshot
  let ontology: Ontology
  let inferred: Bool

  func document() -> Diagnosed<String> {
    let names = snapshot.nodes(labelled: nil).map(name)
    var lines: [String] = []
    var losses = ExportLosses()
    var isNamed = [Bool](repeating: false, count: names.count)
    for type in snapshot.relationshipTypes {
      let relation = Self.escaped(ontology.relation(type: type)?.name ?? type)
      for head in snapshot.nodes(labelled: nil) {
        for next in snapshot.neighbours(of: head, type: type, direction: .outgoing) {
          guard let record = snapshot.relationship(next.relationship),
            record.kind == .stated || (inferred && record.kind == .inferred)
          else { continue }
          let line = "\(names[Int(head)])\t\(relation)\t\(names[Int(next.node)])"
          lines.append(line)
          isNamed[Int(head)] = true
          isNamed[Int(next.node)] = true
          if record.kind == .stated, !record.properties.isEmpty {
            losses.add(
              "property-left-out", relation, "triples have no place for properties",
              example: line.replacing("\t", with: " "), severity: .note)
          }
        }
      }
    }
    for node in snapshot.nodes(labelled: nil) where !isNamed[Int(node)] {
      losses.add(
        "node-left-out", snapshot.nodes[Int(node)].nodeClass,
        "stands in no relationship, so in no triple", example: names[Int(node)], severity: .note)
    }
    // The same action at several times is one triple.
    var text = ""
    var last: String?
    for line in lines.sorted() where line != last {
      text += line + "\n"
      last = line
    }
    return Diagnosed(text, diagnostics: losses.diagnostics)
  }

  private func name(_ node: NodeIndex) -> String {
    let record = snapshot.nodes[Int(node)]
    let qualifiers = [record.nodeClass, record.provider ?? ""].map {
      Self.escaped($0).replacing(":", with: "%3A")
    }
    return (qualifiers + [Self.escaped(record.key)]).joined(separator: ":")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\t": result += "%09"
      case "\n": result += "%0A"
      case "\r": result += "%0D"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
