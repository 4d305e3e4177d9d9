import CLineEditing
import Foundation
import Synchronization

/// Line editing, history and completion through libedit.
final class LineEditor {
  enum Reading {
    case line(String)
    case interrupted
    case end
  }

  /// Gives whole tokens that may stand where the cursor (in Unicode scalars) is.
  typealias Completer = @Sendable (_ line: String, _ cursor: Int) -> [String]

  private let historyPath: String?

  init(historyPath: String?, completer: @escaping Completer) {
    self.historyPath = historyPath
    completion.withLock { $0 = completer }
    docent_line_editing_start("docent", completeWord)
    if let historyPath { _ = docent_history_load(historyPath) }
  }

  func read(prompt: String) -> Reading {
    guard let line = docent_line_editing_read(prompt) else {
      return docent_line_editing_interrupted() ? .interrupted : .end
    }
    defer { docent_line_free(line) }
    return .line(String(cString: line))
  }

  func remember(_ line: String) { docent_history_add(line) }

  func saveHistory() {
    if let historyPath { _ = docent_history_save(historyPath, 1000) }
  }
}

/// The hook that libedit calls has no context of its own.
private let completion = Mutex<LineEditor.Completer?>(nil)

/// libedit asks for the word after its last break character; our candidates are whole tokens, which
/// inside quotes may have started before that (`"CS 2`), so the part already behind is cut off.
private func completeWord(
  _ line: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  guard let line, let completer = completion.withLock({ $0 }) else { return nil }
  let bytes = Array(UnsafeBufferPointer(start: line, count: strlen(line)))
    .map { UInt8(bitPattern: $0) }
  let before = String(decoding: bytes.prefix(Int(end)), as: UTF8.self)
  let wordStart = String(decoding: bytes.prefix(Int(start)), as: UTF8.self).unicodeScalars.count
  let behind = wordStart - tokenStart(before)
  let candidates = completer(before, before.unicodeScalars.count).compactMap { candidate in
    behind > 0
      ? String(String.UnicodeScalarView(candidate.unicodeScalars.dropFirst(behind))) : candidate
  }
  return copied(candidates.filter { !$0.isEmpty })
}

/// Where the token under the cursor starts: behind an open quote, else at its first letter.
private func tokenStart(_ text: String) -> Int {
  let scalars = Array(text.unicodeScalars)
  var quote: (mark: Unicode.Scalar, start: Int)?
  for (position, scalar) in scalars.enumerated() where scalar == "\"" || scalar == "'" {
    if let open = quote {
      if open.mark == scalar { quote = nil }
    } else {
      quote = (scalar, position + 1)
    }
  }
  if let quote { return quote.start }
  let word = scalars.reversed().prefix {
    $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0)
  }
  return scalars.count - word.count
}

private func copied(
  _ strings: [String]
) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
  guard !strings.isEmpty else { return nil }
  let size = (strings.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
  guard let memory = malloc(size) else { return nil }
  let array = memory.bindMemory(
    to: UnsafeMutablePointer<CChar>?.self, capacity: strings.count + 1)
  for (position, string) in strings.enumerated() { array[position] = strdup(string) }
  array[strings.count] = nil
  return array
}
