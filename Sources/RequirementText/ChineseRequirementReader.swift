import KnowledgeGraph

/// Reads short Chinese requirements: `先修课程：高等数学 或 线性代数`.
///
/// Courses are named by title. `与`, `及` and `暨` stand inside many titles (`信号与系统`), so they
/// part two titles only with space or title marks beside them; elsewhere the piece is opaque.
struct ChineseRequirementReader {
  let text: String
  let kind: RequirementFact.Kind
  let context: RequirementContext

  func read() -> TextReading {
    var parts: [TextRequirement] = []
    var advice: [TextAdvice] = []
    let clauses = clauses()
    if clauses.isEmpty || reachesOverClauses(clauses) {
      return TextReading(requirement: opaque(text[...]))
    }
    for clause in clauses {
      let requirement = read(clause.words)
      switch clause.kind {
      case .recommended? where kind != .recommended:
        advice.append(TextAdvice(requirement: requirement, range: place(clause.words)))
      case let label: parts.append(requirement.simplified().wrapped(for: label ?? kind))
      }
    }
    // `无，高等数学`: which of the two?
    if parts.count > 1, parts.contains(.none), Set(clauses.map(\.kind)).count == 1 {
      return TextReading(requirement: opaque(text[...]))
    }
    return TextReading(requirement: .all(parts), advice: advice.filter { $0.requirement != .none })
  }

  // MARK: Clauses

  private struct Clause {
    var kind: RequirementFact.Kind?
    var words: Substring
  }

  private static let labels: [(word: String, kind: RequirementFact.Kind)] = [
    ("建议先修课程", .recommended), ("建议先修", .recommended), ("推荐先修", .recommended),
    ("先修课程", .prerequisite), ("先修要求", .prerequisite), ("先修", .prerequisite),
    ("前置课程", .prerequisite), ("预修课程", .prerequisite), ("前导课程", .prerequisite),
    ("同修课程", .corequisite), ("并修课程", .corequisite), ("互斥课程", .exclusion),
  ]

  /// Cut at full stops, semicolons and commas, which all mean *and*; a label with a colon names
  /// the kind from there on.
  private func clauses() -> [Clause] {
    var found: [Clause] = []
    var current: RequirementFact.Kind?
    for piece in text.split(whereSeparator: { "。；;，,".contains($0) }) {
      var words = trimmed(piece)
      for label in Self.labels where words.hasPrefix(label.word) {
        let rest = words.dropFirst(label.word.count)
        guard let colon = rest.first, colon == "：" || colon == ":" else { continue }
        current = label.kind
        words = trimmed(rest.dropFirst())
        break
      }
      if !words.isEmpty { found.append(Clause(kind: current, words: words)) }
    }
    return found
  }

  /// A clause that begins with a connective or an exception, or a bracket that may hold half of
  /// one: how much of the text it is said of is left open.
  private func reachesOverClauses(_ clauses: [Clause]) -> Bool {
    let openings = ["或", "和", "及", "以及", "与", "且", "并", "但", "除", "其中", "否则", "如", "若"]
    return text.contains("（") || text.contains("(") || text.contains("…")
      || clauses.contains { clause in openings.contains { clause.words.hasPrefix($0) } }
  }

  private func read(_ words: Substring) -> TextRequirement {
    if words.contains("/") || isElliptic(words) { return opaque(words) }
    if ["无", "没有", "不限", "无要求", "无先修课程"].contains(String(words)) { return .none }
    let choices = split(words, at: ["或者", "或"], spaced: [])
    if choices.count > 1 { return readChoices(choices, words) }
    return .all(conjuncts(words).map(readAtom))
  }

  /// `甲、乙之一`, `高等数学A、B`, `无或甲`: a piece that means nothing without the others.
  private func isElliptic(_ words: Substring) -> Bool {
    let pieces = split(words, at: ["或者", "或"], spaced: []).flatMap(conjuncts)
    guard pieces.count > 1 else { return false }
    return ["之一", "其一", "任选", "均可", "至少"].contains { words.contains($0) }
      || pieces.contains { $0.count <= 3 && $0.allSatisfy { $0.isASCII } || $0 == "无" }
  }

  /// `A、B或C` is a list of choices; `A和B或C` may be read in two ways.
  private func readChoices(_ choices: [Substring], _ words: Substring) -> TextRequirement {
    var parts: [TextRequirement] = []
    for (index, choice) in choices.enumerated() {
      let inner = conjuncts(choice)
      let isList = index == 0 && choices.count == 2 && choice.contains("、")
      let hasWord = !isList || !["和", "以及", " 与 ", " 及 "].allSatisfy { !choice.contains($0) }
      if inner.count > 1, hasWord { return opaque(words) }
      parts += inner.map(readAtom)
    }
    return .any(parts)
  }

  private func conjuncts(_ words: Substring) -> [Substring] {
    split(words, at: ["以及", "、", "和"], spaced: ["与", "及", "and", "&"])
  }

