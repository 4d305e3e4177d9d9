import Docent

/// A catalogue of a few courses in Docent's own format, written for one test.
struct SmallCatalog {
  struct Course {
    var key: String
    var hours: Int
    /// A requirement tree in the format's own elements; empty for none.
    var requires: String
  }

  var courses: [Course]

  init(_ courses: [(key: String, hours: Int, requires: String)]) {
    self.courses = courses.map { Course(key: $0.key, hours: $0.hours, requires: $0.requires) }
  }

  var xml: String {
    let records = courses.map { course in
      let requires = course.requires.isEmpty ? "" : "<requires>\(course.requires)</requires>"
      return "<course key=\"\(course.key)\"><title>About \(course.key)</title>"
        + "<hours>\(course.hours)</hours>\(requires)</course>"
    }
    return "<catalog xmlns=\"urn:docent:catalog:1\"><provider key=\"small\">"
      + "<title>A small school</title>\(records.joined())</provider></catalog>"
  }

  func imported(in folder: TemporaryFolder) throws -> Session {
    let session = try openSession(folder.file("small.db"))
    let reports = try session.importFiles(
      ImportRequest(files: [try folder.write(xml, to: "small.xml")]))
    guard reports.allSatisfy({ !$0.failed }) else { throw CatalogRefused(reports: reports) }
    return session
  }

  struct CatalogRefused: Error { var reports: [ImportReport] }

  /// Plans in it rest on a grade, on standing and on words that only people can judge.
  static let withAssumptions = SmallCatalog([
    ("GLA 100", 40, ""), ("GLA 110", 50, ""),
    (
      "GLA 200", 60,
      "<all><course key=\"GLA 100\" minimumGrade=\"B\"/><standing>second year</standing></all>"
    ),
    (
      "GLA 300", 80,
      "<all><course key=\"GLA 200\"/><course key=\"GLA 110\"/><opaque>a steady hand</opaque></all>"
    ),
  ])

  /// `LOOP 1` and `LOOP 2` wait for each other; `LOOP 3` has a way around them, `LOOP 4` has none.
  static let withCycle = SmallCatalog([
    ("FREE 1", 10, ""), ("LOOP 1", 10, "<course key=\"LOOP 2\"/>"),
    ("LOOP 2", 10, "<course key=\"LOOP 1\"/>"),
    ("LOOP 3", 10, "<any><course key=\"LOOP 2\"/><course key=\"FREE 1\"/></any>"),
    ("LOOP 4", 10, "<all><course key=\"FREE 1\"/><course key=\"LOOP 1\"/></all>"),
  ])
}
