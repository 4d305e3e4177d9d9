import Diagnostics
import KnowledgeGraph
import XMLParsing

/// A mapping document drafted from a feed nobody has described yet.
public struct ProfileDraft: Sendable {
  /// The document: valid, commented, with every value it leaves out listed in it.
  public var document: String
  /// The element of the records, from the root.
  public var record: String
  /// How often that element occurs.
  public var recordCount: Int
  /// Paths from the record's element; the key as a template where it has two halves.
  public var key: String
  public var title: String
  /// Paths with values that no rule of the draft uses.
  public var leftPaths: Int
}

/// Drafts mapping documents from feeds.
///
/// Reads the feed four times at most: to survey it, to try keys for its records and for the parts
/// of them, and to see what the draft leaves. Memory does not grow with the feed; see
/// ``FeedSurvey``. The same feed gives the same draft.
public struct ProfileDrafter {
  private let ontology: Ontology
  private let feedsDirectory: String
  private let parser: any RequirementTextParsing

  /// - Parameters:
  ///   - feedsDirectory: holds `feed-mapping.xsd` and `drafting/words.xml`.
  public init(
    ontology: Ontology, feedsDirectory: String, parser: any RequirementTextParsing
  ) {
    self.ontology = ontology
    self.feedsDirectory = feedsDirectory
    self.parser = parser
  }

  /// Drafts a mapping for feeds of one dialect.
  ///
  /// - Parameters:
  ///   - files: feeds with the same root element, such as those of one folder.
  ///   - name: the mapping's; letters, digits, `.`, `_` and `-`.
  /// - Returns: nil, with the reason, where the feed cannot be read or holds nothing that has both
  ///   a key and a title (`profile.no-records`).
  public func draft(files: [String], name: String) throws -> Diagnosed<ProfileDraft?> {
    let words = DraftingWords.load(feedsDirectory: feedsDirectory, ontology: ontology)
    guard !words.hasErrors else { return Diagnosed(nil, diagnostics: words.diagnostics) }
    let sources: () throws -> [any XMLByteSource] = {
      try files.map { try XMLFileSource(path: $0) }
    }
    let surveyed: (survey: FeedSurvey?, diagnostics: [Diagnostic])
    do { surveyed = try FeedSurveyor.survey(sources(), words: words.value) } catch let refused
      as RefusedRequest
    {
      return Diagnosed(nil, diagnostics: refused.diagnostics)
    }
    let isRefused = surveyed.diagnostics.contains { $0.severity == .error }
    guard let survey = surveyed.survey, !isRefused else {
      return Diagnosed(nil, diagnostics: surveyed.diagnostics)
    }
    let candidates = RecordCandidates(survey: survey, words: words.value).ranked()
    for candidate in candidates.prefix(4) {
      let guessing = DraftGuessing(survey: survey, words: words.value, record: candidate.path)
      guard let title = guessing.title(),
        let key = try chosenKey(guessing, title: title, sources)
      else { continue }
      var writing = DraftWriting(
        guessing: guessing, ontology: ontology, key: key, title: title, name: name,
        candidates: candidates.prefix(5).map(\.path))
      writing.instances = try instances(guessing, key: key, sources)
      let draft = try completed(&writing, files: files)
      return Diagnosed(draft.value, diagnostics: surveyed.diagnostics + draft.diagnostics)
    }
    return Diagnosed(nil, diagnostics: surveyed.diagnostics + [nothing(files)])
  }

  private func nothing(_ files: [String]) -> Diagnostic {
    Diagnostic(
      .error, code: "profile.no-records",
      "The feed holds no element that has both a key and a title of its own.",
      hint: "write a mapping document by hand; Ontology/feeds/README.md shows how",
      place: SourcePlace(file: files.first))
  }

  // MARK: Keys

