import Diagnostics

/// What can be the matter with an archive, as diagnostics.
struct ArchiveTrouble {
  /// What diagnostics call the archive; nil when it has no name.
  var archive: String?

  /// `archive!entry`.
  func place(_ entry: String? = nil) -> SourcePlace {
    guard let entry else { return SourcePlace(file: archive) }
    return SourcePlace(file: ArchiveTrouble.path(archive, entry))
  }

  static func path(_ archive: String?, _ entry: String) -> String { (archive ?? "") + "!" + entry }

  func refusal(
    _ code: String, _ message: String, entry: String? = nil, found: String? = nil,
    expected: String? = nil, hint: String? = nil
  ) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "archive.\(code)", message, found: found, expected: expected, hint: hint,
        place: place(entry)))
  }

  func truncated(_ entry: String? = nil) -> RefusedRequest {
    refusal(
      "truncated", "The archive ends too early.", entry: entry,
      hint: "copy or download it again")
  }

  func damaged(_ what: String, _ entry: String? = nil, found: String? = nil) -> RefusedRequest {
    refusal(
      "damaged", "The archive is damaged: \(what).", entry: entry, found: found,
      hint: "pack it again, or copy it again")
  }

  func tooLarge(_ entry: String? = nil, found: String, limit: String) -> RefusedRequest {
    refusal(
      "too-large", "The archive holds more than a package can be expected to.", entry: entry,
      found: found, expected: "at most \(limit)",
      hint: "unpack it and import the folder, if you trust where it comes from")
  }

  func warning(
    _ code: String, _ message: String, entry: String, hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(.warning, code: "archive.\(code)", message, hint: hint, place: place(entry))
  }
}
