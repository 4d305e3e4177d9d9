import ArgumentParser
import Diagnostics
import Foundation
import Rendering

/// Answers go to standard output, everything else to standard error.
enum Console {
  static let standardErrorIsTerminal = isatty(2) == 1
  static let standardOutputIsTerminal = isatty(1) == 1
  static let standardInputIsTerminal = isatty(0) == 1

  /// Colour only on a terminal, never when `NO_COLOR` is set.
  static var colours: Bool {
    standardErrorIsTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }

  /// Writes at once, so that a pipe sees each answer when it is made.
  static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  static func writeError(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  static func report(
    _ diagnostics: [Diagnostic], source: String? = nil, options: GlobalOptions
  ) {
    let renderer = DiagnosticRenderer(colour: colours)
    var seen: [String: Int] = [:]
    for diagnostic in diagnostics where !(options.quiet && diagnostic.severity == .note) {
      seen[diagnostic.code, default: 0] += 1
      let isShown = diagnostic.severity == .error || options.verbose
      if isShown || seen[diagnostic.code, default: 0] <= shownOfOneKind {
        writeError(renderer.text(diagnostic, source: source))
      }
    }
    guard !options.verbose else { return }
    for (code, count) in seen.sorted(by: { $0.key < $1.key }) where count > shownOfOneKind {
      guard diagnostics.contains(where: { $0.code == code && $0.severity != .error }) else {
        continue
      }
      writeError("… and \(count - shownOfOneKind) more of \(code); --verbose shows all\n")
    }
  }

  /// Warnings and notes of one code that are written out before the rest is counted.
  private static let shownOfOneKind = 20

  /// Columns of the terminal; nil when standard output is none.
  static var lineWidth: Int? {
    guard standardOutputIsTerminal else { return nil }
    var size = winsize()
    return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

/// Runs a command's body and turns what stops it into the exit status that scripts rely on.
///
/// `RefusedRequest`: diagnostics, 1. Interrupted: 130. Anything else that is no `ExitCode`: a fault
/// of ours, 70.
func carryingOut(_ options: GlobalOptions, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let refused as RefusedRequest {
    Console.report(refused.diagnostics, options: options)
    if options.format == .json || options.format == .jsonl {
      let list = JSONValue.array(refused.diagnostics.map(DiagnosticRenderer.json))
      Console.write(JSONValue.members([("format", .int(1)), ("diagnostics", list)]).compact + "\n")
    }
    let isUsage = refused.diagnostics.contains { $0.code.hasPrefix("usage.") }
    throw isUsage ? ExitCode(64) : ExitCode(1)
  } catch is CancellationError {
    Console.writeError("interrupted; nothing was changed\n")
    throw ExitCode(130)
  } catch let error as ExitCode {
    throw error
  } catch let error as ValidationError {
    throw error
  } catch {
    Console.writeError("docent: internal fault: \(error)\n")
    throw ExitCode(70)
  }
}
