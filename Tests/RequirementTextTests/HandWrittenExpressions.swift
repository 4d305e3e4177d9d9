import Foundation
import KnowledgeGraph

/// Requirements that people wrote down as boolean expressions, of two universities; data sets that
/// are read where they are at hand.
struct HandWrittenRequirement {
  var course: String
  var expression: BooleanExpression
}

/// `A & (B | $C)`, as its source writes it. The evaluators of the tests read this, not the tree.
indirect enum BooleanExpression: Hashable {
  case all([BooleanExpression])
  case any([BooleanExpression])
  /// May be taken in the same term where `concurrent`.
  case course(String, concurrent: Bool)

  /// The tree, connective by connective.
  var requirement: Requirement {
    switch self {
    case .all(let parts): .all(parts.map(\.requirement))
    case .any(let parts): .any(parts.map(\.requirement))
    case .course(let key, let concurrent):
      .course(CourseRequirement(key, concurrent: concurrent))
    }
  }

  /// The keys, in reading order, with repeats.
  var keys: [String] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.keys)
    case .course(let key, _): [key]
    }
  }

  /// Two-valued truth; a concurrent course that is not finished is `alongside`.
  func holds(_ finished: Set<String>, alongside: Bool) -> Bool {
    switch self {
    case .all(let parts): !parts.contains { !$0.holds(finished, alongside: alongside) }
    case .any(let parts): parts.contains { $0.holds(finished, alongside: alongside) }
    case .course(let key, let concurrent): finished.contains(key) || concurrent && alongside
    }
  }

  /// Nothing is negated, so what may be taken alongside decides when all of it and none of it differ.
  func truth(_ finished: Set<String>) -> Truth {
    if holds(finished, alongside: false) { return .met }
    return holds(finished, alongside: true) ? .cannotTell : .notMet
  }
}

/// Reads `A & (B | $C) | D**`: `&` binds more strongly; a name of the file stands for its
/// expression, a name with `*` for any of the file set's courses that it matches.
struct BooleanExpressionReader {
  private var tokens: [String]
  private var position = 0
  private let names: [String: String]
  private let courses: [String]

  static func read(
    _ text: String, names: [String: String], courses: [String]
  ) -> BooleanExpression? {
    var reader = BooleanExpressionReader(text, names: names, courses: courses)
    guard let found = reader.alternatives(), reader.position == reader.tokens.count else {
      return nil
    }
    return found
  }

