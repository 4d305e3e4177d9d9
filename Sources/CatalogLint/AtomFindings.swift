import KnowledgeGraph
import Proofs

extension CatalogLinter {
  /// Thresholds that are something simpler, or count one part twice.
  func thresholdFindings() -> [Found] {
    placeFindings { course, tree, path in
      guard case .atLeast(let count, let parts) = tree, count <= parts.count else { return [] }
      let repeated = repeatedParts(parts, course)
      let flaw: LintThresholdProof.Flaw? =
        if count <= 0 {
          .nothing
        } else if count == parts.count, count > 1 {
          .all
        } else if count == 1, parts.count > 1 {
          .one
        } else {
          nil
        }
      let simple = flaw.map { thresholdFinding($0, [], tree, count, parts, path, course) }
      let doubled =
        repeated.isEmpty
        ? nil : thresholdFinding(.repeated, repeated, tree, count, parts, path, course)
      return [simple, doubled].compactMap(\.self)
    }
  }

  /// Positions of the first parts that are equal.
  private func repeatedParts(_ parts: [Requirement], _ course: Int) -> [Int] {
    for (position, part) in parts.enumerated() {
      let equal = parts.indices.filter { parts[$0] == part }
      if equal.count > 1, equal[0] == position { return equal }
    }
    return []
  }

  private func thresholdFinding(
    _ flaw: LintThresholdProof.Flaw, _ equal: [Int], _ tree: Requirement, _ count: Int,
    _ parts: [Requirement], _ path: [Int], _ course: Int
  ) -> Found {
    let (severity, words, expected): (LintFinding.Severity, String, Requirement?) =
      switch flaw {
      case .all: (.note, "asks for \(count) of \(parts.count), which is all", .all(parts))
      case .one: (.note, "asks for 1 of \(parts.count), which is any", .any(parts))
      case .nothing: (.warning, "asks for none of \(parts.count)", nil)
      case .repeated:
        (.warning, "counts \(RequirementWording.words(parts[equal[0]])) \(equal.count) times", nil)
      }
    return found(
      "lint.threshold", severity, "\(name(course)) \(words)", course: course,
      requirement: path.first, found: RequirementWording.words(tree),
      expected: expected.map(RequirementWording.words),
      proof: .threshold(
        LintThresholdProof(path: path, flaw: flaw, count: count, of: parts.count, parts: equal)))
  }

  /// Minimum grades of no known scale.
  func gradeFindings() -> [Found] {
    placeFindings { course, tree, path in
      guard case .course(let named) = tree, let grade = named.minimumGrade,
        !GradeScale.isKnown(grade)
      else { return [] }
      return [
        found(
          "lint.grade", .note,
          "\(name(course)) asks for \(grade) in \(named.key), a grade of no "
            + "known scale", course: course, requirement: path.first, found: grade,
          expected: "A to F with or without + or −, a number, or pass",
          proof: .grade(LintGradeProof(path: path, grade: grade)))
      ]
    }
  }

  /// Goes through every place of every requirement that binds.
  func placeFindings(_ look: (Int, Requirement, [Int]) -> [Found]) -> [Found] {
    var all: [Found] = []
    for (course, stated) in forest.subject.requirements.enumerated() {
      for (position, requirement) in stated.enumerated() where requirement.binds {
        requirement.tree.forEachPlace([position]) { tree, path in all += look(course, tree, path) }
      }
    }
    return all
  }
}
