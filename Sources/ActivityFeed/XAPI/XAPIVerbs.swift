/// The verbs that are read, by their identifiers in the ADL vocabulary and the video profile, and
/// the action of activity files that each one is.
enum XAPIVerb {
  case action(String)
  /// A pause, seek or end of a video: says how much was watched, when it carries played segments or
  /// a progress.
  case videoProgress

  /// Nil for a verb that says nothing about taking a course.
  init?(_ id: String) {
    if let name = Self.tail(of: id, after: "w3id.org/xapi/video/verbs/") {
      guard ["paused", "seeked", "terminated", "completed", "played"].contains(name) else {
        return nil
      }
      self = .videoProgress
      return
    }
    let adl = "adlnet.gov/expapi/verbs/"
    if let name = Self.tail(of: id, after: adl), let action = Self.actions[name] {
      self = .action(action)
    } else if Self.tail(of: id, after: adl) == "terminated" {
      self = .videoProgress
    } else {
      return nil
    }
  }

  private static let actions = [
    "experienced": "viewed", "registered": "enrolled", "progressed": "watched",
    "completed": "completed", "passed": "completed", "failed": "answered",
    "answered": "answered",
  ]

  private static func tail(of id: String, after vocabulary: String) -> String? {
    for scheme in ["http://", "https://", "http://www.", "https://www."]
    where id.hasPrefix(scheme + vocabulary) {
      return String(id.dropFirst(scheme.count + vocabulary.count))
    }
    return nil
  }
}