  private init(_ text: String, names: [String: String], courses: [String]) {
    // Some keys are written with a space: `CHI 404`.
    tokens = text.replacing(#/([A-Z]{3}) ([0-9])/#) { "\($0.1)\($0.2)" }
      .replacing(#/[&|()]/#) { " \($0.0) " }.split(separator: " ").map(String.init)
    self.names = names
    self.courses = courses
  }

  private mutating func alternatives() -> BooleanExpression? {
    guard var parts = conjunction().map({ [$0] }) else { return nil }
    while take("|") {
      guard let next = conjunction() else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() -> BooleanExpression? {
    guard var parts = factor().map({ [$0] }) else { return nil }
    while take("&") {
      guard let next = factor() else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func factor() -> BooleanExpression? {
    if take("(") {
      guard let inner = alternatives(), take(")") else { return nil }
      return inner
    }
    guard position < tokens.count, !["&", "|", ")"].contains(tokens[position]) else { return nil }
    position += 1
    return named(tokens[position - 1])
  }

  private mutating func take(_ token: String) -> Bool {
    guard position < tokens.count, tokens[position] == token else { return false }
    position += 1
    return true
  }

  private func named(_ word: String) -> BooleanExpression? {
    let concurrent = word.hasPrefix("$")
    let name = concurrent ? String(word.dropFirst()) : word
    if let inner = names[name] {
      return BooleanExpressionReader.read(inner, names: [:], courses: courses)
    }
    guard name.contains("*") else { return .course(Self.key(name), concurrent: concurrent) }
    let stem = Self.key(String(name.prefix { $0 != "*" }))
    let found = courses.filter { $0.hasPrefix(stem) }
    return found.isEmpty
      ? .course(stem, concurrent: concurrent)
      : .any(found.map { .course($0, concurrent: concurrent) })
  }

  /// `MAT 103` for `MAT103`; a name without digits stays as it is.
  private static func key(_ word: String) -> String {
    let letters = word.prefix { !$0.isNumber && $0 != "*" }
    return letters.count < word.count ? "\(letters) \(word.dropFirst(letters.count))" : word
  }
}

/// The two data sets.
enum HandWrittenRequirements {
  private static var princeton: URL {
    FeedTexts.folder.appendingPathComponent("prereq/princeton/prerequisites.zip")
  }
  private static var irvine: URL {
    FeedTexts.folder.appendingPathComponent("prereq/uci-cs/courses")
  }
  private static let unzip = "/usr/bin/unzip"

  static var arePrincetonsAtHand: Bool {
    [princeton.path, unzip].allSatisfy(FileManager.default.fileExists)
  }
  static var areIrvinesAtHand: Bool { FileManager.default.fileExists(atPath: irvine.path) }

  /// Expressions of YAML files in an archive: front matter with named variables, then a list of
  /// courses with `reqs`.
  static func readPrinceton() throws -> (read: [HandWrittenRequirement], unread: [String]) {
    let files = try unzipped(princeton).components(separatedBy: "\n---\ncode:")
    let lines = files.map { $0.components(separatedBy: "\n") }
    let courses = lines.joined().compactMap { value("- course:", in: $0) }.map(spaced)
    var read: [HandWrittenRequirement] = []
    var unread: [String] = []
    for file in lines {
      let names = variables(in: file)
      for (course, text) in requirements(in: file) {
        if let found = BooleanExpressionReader.read(text, names: names, courses: courses) {
          read.append(HandWrittenRequirement(course: course, expression: found))
        } else {
          unread.append(text)
        }
      }
    }
    return (read, unread)
  }

  /// For each course, in the order of their keys, a list of lists: all of them, any of each.
  static func readIrvine() throws -> [HandWrittenRequirement] {
    struct Course: Decodable { var prereqs: [[String]] }
    return try FileManager.default.contentsOfDirectory(atPath: irvine.path).sorted().flatMap {
      let data = try Data(contentsOf: irvine.appendingPathComponent($0))
      return try JSONDecoder().decode([String: Course].self, from: data)
        .sorted { $0.key < $1.key }.filter { !$0.value.prereqs.isEmpty }
        .map { course, fields in
          HandWrittenRequirement(
            course: course,
            expression: .all(
              fields.prereqs.map { .any($0.map { .course($0, concurrent: false) }) }))
        }
    }
  }

  private static func unzipped(_ archive: URL) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: unzip)
    process.arguments = ["-p", archive.path]
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  private static func value(_ name: String, in line: String) -> String? {
    let text = line.trimmingCharacters(in: .whitespaces)
    guard text.hasPrefix(name) else { return nil }
    return text.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
  }

  private static func spaced(_ key: String) -> String {
    key.split(separator: " ").joined(separator: " ")
  }

  private static func variables(in lines: [String]) -> [String: String] {
    var found: [String: String] = [:]
    for (name, text) in zip(lines, lines.dropFirst()) {
      guard let name = value("- name:", in: name), let text = value("equ:", in: text) else {
        continue
      }
      found[name] = text
    }
    return found
  }

  /// A value `>-` goes on in the lines indented more deeply.
  private static func requirements(in lines: [String]) -> [(course: String, text: String)] {
    var found: [(course: String, text: String)] = []
    var course = ""
    for (index, line) in lines.enumerated() {
      if let key = value("- course:", in: line) { course = spaced(key) }
      guard let text = value("reqs:", in: line) else { continue }
      let folded = lines[(index + 1)...].prefix { $0.hasPrefix("    ") }
        .map { $0.trimmingCharacters(in: .whitespaces) }
      found.append((course, text == ">-" ? folded.joined(separator: " ") : text))
    }
    return found
  }
}
