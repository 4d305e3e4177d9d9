/// ISO 8601 durations as numbers of hours.
enum DurationText {
  /// hours = 168 · weeks + 24 · days + hours + minutes / 60 + seconds / 3600
  ///
  /// Nil for what is no duration, and for one with years or months, which have no fixed length;
  /// zero of either is no hindrance. Whole numbers are written without a point.
  static func hours(_ text: String) -> String? {
    let pattern =
      #/P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?/#
    guard let match = text.wholeMatch(of: pattern), text.contains(where: \.isNumber) else {
      return nil
    }
    let parts = match.output
    let number = { (part: Substring?) in part.flatMap { Double($0) } ?? 0 }
    guard number(parts.1) == 0, number(parts.2) == 0 else { return nil }
    let hours =
      168 * number(parts.3) + 24 * number(parts.4) + number(parts.5) + number(parts.6) / 60
      + number(parts.7) / 3600
    return hours == hours.rounded() && hours < 1e9 ? String(Int(hours)) : String(hours)
  }
}
