/// A pattern for names of documents: `*` stands for any text and `?` for any one character within a
/// part of the path, and a part `**` for any number of parts.
struct DocumentPattern: Sendable, Hashable {
  let source: String
  private let parts: [[Character]]

  init(_ source: String) {
    self.source = source
    parts = source.split(separator: "/").map { Array($0) }
  }

  var hasWildcards: Bool { source.contains("*") || source.contains("?") }

  /// O(parts of the pattern · parts of the name), with the same for the letters of each part.
  func matches(_ name: some StringProtocol) -> Bool {
    let names = name.split(separator: "/").map { Array($0) }
    return Self.match(parts, names, any: ["*", "*"]) { pattern, part in
      Self.match(pattern, part, any: "*") { $0 == "?" || $0 == $1 }
    }
  }

  /// The usual walk with one place to come back to: the last wildcard that stands for any run.
  private static func match<Element: Equatable>(
    _ pattern: [Element], _ text: [Element], any: Element, _ fits: (Element, Element) -> Bool
  ) -> Bool {
    var (p, t) = (0, 0)
    var retry: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == any {
        retry = (p, t)
        p += 1
      } else if p < pattern.count, fits(pattern[p], text[t]) {
        p += 1
        t += 1
      } else if let last = retry {
        retry = (last.p, last.t + 1)
        (p, t) = (last.p + 1, last.t + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == any }
  }

  /// A path without `.` and `..`; nil when it leads out of the package.
  static func normalized(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}
