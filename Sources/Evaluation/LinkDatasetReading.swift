import Diagnostics
import KnowledgeGraph

extension LinkDataset {
  /// Reads `train.txt`, `valid.txt` and `test.txt` of a directory, or the same with `.gz`: one
  /// triple a line, head TAB relation TAB tail, UTF-8. Empty lines are passed over.
  ///
  /// Any file that is missing or damaged, and any line of another shape, is an error with its
  /// place, and the value is nil: a benchmark with triples missing would give a wrong figure.
  public static func load(directory: String) -> Diagnosed<LinkDataset?> {
    var reader = LinkDatasetReader()
    let train = reader.read(directory, "train")
    let seen = reader.entities.names.count
    let validation = reader.read(directory, "valid")
    let test = reader.read(directory, "test")
    if train.isEmpty || test.isEmpty, reader.diagnostics.isEmpty {
      reader.diagnostics.append(
        Diagnostic(
          .error, code: "links.empty", "the dataset has no training or no test triples",
          place: SourcePlace(file: directory)))
    }
    guard reader.diagnostics.isEmpty else {
      return Diagnosed(nil, diagnostics: reader.diagnostics)
    }
    return Diagnosed(
      LinkDataset(
        entities: reader.entities.names, relations: reader.relations.names, train: train,
        validation: validation, test: test, seenEntityCount: seen))
  }
}

/// Names in the order of their first mention.
private struct Vocabulary {
  private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  mutating func number(of name: String) -> Int32 {
    if let number = numbers[name] { return number }
    let number = Int32(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }
}

private struct LinkDatasetReader {
  var entities = Vocabulary()
  var relations = Vocabulary()
  var diagnostics: [Diagnostic] = []

  /// Malformed lines told of in one file.
  private static let reported = 20

  mutating func read(_ directory: String, _ part: String) -> [Triple] {
    let candidates = ["\(directory)/\(part).txt", "\(directory)/\(part).txt.gz"]
    for path in candidates {
      do throws(FileReadingError) {
        return triples(try GzipFile.read(path: path), path: path)
      } catch .cannotOpen {
        continue
      } catch {
        report(error, path: path)
        return []
      }
    }
    diagnostics.append(
      Diagnostic(
        .error, code: "links.missing-file", "\(part).txt is missing or cannot be opened",
        expected: "\(part).txt or \(part).txt.gz", hint: "give a directory that holds it",
        place: SourcePlace(file: candidates[0])))
    return []
  }

  private mutating func report(_ error: FileReadingError, path: String) {
    let message =
      switch error {
      case .cannotOpen: "the file cannot be opened"
      case .damaged(let reason): "the file is damaged: \(reason)"
      case .tooLarge(let limit): "the file is larger than \(limit) bytes"
      }
    diagnostics.append(
      Diagnostic(.error, code: "links.unreadable", message, place: SourcePlace(file: path)))
  }

  private mutating func triples(_ bytes: [UInt8], path: String) -> [Triple] {
    var triples: [Triple] = []
    var malformed = 0
    var lineNumber = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      lineNumber += 1
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.isEmpty { continue }
      if let triple = triple(line) {
        triples.append(triple)
      } else {
        malformed += 1
        if malformed <= Self.reported { reportLine(line, lineNumber, path: path) }
      }
    }
    return triples
  }

  private mutating func triple(_ line: ArraySlice<UInt8>) -> Triple? {
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    guard fields.count == 3, fields.allSatisfy({ !$0.isEmpty }) else { return nil }
    let names = fields.compactMap { String(validating: $0, as: UTF8.self) }
    guard names.count == 3 else { return nil }
    let head = entities.number(of: names[0])
    let relation = relations.number(of: names[1])
    return Triple(head: head, relation: relation, tail: entities.number(of: names[2]))
  }

  private mutating func reportLine(_ line: ArraySlice<UInt8>, _ number: Int, path: String) {
    diagnostics.append(
      Diagnostic(
        .error, code: "links.malformed-line", "this line is not a triple",
        found: String(decoding: line.prefix(80), as: UTF8.self),
        expected: "head TAB relation TAB tail, in UTF-8",
        place: SourcePlace(file: path, line: number)))
  }
}
