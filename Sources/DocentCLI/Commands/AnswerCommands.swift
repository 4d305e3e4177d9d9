import ArgumentParser
import Docent
import Proofs
import Rendering

struct RecommendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend", abstract: "What a learner should take next, with reasons.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The learner's key.") var learner: String
  @Option(help: "How many.") var limit: Int = 10
  @Option(help: "Ledger lines for each course; the rest is summed under other.")
  var lines: Int = 12

  func validate() throws {
    guard limit > 0, lines > 0 else {
      throw ValidationError("--limit and --lines are at least 1")
    }
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let answer = try session.recommend(learner, limit: limit, lines: lines)
      let table = RecommendationText().table(answer)
      switch options.format {
      case .json, .jsonl:
        Console.write(try AnswerJSON.text(answer, diagnostics: session.diagnostics))
      case .csv: Console.write(table.csv)
      case .markdown: Console.write(table.markdown)
      case .table: Console.write(RecommendationText().text(answer))
      }
    }
  }
}

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "The ledger of one course for one learner.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The course's key.") var course: String
  @Option(name: .customLong("for"), help: "The learner's key.") var learner: String
  @Option(help: "Ledger lines; the rest is summed under other.") var lines: Int = 50

  func validate() throws {
    guard lines > 0 else { throw ValidationError("--lines is at least 1") }
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let answer = try session.why(course, for: learner, lines: lines)
      switch options.format {
      case .json, .jsonl:
        Console.write(try AnswerJSON.text(answer, diagnostics: session.diagnostics))
      default:
        for recommendation in answer.recommendations {
          let table = RecommendationText().ledgerTable(recommendation)
          switch options.format {
          case .csv: Console.write(table.csv)
          case .markdown: Console.write(table.markdown)
          default:
            Console.write(RecommendationText().heading(recommendation, learner: answer.learner))
            Console.write(table.aligned(lineWidth: Console.lineWidth))
          }
        }
      }
    }
  }
}

struct WhyNotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why-not",
    abstract: "What stands in the way of a course, and what would bring it in.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "The course's key.") var course: String
  @Option(name: .customLong("for"), help: "The learner's key.") var learner: String
  @Option(help: "How long the list is that the course should be in.") var limit: Int = 10

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1") }
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let answer = try session.whyNot(course, for: learner, limit: limit)
      switch options.format {
      case .json, .jsonl:
        Console.write(try AnswerJSON.text(answer, diagnostics: session.diagnostics))
      case .csv: Console.write(WhyNotText().table(answer).csv)
      case .markdown: Console.write(WhyNotText().table(answer).markdown)
      case .table:
        Console.write(WhyNotText().text(answer, obstacle: try session.obstacleSentence(answer)))
      }
    }
  }
}

struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "A learning path to courses or topics.")

  @OptionGroup var options: GlobalOptions
  @Argument(help: "Courses or topics, by key or title.") var targets: [String]
  @Option(name: .customLong("for"), help: "The learner's key; from nothing when left out.")
  var learner: String?
  @Option(name: .customLong("hours-per-week"), help: "Hours a week, for the number of weeks.")
  var hoursPerWeek: Double?
  @Option(name: .customLong("credits-per-term"), help: "Most credits in one term.")
  var creditsPerTerm: Double?
  @Option(help: "How many other plans to show.") var alternatives: Int = 0

  func validate() throws {
    for (name, value) in [
      ("--hours-per-week", hoursPerWeek), ("--credits-per-term", creditsPerTerm),
    ] {
      if let value, !(value >= 0.1 && value <= 10_000) {
        throw ValidationError("\(name) is a number from 0.1 to 10000")
      }
    }
    guard (0...100).contains(alternatives) else {
      throw ValidationError("--alternatives is from 0 to 100")
    }
  }

  func run() throws {
    try carryingOut(options) {
      let session = try options.session(readOnly: true)
      let outcome = try session.path(
        to: targets, for: learner,
        request: PathRequest(
          hoursPerWeek: hoursPerWeek, creditsPerTerm: creditsPerTerm,
          alternatives: alternatives))
      try write(outcome, session: session)
    }
  }

  private func write(_ outcome: PathAnswer, session: Session) throws {
    switch outcome {
    case .path(let answer):
      let table = LearningPathText().table(answer.steps, unit: answer.effortUnit)
      switch options.format {
      case .json, .jsonl:
        Console.write(try AnswerJSON.text(answer, diagnostics: session.diagnostics))
      case .csv: Console.write(table.csv)
      case .markdown: Console.write(table.markdown)
      case .table:
        Console.write(LearningPathText().text(answer))
        if let pace = answer.pace {
          Console.write(
            "\(shortDecimal(pace.weeks)) weeks at \(shortDecimal(pace.hoursPerWeek)) hours a week.\n"
          )
        }
      }
    case .unreachable(let answer):
      switch options.format {
      case .json, .jsonl:
        Console.write(try AnswerJSON.text(answer, diagnostics: session.diagnostics))
      default: Console.writeError(LearningPathText().text(answer.unreachable))
      }
      throw ExitCode(1)
    }
  }
}
