import KnowledgeGraph

/// Guesses what the paths of a record are.
struct DraftGuessing {
  let survey: FeedSurvey
  let words: DraftingWords
  /// The element of the records.
  let record: Int

  /// A path, or two that make a key together, and how well they do.
  struct Key {
    var paths: [Int]
    var score: Double
    /// Of two, the first names the subject that a bare number inherits.
    var subject: Int? { paths.count == 2 ? paths[0] : nil }
    /// The feed repeats its items, as where every record is a section.
    var repeats = false
  }

  // MARK: Fitting

  /// How well a path's name fits an entry. An attribute, or a leaf deeper down, is also called
  /// after the element it stands in: `subject/@id`.
  func fit(_ path: Int, _ entry: DraftingWords.Entry?) -> Double {
    let own = DraftingWords.fit(survey.local(path), entry)
    let parent = survey.paths[path].parent
    guard parent >= 0, parent != record, !survey.lineage(record).contains(parent) else {
      return own
    }
    let above = DraftingWords.fit(survey.local(parent), entry)
    let joined = DraftingWords.fit("\(survey.local(parent))_\(survey.local(path))", entry)
    return max(own, 0.85 * above, 0.9 * joined)
  }

  func sketch(_ path: Int) -> ValueSketch { survey.paths[path].values }

  /// Paths within the record that hold values, each before what stands in it.
  var valued: [Int] {
    let own = survey.paths[record].hasValues ? [record] : []
    return own + survey.descendants(of: record).filter { survey.paths[$0].hasValues }
  }

  // MARK: Title and description

  func title() -> Int? {
    best(valued.filter { isStated($0, share: 0.9) && hasFewValues($0) }, atLeast: 0.8) { path in
      let sketch = sketch(path)
      let isText = sketch.share(of: .text) + sketch.share(of: .code) + sketch.share(of: .prose)
      guard isText > 0.5 else { return nil }
      let variety = Double(sketch.distinct.distinct) / Double(max(1, sketch.count))
      return 3 * titleFit(path) + sketch.share(of: .text)
        - sketch.share(of: .prose) + 0.5 * min(1, variety)
        - 0.4 * Double(max(0, survey.depth(of: path, below: record) - 1))
    }
  }

  /// A record whose own text is a short one is called by it.
  private func titleFit(_ path: Int) -> Double {
    path == record ? 0.3 : fit(path, words.property(role: .title))
  }

  func description(except title: Int?) -> Int? {
    let entry = words.property(role: .description)
    let candidates = valued.filter {
      $0 != title && survey.paths[$0].sort == .element && survey.hasSingleParents($0, in: record)
        && requirementFit($0) < 0.7
    }.filter { sketch($0).markedShare < 0.2 && sketch($0).requirementShare < 0.5 }
    return best(candidates, atLeast: 1.2) { path in
      let sketch = sketch(path)
      guard sketch.kind == .prose || sketch.kind == .text || sketch.kind == .code else {
        return nil
      }
      return 2 * fit(path, entry) + sketch.share(of: .prose) + min(1, sketch.meanLength / 300)
        - 0.3 * Double(survey.depth(of: path, below: record) - 1)
    }
  }

  /// The best fit among the kinds of requirement.
  func requirementFit(_ path: Int) -> Double {
    words.entries("requirement").map { DraftingWords.fit(survey.local(path), $0) }.max() ?? 0
  }

  // MARK: Keys

  /// Combinations worth a trial, best by name and looks first.
  func keys(title: Int?) -> [Key] {
    let singles = valued.compactMap { single($0, title) } + variants()
    let numbers = valued.filter { isNumberPart($0) }
      .map { (path: $0, fit: fit($0, words.first("key")) - 0.5 * distance($0)) }
      .sorted { ($0.fit, $1.path) > ($1.fit, $0.path) }
    var pairs: [Key] = []
    for subject in subjects().prefix(3) {
      for number in numbers.prefix(6) where number.path != subject.path {
        pairs.append(
          Key(
            paths: [subject.path, number.path], score: subject.fit + 2 * number.fit + 1.2))
      }
    }
    let all = singles.sorted { ($0.score, $1.paths[0]) > ($1.score, $0.paths[0]) }.prefix(10)
    return Array(all) + pairs
  }

