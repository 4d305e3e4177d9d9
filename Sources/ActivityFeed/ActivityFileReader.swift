import Diagnostics
import KnowledgeGraph

/// Reads activity files (CSV) row by row, in constant memory.
///
/// The header names the columns in any order: `learner,course,action,timestamp,value,topic`, of
/// which the learner, the action and a course or a topic are needed. Which actions there are, the
/// ontology says. xAPI statements are not read here.
public struct ActivityFileReader: Sendable {
  private let ontology: Ontology

  public init(ontology: Ontology) { self.ontology = ontology }

  /// Emits the rows in the order of the file. A row that cannot be read is reported as a warning
  /// with its line and left out; an error among the diagnostics means that the file was refused,
  /// perhaps after rows were emitted: undo them.
  ///
  /// - Throws: what `emit` throws.
  public func read(
    path: String, emit: (ActivityRow) throws -> Void
  ) throws -> Diagnosed<ActivityReading> {
    let file: ActivityFile
    do { file = try ActivityFile(path: path) } catch {
      return Diagnosed(ActivityReading(), diagnostics: error.diagnostics)
    }
    var intake = ActivityIntake(rows: ActivityRowReader(ontology: ontology), file: path)
    do {
      while case let piece = try file.next(), !piece.isEmpty, !intake.isRefused {
        try intake.take(piece, emit)
      }
      try intake.finish(emit)
    } catch let unreadable as ActivityFile.Unreadable {
      intake.refuse(unreadable.refusal.diagnostics)
    }
    return intake.result()
  }

  /// Whether the file's first line is the header of an activity file.
  public static func looksLikeActivity(_ path: String) -> Bool {
    guard let file = try? ActivityFile(path: path), let piece = try? file.next() else {
      return false
    }
    let line = ActivityText.withoutMark(piece).prefix { $0 != UInt8(ascii: "\n") }
    guard line.count < CSVParser.rowLimit else { return false }
    var parser = CSVParser()
    var header: [String] = []
    try? parser.feed(Array(line) + [UInt8(ascii: "\n")]) { row in
      header = row.fields.map { ActivityText.trimmed($0) ?? "" }
    }
    return ActivityColumns.fits(header)
  }
}
