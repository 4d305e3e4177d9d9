import Diagnostics
import FeedArchives
import XMLParsing

/// Telling the dialect of an archive or a folder.
extension FeedMappingLibrary {
  /// The dialect of a path that is an archive or a folder; nil for a single document.
  func detectPackage(path: String) -> Diagnosed<FeedMapping?>? {
    guard FeedArchive.format(ofPath: path) != nil else { return nil }
    do { return detect(package: try FeedArchive.open(path: path)) } catch {
      return Diagnosed(nil, diagnostics: error.diagnostics)
    }
  }

  /// The dialect of a package, by the documents it holds.
  ///
  /// A mapping that does not say by which document a package is known must account for every
  /// document of a folder, lest feeds that only lie beside each other be taken for one.
  /// - Returns: nil with an error as ``detect(path:)``.
  public func detect(package: FeedArchive) -> Diagnosed<FeedMapping?> {
    let fitting = mappings.compactMap { mapping in
      score(mapping, package).map { (mapping: mapping, score: $0) }
    }
    let best = fitting.map(\.score).max() ?? 0
    let candidates = fitting.filter { $0.score == best }.map(\.mapping)
    if candidates.count == 1 { return Diagnosed(candidates[0]) }
    return Diagnosed(
      nil,
      diagnostics: [
        candidates.isEmpty ? unknown(package) : ambiguous(candidates, package.name ?? "")
      ])
  }

  private func score(_ mapping: FeedMapping, _ package: FeedArchive) -> Int? {
    guard let rule = mapping.package else { return nil }
    let names = mapping.nameTable()
    guard !PackageSource.bases(rule, package.entries.map(\.name)).isEmpty else { return nil }
    let source = PackageSource(package, rule: rule, names: names)
    let outline = FeedOutline.read(source)
    let score = outline.score(mapping)
    guard score > 0 else { return nil }
    if rule.bases.isEmpty, package.format == .folder {
      // Links to be followed are only known once all has been read.
      while let piece = try? source.next(), !piece.isEmpty {}
      guard source.ownsAllDocuments else { return nil }
    }
    return score
  }

  private func unknown(_ package: FeedArchive) -> Diagnostic {
    let known = mappings.filter { $0.package != nil }.map(\.name).joined(separator: ", ")
    let examples = package.entries.prefix(3).map(\.name).joined(separator: ", ")
    return Diagnostic(
      .error, code: "feed.unknown-dialect", "The package is in none of the known dialects.",
      found: package.entries.isEmpty ? "no documents" : examples, expected: known,
      hint: "name a dialect, or a mapping document of your own, with --profile",
      place: SourcePlace(file: package.name))
  }

  /// The feeds that a path names: the path itself when it is an archive or a folder of documents
  /// that link to each other, else as ``FeedFiles/find(at:)``.
  ///
  /// - Parameter mapping: the one that was asked for; nil to detect.
  public func feeds(at path: String, mapping: FeedMapping? = nil) -> Diagnosed<[String]> {
    switch FeedArchive.format(ofPath: path) {
    case .zip, .tar, .gzippedTar: return Diagnosed([path])
    case .folder:
      if let mapping {
        return mapping.package == nil ? FeedFiles.find(at: path) : Diagnosed([path])
      }
      guard let package = try? FeedArchive.open(path: path), detect(package: package).value != nil
      else { return FeedFiles.find(at: path) }
      return Diagnosed([path])
    case nil: return FeedFiles.find(at: path)
    }
  }
}
