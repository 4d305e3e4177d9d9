import KnowledgeGraph

/// Requirements of a drafted record.
extension DraftPlanner {
  /// A rule for each kind whose words some element is called by; where none is called a
  /// prerequisite, the text that most often says `Prerequisite:` or speaks of requirements.
  mutating func requirements() -> [DraftElement] {
    var elements: [DraftElement] = []
    for entry in words.entries("requirement") {
      guard let holder = holder(of: entry) else { continue }
      if let rule = requirement(entry.term, holder) { elements.append(rule) }
    }
    let prerequisite = RequirementFact.Kind.prerequisite.rawValue
    if !elements.contains(where: { $0.attributes.first?.value == prerequisite }),
      let text = markedText() ?? requirementLikeText()
    {
      elements.append(text)
    }
    return elements
  }

  /// Of texts under names we do not know, the one whose values most often speak of requirements;
  /// half of them must, and a longer description is none.
  private mutating func requirementLikeText() -> DraftElement? {
    let fitting = guessing.valued.filter {
      let sketch = guessing.sketch($0)
      return !isTaken($0) && survey.hasSingleParents($0, in: record) && sketch.meanLength < 300
        && sketch.requirementShare >= 0.5 && survey.paths[$0].sort == .element
    }
    let chosen = fitting.max { a, b in
      (guessing.sketch(a).requirementShare, b) < (guessing.sketch(b).requirementShare, a)
    }
    guard let chosen else { return nil }
    taken.insert(chosen)
    return DraftElement(
      "requirement",
      [
        ("kind", RequirementFact.Kind.prerequisite.rawValue),
        ("path", writer.relative(chosen, from: record)),
      ], subject(), comment: "by what it says, not by its name")
  }

  /// The outermost element whose name fits the kind, and no other kind better.
  private func holder(of entry: DraftingWords.Entry) -> Int? {
    let elements = survey.descendants(of: record).filter { survey.paths[$0].sort == .element }
    let fitting = elements.filter { path in
      let fit = DraftingWords.fit(survey.local(path), entry)
      return fit >= 0.5 && fit >= guessing.requirementFit(path) && !isTaken(path)
        && survey.depth(of: path, below: record) <= 3
    }
    let outermost = fitting.filter { path in
      !fitting.contains { survey.isWithin(path, $0) }
    }
    return outermost.max { a, b in
      (DraftingWords.fit(survey.local(a), entry), b)
        < (DraftingWords.fit(survey.local(b), entry), a)
    }
  }

  private mutating func requirement(_ kind: String, _ holder: Int) -> DraftElement? {
    taken.insert(holder)
    let element = survey.paths[holder]
    let plain = survey.descendants(of: holder).filter {
      survey.paths[$0].sort == .element && survey.paths[$0].hasValues
    }
    if let leaf = listed(holder) { return list(kind, holder, leaf) }
    let text = element.hasValues ? holder : plain.max { a, b in better(b, than: a) }
    guard let text else { return nil }
    taken.insert(text)
    let path = writer.relative(text, from: record)
    return DraftElement("requirement", [("kind", kind), ("path", path)], subject())
  }

  private func better(_ a: Int, than b: Int) -> Bool {
    let length = { (path: Int) in guessing.sketch(path).meanLength }
    return (length(a), b) > (length(b), a)
  }

  /// The only child of a list of codes.
  private func listed(_ holder: Int) -> Int? {
    let children = survey.paths[holder].childElements.filter { !survey.paths[$0].isMarkup }
    guard children.count == 1, !survey.paths[holder].hasValues,
      survey.paths[children[0]].isLeaf
    else { return nil }
    let sketch = guessing.sketch(children[0])
    return sketch.share(of: .code) + sketch.share(of: .integer) >= 0.6 ? children[0] : nil
  }

  /// Lists do not say whether all of them is meant or any.
  private mutating func list(_ kind: String, _ holder: Int, _ leaf: Int) -> DraftElement {
    let names = [holder, leaf].map { writer.name(survey.paths[$0].name) }
    if !trees.contains(where: { $0.attributes.first?.value == names[0] }) {
      trees.append(
        DraftElement(
          "tree", [("element", names[0]), ("means", "some")],
          comment: "all of the list, or any? Write all or any for some when you know."))
    }
    if !trees.contains(where: { $0.attributes.first?.value == names[1] }) {
      trees.append(
        DraftElement("tree", [("element", names[1]), ("means", "course"), ("key", ".")]))
    }
    return DraftElement(
      "requirement",
      [("kind", kind), ("tree", writer.relative(holder, from: record)), ("path", ".")], subject())
  }

  private mutating func markedText() -> DraftElement? {
    let candidates = guessing.valued.filter {
      survey.hasSingleParents($0, in: record) && guessing.sketch($0).markedShare >= 0.05
    }
    let chosen = candidates.max { a, b in
      let (first, second) = (guessing.sketch(a), guessing.sketch(b))
      return (first.markedShare, -first.meanLength, b) < (second.markedShare, -second.meanLength, a)
    }
    guard let chosen,
      let marker = guessing.sketch(chosen).markers.max(by: {
        ($0.value, $1.key) < ($1.value, $0.key)
      })
    else { return nil }
    let after = DraftElement("after", [("text", marker.key), ("required", "true")])
    return DraftElement(
      "requirement",
      [
        ("kind", RequirementFact.Kind.prerequisite.rawValue),
        ("path", writer.relative(chosen, from: record)),
      ], [after] + subject())
  }

  private func subject() -> [DraftElement] { subjectElement("subject").map { [$0] } ?? [] }
}
