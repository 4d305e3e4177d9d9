import Diagnostics

/// One row of a log of answers.
public struct LoggedAnswer: Sendable, Hashable {
  public var learner: String
  public var item: String
  /// Each once, in the order written.
  public var topics: [String]
  public var isCorrect: Bool
  public var timestamp: Double?
}

/// Reads logs of answers: comma- or tab-separated as the header is, gzip or plain, UTF-8, no quoted
/// fields. Columns, in any order: `user_id`, `correct` (a number, right from 0.5), `item_id`,
/// `timestamp`, and `skill_id` or `skill_name` (several skills joined by `~`). Where there is no
/// item the skills stand for it; other columns are passed over.
public enum AnswerFiles {
  /// The answers of each learner in the order of time, learners in the order of their first row.
  /// Where all of a learner's timestamps are the same, or there are none, the order of the rows is
  /// the order in time; ties stand as they are.
  ///
  /// - Returns: nil with an error when the file cannot be read or any row is malformed.
  public static func load(_ path: String) -> Diagnosed<[[LoggedAnswer]]?> {
    let bytes: [UInt8]
    do { bytes = try GzipFile.read(path: path) } catch {
      return Diagnosed(nil, diagnostics: [unreadable(path, error)])
    }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    guard let header = lines.popFirst(), let columns = AnswerColumns(Array(header)) else {
      return Diagnosed(nil, diagnostics: [badHeader(path)])
    }
    var histories: [[LoggedAnswer]] = []
    var numbers: [String: Int] = [:]
    var diagnostics: [Diagnostic] = []
    for (offset, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      guard let answer = columns.answer(line) else {
        diagnostics.append(badRow(path, offset + 2))
        if diagnostics.count == 20 { break }
        continue
      }
      if let number = numbers[answer.learner] {
        histories[number].append(answer)
      } else {
        numbers[answer.learner] = histories.count
        histories.append([answer])
      }
    }
    if histories.isEmpty, diagnostics.isEmpty { diagnostics.append(empty(path)) }
    guard diagnostics.isEmpty else { return Diagnosed(nil, diagnostics: diagnostics) }
    return Diagnosed(histories.map(inTime))
  }

  private static func inTime(_ history: [LoggedAnswer]) -> [LoggedAnswer] {
    guard history.allSatisfy({ $0.timestamp != nil }) else { return history }
    return history.enumerated().sorted {
      ($0.element.timestamp ?? 0, $0.offset) < ($1.element.timestamp ?? 0, $1.offset)
    }.map(\.element)
  }

  private static func unreadable(_ path: String, _ error: FileReadingError) -> Diagnostic {
    Diagnostic(
      .error, code: "mastery.unreadable", "the file cannot be read", found: "\(error)",
      hint: "check the path", place: SourcePlace(file: path))
  }

  private static func badHeader(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, code: "mastery.bad-header", "the header lacks a column it needs",
      expected: "user_id, correct and one of item_id, skill_id, skill_name",
      place: SourcePlace(file: path, line: 1))
  }

  private static func badRow(_ path: String, _ line: Int) -> Diagnostic {
    Diagnostic(
      .error, code: "mastery.bad-row", "the row cannot be read as an answer",
      expected: "as many fields as the header, a learner, and a number for correct",
      place: SourcePlace(file: path, line: line))
  }

  private static func empty(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, code: "mastery.empty", "the file holds no answers", place: SourcePlace(file: path))
  }
}

/// Where each column of a log stands.
private struct AnswerColumns {
  private let separator: UInt8
  private let count: Int
  private let user: Int
  private let correct: Int
  private let item: Int?
  private let skill: Int?
  private let timestamp: Int?

  init?(_ header: [UInt8]) {
    separator = header.contains(UInt8(ascii: "\t")) ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bare = header.starts(with: mark) ? Array(header.dropFirst(3)) : header
    let names = bare.split(separator: separator, omittingEmptySubsequences: false).map(Self.text)
    count = names.count
    item = names.firstIndex(of: "item_id")
    skill = names.firstIndex(of: "skill_id") ?? names.firstIndex(of: "skill_name")
    timestamp = names.firstIndex(of: "timestamp")
    guard let user = names.firstIndex(of: "user_id"), item != nil || skill != nil,
      let correct = names.firstIndex(of: "correct")
    else { return nil }
    self.user = user
    self.correct = correct
  }

  func answer(_ line: ArraySlice<UInt8>) -> LoggedAnswer? {
    let fields = line.split(separator: separator, omittingEmptySubsequences: false)
    guard fields.count == count, case let learner = Self.text(fields[user]), !learner.isEmpty,
      let score = Double(Self.text(fields[correct])), score.isFinite
    else { return nil }
    let skills = skill.map { Self.text(fields[$0]) } ?? ""
    var seen: Set<Substring> = []
    let topics = skills.split(separator: "~").filter { seen.insert($0).inserted }.map(String.init)
    let time = timestamp.flatMap { Double(Self.text(fields[$0])) }
    return LoggedAnswer(
      learner: learner, item: item.map { Self.text(fields[$0]) } ?? skills, topics: topics,
      isCorrect: score >= 0.5, timestamp: time.flatMap { $0.isFinite ? $0 : nil })
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    let bare = field.drop(while: isSpace)
    let end = bare.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? bare.startIndex
    return String(decoding: bare[..<end], as: UTF8.self)
  }
}
