import Diagnostics
import KnowledgeGraph

extension OntologyReader {
  /// The templates of `Sentence` individuals by their `name`, else by their local name.
  mutating func readSentences() -> [String: SentenceTemplate] {
    var sentences: [String: SentenceTemplate] = [:]
    for iri in declarations.sentences.iris {
      let name = graph.literals(iri, Vocabulary.name).first?.text ?? localName(of: iri)
      let texts = texts(of: iri, Vocabulary.sentence)
      if sentences[name] != nil {
        report(
          .error, "duplicate-name", "Two sentences are called \(name).", found: name,
          line: graph.line(of: iri))
      }
      guard !texts.isEmpty else {
        report(
          .warning, "missing-sentence", "The sentence \(name) has no text.",
          line: graph.line(of: iri))
        continue
      }
      sentences[name] = sentences[name] ?? SentenceTemplate(texts)
    }
    return sentences
  }

  /// What the engine says has to have a template, and templates only slots that it fills.
  mutating func checkSentences(of ontology: Ontology) {
    for (name, slots) in SentenceSlots.byName.sorted(by: { $0.key < $1.key }) {
      checkSentence(name, slots, of: ontology)
    }
    for relation in ontology.relations(role: .sharedAttribute) {
      checkSentence("shared.\(relation.type)", SentenceSlots.shared, of: ontology)
    }
    for relation in ontology.relations {
      if let sentence = relation.sentence {
        checkSlots(of: sentence, SentenceSlots.relation, relation.name, relation.iri)
      } else if !relation.roles.isEmpty {
        report(
          .warning, "missing-sentence", "\(relation.name) has a role but no sentence.",
          expected: "<docent:sentence xml:lang=\"en\">{start} … {end}.</docent:sentence>",
          line: graph.line(of: relation.iri))
      }
    }
    for (name, sentence) in ontology.sentences.sorted(by: { $0.key < $1.key })
    where name.hasPrefix(SentenceSlots.rulePrefix) {
      let slots = SentenceSlots.rules[name] ?? SentenceSlots.rule
      checkSlots(of: sentence, slots, "the sentence \(name)", individual(named: name))
    }
    checkMisspeltNames(of: ontology)
  }

  private mutating func checkSentence(_ name: String, _ slots: [String], of ontology: Ontology) {
    guard let sentence = ontology.sentences[name] else {
      report(
        .warning, "missing-sentence", "There is no sentence called \(name).",
        expected: "slots " + slots.map { "{\($0)}" }.joined(separator: " "), line: nil)
      return
    }
    checkSlots(of: sentence, slots, "the sentence \(name)", individual(named: name))
  }

  private mutating func checkSlots(
    of sentence: SentenceTemplate, _ slots: [String], _ owner: String, _ iri: String?
  ) {
    for (language, text) in sentence.texts.sorted(by: { $0.key < $1.key }) {
      for slot in SentenceSlots.used(in: text) where !slots.contains(slot) {
        let lines = iri.map { graph.literals($0, Vocabulary.sentence) } ?? []
        report(
          .warning, "unknown-slot", "Nothing fills {\(slot)} in \(owner) (\(language)).",
          found: "{\(slot)}", expected: slots.map { "{\($0)}" }.joined(separator: " "),
          hint: nearest(slot, slots), line: lines.first { $0.text == text }?.line)
      }
    }
  }

  /// A sentence that nothing asks for is permitted; one named almost like a known one is a slip.
  private mutating func checkMisspeltNames(of ontology: Ontology) {
    let known = SentenceSlots.byName.keys.sorted()
    for name in ontology.sentences.keys.sorted() {
      guard SentenceSlots.byName[name] == nil, !name.hasPrefix("shared."),
        !name.hasPrefix(SentenceSlots.rulePrefix),
        let hint = nearest(name, known.filter { ontology.sentences[$0] == nil })
      else { continue }
      let line = individual(named: name).flatMap { graph.line(of: $0) }
      report(
        .warning, "unknown-sentence", "Nothing asks for the sentence \(name).", found: name,
        hint: hint, line: line)
    }
  }

  private func individual(named name: String) -> String? {
    declarations.sentences.iris.first {
      (graph.literals($0, Vocabulary.name).first?.text ?? localName(of: $0)) == name
    }
  }
}

/// The sentences that the engine asks an ontology for, and the slots it fills in each.
enum SentenceSlots {
  static let relation = ["start", "end"]
  static let shared = ["because", "shared"]
  /// Sentences of inference rules may be left out; a step then says only what it says.
  static let rulePrefix = "rule."
  static let rule = ["fact", "first", "second", "source"]
  static let rules = [
    "rule.class": ["node", "class", "fact"], "rule.value": ["node", "property", "value"],
  ]

  static let byName: [String: [String]] = [
    "popularity": ["course", "count"],
    "taken-next": ["course", "because"],
    "taken-together": ["course", "because"],
    "shared-attribute": ["course", "because", "relation", "shared"],
    "embedding-neighbour": ["course", "because"],
    "plan.goal": ["course"],
    "plan.topic": ["course", "because"],
    "plan.forced": ["course", "because"],
    "plan.chosen": ["course", "because"],
    "whynot.listed": ["course", "rank"],
    "whynot.finished": ["course"],
    "whynot.prerequisite": ["course", "missing"],
    "whynot.closed": ["course"],
    "whynot.outranked": ["course", "rank", "rival"],
    "whynot.change": ["course", "complete", "rank"],
  ]

  /// The names in braces, in reading order.
  static func used(in template: String) -> [String] {
    template.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
      (part: Substring) in part.firstIndex(of: "}").map { String(part[..<$0]) }
    }
  }
}
