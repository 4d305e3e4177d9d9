import Foundation
import Testing

/// The house rules that a machine can see.
@Suite struct SourceRulesTests {
  @Test("no feed dialect's name occurs in the code")
  func noDialectInCode() throws {
    let feeds = ProjectTree.root.appendingPathComponent("Ontology/feeds")
    let names = try FileManager.default.contentsOfDirectory(atPath: feeds.path)
      .filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }
      .filter { $0 != "docent" }
    #expect(!names.isEmpty)
    for (file, text) in try ProjectTree.swiftSources() {
      let words = Set(text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") })
      for name in names {
        #expect(!words.contains(name.lowercased()[...]), "\(file) speaks of \(name)")
      }
    }
  }

  @Test("no relation or class of the ontology is hard-wired where a role will do")
  func noRelationInCode() throws {
    let words = [
      "\"TEACHES\"", "\"TAUGHT_BY\"", "\"OFFERED_BY\"", "\"COMPLETED\"", "\"ENROLLED\"",
      "\"teaches\"", "\"taughtBy\"", "\"directPrerequisite\"", "\"Course\"", "\"Topic\"",
    ]
    for (file, text) in try ProjectTree.swiftSources() {
      for word in words { #expect(!text.contains(word), "\(file) names \(word)") }
    }
  }

  @Test("nothing that input could reach traps")
  func noTraps() throws {
    for (file, text) in try ProjectTree.swiftSources() {
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        let code = line.trimmingCharacters(in: .whitespaces)
        guard !code.hasPrefix("//") else { continue }
        for trap in ["try!", " as! ", "fatalError("] {
          #expect(!code.contains(trap), "\(file):\(number + 1) has \(trap)")
        }
      }
    }
  }

  @Test("no source file grows beyond 600 lines")
  func fileSizes() throws {
    for (file, text) in try ProjectTree.swiftSources() {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(lines <= 600, "\(file) has \(lines) lines")
    }
  }

  @Test("every target has its paragraph in ARCHITECTURE.md")
  func targetsAreDescribed() throws {
    let text = try ProjectTree.text("ARCHITECTURE.md")
    for target in try ProjectTree.targets() {
      #expect(text.contains(target), "ARCHITECTURE.md does not mention \(target)")
    }
  }

  @Test("the checker imports nothing that produces answers")
  func checkerIsApart() throws {
    for (file, text) in try ProjectTree.swiftSources(under: "Sources/ProofChecking") {
      let imports = text.split(separator: "\n").filter { $0.hasPrefix("import ") }
        .map { $0.dropFirst("import ".count) }
      let allowed: Set<Substring> = [
        "KnowledgeGraph", "Proofs", "Foundation", "FoundationEssentials", "Glibc",
      ]
      #expect(Set(imports).isSubset(of: allowed), "\(file) imports \(imports)")
    }
  }
}

/// The files of the project, found from this one.
enum ProjectTree {
  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
    {
      folder = folder.deletingLastPathComponent()
    }
    return folder
  }()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  static func targets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("Sources").path
    ).filter { !$0.hasPrefix(".") }.sorted()
  }

  static func swiftSources(under folder: String = "Sources") throws -> [(String, String)] {
    let base = root.appendingPathComponent(folder)
    let found =
      FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return try found.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      (name, try String(contentsOf: base.appendingPathComponent(name), encoding: .utf8))
    }
  }
}