  /// `spaced` words part only with white space or title marks on both sides.
  private func split(_ words: Substring, at marks: [String], spaced: [String]) -> [Substring] {
    var pieces = [words]
    for mark in marks { pieces = pieces.flatMap { $0.split(separator: mark) } }
    for mark in spaced {
      for (before, after) in [(" ", " "), ("》", "《"), ("》 ", " 《")] {
        pieces = pieces.flatMap { piece in
          let parts = piece.split(separator: before + mark + after)
          guard parts.count > 1, before.hasPrefix("》") else { return parts }
          return parts.enumerated().map { index, part in
            withTitleMarks(part, opening: index > 0, closing: index + 1 < parts.count)
          }
        }
      }
    }
    return pieces.map(trimmed).filter { !$0.isEmpty }
  }

  /// The piece with the title marks beside it, which were part of the separator.
  private func withTitleMarks(_ piece: Substring, opening: Bool, closing: Bool) -> Substring {
    let start = opening ? text.index(before: piece.startIndex) : piece.startIndex
    let end = closing ? text.index(after: piece.endIndex) : piece.endIndex
    return text[start..<end]
  }

  // MARK: Atoms

  /// Words with which a piece is no title.
  private static let notInTitles = [
    "同意", "许可", "批准", "教师", "导师", "推荐", "建议", "专业", "学生", "能力", "具备", "知识", "至少",
    "之一", "任选", "学分", "成绩", "以上", "年级", "入学", "不", "完成", "通过", "修", "掌握", "了解", "水平", "：",
    ":", "（", "(", "门", "同等", "相当", "等效", "等同", "其他", "其它", "相关", "类似", "同类", "除外", "以外", "之外",
    "以下", "以内", "以前", "之前", "以后", "之后", "托福", "雅思", "高考", "考试", "证书", "资格", "学历", "学位", "学力",
    "经验", "背景", "高中", "初中", "中学", "本科", "大专", "研究生", "硕士", "博士", "未", "没", "仅限", "最多", "至多", "其中",
    "任意", "任一",
    "四级", "六级", "八级", "代替", "替代", "取代", "互斥", "任何", "课时", "学时", "学期", "上述", "下列", "以下", "年龄",
    "%", "％", "/", "…", "，", ",", "学费", "教室", "电话", "办公室", "春季", "秋季", "暑期", "周岁",
  ]

  /// What a title does not end in: `等` is *and so on*, and a `课` that is no title is a sort of
  /// course.
  private static let notTitleEndings = ["等", "课程", "课", "级", "年", "月", "日", "外", "者", "元", "号"]

  /// A year, a score or a room: two digits in a row, or digits with a measure behind them.
  private static func hasMeasure(_ words: Substring) -> Bool {
    var digits = 0
    for character in words {
      if character.isNumber {
        digits += 1
        if digits >= 2 { return true }
      } else {
        if digits > 0, "分年月日周级岁个小时次号元期节.．点%".contains(character) { return true }
        digits = 0
      }
    }
    return false
  }

  private func readAtom(_ words: Substring) -> TextRequirement {
    if let standing = readStanding(words) { return .standing(standing) }
    if words.hasPrefix("《"), words.hasSuffix("》"), words.count > 2 {
      let title = words.dropFirst().dropLast()
      if !title.contains("《") { return .course(CourseRequirement(String(title))) }
    }
    if !words.unicodeScalars.contains(where: { $0.value >= 0x4E00 }) { return readCode(words) }
    let isDoubtful =
      ["与", "及", "暨", "《", "》", " "].contains { words.contains($0) }
      || Self.notInTitles.contains { words.contains($0) } || Self.hasMeasure(words)
      || (words.contains("+") && !words.contains("++"))
      || Self.notTitleEndings.contains { words.hasSuffix($0) } || words.hasPrefix("非 ")
    return isDoubtful ? opaque(words) : .course(CourseRequirement(String(words)))
  }

  private func readCode(_ words: Substring) -> TextRequirement {
    let reading = TextReader(text: Array(words), kind: .prerequisite, context: context).read()
    if case .course = reading.requirement.simplified() { return reading.requirement }
    return opaque(words)
  }

  /// `大三`, `三年级及以上`.
  private func readStanding(_ words: Substring) -> String? {
    let years = ["大一", "大二", "大三", "大四", "一年级", "二年级", "三年级", "四年级"]
    let endings = ["", "以上", "及以上", "学生", "及以上学生", "以上学生"]
    for year in years where endings.contains(where: { words == year + $0 }) { return String(words) }
    return nil
  }

  private func opaque(_ words: Substring) -> TextRequirement {
    .opaque(OpaqueWords(range: place(words), text: String(words)))
  }

  /// Offsets of these words in the text.
  private func place(_ words: Substring) -> Range<Int> {
    let start = text.distance(from: text.startIndex, to: words.startIndex)
    return start..<(start + words.count)
  }

  private func trimmed(_ words: Substring) -> Substring {
    var slice = words
    while let first = slice.first, first.isWhitespace { slice = slice.dropFirst() }
    while let last = slice.last, last.isWhitespace || last == "." { slice = slice.dropLast() }
    return slice
  }
}
