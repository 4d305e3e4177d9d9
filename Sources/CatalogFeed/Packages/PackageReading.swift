import Diagnostics
import FeedArchives
import KnowledgeGraph
import XMLParsing

/// Reading feeds of many documents.
extension CatalogReader {
  /// The reading of a path that is an archive or a folder; nil for a single document.
  func readPackage(
    path: String, progress: ((_ bytesRead: Int, _ total: Int) -> Bool)?,
    emit: (FeedRecord) throws -> Void
  ) throws -> Diagnosed<FeedReading>? {
    guard mapping.package != nil || FeedArchive.format(ofPath: path) != nil else { return nil }
    return try read(package: try FeedArchive.open(path: path), progress: progress, emit: emit)
  }

  /// Reads a package: an archive or a folder whose documents link to each other. As
  /// ``read(path:progress:emit:)``, with these differences:
  ///
  /// - A record's line is that of its own document, which ``FeedRecord/raw`` names; columns are not
  ///   known.
  /// - The hash is that of the documents as they were read, so packing them again changes nothing.
  /// - Documents that no rule reads are among the values not consumed, by folder and ending.
  public func read(
    package: FeedArchive, progress: ((_ bytesRead: Int, _ total: Int) -> Bool)? = nil,
    emit: (FeedRecord) throws -> Void
  ) throws -> Diagnosed<FeedReading> {
    guard let rule = mapping.package else {
      return Diagnosed(FeedReading(), diagnostics: [noPackage(package)])
    }
    let source = PackageSource(package, rule: rule, names: mapping.nameTable())
    let total = package.entries.reduce(0) { $0 + $1.size }
    var read = try read(source, total: total, progress: progress) { record in
      try emit(placed(record, source))
    }
    read.diagnostics = package.warnings + read.diagnostics.map { placed($0, source) }
    read.diagnostics += source.notices
    take(source.coverage(), into: &read.value)
    return read
  }

  private func noPackage(_ package: FeedArchive) -> Diagnostic {
    Diagnostic(
      .error, code: "feed.no-package", "The mapping “\(mapping.name)” reads single documents.",
      found: package.name, hint: "name a file, or a mapping with a <package>",
      place: SourcePlace(file: package.name))
  }

  // MARK: Places

  /// Facts that another document of the record states have the record's line.
  private func placed(_ record: FeedRecord, _ source: PackageSource) -> FeedRecord {
    guard let own = source.place(ofLine: record.place.line) else { return record }
    var record = record
    record.place = FeedPlace(line: own.line)
    record.facts = record.facts.map { fact in
      func place(_ written: FeedPlace) -> FeedPlace {
        let found = source.place(ofLine: written.line)
        return FeedPlace(
          line: found.flatMap { $0.document == own.document ? $0.line : nil } ?? own.line)
      }
      switch fact {
      case .node(var node):
        node.place = place(node.place)
        return .node(node)
      case .relationship(var relationship):
        relationship.place = place(relationship.place)
        return .relationship(relationship)
      case .requirement(var requirement):
        requirement.place = place(requirement.place)
        return .requirement(requirement)
      }
    }
    return record
  }

  private func placed(_ diagnostic: Diagnostic, _ source: PackageSource) -> Diagnostic {
    guard let written = diagnostic.place, written.file == source.name, let line = written.line,
      let found = source.place(ofLine: line)
    else { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.place = SourcePlace(
      file: (source.name ?? "") + "!" + found.document, line: found.line)
    return diagnostic
  }

  // MARK: Coverage

  /// What was added to the documents is nobody's value.
  private func take(_ coverage: PackageSource.Coverage, into reading: inout FeedReading) {
    let prefix =
      mapping.prefixes[PackageRule.namespace].map { "@\($0):" }
      ?? "@{\(PackageRule.namespace)}"
    func isAdded(_ path: String) -> Bool {
      path.split(separator: "/").last?.hasPrefix(prefix) ?? false || path.contains("/" + prefix)
    }
    reading.unconsumed.removeAll { isAdded($0.path) }
    reading.ignored.removeAll { isAdded($0.path) }
    reading.unconsumed += coverage.unread
    reading.ignored += coverage.left
  }
}
