import Foundation
import KnowledgeGraph

/// Requirement texts of real feeds, where those are at hand. The feeds may not be passed on, so
/// nothing of them is kept here but hashes of the texts.
struct FeedText: Sendable {
  var key: String
  var kind: RequirementFact.Kind
  var subject: String?
  var text: String
}

enum FeedTexts {
  /// `DOCENT_SHARED_DATA`, or `../shared/data` beside the package.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["DOCENT_SHARED_DATA"] {
      return URL(fileURLWithPath: path)
    }
    var root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while root.path != "/",
      !FileManager.default.fileExists(atPath: root.appendingPathComponent("Package.swift").path)
    {
      root.deleteLastPathComponent()
    }
    return root.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  static let files = [
    "ubc-okanagan": "catalogs/ubc-okanagan/courses.xml",
    "uwm": "catalogs/uw-repository/uwm.xml",
    "open-university": "catalogs/xcri-cap/open-university-ou-conversion.xml",
    "wychwolf": "catalogs/xcri-cap/wychwolf-moodle.xml",
    "uiuc-cisapi": "catalogs/uiuc-cisapi/schedule/2018/spring/ECE/391.xml",
  ]

  /// The feeds with hundreds of requirement texts; the others have one each.
  static let largeFeeds = ["ubc-okanagan", "uwm", "open-university"]

  static var areAtHand: Bool {
    files.values.allSatisfy {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }

  static func read(_ feed: String) throws -> [FeedText] {
    let data = try Data(contentsOf: folder.appendingPathComponent(files[feed] ?? feed))
    switch feed {
    case "ubc-okanagan": return okanagan(data)
    case "uwm": return milwaukee(data)
    case "uiuc-cisapi": return illinois(data)
    default: return openUniversity(data)
    }
  }

  static func context(_ feed: String, subject: String?) -> RequirementContext {
    RequirementContext(subject: subject, keySeparator: feed == "uwm" ? "-" : " ")
  }

  // MARK: The dialects

  private static let okanaganKinds: [(String, RequirementFact.Kind)] = [
    ("prerequisite", .prerequisite), ("corequisite", .corequisite), ("equivalency", .equivalent),
  ]

  private static func okanagan(_ data: Data) -> [FeedText] {
    var found: [FeedText] = []
    for subject in elements("coursetype", in: data) {
      let code = attribute("code", of: subject.tag)
      for course in elements("course", in: subject.body) {
        let number = elements("section", in: course.body).first.map { words($0.body) } ?? ""
        for (name, kind) in okanaganKinds {
          for element in elements(name, in: course.body) {
            found.append(
              FeedText(
                key: "\(code) \(number)", kind: kind, subject: code, text: words(element.body)))
          }
        }
      }
    }
    return found
  }

  /// What follows `PREREQ:` up to the next lone semicolon.
  private static func milwaukee(_ data: Data) -> [FeedText] {
    elements("course_listing", in: data).compactMap { course in
      guard let key = elements("course", in: course.body).first.map({ words($0.body) }),
        let note = elements("restrictions", in: course.body).first.map({ words($0.body) }),
        let start = note.range(of: "PREREQ:")?.upperBound
      else { return nil }
      let rest = note[start...]
      let text = rest.range(of: " ; ").map { rest[..<$0.lowerBound] } ?? rest
      return FeedText(
        key: key, kind: .prerequisite, subject: key.split(separator: "-").first.map(String.init),
        text: text.trimmingCharacters(in: .whitespaces))
    }
  }

  private static func openUniversity(_ data: Data) -> [FeedText] {
    elements("course", in: data).flatMap { course in
      let key = elements("dc:identifier", in: course.body).first.map { words($0.body) } ?? "?"
      return elements("mlo:prerequisite", in: course.body).map {
        FeedText(key: key, kind: .prerequisite, subject: nil, text: words($0.body))
      }
    }
  }

  /// What follows `Prerequisite:` in the prose about the sections of the one course.
  private static func illinois(_ data: Data) -> [FeedText] {
    elements("courseSectionInformation", in: data).compactMap { element in
      let prose = words(element.body)
      guard let start = prose.range(of: "Prerequisite:")?.upperBound else { return nil }
      return FeedText(
        key: "ECE 391", kind: .prerequisite, subject: "ECE",
        text: prose[start...].trimmingCharacters(in: .whitespaces))
    }
  }

  // MARK: As much XML as these files need

  private typealias Element = (tag: Data, body: Data)

  private static func elements(_ name: String, in data: Data) -> [Element] {
    var found: [Element] = []
    var start = data.startIndex
    while let open = data.range(of: Data("<\(name)".utf8), in: start..<data.endIndex) {
      guard let close = data.range(of: Data(">".utf8), in: open.upperBound..<data.endIndex) else {
        break
      }
      start = close.upperBound
      // `<course` also begins `<coursetype`; `<a/>` is empty.
      let next = data[open.upperBound]
      guard next == UInt8(ascii: ">") || next == UInt8(ascii: " "),
        data[close.lowerBound - 1] != UInt8(ascii: "/"),
        let end = data.range(of: Data("</\(name)>".utf8), in: start..<data.endIndex)
      else { continue }
      found.append((data[open.upperBound..<close.lowerBound], data[start..<end.lowerBound]))
      start = end.upperBound
    }
    return found
  }

  private static func attribute(_ name: String, of tag: Data) -> String {
    let parts = text(tag).components(separatedBy: "\(name)=\"")
    return parts.count > 1 ? String(parts[1].prefix { $0 != "\"" }) : ""
  }

  private static func text(_ data: Data) -> String {
    String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1) ?? ""
  }

  /// Text without tags, with entities resolved and white space collapsed.
  private static func words(_ data: Data) -> String {
    var plain = text(data).replacing(#/<[^>]*>/#, with: "")
    plain = plain.replacing(#/&#([0-9]+);/#) { match in
      UInt32(match.1).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
    }
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
    ] {
      plain = plain.replacingOccurrences(of: entity, with: character)
    }
    return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Fowler–Noll–Vo 1a, 64 bits, over UTF-8; sixteen hexadecimal digits.
func textHash(_ text: String) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
