import Diagnostics
import KnowledgeGraph
import XMLParsing

extension FeedMapping {
  /// Name of the schema that mapping documents follow.
  static let schemaName = "feed-mapping.xsd"

  /// Reads a mapping document: checks it against `feed-mapping.xsd`, then its paths and its names
  /// against the ontology.
  ///
  /// - Parameter schemaDirectory: where `feed-mapping.xsd` lies.
  /// - Returns: nil, with errors whose codes begin with `mapping.`, when it cannot be used.
  public static func load(
    path: String, schemaDirectory: String, ontology: Ontology
  ) -> Diagnosed<FeedMapping?> {
    do {
      let schema = try XMLSchemaValidator(path: schemaDirectory + "/" + schemaName)
      return load(path: path, schema: schema, ontology: ontology)
    } catch {
      return Diagnosed(nil, diagnostics: error.diagnostics)
    }
  }

  static func load(
    path: String, schema: XMLSchemaValidator, ontology: Ontology
  ) -> Diagnosed<FeedMapping?> {
    let bytes: [UInt8]
    do { bytes = try XMLFileSource(path: path).readAll() } catch {
      return Diagnosed(nil, diagnostics: [unreadable(path, error)])
    }
    return load(bytes: bytes, path: path, schema: schema, ontology: ontology)
  }

  /// A document in memory; `path` stands for it in diagnostics.
  static func load(
    bytes: [UInt8], path: String, schema: XMLSchemaValidator, ontology: Ontology
  ) -> Diagnosed<FeedMapping?> {
    let problems = schema.validate(bytes, name: path, family: "mapping")
    let places = MappingPlaces(bytes, schemaPath: schema.path)
    guard problems.isEmpty else {
      return Diagnosed(nil, diagnostics: problems.map(places.placed))
    }
    let tree = XMLTree.parse(bytes, name: path)
    guard let root = tree.value else { return Diagnosed(nil, diagnostics: tree.diagnostics) }
    var compiler = MappingCompiler(file: path, ontology: ontology)
    let mapping = compiler.compile(root)
    return Diagnosed(
      mapping, diagnostics: tree.diagnostics + compiler.diagnostics.map(places.placed))
  }

  private static func unreadable(_ path: String, _ error: RefusedRequest) -> Diagnostic {
    Diagnostic(
      .error, code: "mapping.unreadable", "The mapping document cannot be read.",
      found: error.diagnostics.first?.message, hint: "name a mapping or the path of its document",
      place: SourcePlace(file: path))
  }

  func withNames(_ names: [XMLNameTable.Name]) -> FeedMapping {
    FeedMapping(
      name: name, title: title, path: path, names: names, prefixes: prefixes,
      namespaceAliases: namespaceAliases, detection: detection, package: package,
      language: language,
      provider: provider, records: records, treeRules: treeRules,
      subjectAliases: subjectAliases, keySeparator: keySeparator, ignores: ignores,
      rules: rules)
  }
}
