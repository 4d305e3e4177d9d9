import KnowledgeGraph

// Sentences that require nothing: recommendations, "none", and where to ask.

extension SentenceReader {
  /// `None`, `No prerequisites`, `The course is open entry`.
  mutating func readsAsNone() -> Bool {
    let sentence = (position..<end).map { tokens[$0].lower }.joined(separator: " ")
    let plain: Set = [
      "none", "nil", "n / a", "not applicable", "no prerequisite", "no prerequisites",
      "no pre-requisites", "no prerequisites required", "no corequisites", "no corequisite",
    ]
    if plain.contains(sentence) { return true }
    for noun in ["course", "module"] where sentence == "the \(noun) is open entry" { return true }
    return Self.deniesRequirements(sentence)
  }

  /// `There are no formal entry requirements for this course`, and nothing else.
  private static func deniesRequirements(_ sentence: String) -> Bool {
    var rest = sentence[...]
    func drop(_ options: [String]) -> Bool {
      for option in options where rest.hasPrefix(option) {
        rest = rest.dropFirst(option.count)
        return true
      }
      return false
    }
    guard drop(["there are no "]) else { return false }
    _ = drop(["formal "])
    _ = drop(["academic ", "entry ", "qualification "])
    guard drop(["prerequisites", "pre-requisites", "entry requirements", "requirements"]) else {
      return false
    }
    _ = drop([" for this course", " for this module", " for the course"])
    return rest.isEmpty
  }

  /// A sentence that only recommends. Where it is in doubt whether the last word reaches over all
  /// of it (`A and B recommended`), it is no advice sentence, and so becomes opaque.
  mutating func readAdviceSentence() -> TextReading? {
    let whole = position..<end
    let named = whole.map { tokens[$0].lower }
    if named.starts(with: ["if", "you", "have", "any", "doubt"]) {
      return TextReading(requirement: .none, advice: [advised(opaqueWords(whole), whole)])
    }
    guard let last = named.last, Vocabulary.recommended.contains(last) else { return nil }
    let binding: Set = ["must", "required", "if", "unless", "except", "only", "not", ";", "but"]
    guard !named.contains(where: binding.contains) else { return nil }
    var stop = end - 1
    var isEmphatic = false
    while stop > position, Vocabulary.emphasis.contains(tokens[stop - 1].lower) {
      stop -= 1
      isEmphatic = true
    }
    let verb = stop > position ? tokens[stop - 1].lower : ""
    if ["is", "are"].contains(verb) { stop -= 1 }
    guard stop > position else { return nil }
    if let advised = readAdvised(upTo: stop, verb: verb, isEmphatic: isEmphatic) { return advised }
    // `A and B recommended`: both, or only B?
    let mayReachOver = !named.contains(",") && named.contains { $0 == "and" || $0 == "&" }
    return mayReachOver ? opaque(whole) : nil
  }

  private func readAdvised(upTo stop: Int, verb: String, isEmphatic: Bool) -> TextReading? {
    var inner = self
    inner.end = stop
    let reading = inner.readSequence()
    let isUnderstood = inner.position == stop && reading.requirement.opaqueWords.isEmpty
    let joins = (position..<stop).contains { ["and", "&", ","].contains(tokens[$0].lower) }
    let reachesOver: Bool =
      switch verb {
      case "are": true
      case "is": !joins || isOneChoice
      default: isUnderstood ? !joins || isOneChoice : isEmphatic && !joins
      }
    guard reachesOver else { return nil }
    let advice = isUnderstood ? reading.requirement : opaqueWords(position..<stop)
    return TextReading(requirement: .none, advice: [advised(advice, position..<end)])
  }

  /// `One of A, B` takes a singular verb however many commas it has.
  private var isOneChoice: Bool {
    var inner = self
    guard let list = inner.readQuantifiedList() else { return false }
    let rest = inner.position..<end
    return !list.isAmbiguous && !rest.contains { ["and", "&", ","].contains(tokens[$0].lower) }
  }
}
