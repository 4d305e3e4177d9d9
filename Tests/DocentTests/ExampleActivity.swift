import Foundation

/// What learners did according to an activity file, read here without the engine.
struct ExampleActivity {
  struct Row {
    var learner: String
    var course: String
    var action: String
  }

  let rows: [Row]

  /// For files without quotes: learner, course, action first on each line.
  init(file: String) throws {
    let text = try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
    rows = text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Row(learner: fields[0], course: fields[1], action: fields[2])
    }
  }

  var learners: [String] { Set(rows.map(\.learner)).sorted() }

  func courses(of learner: String, actions: Set<String>) -> Set<String> {
    Set(rows.filter { $0.learner == learner && actions.contains($0.action) }.map(\.course))
  }

  func finished(by learner: String) -> Set<String> { courses(of: learner, actions: ["completed"]) }

  /// What `Ontology/docent.owl` never recommends again; merely looking at a course is none of it.
  func taken(by learner: String) -> Set<String> {
    courses(of: learner, actions: ["completed", "enrolled", "watched", "rated", "dropped"])
  }
}

/// Lines of an activity file in which one learner completes courses in this order, later than
/// anything in the examples.
func completions(of courses: [String], by learner: String) -> String {
  let lines = courses.enumerated().map { day, course in
    "\(learner),\(course),completed,2030-01-\(day < 9 ? "0" : "")\(day + 1)T12:00:00Z"
  }
  return (["learner,course,action,timestamp"] + lines).joined(separator: "\n") + "\n"
}
