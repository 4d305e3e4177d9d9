import Diagnostics

/// Where each column of an activity file stands.
struct ActivityColumns: Hashable {
  static let known = ["learner", "course", "action", "timestamp", "value", "topic"]

  private var positions: [String: Int] = [:]
  private(set) var count = 0
  private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter header: the names of the header, in order.
  init(_ header: [String], file: String) {
    count = header.count
    let place = SourcePlace(file: file, line: 1)
    for (position, name) in header.map(Self.folded).enumerated() {
      if positions[name] != nil {
        diagnostics.append(
          Diagnostic(
            .error, code: "activity.bad-header", "A column stands twice in the header.",
            found: name, hint: "remove one of them", place: place))
      } else if Self.known.contains(name) {
        positions[name] = position
      } else {
        diagnostics.append(Self.unknown(header[position], place))
      }
    }
    reportMissing(place, header)
  }

  func position(_ name: String) -> Int? { positions[name] }

  /// Whether a header is that of an activity file.
  static func fits(_ header: [String]) -> Bool {
    let names = Set(header.map(folded))
    return names.contains("learner") && names.contains("action")
  }

  private static func folded(_ name: String) -> String {
    String(name.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace })
  }

  private static func unknown(_ name: String, _ place: SourcePlace) -> Diagnostic {
    let near = nearestNames(to: name, among: known)
    return Diagnostic(
      .warning, code: "activity.unknown-column", "A column is not known and was left out.",
      found: name, expected: known.joined(separator: ", "),
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?", place: place)
  }

  private mutating func reportMissing(_ place: SourcePlace, _ header: [String]) {
    var missing = ["learner", "action"].filter { positions[$0] == nil }
    if positions["course"] == nil, positions["topic"] == nil { missing.append("course") }
    guard !missing.isEmpty else { return }
    diagnostics.append(
      Diagnostic(
        .error, code: "activity.bad-header",
        "The header lacks \(missing.joined(separator: " and ")).",
        found: header.joined(separator: ","), expected: Self.known.joined(separator: ","),
        hint: "the first line names the columns, in any order, apart by commas", place: place))
  }
}
