#include "line_editing.h"

#include <editline/readline.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t interrupted = 0;
static docent_completer current_completer = NULL;

static void on_interrupt(int signal_number) {
  (void)signal_number;
  interrupted = 1;
}

// libedit completes word by word through a generator; candidates are asked for once, at state 0.
static char *next_candidate(const char *text, int state) {
  static char **candidates = NULL;
  static size_t position = 0;
  (void)text;
  if (state == 0) {
    candidates = current_completer
                     ? current_completer(rl_line_buffer, rl_point - (int)strlen(text), rl_point)
                     : NULL;
    position = 0;
  }
  if (candidates == NULL) return NULL;
  char *candidate = candidates[position];
  if (candidate == NULL) {
    free(candidates);
    candidates = NULL;
    return NULL;
  }
  position += 1;
  return candidate;
}

static char **attempt_completion(const char *text, int start, int end) {
  (void)start;
  (void)end;
  rl_attempted_completion_over = 1;
  return rl_completion_matches(text, next_candidate);
}

void docent_catch_interrupts(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  // Without SA_RESTART a pending read returns, so that the shell can print a fresh prompt.
  action.sa_flags = 0;
  sigaction(SIGINT, &action, NULL);
}

void docent_line_editing_start(const char *program, docent_completer completer) {
  setlocale(LC_ALL, "");
  rl_readline_name = strdup(program);
  rl_initialize();
  using_history();
  current_completer = completer;
  rl_attempted_completion_function = attempt_completion;
  // libedit looks at the basic set, whatever the completer's own one says.
  rl_basic_word_break_characters = " \t\n()[]{}:,.\"'";
  docent_catch_interrupts();
}

char *docent_line_editing_read(const char *prompt) { return readline(prompt); }

bool docent_line_editing_interrupted(void) {
  bool was = interrupted != 0;
  interrupted = 0;
  return was;
}

void docent_history_add(const char *line) { add_history(line); }

bool docent_history_load(const char *path) {
  bool loaded = read_history(path) == 0;
  // Puts the position behind the last line, so that the first Up recalls it.
  using_history();
  return loaded;
}

bool docent_history_save(const char *path, int limit) {
  stifle_history(limit);
  return write_history(path) == 0;
}

void docent_line_free(char *line) { free(line); }
