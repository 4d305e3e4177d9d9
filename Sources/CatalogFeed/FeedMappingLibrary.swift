import Diagnostics
import FoundationEssentials
import KnowledgeGraph
import XMLParsing

/// The dialects that this installation knows: the mapping documents of one directory.
public struct FeedMappingLibrary: Sendable {
  /// Sorted by name.
  public let mappings: [FeedMapping]

  public init(_ mappings: [FeedMapping]) {
    self.mappings = mappings.sorted { $0.name < $1.name }
  }

  /// Reads every `*.xml` of `directory`, which also holds `feed-mapping.xsd`. A document that
  /// cannot be used is left out and reported.
  public static func load(
    directory: String, ontology: Ontology
  ) -> Diagnosed<FeedMappingLibrary> {
    var mappings: [FeedMapping] = []
    var diagnostics: [Diagnostic] = []
    do {
      let schema = try XMLSchemaValidator(path: directory + "/" + FeedMapping.schemaName)
      for path in FeedFiles.files(in: directory, endings: ["xml"]) {
        let loaded = FeedMapping.load(path: path, schema: schema, ontology: ontology)
        diagnostics += loaded.diagnostics
        guard let mapping = loaded.value else { continue }
        if mappings.contains(where: { $0.name == mapping.name }) {
          diagnostics.append(repeated(mapping))
        } else {
          mappings.append(mapping)
        }
      }
    } catch {
      diagnostics += error.diagnostics
    }
    return Diagnosed(FeedMappingLibrary(mappings), diagnostics: diagnostics)
  }

  private static func repeated(_ mapping: FeedMapping) -> Diagnostic {
    Diagnostic(
      .error, code: "mapping.repeated-name", "Two mappings have the same name.",
      found: mapping.name, hint: "rename one of them", place: SourcePlace(file: mapping.path))
  }

  public func mapping(named name: String) -> FeedMapping? { mappings.first { $0.name == name } }

  /// The dialect of a feed: by its root element and by what occurs near its beginning (512 KB).
  ///
  /// - Returns: nil with an error when the file cannot be read, is not XML, or is in no known
  ///   dialect (`feed.unknown-dialect`) or in more than one (`feed.ambiguous-dialect`).
  public func detect(path: String) -> Diagnosed<FeedMapping?> {
    if let package = detectPackage(path: path) { return package }
    let source: XMLFileSource
    do { source = try XMLFileSource(path: path) } catch {
      return Diagnosed(nil, diagnostics: error.diagnostics)
    }
    let outline = FeedOutline.read(source)
    guard let root = outline.root else {
      return Diagnosed(nil, diagnostics: outline.diagnostics)
    }
    let fitting = mappings.map { (mapping: $0, score: outline.score($0)) }.filter { $0.score > 0 }
    let best = fitting.map(\.score).max() ?? 0
    let candidates = fitting.filter { $0.score == best }.map(\.mapping)
    if candidates.count == 1 { return Diagnosed(candidates[0]) }
    let refusal =
      candidates.isEmpty ? unknown(root, outline.rootLine, path) : ambiguous(candidates, path)
    return Diagnosed(nil, diagnostics: [refusal])
  }

  private func unknown(_ root: XMLNameTable.Name, _ line: Int, _ path: String) -> Diagnostic {
    let namespace = root.namespace.map { " in the namespace \($0)" } ?? " in no namespace"
    return Diagnostic(
      .error, code: "feed.unknown-dialect", "The feed is in none of the known dialects.",
      found: "<\(root.local)>\(namespace)",
      expected: mappings.map(\.name).joined(separator: ", "),
      hint: "name a dialect, or a mapping document of your own, with --profile",
      place: SourcePlace(file: path, line: line))
  }

  func ambiguous(_ candidates: [FeedMapping], _ path: String) -> Diagnostic {
    let names = candidates.map(\.name).joined(separator: ", ")
    return Diagnostic(
      .error, code: "feed.ambiguous-dialect", "The feed fits more than one dialect.",
      found: names, hint: "name the one that is meant with --profile",
      place: SourcePlace(file: path))
  }
}
