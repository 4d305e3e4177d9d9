import Foundation
import KnowledgeGraph

/// Requirements of real institutions that are not catalogues of XML: read where they are at hand.
enum RealCatalogs {
  /// `DOCENT_SHARED_DATA`, else `../shared/data` beside the package.
  static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"], !named.isEmpty {
      return URL(fileURLWithPath: named)
    }
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
    {
      folder = folder.deletingLastPathComponent()
    }
    return folder.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  static var prerequisites: URL { folder.appendingPathComponent("prereq") }
  private static let unzip = "/usr/bin/unzip"

  static var areAtHand: Bool {
    [prerequisites.path, unzip].allSatisfy(FileManager.default.fileExists)
  }

  /// Courses of computing departments: all of lists, one of each.
  static func irvine() throws -> [PlanningCatalog.Course] {
    struct Fields: Decodable {
      var name: String?
      var prereqs: [[String]]
      var units: Double?
    }
    let folder = prerequisites.appendingPathComponent("uci-cs/courses")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap {
      let data = try Data(contentsOf: folder.appendingPathComponent($0))
      return try JSONDecoder().decode([String: Fields].self, from: data)
        .sorted { $0.key < $1.key }.map { key, fields in
          let lists = fields.prereqs.map { list in
            Requirement.any(list.map { .course(CourseRequirement($0)) })
          }
          return PlanningCatalog.Course(
            id: 0, key: key, title: fields.name ?? key, credits: fields.units,
            requirements: lists.isEmpty ? [] : [.all(lists)])
        }
    }
  }

  /// Expressions that people wrote: `A & (B | $C)`, names of a file standing for expressions.
  static func princeton() throws -> [PlanningCatalog.Course] {
    let files = try unzipped("princeton/prerequisites.zip").components(separatedBy: "\n---\ncode:")
    return files.flatMap { file in
      let lines = file.components(separatedBy: "\n")
      var names: [String: String] = [:]
      var name = ""
      var courses: [PlanningCatalog.Course] = []
      for (number, line) in lines.enumerated() {
        var words = line.trimmingCharacters(in: .whitespaces)
        if words.hasSuffix(">-") {
          // The value goes on in the lines indented more deeply.
          let more = lines[(number + 1)...].prefix { $0.hasPrefix("    ") }
          words =
            words.dropLast(2)
            + more.map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: " ")
        }
        if words.hasPrefix("- course:") {
          courses.append(course(spaced(String(words.dropFirst(9)))))
        } else if words.hasPrefix("reqs:"), !courses.isEmpty {
          var reader = ExpressionReader(String(words.dropFirst(5)), names: names)
          if let tree = reader.read() { courses[courses.count - 1].requirements = [tree] }
        } else if words.hasPrefix("- name:") {
          name = words.dropFirst(7).trimmingCharacters(in: .whitespaces)
        } else if words.hasPrefix("equ:") {
          names[name] = String(words.dropFirst(4))
        }
      }
      return courses
    }
  }

  /// `MAT 103` for `MAT103`; a name without digits stays as it is.
  static func spaced(_ word: String) -> String {
    let word = word.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: " ", with: "")
    let letters = word.prefix { !$0.isNumber }
    return letters.count < word.count ? "\(letters) \(word.dropFirst(letters.count))" : word
  }

  /// One degree each: courses by number, prerequisites, corequisites (before or beside) and strict
  /// corequisites (beside).
  static func curricula() throws -> [(name: String, courses: [PlanningCatalog.Course])] {
    let all = try unzipped("curricular-analytics/curricula.zip")
    return all.components(separatedBy: "Curriculum,").dropFirst().map { text in
      (String(text.prefix { $0 != "," }), curriculum(text))
    }
  }

  static func unsatisfiableCurriculum() throws -> [PlanningCatalog.Course] {
    let file = prerequisites.appendingPathComponent(
      "curricular-analytics/big_unsatisfiable_curric.csv")
    return curriculum(try String(contentsOf: file, encoding: .utf8))
  }

  private static func curriculum(_ text: String) -> [PlanningCatalog.Course] {
    let rows = text.components(separatedBy: .newlines).map(fields)
    guard let head = rows.firstIndex(where: { $0.first == "Course ID" }) else { return [] }
    let names = rows[head]
    let column = { (name: String) in names.firstIndex(of: name) ?? 0 }
    let list = { (row: [String], name: String) in
      let at = column(name)
      return at > 0 && at < row.count ? row[at].split(separator: ";").map(String.init) : []
    }
    let body = rows[(head + 1)...].filter { Int($0.first ?? "") != nil }
    // Two courses of one term each take the other before or beside.
    var together: [String: [String]] = [:]
    for row in body {
      for other in list(row, "Strict-Corequisites") {
        together[row[0], default: []].append(other)
        together[other, default: []].append(row[0])
      }
    }
    return body.map { row in
      let before = list(row, "Prerequisites").map { Requirement.course(CourseRequirement($0)) }
      let beside = list(row, "Corequisites") + (together[row[0]] ?? [])
      let trees = before + beside.map(Requirement.beside)
      return PlanningCatalog.Course(
        id: 0, key: row[0], title: row.count > 1 ? row[1] : row[0],
        requirements: trees.isEmpty ? [] : [.all(trees)])
    }
  }

  /// The fields of a line of CSV.
  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func unzipped(_ archive: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: unzip)
    process.arguments = ["-p", prerequisites.appendingPathComponent(archive).path]
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

/// Reads `A & (B | $C)`; `&` binds more strongly.
private struct ExpressionReader {
  private var tokens: [String]
  private var position = 0
  private let names: [String: String]

  init(_ text: String, names: [String: String]) {
    var spaced = ""
    for character in text {
      spaced += "&|()".contains(character) ? " \(character) " : String(character)
    }
    var joined: [String] = []
    for word in spaced.split(separator: " ").map(String.init) {
      // `CHI 404`, with a space.
      if let last = joined.last, last.count == 3, last.allSatisfy(\.isLetter),
        word.first?.isNumber == true
      {
        joined[joined.count - 1] = last + word
      } else {
        joined.append(word)
      }
    }
    tokens = joined
    self.names = names
  }

  mutating func read() -> Requirement? {
    let tree = alternatives()
    return position == tokens.count ? tree : nil
  }

  private mutating func alternatives() -> Requirement? {
    guard var parts = conjunction().map({ [$0] }) else { return nil }
    while take("|") {
      guard let next = conjunction() else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() -> Requirement? {
    guard var parts = factor().map({ [$0] }) else { return nil }
    while take("&") {
      guard let next = factor() else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func factor() -> Requirement? {
    if take("(") {
      guard let inner = alternatives(), take(")") else { return nil }
      return inner
    }
    guard position < tokens.count, !["&", "|", ")"].contains(tokens[position]) else { return nil }
    position += 1
    let word = tokens[position - 1]
    let name = word.hasPrefix("$") ? String(word.dropFirst()) : word
    if let inner = names[name] {
      var reader = ExpressionReader(inner, names: [:])
      return reader.read()
    }
    if name.contains("*") { return .opaque(word) }
    return .course(CourseRequirement(RealCatalogs.spaced(name), concurrent: word.hasPrefix("$")))
  }

  private mutating func take(_ token: String) -> Bool {
    guard position < tokens.count, tokens[position] == token else { return false }
    position += 1
    return true
  }
}
