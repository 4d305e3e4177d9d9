/// The stretches of a video that were played, as the xAPI video profile writes them:
/// `0[.]12.5[,]10[.]30` — from 0 to 12.5 seconds and from 10 to 30.
struct PlayedSegments: Hashable {
  /// Start and end in seconds, as written.
  private(set) var segments: [ClosedRange<Double>] = []

  /// Nil when the text is not in that form. A segment that runs backwards is read as played
  /// forwards between its ends.
  init?(_ text: String) {
    for part in text.split(separator: "[,]", omittingEmptySubsequences: true) {
      let ends = part.split(separator: "[.]", omittingEmptySubsequences: false)
        .map { Double($0.filter { $0 != " " }) }
      guard ends.count == 2, let from = ends[0], let to = ends[1], from.isFinite, to.isFinite,
        min(from, to) >= 0
      else { return nil }
      segments.append(min(from, to)...max(from, to))
    }
  }

  /// Seconds of the video that were played at least once: the length of the union, so that
  /// watching a minute twice counts as a minute. O(n log n).
  var seconds: Double {
    var total = 0.0
    var reached = 0.0
    for segment in segments.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      total += max(0, segment.upperBound - max(reached, segment.lowerBound))
      reached = max(reached, segment.upperBound)
    }
    return total
  }
}
