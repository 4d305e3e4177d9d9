import ActivityFeed
import CatalogFeed
import Diagnostics
import Foundation
import GraphStorage
import KnowledgeGraph
import RequirementText

/// One step of a long job, for a progress line.
public struct JobStep: Sendable {
  /// What is being done.
  public var stage: String
  /// Of this stage, 0 … 1.
  public var fraction: Double
  public var detail: String

  public init(stage: String, fraction: Double, detail: String = "") {
    self.stage = stage
    self.fraction = fraction
    self.detail = detail
  }
}

extension Session {
  /// Imports each file in a transaction of its own: a file that is refused changes nothing, and
  /// does not stop the others.
  ///
  /// - Parameter progress: false cancels; the running file is rolled back and `CancellationError`
  ///   thrown.
  public func importFiles(
    _ request: ImportRequest, progress: (JobStep) -> Bool = { _ in true }
  ) throws -> [ImportReport] {
    let mappings = FeedMappingLibrary.load(
      directory: "\(ontologyDirectory)/feeds", ontology: ontology)
    guard !mappings.hasErrors else { throw RefusedRequest(mappings.diagnostics) }
    var reports: [ImportReport] = []
    var catalogs: [String] = []
    var activities: [String] = []
    for given in request.files {
      let found = feeds(at: given, request: request, library: mappings.value)
      if found.value.isEmpty || found.hasErrors {
        reports.append(ImportReport(file: given, profile: nil, diagnostics: found.diagnostics))
      }
      for file in found.value {
        let isActivity = isActivity(file, request: request)
        if isActivity { activities.append(file) } else { catalogs.append(file) }
      }
    }
    // Activity names items, so whatever states items goes first.
    for file in catalogs + activities {
      reports.append(
        try importFile(file, request: request, library: mappings.value, progress: progress))
    }
    return reports
  }

  /// The files that a name on the command line stands for; a package is one.
  private func feeds(
    at path: String, request: ImportRequest, library: FeedMappingLibrary
  ) -> Diagnosed<[String]> {
    let stated = request.profile.flatMap { _ in
      mapping(for: path, request: request, library: library).value
    }
    return library.feeds(at: path, mapping: stated)
  }

  private func isActivity(_ file: String, request: ImportRequest) -> Bool {
    request.profile == nil
      && (file.lowercased().hasSuffix(".csv") || ActivityFileReader.looksLikeActivity(file))
  }

  private func importFile(
    _ file: String, request: ImportRequest, library: FeedMappingLibrary,
    progress: (JobStep) -> Bool
  ) throws -> ImportReport {
    let started = ContinuousClock.now
    var report: ImportReport
    if isActivity(file, request: request) {
      report = try importActivity(file, request: request)
    } else {
      let chosen = mapping(for: file, request: request, library: library)
      guard let mapping = chosen.value, !chosen.hasErrors else {
        return ImportReport(
          file: file, profile: nil, diagnostics: chosen.diagnostics.map(\.knowingMappings))
      }
      report = try importCatalog(file, mapping: mapping, request: request, progress: progress)
      report.diagnostics.insert(contentsOf: chosen.diagnostics, at: 0)
    }
    report.seconds = (ContinuousClock.now - started) / .seconds(1)
    return report
  }

  private func mapping(
    for file: String, request: ImportRequest, library: FeedMappingLibrary
  ) -> Diagnosed<FeedMapping?> {
    guard let profile = request.profile else { return library.detect(path: file) }
    if let known = library.mapping(named: profile) { return Diagnosed(known) }
    guard FileManager.default.fileExists(atPath: profile) else {
      let names = library.mappings.map(\.name)
      let nearest = nearestNames(to: profile, among: names, limit: 1)
      return Diagnosed(
        nil,
        diagnostics: [
          Diagnostic(
            .error, code: "profile.unknown", "there is no dialect or mapping document “\(profile)”",
            found: profile, expected: names.joined(separator: ", "),
            hint: nearest.first.map { "did you mean \($0)?" })
        ])
    }
    return FeedMapping.load(
      path: profile, schemaDirectory: "\(ontologyDirectory)/feeds", ontology: ontology)
  }

