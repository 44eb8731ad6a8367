/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A program that the test started. Whatever it waits for has a deadline, after which the test stops
 * and says what it waited for. */
typedef struct _CliProcess CliProcess;

CliProcess *cli_process_start (const char *const *line);
CliProcess *cli_process_start_cli (const char *first, ...) G_GNUC_NULL_TERMINATED;
CliProcess *cli_process_start_peer (const char *first, ...) G_GNUC_NULL_TERMINATED;
void cli_process_free (CliProcess *self);

char *cli_process_read_line (CliProcess *self);
void cli_process_expect_line (CliProcess *self, const char *expected);
const char *cli_process_get_identifier (CliProcess *self);
void cli_process_signal (CliProcess *self, int signal_number);
int cli_process_finish (CliProcess *self);
GBytes *cli_process_get_output (CliProcess *self);
const char *cli_process_get_errors (CliProcess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProcess, cli_process_free)

/* What a program that ended had to say. */
typedef struct
{
  int status;
  char *output; /* followed by a NUL */
  gsize output_size;
  char *errors;
} CliResult;

void cli_run (CliResult *result, const char *first, ...) G_GNUC_NULL_TERMINATED;
void cli_run_line (CliResult *result, const char *const *words);
void cli_result_clear (CliResult *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliResult, cli_result_clear)

G_END_DECLS
