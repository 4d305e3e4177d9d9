/// Words that stand before a number without naming a subject, and phrases that change what is
/// said about all of a sentence. All in lower case.
enum DoubtfulWords {
  /// Tests and scores, times, money, places, parts of documents, units of measure. Some are the
  /// codes of subjects somewhere (`ACT` for actuarial science): an alias or the text's own subject
  /// tells so, and without either the number after one is not taken for a course.
  static let beforeNumbers: Set<String> = Set(
    [scores, times, money, places, documents, measures, limits, verbs].flatMap(split))

  /// Words that may end a code of several words (`SOC WK`) though none alone.
  static let endings: Set<String> = ["wk", "lab"]

  /// Codes that stand by themselves: another word before one is the name of something else.
  static let wholeCodes: Set<String> = [
    "math", "phys", "physics", "chem", "biol", "engl", "english", "econ", "hist", "stat",
  ]

  /// Words that do not belong into the name of a programme: `the program in Fall`.
  static let inNoName = Set(split(times)).union(split(scores))

  /// Openings with which `… major` names no one programme.
  static let notMajors: Set<String> = [
    "no", "any", "undeclared", "former", "prospective", "double", "intended", "other", "most",
    "some", "declaration", "future", "new", "current", "second", "their", "each", "every", "only",
  ]

  /// Whether a word, in any case, may be the code of a subject.
  static func mayBeSubject(_ word: String) -> Bool {
    let lower = word.lowercased()
    return !Vocabulary.notSubjects.contains(lower) && !beforeNumbers.contains(lower)
  }

  private static let scores = """
    toefl toeflibt ibt pbt ielts toeic sat sats psat act gre gmat lsat mcat dat oat pcat clep ap ib \
    igcse gcse btec pte cael melab det duolingo testdaf dele delf dalf dsh hsk jlpt topik cefr tef \
    tcf lpi ept mpt alek aleks compass praxis teas nclex bmat ucat ucas atar gamsat gaokao asvab \
    cgpa gpr sgpa qpa scores scoring bmi bp typing keyboard cpr whmis point points pts mark marks percent pct quiz midterm final \
    finals result results iq
    """
  private static let times = """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july \
    august september october november december mon tue tues wed thu thur thurs fri sat sun monday \
    tuesday wednesday thursday friday saturday sunday am pm spring summer fall autumn winter \
    quarter qtr trimester session sess block intersession interim date day days month months wk \
    wks mins minutes seconds hr time since until till before after during within calendar \
    catalog catalogue bulletin edition circa century noon midnight deadline night ay fy intake offered
    """
  private static let money = """
    fee fees cost costs price usd cad eur gbp aud nzd jpy cny rmb inr chf dollar dollars euro euros \
    pound pounds yen yuan tuition deposit budget salary fine fund brl hkd mxn sgd krw cent cents
    """
  private static let places = """
    rm rms bldg building hall floor fl campus lot gate suite ste office box pobox zip desk bay wing \
    lab seat tel telephone phone fax ext extension call tty cell mobile dial contact email street \
    avenue road route highway hwy exit apt
    """
  private static let documents = """
    sec sect ch chap chapters pp pg pages vol volume vols num number numbers nos issue fig figure \
    table tbl appendix line lines item items article question questions step steps form forms \
    version ver rev isbn issn doi crn id ids ref rule policy bylaw para paragraph note notes key \
    index unit lesson lessons module modules experiment project batch cohort lvl tier rank band \
    assignment paper essay exercise problem iso http https covid ieee rfc ansi title bill \
    sheet slide task topic theme choice case type pin tba tbd xxx unknown yes ba bsc msc phd ex
    """
  private static let measures = """
    km kg kgs lb lbs cm mm mb gb kb tb hz khz mhz ghz kw mw kwh mph kph wpm cpm bpm rpm ppm db oz ft \
    yd mi ml psi btu hp volt volts watt watts amp amps celsius degrees gram grams metre metres \
    meter meters mile miles foot feet inch inches litre liter words word characters height weight speed quart lift run swim
    """
  private static let limits = """
    limit size cap count total sum maximum minimum quota capacity enrolment enrollment approx \
    about around exactly nearly almost up down less more fewer higher lower past last next first \
    second third fourth fifth final another seven eight nine ten eleven twelve twenty thirty \
    hundred ages aged version early late many few several half per
    """
  private static let verbs = """
    see cf eg ie via then also same as like replaces need needs take takes earn obtain score bring \
    without including incl excl except excluding but unless where when while that this these \
    equivalent equiv equivalency crosslisted xlist exempt repeat is are was be been being do does \
    not nor than instead using use read
    """

  private static func split(_ words: String) -> [String] {
    words.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Capitalised short names of fields (`Math 100`), the only ones taken without an alias:
  /// any other capitalised word before a number may be any word at all.
  static let fields: Set<String> = [
    "math", "maths", "stat", "stats", "phys", "physics", "chem", "biol", "bio", "psyc", "psych",
    "psyo", "engl", "english", "econ", "hist", "history", "phil", "geog", "geol", "geo", "anth",
    "socio", "engr", "comp", "compsci", "cosc", "cs", "acct", "mgmt", "educ", "musi", "music",
    "astr", "biochem", "french", "german", "spanish", "latin", "physiol", "philos", "biology",
    "span", "fren", "germ", "ling", "nurs", "kin", "law", "art",
  ]

  /// Words with which a sentence denies, dates or replaces something: it is never taken apart.
  static let conditions: [[String]] = [
    ["prior", "to"], ["in", "lieu"], ["in", "place", "of"], ["rather", "than"], ["as", "of"],
    ["before"], ["after"], ["until"], ["since"], ["within"], ["during"], ["excluding"], ["excl"],
    ["excludes"], ["exempt"], ["waived"], ["lacking"], ["replaces"], ["replaced"], ["formerly"],
    ["previously"], ["same", "as"], ["identical"], ["xor"], ["no", "credit"], ["no", "longer"],
    ["maximum", "of"], ["respectively"], ["etc"], ["inclusive"],
  ]

  /// Words that qualify a list which they end, or one member of it: `two of A, B, including B`.
  static let listQualifiers: Set<String> = [
    "including", "includes", "include", "included", "incl", "excluding", "with", "where", "which",
    "provided", "from", "plus", "at", "least", "most", "only", "no", "also", "each", "must",
    "other",
    "others", "both", "same", "different", "beyond",
  ]

  /// Comparisons that bound from above, or say nothing of an order: `C or lower`.
  static let limitsFromAbove: Set<String> = [
    "lower", "less", "fewer", "below", "under", "worse", "earlier", "younger", "smaller", "so",
    "before", "after", "beneath", "down",
  ]
  static let limitsFromBelow: Set<String> = [
    "up", "over", "upward", "upwards", "onward", "onwards",
  ]
}