  private func importCatalog(
    _ file: String, mapping: FeedMapping, request: ImportRequest, progress: (JobStep) -> Bool
  ) throws -> ImportReport {
    let reader = CatalogReader(
      mapping: mapping, ontology: ontology, requirementParser: RequirementTextParser(),
      provider: request.provider)
    var report = ImportReport(file: file, profile: mapping.name)
    let name = URL(fileURLWithPath: file).lastPathComponent
    let summary = try store.importStatements(
      FeedSource(path: file, profile: mapping.name, provider: request.provider),
      options: ImportOptions(full: request.full, dryRun: request.dryRun)
    ) { emit in
      // The reader reports its place by bytes, the whole of which the file's size tells.
      let reading = try withoutActuallyEscaping(progress) { progress in
        try reader.readStatements(
          path: file,
          progress: { read, total in
            progress(
              JobStep(stage: name, fraction: total > 0 ? Double(read) / Double(total) : 1))
          }, emit: emit)
      }
      report.take(reading.value)
      report.diagnostics += reading.diagnostics
      let isEmpty = reading.value.records == 0 && !reading.hasErrors
      if isEmpty { report.diagnostics.append(ImportReport.nothingRead(file, mapping.name)) }
      let isWarned = request.strict && reading.diagnostics.contains { $0.severity == .warning }
      if isWarned { report.diagnostics.append(ImportReport.refusedStrictly(file)) }
      let refused = isEmpty || isWarned
      return ReadingOutcome(
        contentHash: reading.value.contentHash, hasErrors: reading.hasErrors || refused)
    }
    report.take(summary)
    return report
  }

  private func importActivity(_ file: String, request: ImportRequest) throws -> ImportReport {
    var report = ImportReport(file: file, profile: "activity")
    let places = try ActivityPlaces(store: store, ontology: ontology)
    let reader = ActivityFileReader(ontology: ontology)
    let learnerClass = ontology.nodeClass(role: .learner)?.name ?? "Learner"
    var unplaced = 0
    let summary = try store.recordActivity(
      FeedSource(path: file, profile: "activity"), learnerClass: learnerClass,
      dryRun: request.dryRun
    ) { emit in
      let reading = try reader.read(path: file) { row in
        switch places.item(row, file: file) {
        case .success(let item):
          try emit(
            ActivityFact(
              learner: row.learner, item: item, relation: row.relation,
              timestamp: row.timestamp, value: row.value, line: row.line))
        case .failure(let refusal):
          unplaced += 1
          report.diagnostics += refusal.diagnostics
        }
      }
      report.records = reading.value.rows
      report.rejected = reading.value.rejected + unplaced
      report.bytes = reading.value.bytes
      report.diagnostics += reading.diagnostics
      let refused = request.strict && report.rejected > 0
      if refused { report.diagnostics.append(ImportReport.refusedStrictly(file)) }
      return ReadingOutcome(
        contentHash: reading.value.contentHash, hasErrors: reading.hasErrors || refused)
    }
    report.nodes.added = summary.learnersAdded
    report.relationships.added = summary.added
    report.relationships.unchanged = summary.unchanged
    report.rejected += summary.rejected
    report.diagnostics += summary.diagnostics
    return report
  }
}

/// Finds the item that a row of activity names.
private struct ActivityPlaces {
  private let byName: [String: [Int64]]
  private let keys: [String]
  private let itemClass: String

  init(store: GraphStore, ontology: Ontology) throws {
    itemClass = ontology.nodeClass(role: .item)?.name ?? ""
    let identifiers = try store.nodeIdentifiers(nodeClass: itemClass)
    var byName: [String: [Int64]] = [:]
    for node in identifiers {
      byName[foldedName(node.key), default: []].append(node.id)
      if let provider = node.provider {
        byName[foldedName("\(provider):\(node.key)"), default: []].append(node.id)
      }
    }
    self.byName = byName
    keys = identifiers.map(\.key)
  }

  func item(_ row: ActivityRow, file: String) -> Result<Int64, RefusedRequest> {
    let place = SourcePlace(file: file, line: row.line)
    guard let name = row.item else {
      return .failure(
        RefusedRequest(
          Diagnostic(
            .warning, code: "activity.no-item", "this row names no \(itemClass.lowercased())",
            place: place)))
    }
    let found = byName[foldedName(name)] ?? []
    if found.count == 1 { return .success(found[0]) }
    for other in row.otherItems {
      if let items = byName[foldedName(other)], items.count == 1 { return .success(items[0]) }
    }
    let nearest = found.isEmpty ? nearestNames(to: name, among: keys, limit: 1) : []
    return .failure(
      RefusedRequest(
        Diagnostic(
          .warning, code: found.isEmpty ? "activity.unknown-item" : "activity.ambiguous-item",
          found.isEmpty
            ? "the catalogue holds no \(itemClass.lowercased()) “\(name)”"
            : "several \(itemClass.lowercased())s bear the key “\(name)”",
          found: name,
          hint: found.isEmpty
            ? nearest.first.map { "did you mean \($0)?" } : "write provider:\(name)",
          place: place)))
  }
}
