/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-output.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n.h>

typedef struct
{
  gboolean help;
} CommonValues;

static const SondeCliOption common_options[] = {
  { "help", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (CommonValues, help), 0, 0, 0, NULL,
    N_ ("Say what this command does and stop") },
  { NULL },
};

typedef struct
{
  gboolean accepts_masked;
  char *ca_file;
  char **headers;
  char *origin;
  char **subprotocols;
  double timeout_s;
} ConnectionValues;

static const SondeCliOption connection_options[] = {
  { "accept-masked", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ConnectionValues, accepts_masked), 0,
    0, 0, NULL, N_ ("Accept masked frames, which a server must not send") },
  { "ca", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ConnectionValues, ca_file), 0, 0, 0, "FILE",
    N_ ("Trust the authorities in this PEM file instead of those of the system") },
  { "header", SONDE_CLI_OPTION_TEXTS, G_STRUCT_OFFSET (ConnectionValues, headers), 0, 0, 0,
    "'NAME: VALUE'", N_ ("Add a header to the request (repeatable)") },
  { "origin", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ConnectionValues, origin), 0, 0, 0, "ORIGIN",
    N_ ("Say that the request comes from a page of this origin") },
  { "subprotocol", SONDE_CLI_OPTION_TEXTS, G_STRUCT_OFFSET (ConnectionValues, subprotocols), 0, 0,
    0, "NAME", N_ ("Offer a subprotocol (repeatable)") },
  { "timeout", SONDE_CLI_OPTION_REAL, G_STRUCT_OFFSET (ConnectionValues, timeout_s), 0, 0.001,
    SONDE_CLI_MAX_SECONDS, "S", N_ ("Seconds to wait for the connection, and then for an answer") },
  { NULL },
};

static const struct
{
  SondeCliStatus status;
  const char *meaning;
} meanings[SONDE_CLI_N_STATUSES] = {
  { SONDE_CLI_DONE, N_ ("done") },
  { SONDE_CLI_FAILED, N_ ("the check failed, or the connection was lost on the way") },
  { SONDE_CLI_USAGE, N_ ("the command line could not be understood; nothing was done") },
  { SONDE_CLI_CONTRADICTED,
    N_ ("contradicted or overtaken: the probe has another value than the one asked for") },
  { SONDE_CLI_UNANSWERED, N_ ("unanswered: nothing came within the limit") },
  { SONDE_CLI_UNCONNECTED, N_ ("could not connect, or could not listen") },
};

/* What parses one command line: GLib keeps pointers to these while it does. */
typedef struct
{
  const SondeCliCommand *command;
  CommonValues common;
  ConnectionValues connection;
  gpointer values;
  char **arguments;
  SondeCliOptionTarget targets[3];
  guint n_targets;
  GOptionContext *context;
} Parser;

static void
parser_clear (Parser *self)
{
  for (guint i = 0; i < self->n_targets; i++)
    sonde_cli_option_target_clear (&self->targets[i]);
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->arguments, g_strfreev);
  g_clear_pointer (&self->context, g_option_context_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

static SondeCliOptionTarget *
parser_add_target (Parser *self, const SondeCliOption *options, gpointer values)
{
  SondeCliOptionTarget *target = &self->targets[self->n_targets++];

  target->options = options;
  target->values = values;
  sonde_cli_option_target_set_initial (target);
  return target;
}

static char *
create_description (const SondeCliCommand *command)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) examples = g_strsplit (command->examples, "\n", -1);

  g_string_append_printf (text, "%s\n", _ ("Examples:"));
  for (guint i = 0; examples[i] != NULL; i++)
    g_string_append_printf (text, "  sonde-cli %s\n", examples[i]);

  g_string_append_printf (text, "\n%s\n", _ ("Exit status:"));
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if ((command->statuses & 1u << meanings[i].status) != 0)
      g_string_append_printf (text, "  %u  %s\n", (guint) meanings[i].status,
                              _ (meanings[i].meaning));

  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static void
parser_init (Parser *self, const SondeCliCommand *command)
{
  g_autofree char *description = create_description (command);
  SondeCliOptionTarget *target;
  GOptionGroup *group;
  GOptionEntry remaining[2] = {
    {
        .long_name = G_OPTION_REMAINING,
        .arg = G_OPTION_ARG_FILENAME_ARRAY,
        .arg_data = &self->arguments,
    },
  };

  self->command = command;
  self->values = g_malloc0 (MAX (command->values_size, 1));
  self->context = g_option_context_new (command->synopsis);
  g_option_context_set_help_enabled (self->context, FALSE);
  g_option_context_set_summary (self->context, _ (command->description));
  g_option_context_set_description (self->context, description);

  target = parser_add_target (self, common_options, &self->common);
  group = sonde_cli_option_target_create_group (target, "main", "");
  g_option_group_add_entries (group, remaining);
  g_option_context_set_main_group (self->context, group);

  if (command->options != NULL)
    {
      target = parser_add_target (self, command->options, self->values);
      group = sonde_cli_option_target_create_group (target, command->name, _ ("Its own options:"));
      g_option_context_add_group (self->context, group);
    }

  if (command->connects)
    {
      target = parser_add_target (self, connection_options, &self->connection);
      group = sonde_cli_option_target_create_group (target, "connection",
                                                    _ ("Connection options:"));
      g_option_context_add_group (self->context, group);
    }
}