  private func single(_ path: Int, _ title: Int?) -> Key? {
    guard path != title, isStated(path, share: 0.95), survey.hasSingleParents(path, in: record)
    else { return nil }
    let sketch = sketch(path)
    guard let looks = looks(sketch) else { return nil }
    return Key(paths: [path], score: 2 * fit(path, words.first("key")) + looks - distance(path))
  }

  /// Steps beyond the record's own attributes and children.
  private func distance(_ path: Int) -> Double {
    Double(max(0, survey.depth(of: path, below: record) - 1))
  }

  /// How much values of a kind look like keys; nil where they cannot be any.
  private func looks(_ sketch: ValueSketch) -> Double? {
    switch sketch.kind {
    case .code: 1
    case .integer: 0.3
    case .url: 0.1
    case .text: sketch.meanLength <= 60 ? 0.2 : nil
    case .number, .prose, .date, .duration, .time, .language: nil
    }
  }

  private func variants() -> [Key] {
    valued.filter { survey.paths[$0].most > 1 && survey.hasSingleParents($0, in: record) }
      .flatMap { survey.paths[$0].variants }
      .compactMap { variant in
        let parents = survey.paths[survey.paths[variant].parent].count
        guard Double(survey.paths[variant].count) >= 0.95 * Double(parents),
          let looks = looks(sketch(variant))
        else { return nil }
        return Key(
          paths: [variant],
          score: 2 * DraftingWords.fit(survey.local(variant), words.first("key")) + looks)
      }
  }

  /// Values that begin with a digit and are short: the second half of `CS 225`.
  private func isNumberPart(_ path: Int) -> Bool {
    let sketch = sketch(path)
    return survey.isSingle(path, in: record) && isStated(path, share: 0.95)
      && sketch.meanLength <= 8 && [.integer, .code].contains(sketch.kind)
      && sketch.examples.allSatisfy { $0.first?.isNumber == true }
  }

  /// Paths in the record, or further out where they say of all records in them, that name subjects.
  private func subjects() -> [(path: Int, fit: Double)] {
    let inside = valued.filter { survey.isSingle($0, in: record) }
      .map { (path: $0, fit: fit($0, words.first("subject"))) }
    let outside = context.map { path in
      let asCode = 0.85 * DraftingWords.fit(survey.local(path), words.first("key"))
      return (path: path, fit: max(fit(path, words.first("subject")), asCode))
    }
    return (inside + outside).filter { candidate in
      let sketch = sketch(candidate.path)
      return candidate.fit >= 0.7 && sketch.meanLength <= 40
        && [.code, .text, .integer].contains(sketch.kind)
        && sketch.examples.contains { $0.contains { $0.isLetter } }
    }.map { ($0.path, $0.fit + (sketch($0.path).kind == .code ? 0.3 : 0)) }
      .sorted { ($0.fit, $1.path) > ($1.fit, $0.path) }
  }

  /// Values outside of the record that its rules can look back at: attributes of the elements it
  /// stands in, their leaves, and the attributes of those.
  var context: [Int] {
    survey.lineage(record).dropFirst().flatMap { ancestor in
      let leaves = survey.paths[ancestor].childElements.filter {
        survey.paths[$0].isLeaf && survey.paths[$0].most == 1
      }
      return survey.paths[ancestor].attributes + leaves
        + leaves.flatMap { survey.paths[$0].attributes }
    }.filter { survey.paths[$0].hasValues }
  }

  // MARK: Choosing

  private func isStated(_ path: Int, share: Double) -> Bool {
    if path == record {
      return Double(sketch(path).count) >= share * Double(survey.paths[record].count)
    }
    let valued = Double(sketch(path).count) / Double(max(1, survey.paths[path].count))
    return survey.presence(of: path, in: record) * min(1, valued) >= share
  }

  /// One value, or one for each of a few languages.
  private func hasFewValues(_ path: Int) -> Bool {
    survey.hasSingleParents(path, in: record) && (path == record || survey.paths[path].most <= 4)
  }

  private func best(_ paths: [Int], atLeast least: Double, _ score: (Int) -> Double?) -> Int? {
    var found: (path: Int, score: Double)?
    for path in paths {
      guard let score = score(path), score >= least, score > found?.score ?? -1 else { continue }
      found = (path, score)
    }
    return found?.path
  }
}
