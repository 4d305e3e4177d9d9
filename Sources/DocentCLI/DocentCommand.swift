import ArgumentParser

/// `docent`: imports catalogues, learns, recommends, plans, answers, and proves it.
@main
struct DocentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docent",
    abstract: "A guide to a course catalogue that can prove what it says.",
    discussion: """
      Without a command, the shell opens on the graph.
      """,
    version: "0.1.0",
    subcommands: [
      ImportCommand.self, LintCommand.self, TrainCommand.self, RecommendCommand.self,
      WhyCommand.self, WhyNotCommand.self, PathCommand.self, QueryCommand.self,
      ReplCommand.self, ParseRequirementCommand.self, ProveCommand.self, CheckCommand.self,
      ProfileCommand.self,
      EvaluateCommand.self,
      ExportCommand.self,
      BackupCommand.self,
      FeedsCommand.self, VerifyCommand.self,
      EmbeddingsCommand.self, SuggestCommand.self, TuneCommand.self,
    ],
    defaultSubcommand: ReplCommand.self)
}
