import CatalogFeed
import Diagnostics
import KnowledgeGraph
import Ontologies

/// The feed dialects that the ontology folder describes.
public enum FeedProfiles {
  public struct Profile: Sendable {
    public var name: String
    public var title: String
  }

  /// By name. Needs no graph.
  public static func all(ontologyDirectory: String?) throws(RefusedRequest) -> [Profile] {
    let directory = try OntologyLocation.find(ontologyDirectory)
    let document = OntologyLocation.document(in: directory) ?? "\(directory)/docent.owl"
    let loaded = OntologyDocument.load(path: document)
    guard let ontology = loaded.value, !loaded.hasErrors else {
      throw RefusedRequest(loaded.diagnostics)
    }
    let library = FeedMappingLibrary.load(directory: "\(directory)/feeds", ontology: ontology)
    guard !library.hasErrors else { throw RefusedRequest(library.diagnostics) }
    return library.value.mappings.map { Profile(name: $0.name, title: $0.title) }
  }
}