static gboolean
parser_parse (Parser *self, const char *const *words, GError **error)
{
  guint n_words = g_strv_length ((char **) words);
  g_auto (GStrv) line = g_new0 (char *, n_words + 2);
  g_autofree char **left = NULL;

  /* GLib moves the words about and drops those that it took, from an array of its own. */
  line[0] = g_strdup (g_get_prgname ());
  for (guint i = 0; i < n_words; i++)
    line[i + 1] = g_strdup (words[i]);
  left = g_memdup2 (line, sizeof *line * (n_words + 2));

  {
    int n_left = (int) n_words + 1;

    return g_option_context_parse (self->context, &n_left, &left, error);
  }
}

static gboolean
parser_check_arguments (Parser *self, GError **error)
{
  guint n_arguments = self->arguments == NULL ? 0 : g_strv_length (self->arguments);

  if (n_arguments != self->command->n_arguments)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: a command, its arguments, two counts. */
                   _ ("“%s” takes %s: %u arguments were expected and %u given"),
                   self->command->name,
                   *self->command->synopsis == '\0' ? _ ("no argument") : self->command->synopsis,
                   self->command->n_arguments, n_arguments);
      return FALSE;
    }

  for (guint i = 0; i < n_arguments; i++)
    if (!g_utf8_validate (self->arguments[i], -1, NULL))
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _ ("Argument %u is not valid UTF-8"), i + 1);
        return FALSE;
      }
  return TRUE;
}

static SondeEndpoint *
parser_create_endpoint (Parser *self, GError **error)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (self->arguments[0], error);
  const ConnectionValues *values = &self->connection;

  if (endpoint == NULL)
    return NULL;

  if (values->origin != NULL && !sonde_endpoint_set_origin (endpoint, values->origin, error))
    return NULL;
  if (values->subprotocols != NULL &&
      !sonde_endpoint_set_subprotocols (endpoint, (const char *const *) values->subprotocols,
                                        error))
    return NULL;
  for (guint i = 0; values->headers != NULL && values->headers[i] != NULL; i++)
    if (!sonde_endpoint_add_header (endpoint, values->headers[i], error))
      return NULL;
  if (values->timeout_s > 0)
    sonde_endpoint_set_timeout_ms (endpoint, sonde_cli_seconds_to_ms (values->timeout_s));

  sonde_endpoint_set_accepts_masked (endpoint, values->accepts_masked);
  sonde_endpoint_set_ca_file (endpoint, values->ca_file);

  /* A script wants to know that the connection went; it can start the command again by itself. */
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  return g_steal_pointer (&endpoint);
}

/**
 * sonde_cli_seconds_to_ms:
 * @seconds: 0 to %SONDE_CLI_MAX_SECONDS
 *
 * Converts what is typed in seconds.
 *
 * Returns: milliseconds; a span above nothing is at least one
 */
guint
sonde_cli_seconds_to_ms (double seconds)
{
  return (guint) ceil (seconds * 1000);
}

/**
 * sonde_cli_report_usage:
 * @command: (nullable): the command that was typed, or %NULL where none is known
 * @error: what is wrong with the command line
 *
 * Says on standard error what is wrong, and which help to read.
 *
 * Returns: %SONDE_CLI_USAGE
 */
SondeCliStatus
sonde_cli_report_usage (const SondeCliCommand *command, const GError *error)
{
  sonde_cli_report (error);
  if (command == NULL)
    g_printerr (_ ("Try “%s”.\n"), "sonde-cli --help");
  else
    g_printerr (_ ("Try “sonde-cli %s --help”.\n"), command->name);
  return SONDE_CLI_USAGE;
}

/**
 * sonde_cli_command_execute:
 * @self: a command
 * @words: what was typed after its name, ended by %NULL
 *
 * Parses the words, prints the help where it is asked for, and else runs the command.
 *
 * Returns: the exit status
 */
SondeCliStatus
sonde_cli_command_execute (const SondeCliCommand *self, const char *const *words)
{
  g_auto (Parser) parser = { 0 };
  g_autofree char *program = g_strdup_printf ("sonde-cli %s", self->name);
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  SondeCliInvocation invocation = { 0 };

  /* GLib heads the usage line with the program's name. */
  g_set_prgname (program);
  parser_init (&parser, self);

  if (!parser_parse (&parser, words, &error))
    return sonde_cli_report_usage (self, error);

  if (parser.common.help)
    {
      g_autofree char *help = g_option_context_get_help (parser.context, FALSE, NULL);

      g_strchomp (help);
      return sonde_cli_print_line (help, strlen (help)) ? SONDE_CLI_DONE : SONDE_CLI_FAILED;
    }

  if (!parser_check_arguments (&parser, &error))
    return sonde_cli_report_usage (self, error);

  if (self->connects)
    {
      endpoint = parser_create_endpoint (&parser, &error);
      if (endpoint == NULL)
        return sonde_cli_report_usage (self, error);
    }

  invocation.command = self;
  invocation.words = words;
  invocation.arguments = (const char *const *) parser.arguments;
  invocation.values = parser.values;
  invocation.endpoint = endpoint;
  invocation.timeout_ms = sonde_cli_seconds_to_ms (parser.connection.timeout_s);
  return self->run (&invocation);
}
