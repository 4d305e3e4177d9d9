import Diagnostics
import XMLParsing

/// Makes a ``FeedSurvey`` in one pass.
final class FeedSurveyor: XMLEventHandler {
  /// Values of an attribute up to this many tell elements of one name apart.
  private static let variantLimit = 8
  private static let variantLength = 40
  /// Of one value, in bytes; what is longer is looked at in part.
  private static let valueLength = 1 << 14

  private struct Step: Hashable {
    var parent: Int
    var name: XMLNameTable.ID
    var sort: SurveyPath.Sort
  }

  private struct Frame {
    /// −1 where the paths were too many.
    var path: Int
    var text: [UInt8] = []
    var isMarkup = false
    var children: [Int: Int] = [:]
    var attributes: [(name: XMLNameTable.ID, value: String)] = []
  }

  private(set) var survey: FeedSurvey
  private let words: ValueSketch.Words
  private let markup: Set<String>
  private var numbers: [Step: Int] = [:]
  private var frames: [Frame] = []
  private var knownNamespaces: Set<String> = []
  /// Attributes that tell elements apart, by the element's path, and those that have too many values.
  private var discriminators: [Int: [XMLNameTable.ID: Set<String>]] = [:]
  private var variantCounts: [Int: Int] = [:]

  private init(_ words: DraftingWords, _ names: XMLNameTable) {
    survey = FeedSurvey(names: names)
    self.words = ValueSketch.Words(
      markers: words.first("marker")?.words ?? [], phrases: words.first("phrase")?.words ?? [])
    markup = Set(words.first("markup")?.words ?? [])
  }

  /// Surveys the feed. The diagnostics are those of the parser; with an error among them the survey
  /// ends where the feed does.
  static func survey(
    _ sources: [any XMLByteSource], words: DraftingWords, names: XMLNameTable = XMLNameTable()
  ) throws -> (survey: FeedSurvey?, diagnostics: [Diagnostic]) {
    let surveyor = FeedSurveyor(words, names)
    var diagnostics: [Diagnostic] = []
    for source in sources {
      surveyor.frames = []
      let parser = XMLPushParser(handler: surveyor, names: surveyor.survey.names)
      parser.onBytes = { surveyor.survey.bytes += $0.count }
      diagnostics += try parser.parse(source)
    }
    return (surveyor.survey.paths.isEmpty ? nil : surveyor.survey, diagnostics)
  }

  // MARK: Events

  func startElement(_ tag: XMLStartTag) throws {
    noteNamespaces(tag)
    let parent = frames.last?.path ?? -1
    guard frames.isEmpty || parent >= 0 else { return frames.append(Frame(path: -1)) }
    let isMarkup =
      frames.count > 1 && markup.contains(survey.names.name(tag.name).local.lowercased())
    let path = number(Step(parent: parent, name: tag.name, sort: .element))
    var frame = Frame(path: path, isMarkup: isMarkup)
    if path >= 0 {
      survey.paths[path].count += 1
      survey.paths[path].isMarkup = isMarkup
      frames[safeLast: frames.count - 1]?.children[path, default: 0] += 1
      frame.attributes = attributes(of: tag, at: path)
    }
    frames.append(frame)
  }

  private func attributes(of tag: XMLStartTag, at path: Int) -> [(XMLNameTable.ID, String)] {
    var found: [(XMLNameTable.ID, String)] = []
    for index in 0..<tag.attributeCount {
      let (name, raw) = tag.attribute(index)
      var bytes: [UInt8] = []
      XMLAttributeText.append(raw, to: &bytes)
      let value = Self.collapsed(bytes)
      let attribute = number(Step(parent: path, name: name, sort: .attribute))
      guard attribute >= 0 else { continue }
      survey.paths[attribute].count += 1
      survey.paths[attribute].parentsWith += 1
      survey.paths[attribute].most = 1
      if !value.isEmpty { survey.paths[attribute].values.add(value, words) }
      if value.utf8.count <= Self.variantLength { found.append((name, value)) }
    }
    return found
  }

  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    // The text of markup is that of the element it stands in.
    guard let holder = frames.lastIndex(where: { !$0.isMarkup }) else { return }
    let room = Self.valueLength - frames[holder].text.count
    if room > 0 { frames[holder].text += bytes.prefix(room) }
  }

  func endElement(end: Int) throws {
    guard let frame = frames.popLast(), frame.path >= 0 else { return }
    for (child, count) in frame.children {
      survey.paths[child].parentsWith += 1
      survey.paths[child].most = max(survey.paths[child].most, count)
    }
    if frames.isEmpty {
      survey.paths[frame.path].parentsWith += 1
      survey.paths[frame.path].most = 1
    }
    guard !frame.isMarkup else { return }
    let text = Self.collapsed(frame.text)
    guard !text.isEmpty else { return }
    survey.paths[frame.path].values.add(text, words)
    noteVariants(frame, text)
  }

  private func noteNamespaces(_ tag: XMLStartTag) {
    for index in 0..<tag.namespaceCount {
      let (prefix, uri) = tag.namespace(index)
      guard !uri.isEmpty, knownNamespaces.count < 200, knownNamespaces.insert(uri).inserted else {
        continue
      }
      survey.namespaces.append((prefix, uri))
    }
  }

  // MARK: Paths

  private func number(_ step: Step) -> Int {
    if let known = numbers[step] { return known }
    guard survey.paths.count < FeedSurvey.pathLimit else { return -1 }
    let number = survey.paths.count
    numbers[step] = number
    survey.paths.append(SurveyPath(parent: step.parent, name: step.name, sort: step.sort))
    guard step.parent >= 0 else { return number }
    switch step.sort {
    case .element: survey.paths[step.parent].childElements.append(number)
    case .attribute: survey.paths[step.parent].attributes.append(number)
    case .variant: break
    }
    return number
  }

  /// Elements of one name that an attribute tells apart are looked at apart as well.
  private func noteVariants(_ frame: Frame, _ text: String) {
    var met: Set<XMLNameTable.ID> = []
    for (name, value) in frame.attributes where !value.isEmpty {
      met.insert(name)
      let isKnown = discriminators[frame.path]?[name]?.contains(value) ?? false
      let known = discriminators[frame.path]?[name]?.count ?? 0
      guard isKnown || known < Self.variantLimit, ValueKind(value) != .language else { continue }
      discriminators[frame.path, default: [:]][name, default: []].insert(value)
      note(variant: name, value, of: frame.path, text)
    }
    for name in (discriminators[frame.path] ?? [:]).keys.sorted() where !met.contains(name) {
      note(variant: name, nil, of: frame.path, text)
    }
  }

  private func note(variant: XMLNameTable.ID, _ value: String?, of path: Int, _ text: String) {
    let element = survey.paths[path]
    let number = number(
      Step(
        parent: element.parent, name: element.name,
        sort: .variant(attribute: variant, value: value)))
    guard number >= 0 else { return }
    if survey.paths[number].count == 0 { survey.paths[path].variants.append(number) }
    survey.paths[number].count += 1
    survey.paths[number].parentsWith += 1
    survey.paths[number].most = 1
    survey.paths[number].values.add(text, words)
  }

  static func collapsed(_ bytes: [UInt8]) -> String {
    let words = bytes.split(whereSeparator: isSpace)
    return String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
  }
}

extension Array {
  /// The element at an index that may be out of range; setting there does nothing.
  fileprivate subscript(safeLast index: Int) -> Element? {
    get { indices.contains(index) ? self[index] : nil }
    set { if let newValue, indices.contains(index) { self[index] = newValue } }
  }
}
