import Diagnostics
import GraphStorage
import KnowledgeGraph
import Rendering

extension Session {
  /// Takes the last import back, of a catalogue or of activity; see `GraphStore.undoLastImport`.
  public func undoLastImport() throws -> UndoReport {
    UndoReport(undone: try store.undoLastImport())
  }

  /// What was imported, in the order in which it stands where sources disagree.
  public func sources() throws -> SourceList {
    SourceList(sources: try store.sources(), versions: try store.versions())
  }

  /// Puts a source in front of all others; see `GraphStore.prefer`.
  ///
  /// - Parameter name: of the source, or the path or name of its file where only one source was
  ///   read from a file of that name.
  public func prefer(source name: String) throws -> SourceList {
    let known = try store.sources()
    let byFile = known.filter { source in
      source.path == name || source.path.split(separator: "/").last.map(String.init) == name
    }
    let isName = known.contains { $0.sourceName == name }
    let chosen = isName || byFile.count != 1 ? name : byFile[0].sourceName
    return SourceList(sources: try store.prefer(sourceName: chosen), versions: try store.versions())
  }

  /// Whether the file is sound, and a digest of all that it says. O(size of the file).
  public func verifyStore() throws -> StoreVerification {
    let faults = try store.checkInvariants()
    return StoreVerification(
      faults: faults, versions: try store.versions(),
      contentDigest: faults.isEmpty ? try store.contentDigest() : nil)
  }
}

/// What an undo took back.
public struct UndoReport: Sendable {
  public var undone: UndoneImport

  public var text: String {
    let actions = undone.interactions > 0 ? ", \(undone.interactions) actions" : ""
    return "took back the last import: \(undone.path) (\(undone.profile)\(actions))\n"
  }

  public var table: TextTable {
    TextTable(
      columns: ["source", "file", "dialect", "actions"],
      rows: [[undone.sourceName, undone.path, undone.profile, String(undone.interactions)]])
  }

  public var json: JSONValue {
    .members([
      ("format", .int(1)), ("versions", undone.versions.json),
      ("source", .string(undone.sourceName)), ("file", .string(undone.path)),
      ("profile", .string(undone.profile)), ("interactions", .int(undone.interactions)),
    ])
  }
}

/// The sources of a graph, the one that stands first coming first.
public struct SourceList: Sendable {
  public var sources: [ImportedSource]
  public var versions: Versions

  public var table: TextTable {
    TextTable(
      columns: ["rank", "source", "file", "dialect", "records"],
      rows: sources.enumerated().map { rank, source in
        [
          String(rank + 1), source.sourceName, source.path, source.profile,
          source.isActivity ? "" : String(source.records),
        ]
      })
  }

  /// For people: the table, or a sentence where there is nothing to list.
  public var text: String {
    sources.isEmpty ? "nothing has been imported\n" : table.aligned()
  }

  public var json: JSONValue {
    .members([
      ("format", .int(1)), ("versions", versions.json), ("sources", .array(rows)),
    ])
  }

  /// A value for each source.
  public var rows: [JSONValue] {
    sources.map { source in
      .members([
        ("source", .string(source.sourceName)), ("file", .string(source.path)),
        ("profile", .string(source.profile)),
        ("records", source.isActivity ? .null : .int(source.records)),
      ])
    }
  }
}

extension ImportedSource {
  /// Activity is kept as actions, not as records.
  fileprivate var isActivity: Bool { catalogVersion == 0 }
}

/// What a look at the whole file has found.
public struct StoreVerification: Sendable {
  /// A sentence for each thing that is wrong; empty for a sound file.
  public var faults: [String]
  public var versions: Versions
  /// See `GraphStore.contentDigest`; nil for a file that is not sound.
  public var contentDigest: String?

  public var isSound: Bool { faults.isEmpty }

  public var text: String {
    faults.map { "\($0)\n" }.joined()
      + (contentDigest.map { "sound, content \($0)\n" } ?? "")
  }

  /// One row: whether it is sound, the digest, and what is wrong.
  public var table: TextTable {
    TextTable(
      columns: ["sound", "contentDigest", "faults"],
      rows: [[String(isSound), contentDigest ?? "", faults.joined(separator: "; ")]])
  }

  public var json: JSONValue {
    .members([
      ("format", .int(1)), ("versions", versions.json), ("sound", .boolean(isSound)),
      ("faults", .array(faults.map(JSONValue.string))),
      ("contentDigest", contentDigest.map(JSONValue.string) ?? .null),
    ])
  }
}
