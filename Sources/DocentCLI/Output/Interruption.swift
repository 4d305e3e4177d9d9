import CLineEditing

/// Ctrl-C during a long job: the job is told to stop at its next step, and leaves the file as it
/// was or with its last checkpoint.
enum Interruption {
  static func watch() { docent_catch_interrupts() }

  /// Whether Ctrl-C was pressed since the last look.
  static func happened() -> Bool { docent_line_editing_interrupted() }
}
