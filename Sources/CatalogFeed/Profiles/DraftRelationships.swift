import KnowledgeGraph

/// Relationships of a drafted record, and its dated offerings.
extension DraftPlanner {
  mutating func relationships() -> [DraftElement] {
    var elements: [DraftElement] = []
    if let topic = topicRelationship() { elements.append(topic) }
    for path in [record] + survey.descendants(of: record) where path != record && !isTaken(path) {
      guard survey.paths[path].sort == .element, survey.depth(of: path, below: record) <= 3 else {
        continue
      }
      let fitting = words.entries("relation").max { a, b in
        DraftingWords.fit(survey.local(path), a) < DraftingWords.fit(survey.local(path), b)
      }
      guard let entry = fitting, DraftingWords.fit(survey.local(path), entry) >= 0.75,
        let relationship = relationship(entry.term, path)
      else { continue }
      elements.append(relationship)
    }
    return elements
  }

  /// The subject of a key is what its item is about.
  private func topicRelationship() -> DraftElement? {
    guard let relation = ontology.relations(role: .teaches).first,
      let topic = ontology.nodeClass(role: .topic), let name = words.roles[.title],
      let key = subjectElement("key"), var title = subjectElement("property")
    else { return nil }
    if let named = subjectTitle() {
      title.attributes = [("path", writer.relative(named, from: record))]
    }
    title.attributes.insert(("name", name), at: 0)
    let target = DraftElement("target", [("class", topic.name)], [key, title])
    return DraftElement("relationship", [("relation", relation.name)], [target])
  }

  /// What a subject that is an attribute is called: another attribute of the element, or its text.
  private func subjectTitle() -> Int? {
    guard let subject = key.subject, survey.paths[subject].sort == .attribute else { return nil }
    let element = survey.paths[subject].parent
    let named = survey.paths[element].attributes.first {
      $0 != subject && guessing.sketch($0).kind == .text
    }
    return named ?? (survey.paths[element].hasValues ? element : nil)
  }

  /// A leaf is called by its text; an element with leaves by all of them.
  private mutating func relationship(_ relation: String, _ path: Int) -> DraftElement? {
    guard let range = ontology.relation(relation)?.range, let name = words.roles[.title] else {
      return nil
    }
    let source: (name: String, value: String)
    let each: String
    let element = survey.paths[path]
    if element.isLeaf {
      guard element.hasValues, element.values.meanLength <= 60 else { return nil }
      source = ("path", ".")
      each = "\(writer.relative(path, from: record))[not(.='')]"
    } else {
      let leaves = element.childElements.filter {
        survey.paths[$0].isLeaf && survey.paths[$0].hasValues && survey.paths[$0].most == 1
          && guessing.sketch($0).meanLength <= 40
      }
      guard !leaves.isEmpty, leaves.count == element.childElements.count else { return nil }
      let pieces = leaves.map { leaf in
        let share = survey.presence(of: leaf, in: path)
        return "{\(writer.relative(leaf, from: path))\(share < 1 ? "?" : "")}"
      }
      source = ("template", pieces.joined(separator: " "))
      each = writer.relative(path, from: record)
    }
    taken.insert(path)
    let target = DraftElement(
      "target", [("class", range)],
      [DraftElement("key", [source]), DraftElement("property", [("name", name), source])])
    return DraftElement("relationship", [("relation", relation), ("each", each)], [target])
  }

  // MARK: Instances

  mutating func instance(_ instance: (element: Int, key: Int)) -> [DraftElement] {
    guard let nodeClass = ontology.nodeClass(role: .itemInstance),
      let instanceOf = ontology.relations(role: .instanceOf).first,
      let titleName = words.roles[.title]
    else { return [] }
    let element = instance.element
    taken.insert(instance.key)
    usedProperties = [titleName]
    var node = DraftElement(
      "node",
      [("class", nodeClass.name), ("each", writer.relative(element, from: record))],
      [keyElement(from: element, adding: instance.key)])
    var titled = [(name: "name", value: titleName)]
    titled.append(("path", writer.relative(title, from: element)))
    if let language = survey.languageAttribute(of: title) {
      titled.append(("language-path", writer.relative(language, from: title)))
    }
    node.children.append(DraftElement("property", titled))
    node.children += namedProperties(within: element)
    node.children.append(
      DraftElement("relationship", [("relation", instanceOf.name), ("to", "item")]))
    return [node]
  }
}
