import Diagnostics

/// One reading of an activity file of some format.
protocol ActivityIntaking {
  /// Whether something was found for which the whole file is refused.
  var isRefused: Bool { get }
  /// Takes the next bytes and hands on the rows that they complete.
  mutating func take(_ piece: [UInt8], _ emit: (ActivityRow) throws -> Void) throws
  /// To be called once, after the last bytes.
  mutating func finish(_ emit: (ActivityRow) throws -> Void) throws
  mutating func refuse(_ diagnostics: [Diagnostic])
  mutating func result() -> Diagnosed<ActivityReading>
}
