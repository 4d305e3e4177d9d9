/// What a statement says of its subject.
enum RDFObject: Sendable, Hashable {
  /// An IRI; blank nodes appear as `_:` followed by a name of their own.
  case resource(String)
  /// `language` is the `xml:lang` in scope, nil where none is.
  case literal(String, language: String?, datatype: String?)
  /// An `rdf:parseType="Collection"`, kept as a list instead of as cells.
  case collection([String])
}

/// One RDF statement with the line it stands on.
struct RDFStatement: Sendable, Hashable {
  var subject: String
  var predicate: String
  var object: RDFObject
  /// 1-based.
  var line: Int
}

/// The statements of a document by subject, subjects in the order of their first mention.
struct RDFGraph: Sendable {
  private(set) var subjects: [String] = []
  private var bySubject: [String: [RDFStatement]] = [:]

  init(_ statements: [RDFStatement]) {
    for statement in statements {
      if bySubject[statement.subject] == nil { subjects.append(statement.subject) }
      bySubject[statement.subject, default: []].append(statement)
    }
  }

  /// In document order.
  func statements(of subject: String) -> [RDFStatement] { bySubject[subject] ?? [] }

  func statements(of subject: String, _ predicate: String) -> [RDFStatement] {
    statements(of: subject).filter { $0.predicate == predicate }
  }

  /// The IRIs that a predicate leads to, blank nodes left out.
  func resources(_ subject: String, _ predicate: String) -> [(iri: String, line: Int)] {
    statements(of: subject, predicate).compactMap { statement in
      guard case .resource(let iri) = statement.object, !iri.hasPrefix("_:") else { return nil }
      return (iri, statement.line)
    }
  }

  /// The literals of a predicate, trimmed, in document order.
  func literals(
    _ subject: String, _ predicate: String
  ) -> [(text: String, language: String?, line: Int)] {
    statements(of: subject, predicate).compactMap { statement in
      guard case .literal(let text, let language, _) = statement.object else { return nil }
      return (text, language, statement.line)
    }
  }

  func types(of subject: String) -> Set<String> {
    Set(resources(subject, Vocabulary.type).map(\.iri))
  }

  /// The line on which the subject is first spoken of.
  func line(of subject: String) -> Int? { bySubject[subject]?.first?.line }
}
