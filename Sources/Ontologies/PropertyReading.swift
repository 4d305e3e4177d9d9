import Diagnostics
import KnowledgeGraph

extension OntologyReader {
  mutating func readProperties() -> [OntologyProperty] {
    var properties: [OntologyProperty] = []
    for iri in declarations.properties.iris {
      properties.append(
        OntologyProperty(
          name: localName(of: iri), iri: iri,
          domain: classNamed(by: Vocabulary.domain, of: iri), datatype: datatype(of: iri),
          labels: labels(of: iri), roles: roles(of: iri, PropertyRole.self)))
    }
    return properties
  }

  /// The value space that `rdfs:range` names; text where it names none. Dates, durations and
  /// IRIs are kept as the text they are written as.
  private mutating func datatype(of iri: String) -> OntologyProperty.Datatype {
    guard let range = graph.resources(iri, Vocabulary.range).first else { return .string }
    let name = localName(of: range.iri)
    if let datatype = Self.datatypes[name] { return datatype }
    report(
      .warning, "unknown-datatype", "The datatype of \(localName(of: iri)) is kept as text.",
      found: range.iri, hint: nearest(name, Self.datatypes.keys.sorted()), line: range.line)
    return .string
  }

  private static let datatypes: [String: OntologyProperty.Datatype] = [
    "string": .string, "langString": .string, "PlainLiteral": .string, "Literal": .string,
    "anyURI": .string, "language": .string, "normalizedString": .string, "token": .string,
    "date": .string, "dateTime": .string, "dateTimeStamp": .string, "time": .string,
    "gYear": .string, "duration": .string, "integer": .integer, "int": .integer, "long": .integer,
    "short": .integer, "nonNegativeInteger": .integer, "positiveInteger": .integer,
    "unsignedInt": .integer, "decimal": .float, "double": .float, "float": .float,
    "boolean": .boolean,
  ]
}
