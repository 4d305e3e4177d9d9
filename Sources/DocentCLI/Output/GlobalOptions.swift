import ArgumentParser
import Diagnostics
import Docent
import Foundation
import Logging

/// How an answer is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case table, json, jsonl, csv, markdown
}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: .customLong("db"), help: "The graph: one SQLite file, or :memory:.")
  var database: String?

  @Option(help: "How to write the answer.")
  var format: OutputFormat = .table

  @Option(help: "Folder with the ontology and feeds/.")
  var ontology: String?

  @Option(name: .customLong("lang"), help: "Language of sentences: en or zh.")
  var language: String = "en"

  @Flag(help: "No progress and no notes.")
  var quiet = false

  @Flag(help: "More about what is done.")
  var verbose = false

  func validate() throws {
    guard ["en", "zh"].contains(language) else {
      throw ValidationError("--lang is en or zh, not \(language)")
    }
    if database?.isEmpty == true {
      throw ValidationError("--db names no file; leave it out for docent.db in this folder")
    }
  }

  /// `--db`, else `$DOCENT_DB`, else `docent.db` in the current folder.
  var databasePath: String {
    if let database { return database }
    if let named = ProcessInfo.processInfo.environment["DOCENT_DB"], !named.isEmpty {
      return named
    }
    return "docent.db"
  }

  /// Log lines on standard error: what is done with `--verbose`, only warnings without.
  private func startLogging() {
    let level: Logger.Level = verbose ? .debug : .warning
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = level
      return handler
    }
  }

  func session(readOnly: Bool, createIfMissing: Bool = false) throws(RefusedRequest) -> Session {
    startLogging()
    let session = try Session(
      SessionConfiguration(
        database: databasePath, ontologyDirectory: ontology, language: language,
        readOnly: readOnly && databasePath != ":memory:",
        createIfMissing: createIfMissing || databasePath == ":memory:"))
    Console.report(session.diagnostics, options: self)
    return session
  }
}
