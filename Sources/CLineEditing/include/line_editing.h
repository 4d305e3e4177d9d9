#ifndef DOCENT_LINE_EDITING_H
#define DOCENT_LINE_EDITING_H

#include <stdbool.h>
#include <stddef.h>

// libedit behind functions: its completion hooks are global variables, which Swift 6 refuses as
// shared mutable state. One shell a process; call from one thread.

/// Gives candidates for the word that starts at `start` (a byte offset) in `line`, whose cursor
/// stands at byte `end`. Returns an array ended by NULL; array and strings come from malloc and
/// are freed by the caller. NULL means none.
typedef char **(*docent_completer)(const char *line, int start, int end);

/// Sets the program's name for ~/.editrc, the locale, and the completer.
void docent_line_editing_start(const char *program, docent_completer completer);

/// Reads one line with editing. NULL at the end of input or when interrupted; which of the two,
/// `docent_line_editing_interrupted` tells. The line comes from malloc.
char *docent_line_editing_read(const char *prompt);

/// Whether Ctrl-C was pressed since the last call; clears the mark.
bool docent_line_editing_interrupted(void);

void docent_history_add(const char *line);
/// False when the file could not be read or written.
bool docent_history_load(const char *path);
bool docent_history_save(const char *path, int limit);

/// Frees what `docent_line_editing_read` returned.
void docent_line_free(char *line);

/// Marks interruption on SIGINT from now on instead of ending the process.
void docent_catch_interrupts(void);

#endif
