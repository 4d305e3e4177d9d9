import Diagnostics
import XMLParsing

/// Tries combinations of paths as keys, in one more pass over the feed and constant memory.
final class KeyTrial: XMLEventHandler {
  struct Outcome {
    /// Elements that have a value at every path of the combination, of all of them, 0 … 1.
    var completeness = 0.0
    /// Different keys that no two elements share, of all different keys, 0 … 1.
    var uniqueness = 0.0
    /// Elements with one key mostly have one title too: the feed repeats the item.
    var repeatsItems = false
  }

  private struct Tally {
    var complete = 0
    var keys = DistinctSketch()
    var titledKeys = DistinctSketch()
  }

  private let survey: FeedSurvey
  private let unit: Int
  private let title: Int?
  private let combinations: [[Int]]
  private var tallies: [Tally]
  private var units = 0
  /// Candidate paths by the element whose start makes their values stale.
  private var stale: [Int: [Int]] = [:]
  private var wanted: Set<Int> = []
  private var numbers: [Step: Int] = [:]
  private var values: [Int: String] = [:]
  private var frames: [(path: Int, text: [UInt8], attributes: [XMLNameTable.ID: String])] = []

  private struct Step: Hashable {
    var parent: Int
    var name: XMLNameTable.ID
    var isAttribute: Bool
  }

  /// - Parameters:
  ///   - unit: the element that a key is wanted for.
  ///   - title: the path of its title.
  init(_ survey: FeedSurvey, unit: Int, title: Int?, combinations: [[Int]]) {
    self.survey = survey
    self.unit = unit
    self.title = title
    self.combinations = combinations
    tallies = combinations.map { _ in Tally() }
    wanted = Set(combinations.flatMap(\.self) + (title.map { [$0] } ?? []))
    for path in wanted.sorted() {
      for ancestor in survey.lineage(path).dropFirst() {
        stale[ancestor, default: []].append(path)
      }
    }
    if wanted.contains(unit) { stale[unit, default: []].append(unit) }
    for (number, path) in survey.paths.enumerated() {
      if case .variant = path.sort { continue }
      numbers[Step(parent: path.parent, name: path.name, isAttribute: path.sort == .attribute)] =
        number
    }
  }

  func run(_ sources: [any XMLByteSource]) throws -> [Outcome] {
    for source in sources {
      frames = []
      values = [:]
      _ = try XMLPushParser(handler: self, names: survey.names).parse(source)
    }
    return tallies.map { tally in
      let distinct = tally.keys.distinct
      return Outcome(
        completeness: units == 0 ? 0 : Double(tally.complete) / Double(units),
        uniqueness: distinct == 0 ? 0 : 1 - Double(tally.keys.repeated) / Double(distinct),
        repeatsItems: title != nil
          && Double(tally.titledKeys.distinct) <= 1.5 * Double(distinct))
    }
  }

  // MARK: Events

  func startElement(_ tag: XMLStartTag) throws {
    let parent = frames.last?.path ?? -1
    let path =
      frames.isEmpty || parent >= 0
      ? numbers[Step(parent: parent, name: tag.name, isAttribute: false)] ?? -1 : -1
    frames.append((path, [], [:]))
    guard path >= 0 else { return }
    for candidate in stale[path] ?? [] { values[candidate] = nil }
    for index in 0..<tag.attributeCount {
      let (name, raw) = tag.attribute(index)
      var bytes: [UInt8] = []
      XMLAttributeText.append(raw, to: &bytes)
      let value = FeedSurveyor.collapsed(bytes)
      frames[frames.count - 1].attributes[name] = value
      let attribute = numbers[Step(parent: path, name: name, isAttribute: true)] ?? -1
      if wanted.contains(attribute), !value.isEmpty { values[attribute] = value }
    }
  }

  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    guard let holder = frames.lastIndex(where: { $0.path < 0 || !survey.paths[$0.path].isMarkup })
    else { return }
    if frames[holder].text.count < 4096 { frames[holder].text += bytes }
  }

  func endElement(end: Int) throws {
    guard let frame = frames.popLast(), frame.path >= 0 else { return }
    take(frame.path, frame.text, frame.attributes)
    if frame.path == unit { count() }
  }

  private func take(_ path: Int, _ text: [UInt8], _ attributes: [XMLNameTable.ID: String]) {
    let variants = survey.paths[path].variants.filter { wanted.contains($0) }
    guard wanted.contains(path) || !variants.isEmpty else { return }
    let value = FeedSurveyor.collapsed(text)
    guard !value.isEmpty else { return }
    if wanted.contains(path), values[path] == nil { values[path] = value }
    for variant in variants where values[variant] == nil {
      guard case .variant(let attribute, let expected) = survey.paths[variant].sort else {
        continue
      }
      if attributes[attribute] == expected { values[variant] = value }
    }
  }

  private func count() {
    units += 1
    let title = title.flatMap { values[$0] } ?? ""
    for (index, combination) in combinations.enumerated() {
      let parts = combination.compactMap { values[$0] }
      guard parts.count == combination.count else { continue }
      let key = DistinctSketch.hash(parts.joined(separator: "\u{1F}").utf8)
      tallies[index].complete += 1
      tallies[index].keys.insert(key)
      tallies[index].titledKeys.insert(DistinctSketch.hash(title.utf8, seed: key))
    }
  }
}
