import KnowledgeGraph
import Proofs

extension CatalogLinter {
  /// Each requirement some words of which were not understood.
  func opaqueFindings() -> [Found] {
    forest.roots.indices.flatMap { course in
      forest.subject.requirements[course].enumerated().compactMap { position, stated in
        let status = stated.tree.status
        guard status != .exact else { return nil }
        let spans = stated.tree.opaqueSpans
        return found(
          "lint.opaque", .note,
          status == .opaque
            ? "what \(name(course)) requires was not understood"
            : "part of what \(name(course)) requires was not understood", course: course,
          requirement: position, found: spans.joined(separator: " … "),
          proof: .opaque(
            LintOpaqueProof(
              requirement: position, opaque: status == .opaque ? 1 : 0,
              partial: status == .partial ? 1 : 0, spans: spans)))
      }
    }
  }

  /// How many there are; empty when all was understood.
  func opaqueCount() -> [LintFinding] {
    var opaque = 0
    var partial = 0
    for stated in forest.subject.requirements.joined() {
      switch stated.tree.status {
      case .exact: break
      case .partial: partial += 1
      case .opaque: opaque += 1
      }
    }
    guard opaque + partial > 0 else { return [] }
    return [
      LintFinding(
        code: "lint.opaque", severity: .note,
        message: "\(opaque) requirements were not understood, and \(partial) only in part",
        hint: "--verbose lists each",
        proof: .opaque(
          LintOpaqueProof(requirement: nil, opaque: opaque, partial: partial, spans: [])))
    ]
  }

  /// Courses of several providers with one title, where some requirement names one of them and no
  /// feed declares them equivalent: whoever finished the one has not finished the other.
  func titleFindings() -> [LintFinding] {
    let groups = sharedTitles()
    guard !groups.isEmpty else { return [] }
    if options.eachNote { return groups.map { titleFinding([$0]) } }
    return [titleFinding(groups)]
  }

  private func titleFinding(_ groups: [LintTitlesProof.Group]) -> LintFinding {
    let message =
      groups.count == 1
      ? groups[0].courses.joined(separator: " and ") + " bear one title and are two courses to "
        + "every requirement"
      : "\(groups.count) titles are borne by courses of several providers, which are different "
        + "courses to every requirement"
    return LintFinding(
      code: "lint.same-title", severity: .note, message: message, found: groups.first?.title,
      hint: "declare them equivalent in a feed where they are",
      proof: .titles(LintTitlesProof(groups: groups)))
  }

  private func sharedTitles() -> [LintTitlesProof.Group] {
    let courses = forest.subject.catalog.courses
    guard let first = courses.first, courses.contains(where: { $0.provider != first.provider })
    else { return [] }
    let byTitle = Dictionary(grouping: courses.indices) { foldedName(courses[$0].title) }
    return byTitle.values.filter { members in
      Set(members.map { courses[$0].provider }).count > 1 && !courses[members[0]].title.isEmpty
        && members.contains { !forest.mentions[$0].isEmpty } && !areDeclared(members)
    }
    .sorted { $0[0] < $1[0] }
    .map { LintTitlesProof.Group(title: courses[$0[0]].title, courses: $0.map(name)) }
  }

  /// Whether one of them is stated to be equivalent to another.
  private func areDeclared(_ members: [Int]) -> Bool {
    members.contains { course in
      let provider = forest.subject.catalog.courses[course].provider
      return forest.subject.requirements[course].contains { stated in
        stated.kind == .equivalent
          && stated.tree.courses().contains { named in
            guard case .one(let index) = forest.names.meaning(of: named.key, provider: provider)
            else { return false }
            return index != course && members.contains(index)
          }
      }
    }
  }
}
