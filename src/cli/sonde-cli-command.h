/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-cli-options.h"
#include "sonde-cli-status.h"
#include "sonde-endpoint.h"

G_BEGIN_DECLS

#define SONDE_CLI_MAX_SECONDS 86400.0

typedef struct _SondeCliCommand SondeCliCommand;

/**
 * SondeCliInvocation:
 * @command: what was asked for
 * @words: all that was typed after its name, as it was, ended by %NULL
 * @arguments: what was typed after the command and its options, `n_arguments` of them, valid UTF-8
 * @values: the command's own structure, set by its table of options
 * @endpoint: where to connect, or %NULL for a command that does not
 * @timeout_ms: what `--timeout` said, or 0
 *
 * A command line that was understood.
 */
typedef struct
{
  const SondeCliCommand *command;
  const char *const *words;
  const char *const *arguments;
  gconstpointer values;
  const SondeEndpoint *endpoint;
  guint timeout_ms;
} SondeCliInvocation;

/**
 * SondeCliCommand:
 * @name: what is typed
 * @synopsis: its arguments, for the help
 * @summary: one line for the list of commands, marked for translation
 * @description: what it does, marked for translation
 * @examples: command lines, one per line
 * @statuses: a bit for each #SondeCliStatus that it can end with
 * @n_arguments: how many arguments it takes; the first is the address where it connects
 * @connects: whether it takes the options of a connection
 * @values_size: of the structure that @options set
 * @options: its own options, ended by a %NULL name
 * @run: does it; a usage error that only it can find is reported by it
 *
 * One command of `sonde-cli`. All of its help is made from this.
 */
struct _SondeCliCommand
{
  const char *name;
  const char *synopsis;
  const char *summary;
  const char *description;
  const char *examples;
  guint statuses;
  guint n_arguments;
  gboolean connects;
  gsize values_size;
  const SondeCliOption *options;
  SondeCliStatus (*run) (const SondeCliInvocation *invocation);
};

extern const SondeCliCommand sonde_cli_accept_command;
extern const SondeCliCommand sonde_cli_frame_command;
extern const SondeCliCommand sonde_cli_capture_command;
extern const SondeCliCommand sonde_cli_check_command;
extern const SondeCliCommand sonde_cli_echo_command;
extern const SondeCliCommand sonde_cli_etat_command;
extern const SondeCliCommand sonde_cli_export_command;
extern const SondeCliCommand sonde_cli_frames_command;
extern const SondeCliCommand sonde_cli_import_command;
extern const SondeCliCommand sonde_cli_info_command;
extern const SondeCliCommand sonde_cli_listen_command;
extern const SondeCliCommand sonde_cli_mock_command;
extern const SondeCliCommand sonde_cli_periode_command;
extern const SondeCliCommand sonde_cli_record_command;
extern const SondeCliCommand sonde_cli_replay_command;
extern const SondeCliCommand sonde_cli_send_command;

SondeCliStatus sonde_cli_command_execute (const SondeCliCommand *self, const char *const *words);
guint sonde_cli_seconds_to_ms (double seconds);
SondeCliStatus sonde_cli_report_usage (const SondeCliCommand *command, const GError *error);

G_END_DECLS
