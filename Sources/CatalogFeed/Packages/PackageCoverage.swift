/// What became of the documents of a package.
extension PackageSource {
  /// Files that systems leave behind, such as `.DS_Store` and `__MACOSX`.
  func isHidden(_ name: String) -> Bool {
    name.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
  }

  func isLeft(_ name: String, _ base: String) -> Bool {
    rule.leaves.contains { $0.match.matches(name.dropFirst(base.count)) }
  }

  /// What became of the documents, once all have been handed over.
  func coverage() -> Coverage {
    let bases = Self.bases(rule, entryNames)
    var left: [String: (reason: String, count: Int)] = [:]
    var unread: [String: Int] = [:]
    for (index, name) in entryNames.enumerated() where !read.contains(index) {
      let base = bases.first { name.hasPrefix($0) } ?? ""
      if let leave = rule.leaves.first(where: { $0.match.matches(name.dropFirst(base.count)) }) {
        left[leave.match.source, default: (leave.reason, 0)].count += 1
      } else if isHidden(name) {
        left["(hidden)", default: ("what the system that packed it left behind", 0)].count += 1
      } else {
        unread[Self.kind(name), default: 0] += 1
      }
    }
    return Coverage(
      left: left.sorted { $0.key < $1.key }.map {
        IgnoredValues(path: "documents " + $0.key, count: $0.value.count, reason: $0.value.reason)
      },
      unread: unread.sorted { $0.key < $1.key }.map {
        PathCount(path: "documents " + $0.key, count: $0.value)
      })
  }

  /// `folder/*.ending`.
  private static func kind(_ name: String) -> String {
    let parts = name.split(separator: "/")
    guard let file = parts.last, let dot = file.lastIndex(of: "."), parts.count > 1 else {
      return name
    }
    return parts.dropLast().joined(separator: "/") + "/*" + file[dot...]
  }

  /// Whether every document that could hold something is read or left out on purpose.
  var ownsAllDocuments: Bool { coverage().unread.isEmpty }

  /// The document and line that a line of the composed text came from.
  func place(ofLine line: Int) -> (document: String, line: Int)? {
    lines.place(ofLine: line).map { (entryNames[$0.document], $0.line) }
  }
}
