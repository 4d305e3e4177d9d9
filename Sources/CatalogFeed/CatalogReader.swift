import Diagnostics
import KnowledgeGraph
import XMLParsing

/// Reads a feed, record by record, in constant memory.
public struct CatalogReader: Sendable {
  let mapping: FeedMapping
  private let ontology: Ontology
  private let requirementParser: any RequirementTextParsing
  private let provider: String?

  /// - Parameters:
  ///   - ontology: the one the mapping was checked against.
  ///   - provider: the key of the provider of all that the feed states, whatever the feed says.
  public init(
    mapping: FeedMapping, ontology: Ontology, requirementParser: any RequirementTextParsing,
    provider: String? = nil
  ) {
    self.mapping = mapping
    self.ontology = ontology
    self.requirementParser = requirementParser
    self.provider = provider
  }

  /// Emits a ``FeedRecord`` for each record in the order of the feed. A record within another
  /// comes before it.
  ///
  /// The path of an archive or a folder is read as a package, by a mapping that has a `package`.
  ///
  /// An error among the diagnostics means that the feed was refused, perhaps after records were
  /// emitted: undo them.
  ///
  /// - Parameters:
  ///   - progress: called for each piece read; false cancels.
  /// - Throws: what `emit` throws, and `CancellationError` when `progress` says so.
  public func read(
    path: String, progress: ((_ bytesRead: Int, _ total: Int) -> Bool)? = nil,
    emit: (FeedRecord) throws -> Void
  ) throws -> Diagnosed<FeedReading> {
    let source: XMLFileSource
    do {
      if let read = try readPackage(path: path, progress: progress, emit: emit) { return read }
      source = try XMLFileSource(path: path)
    } catch let refusal as RefusedRequest {
      return Diagnosed(FeedReading(), diagnostics: refusal.diagnostics)
    }
    return try read(source, total: source.size, progress: progress, emit: emit)
  }

  /// The same in the form in which the store takes it, which costs a third less.
  public func readStatements(
    path: String, progress: ((_ bytesRead: Int, _ total: Int) -> Bool)? = nil,
    emit: (RecordStatements) throws -> Void
  ) throws -> Diagnosed<FeedReading> {
    let source: XMLFileSource
    do {
      let names = StatementNames()
      let package = try readPackage(path: path, progress: progress) {
        try emit(RecordStatements($0, names: names))
      }
      if let package { return package }
      source = try XMLFileSource(path: path)
    } catch let refusal as RefusedRequest {
      return Diagnosed(FeedReading(), diagnostics: refusal.diagnostics)
    }
    return try readStatements(source, total: source.size, progress: progress, emit: emit)
  }

  /// Reads a feed from anywhere; see ``read(path:progress:emit:)``. `trace` counts what each rule
  /// of the mapping does.
  func read(
    _ source: any XMLByteSource, total: Int = 0,
    progress: ((_ bytesRead: Int, _ total: Int) -> Bool)? = nil, trace: RuleTrace? = nil,
    emit: (FeedRecord) throws -> Void
  ) throws -> Diagnosed<FeedReading> {
    try readStatements(source, total: total, progress: progress, trace: trace) {
      try emit(FeedRecord($0))
    }
  }

  func readStatements(
    _ source: any XMLByteSource, total: Int = 0,
    progress: ((_ bytesRead: Int, _ total: Int) -> Bool)? = nil, trace: RuleTrace? = nil,
    emit: (RecordStatements) throws -> Void
  ) throws -> Diagnosed<FeedReading> {
    try withoutActuallyEscaping(emit) { emit in
      let stage = stage(file: source.name, emit: emit)
      defer { stage.handler.finish() }
      stage.builder.trace = trace
      return try read(source, total: total, progress: progress, through: stage)
    }
  }

  private func read(
    _ source: any XMLByteSource, total: Int, progress: ((Int, Int) -> Bool)?, through stage: Stage
  ) throws -> Diagnosed<FeedReading> {
    let parser = XMLPushParser(handler: stage.handler, names: stage.names)
    stage.handler.parser = parser
    let digest = ConcurrentDigest()
    var bytes = 0
    parser.onBytes = { piece in
      digest.update(piece)
      bytes += piece.count
      if let progress, !progress(bytes, total) { throw CancellationError() }
    }
    var refusals: [Diagnostic]
    do { refusals = try parser.parse(source) } catch let refusal as FeedRefusal {
      refusals = [refusal.diagnostic]
    }
    return summary(stage, refusals, bytes: bytes, hash: digest.hexadecimal(), file: source.name)
  }

  private typealias Stage = (
    handler: FeedRecordHandler, builder: FactBuilder, names: XMLNameTable
  )

  private func stage(
    file: String?, emit: @escaping (RecordStatements) throws -> Void
  ) -> Stage {
    let names = mapping.nameTable()
    let paths = PathEvaluator(names: names)
    let xml = "http://www.w3.org/XML/1998/namespace"
    let values = ValueReader(paths: paths)
    let tree = RecordTree(languageAttribute: names.intern(xml, "lang"))
    let builder = FactBuilder(
      mapping, ontology: ontology, parser: requirementParser, provider: provider, tree: tree,
      values: values, file: file)
    let handler = FeedRecordHandler(
      mapping: mapping, tree: tree, builder: builder,
      coverage: Coverage(evaluator: paths, prefixes: mapping.prefixes, tree: tree), emit: emit)
    return (handler, builder, names)
  }

  private func summary(
    _ stage: Stage, _ parsing: [Diagnostic], bytes: Int, hash: String, file: String?
  ) -> Diagnosed<FeedReading> {
    var reading = FeedReading()
    reading.records = stage.handler.recordCount
    reading.bytes = bytes
    reading.contentHash = hash
    reading.consumed = stage.handler.coverage.consumed
    reading.ignored = stage.handler.coverage.ignoredPaths
    reading.unconsumed = stage.handler.coverage.unconsumedPaths
    reading.requirements = RequirementFact.Kind.allCases.compactMap {
      stage.builder.requirementCounts[$0]
    }
    var diagnostics = stage.builder.diagnostics.diagnostics + parsing
    if reading.records == 0, !parsing.contains(where: { $0.severity == .error }) {
      diagnostics.append(
        Diagnostic(
          .warning, code: "feed.no-records",
          "The feed holds no record that the mapping “\(mapping.name)” knows.",
          place: SourcePlace(file: file)))
    }
    return Diagnosed(reading, diagnostics: diagnostics)
  }
}
