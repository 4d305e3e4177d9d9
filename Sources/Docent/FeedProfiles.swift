import CatalogFeed
import Diagnostics
import KnowledgeGraph
import Ontologies
import RequirementText

/// The feed dialects that the ontology folder describes, and drafts of new ones. Needs no graph.
public enum FeedProfiles {
  public struct Profile: Sendable {
    public var name: String
    public var title: String
  }

  /// By name.
  public static func all(ontologyDirectory: String?) throws(RefusedRequest) -> [Profile] {
    let place = try Place(ontologyDirectory)
    return try place.library().mappings.map { Profile(name: $0.name, title: $0.title) }
  }

  /// A mapping document drafted from a feed, or from the feeds of one folder.
  ///
  /// - Parameter name: the mapping's; the feed's own, put in the letters that names have, when nil.
  /// - Throws: `RefusedRequest` with what is wrong with the feed.
  public static func draft(
    feed: String, name: String? = nil, ontologyDirectory: String?
  ) throws -> ProfileDraftReport {
    let place = try Place(ontologyDirectory)
    let found = FeedFiles.find(at: feed)
    guard !found.hasErrors else { throw RefusedRequest(found.diagnostics) }
    let drafter = ProfileDrafter(
      ontology: place.ontology, feedsDirectory: place.feeds, parser: RequirementTextParser())
    let draft = try drafter.draft(files: found.value, name: mappingName(name ?? feed))
    guard let value = draft.value else { throw RefusedRequest(draft.diagnostics) }
    return ProfileDraftReport(value, diagnostics: draft.diagnostics)
  }

  /// What a mapping makes of a feed.
  ///
  /// - Parameter profile: a dialect's name or a mapping document's path; nil to detect.
  /// - Throws: `RefusedRequest` with what is wrong with the mapping, or where there is no feed.
  public static func check(
    feed: String, profile: String?, ontologyDirectory: String?
  ) throws -> [ProfileCheckReport] {
    let place = try Place(ontologyDirectory)
    let found = FeedFiles.find(at: feed)
    guard !found.hasErrors else { throw RefusedRequest(found.diagnostics) }
    let chosen = try profile.map { try place.mapping($0) }
    let library = chosen == nil ? try place.library() : nil
    let checker = ProfileChecker(
      ontology: place.ontology, feedsDirectory: place.feeds, parser: RequirementTextParser())
    return try found.value.map { file in
      if let chosen { return ProfileCheckReport(try checker.check(file: file, mapping: chosen)) }
      let detected = library?.detect(path: file)
      guard let mapping = detected?.value else {
        throw RefusedRequest((detected?.diagnostics ?? []).map(\.knowingMappings))
      }
      return ProfileCheckReport(try checker.check(file: file, mapping: mapping))
    }
  }

  /// `spring 2024.xml` → `spring-2024`.
  private static func mappingName(_ text: String) -> String {
    let file = text.split(separator: "/").last ?? "feed"
    let stem = file.lowercased().hasSuffix(".xml") ? file.dropLast(4) : file
    let words = stem.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return words.isEmpty ? "feed" : words.joined(separator: "-")
  }

  /// The ontology folder, read.
  private struct Place {
    let ontology: Ontology
    let feeds: String

    init(_ given: String?) throws(RefusedRequest) {
      let directory = try OntologyLocation.find(given)
      let document = OntologyLocation.document(in: directory) ?? "\(directory)/docent.owl"
      let loaded = OntologyDocument.load(path: document)
      guard let ontology = loaded.value, !loaded.hasErrors else {
        throw RefusedRequest(loaded.diagnostics)
      }
      self.ontology = ontology
      feeds = "\(directory)/feeds"
    }

    func library() throws(RefusedRequest) -> FeedMappingLibrary {
      let library = FeedMappingLibrary.load(directory: feeds, ontology: ontology)
      guard !library.hasErrors else { throw RefusedRequest(library.diagnostics) }
      return library.value
    }

    /// A dialect by name, or else the document at a path.
    func mapping(_ profile: String) throws(RefusedRequest) -> FeedMapping {
      let library = try library()
      if let known = library.mapping(named: profile) { return known }
      guard profile.contains("/") || profile.contains(".") else {
        throw RefusedRequest(unknown(profile, library))
      }
      let loaded = FeedMapping.load(path: profile, schemaDirectory: feeds, ontology: ontology)
      guard let mapping = loaded.value, !loaded.hasErrors else {
        throw RefusedRequest(loaded.diagnostics)
      }
      return mapping
    }

    private func unknown(_ profile: String, _ library: FeedMappingLibrary) -> Diagnostic {
      let names = library.mappings.map(\.name)
      return Diagnostic(
        .error, code: "profile.unknown", "there is no dialect or mapping document “\(profile)”",
        found: profile, expected: names.joined(separator: ", "),
        hint: nearestNames(to: profile, among: names, limit: 1).first.map { "did you mean \($0)?" })
    }
  }
}

extension Diagnostic {
  /// Whoever gives a mapping document where a feed belongs is told where it goes.
  var knowingMappings: Diagnostic {
    guard code == "feed.unknown-dialect", found?.contains("urn:docent:feed-mapping:1") == true
    else { return self }
    var kinder = self
    kinder.hint = "this is a mapping document: name the feed, and this file with --profile"
    return kinder
  }
}
