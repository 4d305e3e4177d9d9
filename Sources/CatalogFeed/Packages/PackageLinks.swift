/// Which documents the links of a package lead to.
extension PackageSource {
  func targets(
    of link: LinkRule, _ target: String, from name: String, base: String
  ) -> LinkTargets {
    let found = documents(of: link, target, from: name, base: base)
    let fresh = link.effect == .refer ? [] : found.filter { read.insert($0).inserted }
    return LinkTargets(fresh: fresh, isKnown: !found.isEmpty) { [entryNames] in
      DocumentFormat(name: entryNames[$0])
    }
  }

  private func documents(
    of link: LinkRule, _ target: String, from name: String, base: String
  ) -> [Int] {
    if link.byEnding { return ending(of: target, base: base) }
    let folder =
      link.fromDocument
      ? name.prefix(upTo: name.lastIndex(of: "/") ?? name.startIndex) : base[...]
    guard let path = DocumentPattern.normalized(folder + "/" + target) else { return [] }
    // Only the mapping's own wildcards count.
    let pattern = DocumentPattern(path)
    let written = link.target.contains { piece in
      if case .literal(let text) = piece { DocumentPattern(text).hasWildcards } else { false }
    }
    guard written else { return positions[path].map { [$0] } ?? [] }
    let literal = String(path.prefix { $0 != "*" && $0 != "?" })
    return entries(beginning: literal).filter {
      !isHidden(entryNames[$0]) && pattern.matches(entryNames[$0])
    }
  }

  /// The entries whose names begin so, which stand together. O(log entries + what is found).
  private func entries(beginning prefix: String) -> Range<Int> {
    var (low, high) = (0, entryNames.count)
    while low < high {
      let middle = (low + high) / 2
      if entryNames[middle].utf8.lexicographicallyPrecedes(prefix.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var end = low
    while end < entryNames.count, entryNames[end].utf8.starts(with: prefix.utf8) { end += 1 }
    return low..<end
  }

  /// The document with the longest name that the target ends in.
  private func ending(of target: String, base: String) -> [Int] {
    var parts = target.split(separator: "/")[...]
    while !parts.isEmpty {
      if let found = positions[base + parts.joined(separator: "/")] { return [found] }
      parts = parts.dropFirst()
    }
    return []
  }
}
