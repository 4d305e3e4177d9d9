/// A set of Unicode scalars, as `[a-z&&[^aeiou]]`, `\w` or `\p{Lu}` writes it.
indirect enum ScalarSet: Sendable {
  case ranges([ClosedRange<Unicode.Scalar>])
  case categories(Set<Unicode.GeneralCategory>)
  /// Scalars of which some case variant is in the set.
  case anyCase(ScalarSet)
  case union([ScalarSet])
  case intersection([ScalarSet])
  case complement(ScalarSet)

  /// O(items of the set).
  func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .ranges(let ranges): ranges.contains { $0.contains(scalar) }
    case .categories(let categories): categories.contains(scalar.properties.generalCategory)
    case .anyCase(let set): scalar.caseVariants.contains { set.contains($0) }
    case .union(let sets): sets.contains { $0.contains(scalar) }
    case .intersection(let sets): sets.allSatisfy { $0.contains(scalar) }
    case .complement(let set): !set.contains(scalar)
    }
  }

  /// Items that a look-up may have to try.
  var weight: Int {
    switch self {
    case .ranges(let ranges): ranges.count
    case .categories: 1
    case .anyCase(let set): 4 * set.weight
    case .union(let sets), .intersection(let sets): sets.reduce(0) { $0 + $1.weight }
    case .complement(let set): set.weight
    }
  }

  static let any = ScalarSet.ranges(["\u{0}"..."\u{10FFFF}"])
  static let lineTerminators = ScalarSet.ranges([
    "\n"..."\n", "\r"..."\r", "\u{85}"..."\u{85}", "\u{2028}"..."\u{2029}",
  ])
  static let digit = ScalarSet.ranges(["0"..."9"])
  static let word = ScalarSet.ranges(["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
  static let space = ScalarSet.ranges(["\t"..."\r", " "..." "])
  static let horizontalSpace = ScalarSet.ranges([
    "\t"..."\t", " "..." ", "\u{A0}"..."\u{A0}", "\u{1680}"..."\u{1680}", "\u{180E}"..."\u{180E}",
    "\u{2000}"..."\u{200A}", "\u{202F}"..."\u{202F}", "\u{205F}"..."\u{205F}",
    "\u{3000}"..."\u{3000}",
  ])
  static let verticalSpace = ScalarSet.ranges([
    "\n"..."\r", "\u{85}"..."\u{85}", "\u{2028}"..."\u{2029}",
  ])
}

extension Unicode.Scalar {
  /// The scalar, and what it becomes by the simple mappings to upper and to lower case.
  var caseVariants: [Unicode.Scalar] {
    let upper = Self.single(properties.uppercaseMapping) ?? self
    let lower = Self.single(properties.lowercaseMapping) ?? self
    let folded = Self.single(upper.properties.lowercaseMapping) ?? upper
    return upper == self && lower == self && folded == self ? [self] : [self, upper, lower, folded]
  }

  private static func single(_ mapping: String) -> Unicode.Scalar? {
    let scalars = mapping.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }
}

// MARK: Named sets

extension ScalarSet {
  /// `\p{name}`: a general category (`L`, `Lu`, `IsLu`) or an ASCII class (`Alpha`); nil when
  /// unknown.
  static func named(_ name: String) -> ScalarSet? {
    if let set = asciiClasses[name] { return set }
    let short = name.hasPrefix("Is") ? String(name.dropFirst(2)) : name
    if short == "LC" { return .categories([.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]) }
    guard !short.isEmpty else { return nil }
    let categories = generalCategories.filter { $0.key == short || $0.key.prefix(1) == short }
    return categories.isEmpty ? nil : .categories(Set(categories.values))
  }

  private static let asciiClasses: [String: ScalarSet] = [
    "ASCII": .ranges(["\u{0}"..."\u{7F}"]), "Lower": .ranges(["a"..."z"]),
    "Upper": .ranges(["A"..."Z"]), "Alpha": .ranges(["a"..."z", "A"..."Z"]), "Digit": digit,
    "Alnum": .ranges(["a"..."z", "A"..."Z", "0"..."9"]), "Space": space,
    "Punct": .ranges(["!"..."/", ":"..."@", "["..."`", "{"..."~"]),
    "Graph": .ranges(["!"..."~"]), "Print": .ranges([" "..."~"]),
    "Blank": .ranges(["\t"..."\t", " "..." "]),
    "Cntrl": .ranges(["\u{0}"..."\u{1F}", "\u{7F}"..."\u{7F}"]),
    "XDigit": .ranges(["0"..."9", "a"..."f", "A"..."F"]),
  ]

  private static let generalCategories: [String: Unicode.GeneralCategory] = [
    "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter,
    "Lm": .modifierLetter, "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark,
    "Me": .enclosingMark, "Nd": .decimalNumber, "Nl": .letterNumber, "No": .otherNumber,
    "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Ps": .openPunctuation,
    "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
    "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol,
    "So": .otherSymbol, "Zs": .spaceSeparator, "Zl": .lineSeparator,
    "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format, "Cs": .surrogate,
    "Co": .privateUse, "Cn": .unassigned,
  ]
}
