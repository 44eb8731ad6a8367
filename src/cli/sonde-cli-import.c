/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-error.h"
#include "sonde-table-import.h"

#include <glib/gi18n.h>

typedef struct
{
  char *output;
} ImportValues;

static const SondeCliOption options[] = {
  { "output", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ImportValues, output), 0, 0, 0, "F",
    N_ ("The recording to make; it must not exist") },
  { NULL },
};

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
on_interrupt (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const ImportValues *values = invocation->values;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SondeTableImport) import = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  SondeCliInterrupt interrupt = { 0 };
  guint64 n_rows = 0;
  gboolean good;

  if (values->output == NULL || *values->output == '\0')
    {
      error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                   _ ("--output says which recording to make, and is missing"));
      return sonde_cli_report_usage (invocation->command, error);
    }
  if (g_file_test (values->output, G_FILE_TEST_EXISTS))
    {
      sonde_cli_warn (_ ("“%s” exists already"), values->output);
      return SONDE_CLI_FAILED;
    }

  import = sonde_table_import_new (invocation->arguments[0], values->output);
  sonde_cli_interrupt_watch (&interrupt, on_interrupt, cancellable);
  sonde_table_import_run_async (import, cancellable, on_made, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  good = sonde_table_import_run_finish (import, result, &n_rows, &error);
  sonde_cli_interrupt_clear (&interrupt);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      g_set_error_literal (&error, SONDE_ERROR, SONDE_ERROR_CANCELLED,
                           _ ("Interrupted; nothing was imported"));
    }
  if (!good)
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "Imported %llu measure to “%s”",
                               "Imported %llu measures to “%s”", (gulong) n_rows),
                  (unsigned long long) n_rows, values->output);
  return SONDE_CLI_DONE;
}

const SondeCliCommand sonde_cli_import_command = {
  .name = "import",
  .synopsis = "F",
  .summary = N_ ("Make a recording of a table or of JSON lines"),
  .description = N_ (
      "Reads a table as “export” writes it, with any of its options, and makes a recording of it. "
      "The first column is “time”: ISO 8601, or whole microseconds since 1970; without an offset "
      "it is UTC. The names of the others become channels, and an empty field is a gap. JSON "
      "lines are read too: objects with a “time”, whose other members are values where they are "
      "numbers and gaps where they are null. A silence of more than twenty times the intervals "
      "before it and after it is a gap as well. What is wrong with a file is told with the number "
      "of the line, and then no recording is made."),
  .examples = "import garden.csv --output garden.sonde\n"
              "import garden.jsonl --output garden.sonde",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (ImportValues),
  .options = options,
  .run = run,
};
