import Diagnostics
import Foundation

/// Finds the folder with the ontology and the feed mappings, wherever the program is run from.
public enum OntologyLocation {
  /// The first of these that holds `docent.owl`: the folder given; `$DOCENT_ONTOLOGY`; beside an
  /// installed program (`../share/docent/Ontology`); above a built one (the source tree); the
  /// current folder's `Ontology`.
  public static func find(_ given: String? = nil) throws(RefusedRequest) -> String {
    if let given { return try checked(given) }
    if let named = ProcessInfo.processInfo.environment["DOCENT_ONTOLOGY"], !named.isEmpty {
      return try checked(named)
    }
    if let found = candidates().first(where: holdsOntology) { return found }
    throw RefusedRequest(
      Diagnostic(
        .error, code: "ontology.missing", "no ontology was found beside the program",
        hint: "name its folder with --ontology DIR or $DOCENT_ONTOLOGY"))
  }

  private static func checked(_ folder: String) throws(RefusedRequest) -> String {
    guard holdsOntology(folder) else {
      throw RefusedRequest(
        Diagnostic(
          .error, code: "ontology.missing", "there is no .owl document in \(folder)",
          hint: "the folder holds one .owl document and feeds/*.xml"))
    }
    return folder
  }

  private static func candidates() -> [String] {
    let program = URL(fileURLWithPath: programPath()).resolvingSymlinksInPath()
    let bin = program.deletingLastPathComponent()
    var folders = [
      bin.deletingLastPathComponent().appendingPathComponent("share/docent/Ontology").path
    ]
    var above = bin
    for _ in 0..<6 {
      folders.append(above.appendingPathComponent("Ontology").path)
      above = above.deletingLastPathComponent()
    }
    return folders + [FileManager.default.currentDirectoryPath + "/Ontology"]
  }

  private static func programPath() -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? ""
  }

  private static func holdsOntology(_ folder: String) -> Bool {
    document(in: folder) != nil
  }

  /// The ontology document of a folder: its only `.owl` file, or the first by name.
  public static func document(in folder: String) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".owl") }.sorted().first.map { "\(folder)/\($0)" }
  }
}
