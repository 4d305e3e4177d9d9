/// The words of HTML, as its readers see them: tags, comments, scripts and styles left out,
/// character references resolved, blocks on lines of their own.
///
/// Total: whatever is no tag is text. Linear in the length.
enum HTMLText {
  private static let blocks: Set<String> = [
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section",
    "table", "td", "th", "tr", "ul",
  ]
  private static let silent: Set<String> = ["script", "style", "head", "template"]

  static func words(_ html: String) -> String {
    guard html.contains("<") || html.contains("&") else { return html }
    var text = ""
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      text += rest[..<open]
      rest = rest[open...]
      if rest.hasPrefix("<!--") {
        rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
      } else {
        tag(&rest, into: &text)
      }
    }
    text += rest
    return resolved(text)
  }

  private static func tag(_ rest: inout Substring, into text: inout String) {
    let inner = rest.dropFirst()
    let name = inner.drop { $0 == "/" }.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
    let isMarkup = !name.isEmpty || inner.hasPrefix("!") || inner.hasPrefix("?")
    guard isMarkup else {
      text.append("<")
      rest = inner
      return
    }
    // A tag that does not end: no other behind it does.
    guard let close = end(of: inner) else {
      text += rest
      rest = ""
      return
    }
    rest = inner[inner.index(after: close)...]
    let lowered = name.lowercased()
    if blocks.contains(lowered) { text.append("\n") }
    guard silent.contains(lowered), !inner.hasPrefix("/") else { return }
    // What is within is not shown.
    while let mark = rest.firstRange(of: "</") {
      rest = rest[mark.lowerBound...]
      if rest.dropFirst(2).prefix(lowered.count).lowercased() == lowered { return }
      rest = rest.dropFirst(2)
    }
    rest = ""
  }

  /// The `>` that ends a tag: not one within quotes.
  private static func end(of tag: Substring) -> Substring.Index? {
    var quote: Character?
    for index in tag.indices {
      let character = tag[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      }
    }
    return nil
  }

  // MARK: Characters

  /// Names of the characters 160 to 255, in their order (HTML 4.01, 24.2.1).
  private static let latin = """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn
    sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave
    Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
    ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN
    szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute
    icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml
    yacute thorn yuml
    """.split(whereSeparator: \.isWhitespace)

  /// Those that texts use besides.
  private static let others: [Substring: Character] = [
    "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“",
    "rdquo": "”", "bdquo": "„", "hellip": "…", "bull": "•", "trade": "™", "euro": "€",
    "rarr": "→", "larr": "←", "uarr": "↑", "darr": "↓", "harr": "↔", "rArr": "⇒", "le": "≤",
    "ge": "≥", "ne": "≠", "asymp": "≈", "minus": "−", "infin": "∞", "radic": "√", "sum": "∑",
    "prime": "′", "Prime": "″", "ensp": " ", "emsp": " ", "thinsp": " ", "zwj": "\u{200D}",
    "zwnj": "\u{200C}", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ",
    "epsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "Sigma": "Σ", "tau": "τ", "phi": "φ", "omega": "ω", "Omega": "Ω",
  ]

  private static let named: [Substring: Character] = {
    var named = others
    for (index, name) in latin.enumerated() {
      named[name] = Unicode.Scalar(UInt32(160 + index)).map(Character.init)
    }
    return named
  }()

  /// References by name and number; an unknown one stays as it is.
  private static func resolved(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var result = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[rest.index(after: ampersand)...]
      let name = rest.prefix(10).prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
      if let meant = named[name], rest.dropFirst(name.count).first == ";" {
        result.append(meant)
        rest = rest.dropFirst(name.count + 1)
      } else {
        // The five of XML and numbers.
        let end = rest.prefix(12).firstIndex(of: ";")
        let reference = end.map { "&" + rest[...$0] }
        let decoded = reference.map(TextFilter.decoded)
        result += decoded ?? "&"
        if let end { rest = rest[rest.index(after: end)...] }
      }
    }
    return result + rest
  }
}
