import KnowledgeGraph
import RequirementText

/// How the parser's tree compares with the tree a person read.
enum Outcome: CaseIterable {
  /// The same tree, opaque where the person left it opaque, with the same words there.
  case right
  /// The same tree but for the words of its opaque spans.
  case otherWords
  /// Claimed exact, and another tree: the worst there is.
  case wrongButExact
  /// Something opaque that a person could read; nothing that the text does not say.
  case cautious
  /// Opaque in part, and the rest says something that the text does not.
  case wrongInPart
}

struct LabelJudgement {
  var label: LabelledRequirement
  var status: RequirementStatus
  var outcome: Outcome
  /// The spans of consent and of exams are as many as in the label; nil where those were not noted.
  var hasSameTypedSpans: Bool?

  init(_ parsed: ParsedRequirement, label: LabelledRequirement) {
    self.label = label
    status = parsed.status
    outcome = Self.outcome(parsed, label)
    if label.opaqueWords != nil {
      hasSameTypedSpans = parsed.requirement.typedSpans == label.expected.typedSpans
    }
  }

  private static func outcome(_ parsed: ParsedRequirement, _ label: LabelledRequirement) -> Outcome
  {
    let answer = parsed.requirement
    if answer.shape == label.expected.shape {
      guard let words = label.opaqueWords else { return .right }
      return spanWordsHash(answer.opaqueSpans) == words ? .right : .otherWords
    }
    if parsed.status == .exact { return .wrongButExact }
    return answer.saysMore(than: label.expected) ? .wrongInPart : .cautious
  }
}

extension Requirement {
  /// The tree as text, with every opaque span written alike, neighbouring ones made one, and the
  /// parts of a connective sorted: equal where two trees say the same in another order.
  fileprivate var shape: String { Self.write(Self.blank(simplified()).simplified()) }

  private static func blank(_ tree: Requirement) -> Requirement {
    switch tree {
    case .opaque, .consent, .exam: return .opaque("…")
    case .all(let parts): return .all(parts.map(blank))
    case .any(let parts): return .any(parts.map(blank))
    case .atLeast(let count, let parts): return .atLeast(count: count, of: parts.map(blank))
    case .not(let part): return .not(blank(part))
    case .corequisite(let part): return .corequisite(blank(part))
    default: return tree
    }
  }

  private static func write(_ tree: Requirement) -> String {
    func list(_ parts: [Requirement]) -> String {
      "(" + parts.map(write).sorted().joined(separator: "; ") + ")"
    }
    return switch tree {
    case .all(let parts): "all" + list(parts)
    case .any(let parts): "any" + list(parts)
    case .atLeast(let count, let parts): "\(count) of " + list(parts)
    case .not(let part): "not" + list([part])
    case .corequisite(let part): "corequisite" + list([part])
    case .credits(let count, let pattern):
      "\(count) credits of "
        + (pattern ?? "%").split(separator: "|").sorted().joined(separator: "|")
    case .standing(let text): "standing " + text.lowercased()
    case .programme(let text): "programme " + text.lowercased()
    case .course(let course):
      "\(course.key) \(course.minimumGrade ?? "-") \(course.concurrent ? "concurrently" : "-")"
    case .opaque(let text), .consent(let text), .exam(let text): text
    case .none: "none"
    }
  }

  /// How many spans ask for consent, and how many for an exam.
  fileprivate var typedSpans: [Int] {
    switch self {
    case .consent: [1, 0]
    case .exam: [0, 1]
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      parts.map(\.typedSpans).reduce([0, 0]) { [$0[0] + $1[0], $0[1] + $1[1]] }
    case .not(let part), .corequisite(let part): part.typedSpans
    default: [0, 0]
    }
  }
}

// MARK: What an answer says beyond the label

extension Requirement {
  /// True where the tree, whatever its opaque spans stand for, says something that `label` does
  /// not: it names a thing that the label does not name, or for some set of things that a learner
  /// has it is surely met (or surely not) while the label is surely not (or surely met).
  /// Every set is tried up to twelve things, beyond that 4,096 of them.
  fileprivate func saysMore(than label: Requirement) -> Bool {
    let known = Set(label.facts(in: ""))
    let own = facts(in: "")
    guard own.allSatisfy(known.contains) else { return true }
    let names = known.sorted()
    var state: UInt64 = 0x5EED
    for sample in 0..<(1 << min(names.count, 12)) {
      var bits = UInt64(sample)
      if names.count > 12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bits = state >> 20
      }
      let held = Set(names.indices.filter { bits >> UInt64($0 % 44) & 1 == 1 }.map { names[$0] })
      if let mine = holds(held, in: ""), let theirs = label.holds(held, in: ""), mine != theirs {
        return true
      }
    }
    return false
  }

  /// What the tree names outside its opaque spans; inside a corequisite each is another thing.
  private func facts(in prefix: String) -> [String] {
    switch self {
    case .opaque, .consent, .exam, .none: []
    case .all(let parts), .any(let parts), .atLeast(_, let parts):
      parts.flatMap { $0.facts(in: prefix) }
    case .not(let part): part.facts(in: prefix)
    case .corequisite(let part): part.facts(in: prefix + "with ")
    default: [prefix + Self.write(self)]
    }
  }

  /// Strong three-valued (Kleene) logic: nil where it hinges on an opaque span.
  private func holds(_ held: Set<String>, in prefix: String) -> Bool? {
    switch self {
    case .opaque, .consent, .exam: return nil
    case .none: return true
    case .all(let parts): return Self.count(parts.count, parts.map { $0.holds(held, in: prefix) })
    case .any(let parts): return Self.count(1, parts.map { $0.holds(held, in: prefix) })
    case .atLeast(let count, let parts):
      return Self.count(count, parts.map { $0.holds(held, in: prefix) })
    case .not(let part): return part.holds(held, in: prefix).map { !$0 }
    case .corequisite(let part): return part.holds(held, in: prefix + "with ")
    default: return held.contains(prefix + Self.write(self))
    }
  }

  private static func count(_ needed: Int, _ parts: [Bool?]) -> Bool? {
    if parts.count(where: { $0 == true }) >= needed { return true }
    return parts.count(where: { $0 != false }) < needed ? false : nil
  }
}