  /// The best combination that nearly every record has, and that tells records apart or repeats
  /// with their titles.
  private func chosenKey(
    _ guessing: DraftGuessing, title: Int, _ sources: () throws -> [any XMLByteSource]
  ) throws -> DraftGuessing.Key? {
    let keys = guessing.keys(title: title)
    guard !keys.isEmpty else { return nil }
    let trial = KeyTrial(
      guessing.survey, unit: guessing.record, title: title, combinations: keys.map(\.paths))
    let outcomes = try trial.run(sources())
    // A number that is no one else's needs no subject before it.
    let alone = Set(
      zip(keys, outcomes).filter { key, outcome in
        key.paths.count == 1 && outcome.uniqueness >= 0.98 && outcome.completeness >= 0.98
          && guessing.survey.paths[guessing.record].count > 20
      }.map { $0.0.paths[0] })
    let tried = zip(keys, outcomes).map { key, outcome -> DraftGuessing.Key in
      var key = key
      if key.paths.count == 2, alone.contains(key.paths[1]) { key.score -= 3 }
      key.score -= 6 * (1 - outcome.completeness)
      if outcome.uniqueness >= 0.98 {
        key.score += 1.5
      } else if outcome.repeatsItems {
        key.score += 1
        key.repeats = true
      } else {
        key.score -= 2 * (1 - outcome.uniqueness) + 0.5
      }
      return key
    }
    return tried.enumerated().max { a, b in
      (a.element.score, b.offset) < (b.element.score, a.offset)
    }?.element
  }

  /// Elements within a record that are dated offerings by their name, with what completes the key.
  private func instances(
    _ guessing: DraftGuessing, key: DraftGuessing.Key, _ sources: () throws -> [any XMLByteSource]
  ) throws -> [(element: Int, key: Int)] {
    let survey = guessing.survey
    let entry = guessing.words.first("instance")
    let found = survey.descendants(of: guessing.record).filter {
      survey.paths[$0].sort == .element && survey.hasSingleParents($0, in: guessing.record)
        && DraftingWords.fit(survey.local($0), entry) >= 0.75 && !key.paths.contains($0)
        && survey.paths[$0].most > 1
    }
    guard let element = found.first else { return [] }
    let inner = DraftGuessing(survey: survey, words: guessing.words, record: element)
    let candidates = inner.keys(title: nil).filter { $0.paths.count == 1 }.map { $0.paths[0] }
    guard !candidates.isEmpty else { return [] }
    let trial = KeyTrial(
      survey, unit: element, title: nil, combinations: candidates.map { key.paths + [$0] })
    let outcomes = try trial.run(sources())
    let fitting = zip(candidates, outcomes).first { candidate, outcome in
      outcome.completeness >= 0.95 && outcome.uniqueness >= 0.97
    }
    return fitting.map { [(element, $0.0)] } ?? []
  }

  // MARK: The document

  /// Reads the feed with the draft, and notes in it what it leaves.
  private func completed(
    _ writing: inout DraftWriting, files: [String]
  ) throws -> Diagnosed<ProfileDraft?> {
    let schema: XMLSchemaValidator
    do {
      schema = try XMLSchemaValidator(path: feedsDirectory + "/" + FeedMapping.schemaName)
    } catch {
      return Diagnosed(nil, diagnostics: error.diagnostics)
    }
    let loaded = FeedMapping.load(
      bytes: Array(writing.document().utf8), path: "\(writing.name).xml", schema: schema,
      ontology: ontology)
    guard let mapping = loaded.value, !loaded.hasErrors else {
      return Diagnosed(nil, diagnostics: loaded.diagnostics)
    }
    let reader = CatalogReader(mapping: mapping, ontology: ontology, requirementParser: parser)
    var left: [String: Int] = [:]
    for file in files {
      let reading = try reader.read(path: file) { _ in }
      for path in reading.value.unconsumed { left[path.path, default: 0] += path.count }
    }
    writing.note(left, prefixes: mapping.prefixes)
    return Diagnosed(
      ProfileDraft(
        document: writing.document(), record: writing.recordPath,
        recordCount: writing.survey.paths[writing.guessing.record].count, key: writing.keyPath,
        title: writing.titlePath, leftPaths: left.count))
  }
}
