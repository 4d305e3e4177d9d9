import Diagnostics
import KnowledgeGraph
import XMLParsing

/// Reads ontology documents: the RDF/XML form of OWL 2, as ontology editors save it.
///
/// Of OWL 2 are read the ontology's IRI, classes with their superclasses, object properties with
/// domain, range, inverse, super-properties, chains, transitivity and symmetry, datatype
/// properties with their datatype, labels, the engine's annotations (`urn:docent:engine#`), and the
/// axioms that rules infer from (`OntologyAxiom.Kind` lists them). Any other axiom is permitted and
/// reported as not used (`ontology.axiom-not-used`), and so is a characteristic that OWL 2 allows
/// of simple relations only (`ontology.not-simple`). `owl:imports` is not followed.
///
/// Terms of the ontology's own namespace become its vocabulary; terms of other namespaces are
/// alignment, for people and other tools.
public enum OntologyDocument {
  /// Reads and checks an ontology.
  ///
  /// - Returns: the ontology as far as it was understood, nil when the file is no RDF/XML at all.
  ///   With an error among the diagnostics it must not be used. Each diagnostic names the file and,
  ///   where it concerns a place in it, the line. In the ontology, superclasses and
  ///   super-relations are complete (each with those above it, nearest first) and hold local
  ///   names; a label or sentence without a language counts as English.
  public static func load(path: String) -> Diagnosed<Ontology?> {
    let tree = XMLTree.load(path: path)
    guard let root = tree.value else { return Diagnosed(nil, diagnostics: tree.diagnostics) }
    var document = RDFXMLReader(file: path)
    document.read(root)
    guard !document.statements.isEmpty || document.diagnostics.isEmpty else {
      return Diagnosed(nil, diagnostics: tree.diagnostics + document.diagnostics)
    }
    var reader = OntologyReader(graph: RDFGraph(document.statements), file: path)
    let ontology = reader.read()
    let diagnostics = tree.diagnostics + document.diagnostics + reader.diagnostics
    return Diagnosed(ontology, diagnostics: diagnostics.inReadingOrder())
  }
}

extension [Diagnostic] {
  /// By line, those without one last, otherwise in the order they were found.
  fileprivate func inReadingOrder() -> [Diagnostic] {
    enumerated().sorted {
      ($0.element.place?.line ?? .max, $0.offset) < ($1.element.place?.line ?? .max, $1.offset)
    }.map(\.element)
  }
}
