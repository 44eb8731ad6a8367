/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-output.h"
#include "sonde-cli-program.h"

#include <locale.h>
#include <signal.h>
#include <string.h>
#include <glib/gi18n.h>

static const SondeCliCommand *const commands[] = {
  &sonde_cli_listen_command,
  &sonde_cli_send_command,
  &sonde_cli_echo_command,
  &sonde_cli_check_command,
  &sonde_cli_etat_command,
  &sonde_cli_periode_command,
  &sonde_cli_record_command,
  &sonde_cli_info_command,
  &sonde_cli_export_command,
  &sonde_cli_import_command,
  &sonde_cli_replay_command,
  &sonde_cli_mock_command,
  &sonde_cli_accept_command,
  &sonde_cli_frame_command,
  &sonde_cli_capture_command,
  &sonde_cli_frames_command,
  NULL,
};

static SondeCliStatus
print_text (const char *text)
{
  return sonde_cli_print_line (text, strlen (text)) ? SONDE_CLI_DONE : SONDE_CLI_FAILED;
}

static SondeCliStatus
print_help (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n  sonde-cli %s\n\n%s\n\n%s\n", _ ("Usage:"),
                          _ ("COMMAND [OPTION…] ARGUMENT…"),
                          _ ("Talks WebSocket to a weather probe, or to any echo server, records "
                             "it, and stands in for one."),
                          _ ("Commands:"));
  for (guint i = 0; commands[i] != NULL; i++)
    g_string_append_printf (text, "  %-8s  %s\n", commands[i]->name, _ (commands[i]->summary));
  g_string_append_printf (text, "\n%s\n  --help     %s\n  --version  %s\n\n%s", _ ("Options:"),
                          _ ("Say this and stop"), _ ("Say which version this is and stop"),
                          _ ("“sonde-cli COMMAND --help” says what a command does, with examples "
                             "and its exit statuses."));
  return print_text (text->str);
}

/**
 * sonde_cli_get_commands:
 *
 * Lists the commands in the order of the help.
 *
 * Returns: (transfer none) (array zero-terminated=1): the commands
 */
const SondeCliCommand *const *
sonde_cli_get_commands (void)
{
  return commands;
}

/**
 * sonde_cli_run:
 * @words: what was typed after the program's name, ended by %NULL
 *
 * Does what a command line says. Results go to standard output, everything else to standard error.
 *
 * Returns: the exit status
 */
SondeCliStatus
sonde_cli_run (const char *const *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;
  const char *word = words[0];

  if (word == NULL)
    {
      error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                                   _ ("No command was given"));
      return sonde_cli_report_usage (NULL, error);
    }
  if (g_str_equal (word, "--help") || g_str_equal (word, "-h"))
    return print_help ();
  if (g_str_equal (word, "--version"))
    return print_text ("sonde-cli " VERSION);

  for (guint i = 0; commands[i] != NULL; i++)
    if (g_str_equal (word, commands[i]->name))
      return sonde_cli_command_execute (commands[i], words + 1);

  shown = g_utf8_make_valid (word, -1);
  error = g_error_new (
      G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
      *word == '-' ? _ ("There is no option “%s”") : _ ("There is no command “%s”"), shown);
  return sonde_cli_report_usage (NULL, error);
}

/**
 * sonde_cli_main:
 * @argc: as main() has it
 * @argv: as main() has it
 *
 * What main() does in a program that has these commands.
 *
 * Returns: the exit status
 */
int
sonde_cli_main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Standard output carries results only, and a reader that leaves is told by a failed write. */
  g_log_writer_default_set_use_stderr (TRUE);
  signal (SIGPIPE, SIG_IGN);

  g_set_prgname ("sonde-cli");
  return sonde_cli_run (argc > 0 ? (const char *const *) argv + 1 : (const char *const *) argv);
}
