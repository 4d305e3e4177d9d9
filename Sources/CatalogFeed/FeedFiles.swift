import Diagnostics
import FoundationEssentials

/// Finds the feeds that a path on the command line names.
public enum FeedFiles {
  /// The file itself, or the `*.xml` and `*.csv` files directly in a directory, sorted by name.
  ///
  /// - Returns: no file and an error, `feed.unreadable` or `feed.no-feed`, when there is none.
  public static func find(at path: String) -> Diagnosed<[String]> {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return Diagnosed(
        [],
        diagnostics: [
          Diagnostic(
            .error, code: "feed.unreadable", "There is no such file.", found: path,
            hint: nearest(to: path), place: SourcePlace(file: path))
        ])
    }
    guard isDirectory else { return Diagnosed([path]) }
    let found = files(in: path, endings: ["xml", "csv"])
    guard found.isEmpty else { return Diagnosed(found) }
    return Diagnosed(
      [],
      diagnostics: [
        Diagnostic(
          .error, code: "feed.no-feed", "The directory holds no feed.", found: path,
          expected: "files whose names end in .xml or .csv", hint: "name the feed's file itself",
          place: SourcePlace(file: path))
      ])
  }

  /// Paths of the regular files directly in `directory` whose names have one of `endings`, sorted.
  static func files(in directory: String, endings: Set<String>) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { name in
      let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
      return name.contains(".") && !name.hasPrefix(".") && endings.contains(ending)
    }.sorted().map { directory.hasSuffix("/") ? directory + $0 : directory + "/" + $0 }
  }

  private static func nearest(to path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last else { return nil }
    let directory = parts.dropLast().joined(separator: "/")
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: directory.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : directory)
    let near = nearestNames(to: String(name), among: (names ?? []).sorted())
    return near.isEmpty ? "check the path" : "did you mean \(near.joined(separator: ", "))?"
  }
}
