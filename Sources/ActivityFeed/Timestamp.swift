/// Reads points in time: ISO 8601 in its extended form, or seconds since 1970.
///
/// `2026-02-01`, `2026-02-01T10:30`, `2026-02-01 10:30:15.25`, each with `Z`, `+08:00`, `+0800`,
/// `+08` or nothing, which means UTC. A bare number is seconds.
enum Timestamp {
  /// Seconds since 1970-01-01T00:00:00Z; nil when the text is neither form.
  static func seconds(_ text: String) -> Double? {
    if let number = Double(text) { return number.isFinite ? number : nil }
    var reader = Reader(text)
    guard let year = reader.digits(4), reader.accept("-"), let month = reader.digits(2),
      reader.accept("-"), let day = reader.digits(2), (1...12).contains(month),
      (1...daysInMonth(month, of: year)).contains(day)
    else { return nil }
    let days = Double(daysSince1970(year, month, day))
    if reader.isAtEnd { return days * 86_400 }
    guard reader.accept("T") || reader.accept("t") || reader.accept(" "),
      let time = timeOfDay(&reader), let offset = zone(&reader), reader.isAtEnd
    else { return nil }
    return days * 86_400 + time - Double(offset)
  }

  private static func timeOfDay(_ reader: inout Reader) -> Double? {
    guard let hour = reader.digits(2), hour < 24, reader.accept(":"),
      let minute = reader.digits(2), minute < 60
    else { return nil }
    var seconds = Double(hour * 3600 + minute * 60)
    if reader.accept(":") {
      // 60 is a leap second.
      guard let second = reader.digits(2), second <= 60 else { return nil }
      seconds += Double(second)
      if reader.accept(".") || reader.accept(",") {
        guard let fraction = reader.fraction() else { return nil }
        seconds += fraction
      }
    }
    return seconds
  }

  /// Seconds east of Greenwich.
  private static func zone(_ reader: inout Reader) -> Int? {
    if reader.isAtEnd || reader.accept("Z") || reader.accept("z") { return 0 }
    let sign = reader.accept("+") ? 1 : (reader.accept("-") ? -1 : 0)
    guard sign != 0, let hours = reader.digits(2), hours < 24 else { return nil }
    if reader.isAtEnd { return sign * hours * 3600 }
    _ = reader.accept(":")
    guard let minutes = reader.digits(2), minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }

  private static func daysInMonth(_ month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    if month == 2 { return isLeap ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, “chrono-Compatible
  /// Low-Level Date Algorithms”, days_from_civil): years begin in March, eras have 400 years.
  static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private struct Reader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { index == bytes.count }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
      guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
      index += 1
      return true
    }

    /// Exactly `count` digits.
    mutating func digits(_ count: Int) -> Int? {
      guard index + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[index..<index + count] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      index += count
      return value
    }

    /// Digits behind a decimal point, at least one.
    mutating func fraction() -> Double? {
      let start = index
      while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
      return index > start
        ? Double("0." + String(decoding: bytes[start..<index], as: UTF8.self)) : nil
    }
  }
}
