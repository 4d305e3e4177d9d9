import Foundation

/// One line that is rewritten while a long job runs: done, rate, time left. Nothing at all when
/// standard error is no terminal.
struct ProgressLine {
  private let shown: Bool
  private let started = Date()
  private var lastDrawn = Date.distantPast

  init(options: GlobalOptions) {
    shown = Console.standardErrorIsTerminal && !options.quiet
  }

  /// - Parameter fraction: of the whole, 0 … 1.
  mutating func update(_ label: String, fraction: Double, detail: String = "") {
    guard shown, Date().timeIntervalSince(lastDrawn) > 0.1 || fraction >= 1 else { return }
    lastDrawn = Date()
    let width = 24
    let filled = Int((max(0, min(1, fraction)) * Double(width)).rounded())
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let elapsed = Date().timeIntervalSince(started)
    let left = fraction > 0.01 ? elapsed * (1 - fraction) / fraction : .nan
    let eta = left.isFinite ? " \(Int(left.rounded(.up))) s left" : ""
    let percent = Int((fraction * 100).rounded(.down))
    Console.writeError("\r\u{1B}[K\(label) \(bar) \(percent) %  \(detail)\(eta)")
  }

  func finish() {
    if shown { Console.writeError("\r\u{1B}[K") }
  }
}
