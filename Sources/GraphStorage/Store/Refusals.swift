import Diagnostics
import GRDB
import Glibc

/// What the store says when it cannot serve a request, with what to do about it.
enum Refusal {
  static func missing(_ path: String) -> RefusedRequest {
    refuse(
      "store.missing", "There is no database at \(path).",
      hint: "Import a catalogue into it first, or name another file with --db.", path)
  }

  static func folderMissing(_ path: String) -> RefusedRequest {
    refuse(
      "store.missing", "The folder of \(path) does not exist, so no database can be made there.",
      hint: "Make the folder, or name another file with --db.", path)
  }

  static func notAFile(_ path: String) -> RefusedRequest {
    refuse(
      "store.not-a-file", "\(path) is not a file.", expected: "the path of a database file",
      hint: "Name a file inside it, such as \(path)/docent.db.", path)
  }

  static func notOurs(_ path: String, found: String) -> RefusedRequest {
    refuse(
      "store.not-ours", "\(path) is not a database of this program.", found: found,
      hint: "Name another file with --db; this one was left as it is.", path)
  }

  static func newer(_ path: String, found: Int64, known: Int) -> RefusedRequest {
    refuse(
      "store.newer", "\(path) was written by a newer version of this program.",
      found: "format \(found)", expected: "format \(known) or older",
      hint: "Upgrade the program, or name another file with --db.", path)
  }

  static func older(_ path: String, found: Int64, known: Int) -> RefusedRequest {
    refuse(
      "store.older", "\(path) has an older format, which must be brought up to date by writing.",
      found: "format \(found)", expected: "format \(known)",
      hint: "Run an import on it once, with permission to write.", path)
  }

  static func locked(_ path: String) -> RefusedRequest {
    refuse(
      "store.locked", "Another process is writing to \(path).",
      hint: "Wait until it is done and try again.", path)
  }

  static func madeMeanwhile(_ path: String) -> RefusedRequest {
    refuse(
      "store.locked", "Another process has made \(path) meanwhile; nothing was changed.",
      hint: "Try again: it will be added to.", path)
  }

  static func cannotMake(_ path: String, _ code: Int32) -> RefusedRequest {
    refuse(
      "store.unreadable", "\(path) cannot be made.", found: String(cString: strerror(code)),
      hint: "Check the folder; nothing was changed.", path)
  }

  static func readOnly(_ path: String) -> RefusedRequest {
    refuse(
      "store.read-only", "\(path) cannot be written.",
      hint: "Check the permissions of the file and its folder; asking needs none.", path)
  }

  static func unfinished(_ path: String) -> RefusedRequest {
    refuse(
      "store.read-only",
      "\(path) has changes that are still in its journal, and its folder cannot be written to "
        + "bring them in.",
      hint: "Open it once with permission to write the folder, or copy both files elsewhere.", path)
  }

  static func unreadable(_ path: String) -> RefusedRequest {
    refuse(
      "store.unreadable", "\(path) cannot be opened.",
      hint: "Check the permissions of the file and its folder.", path)
  }

  static func damaged(_ path: String, _ what: String) -> RefusedRequest {
    refuse(
      "store.damaged", "\(path) is damaged.", found: what,
      hint: "Restore it from a backup, or import the feeds into a new file.", path)
  }

  static func diskFull(_ path: String) -> RefusedRequest {
    refuse(
      "store.disk-full", "There is no room left to write \(path); nothing was changed.",
      hint: "Free some space and try again.", path)
  }

  static func notWritten(_ path: String) -> RefusedRequest {
    refuse(
      "store.write-failed", "\(path) could not be written; nothing was changed.",
      hint: "Check the disk and the limits on the size of files, then try again.", path)
  }

  static func tooBig(_ path: String) -> RefusedRequest {
    refuse(
      "store.too-big", "A value is larger than the database can hold (1 GB).",
      hint: "Leave the value out, or split the record.", path)
  }

  static func outdated(_ path: String) -> RefusedRequest {
    refuse(
      "store.model-not-newer", "The model names versions that \(path) has not reached.",
      hint: "Train on this file.", path)
  }

  static func nothingToUndo(_ path: String) -> RefusedRequest {
    refuse(
      "undo.nothing", "There is no import to take back in \(path).",
      hint: "Only the last import can be taken back, and only once.", path)
  }

  static func unknownSource(_ path: String, _ name: String, known: [String]) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: "feeds.unknown-source", "No feed of the source \"\(name)\" was imported.",
        found: name, expected: known.joined(separator: ", "),
        hint: nearestNames(to: name, among: known, limit: 1).first.map { "did you mean \($0)?" },
        place: SourcePlace(file: path)))
  }

  private static func refuse(
    _ code: String, _ message: String, found: String? = nil, expected: String? = nil,
    hint: String, _ path: String
  ) -> RefusedRequest {
    RefusedRequest(
      Diagnostic(
        .error, code: code, message, found: found, expected: expected, hint: hint,
        place: SourcePlace(file: path)))
  }

  /// What a database error means to the person at the other end; other errors pass unchanged.
  static func meaning(of error: any Error, path: String) -> any Error {
    if error is MalformedRecord { return damaged(path, "a value that cannot be read") }
    guard let error = error as? DatabaseError else { return error }
    switch error.extendedResultCode {
    case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_TRUNCATE: return notWritten(path)
    default: break
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: return locked(path)
    case .SQLITE_READONLY, .SQLITE_PERM: return readOnly(path)
    case .SQLITE_FULL: return diskFull(path)
    case .SQLITE_TOOBIG: return tooBig(path)
    case .SQLITE_CANTOPEN, .SQLITE_IOERR: return unreadable(path)
    case .SQLITE_NOTADB: return notOurs(path, found: "no SQLite file")
    case .SQLITE_CORRUPT: return damaged(path, error.message ?? "a malformed page")
    default: return error
    }
  }
}
