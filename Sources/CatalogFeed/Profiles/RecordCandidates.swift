import KnowledgeGraph

/// Which repeated element of a feed is a record, by its name and by what stands in it.
struct RecordCandidates {
  struct Candidate {
    var path: Int
    var score: Double
  }

  let survey: FeedSurvey
  let words: DraftingWords

  /// Best first; ties in the order of the feed. Without any the feed has no element with two
  /// values in it.
  func ranked() -> [Candidate] {
    survey.paths.indices.compactMap { path -> Candidate? in
      guard survey.paths[path].sort == .element, !survey.paths[path].isMarkup,
        valueCount(path) >= 2
      else { return nil }
      return Candidate(path: path, score: score(path))
    }.sorted { ($0.score, $1.path) > ($1.score, $0.path) }
  }

  /// Values that stand directly in the element: its attributes, its leaves, its own text.
  private func valueCount(_ path: Int) -> Int {
    values(path).count + (survey.paths[path].hasValues ? 1 : 0)
  }

  private func values(_ path: Int) -> [Int] {
    let element = survey.paths[path]
    return (element.attributes + element.childElements).filter { survey.paths[$0].hasValues }
  }

  private func score(_ path: Int) -> Double {
    let element = survey.paths[path]
    let name = survey.local(path)
    let inside = values(path)
    let title = best(inside, words.property(role: .title)) { $0 != .prose && $0 != .integer }
    let key = best(inside, words.first("key")) { $0 != .prose }
    let prose = inside.contains {
      survey.paths[$0].values.kind == .prose
        && survey.presence(of: $0, in: path) > 0.3
    }
    let size = Double(String(element.count).count - 1)
    let item = DraftingWords.fit(name, words.first("item"))
    let instance = DraftingWords.fit(name, words.first("instance"))
    return 3 * item + 2 * title + key + (prose ? 1 : 0) + min(1, size / 3)
      + (element.most > 1 ? 0.5 : 0) - instance - 0.1 * Double(survey.lineage(path).count)
      - (isWithinItem(path) ? 1 : 0)
  }

  private func best(
    _ paths: [Int], _ entry: DraftingWords.Entry?, where fits: (ValueKind) -> Bool
  ) -> Double {
    paths.filter { fits(survey.paths[$0].values.kind) && survey.paths[$0].most <= 4 }
      .map { DraftingWords.fit(survey.local($0), entry) }.max() ?? 0
  }

  /// An item's parts repeat within it, but are no items.
  private func isWithinItem(_ path: Int) -> Bool {
    survey.lineage(path).dropFirst().contains {
      DraftingWords.fit(survey.local($0), words.first("item")) > 0.7 && valueCount($0) >= 3
    }
  }
}
