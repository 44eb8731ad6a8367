/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-absent.h"
#include "sonde-cli-command.h"
#include "sonde-cli-file.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-csv-writer.h"
#include "sonde-dataset.h"
#include "sonde-error.h"
#include "sonde-recording-cursor.h"
#include "sonde-recording.h"

#include <string.h>
#include <glib/gi18n.h>

/* What is put together before it is written, and how often Ctrl-C is looked for. */
#define BLOCK_BYTES 65536

typedef struct
{
  char *format;
  char *output;
  char *from;
  char *to;
  char *separator;
  char *decimal;
  gboolean bom;
  gboolean local;
} ExportValues;

static const SondeCliOption options[] = {
  { "format", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, format), 0, 0, 0, "csv|json",
    N_ ("A table (csv), or a JSON object for each measure (json)") },
  { "output", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, output), 0, 0, 0, "OUT",
    N_ ("Write to this file rather than to standard output") },
  { "from", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, from), 0, 0, 0, "T",
    N_ ("Leave out what was before this time") },
  { "to", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, to), 0, 0, 0, "T",
    N_ ("Leave out what was after this time") },
  { "separator", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, separator), 0, 0, 0, ",|;",
    N_ ("What stands between fields (,)") },
  { "decimal", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, decimal), 0, 0, 0, ".|,",
    N_ ("What stands before decimals (.)") },
  { "bom", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ExportValues, bom), 0, 0, 0, NULL,
    N_ ("Begin with a byte order mark, by which some spreadsheets know UTF-8") },
  { "local", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ExportValues, local), 0, 0, 0, NULL,
    N_ ("Write local times with their offset rather than UTC") },
  { NULL },
};

typedef struct
{
  gboolean json;
  gint64 from_us;
  gint64 to_us;
  SondeCsvFormat csv;
  char **ids;
  GString *block;
  GPtrArray *row_ids; /* of a JSON object, which leaves out what is absent */
  gboolean interrupted;
} Export;

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->csv.zone, g_time_zone_unref);
  g_clear_pointer (&self->ids, g_strfreev);
  g_clear_pointer (&self->row_ids, g_ptr_array_unref);
  if (self->block != NULL)
    g_string_free (self->block, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
parse_format (const char *text, gboolean *json, GError **error)
{
  static const char *const pictures[] = { "png", "svg", "pdf", NULL };

  *json = g_strcmp0 (text, "json") == 0;
  if (text == NULL || *json || g_str_equal (text, "csv"))
    return TRUE;

  if (g_strv_contains (pictures, text))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("The format “%s” takes the charts, which the window of Sonde has and this "
                    "program has not: it writes “csv” and “json”"),
                 text);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("The format is “csv” or “json”, not “%s”"), text);
  return FALSE;
}

static gboolean
parse_time (const char *name, const char *text, gint64 *time_us, GError **error)
{
  if (text == NULL || sonde_iso_time_parse (text, time_us))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option, and what was typed. */
               _ ("%s takes a time such as 2024-05-31T12:00:00Z, not “%s”"), name, text);
  return FALSE;
}

static gboolean
parse_character (
    const char *name, const char *text, const char *allowed, char *character, GError **error)
{
  if (text == NULL)
    return TRUE;

  if (strlen (text) == 1 && strchr (allowed, *text) != NULL)
    {
      *character = *text;
      return TRUE;
    }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option, two characters, and what was typed. */
               _ ("%s takes “%c” or “%c”, not “%s”"), name, allowed[0], allowed[1], text);
  return FALSE;
}

static gboolean
export_init (Export *self, const ExportValues *values, GError **error)
{
  self->from_us = G_MININT64;
  self->to_us = G_MAXINT64;
  self->csv = (SondeCsvFormat){ .separator = ',', .decimal = '.', .bom = values->bom };

  if (!parse_format (values->format, &self->json, error) ||
      !parse_time ("--from", values->from, &self->from_us, error) ||
      !parse_time ("--to", values->to, &self->to_us, error) ||
      !parse_character ("--separator", values->separator, ",;", &self->csv.separator, error) ||
      !parse_character ("--decimal", values->decimal, ".,", &self->csv.decimal, error))
    return FALSE;

  if (values->local)
    self->csv.zone = g_time_zone_new_local ();
  self->block = g_string_sized_new (BLOCK_BYTES + BLOCK_BYTES / 4);
  self->row_ids = g_ptr_array_new ();
  return TRUE;
}

static void
append_json (Export *self, gint64 time_us, const double *values, guint n_values)
{
  double row[SONDE_DATASET_MAX_CHANNELS];
  guint n = 0;

  g_ptr_array_set_size (self->row_ids, 0);
  for (guint i = 0; i < n_values && self->ids[i] != NULL; i++)
    if (!sonde_is_absent (values[i]))
      {
        g_ptr_array_add (self->row_ids, self->ids[i]);
        row[n++] = values[i];
      }
  g_ptr_array_add (self->row_ids, NULL);
  sonde_json_lines_write_row (self->block, self->csv.zone,
                              (const char *const *) self->row_ids->pdata, time_us, row);
}

static void
append_csv (Export *self, gint64 time_us, const double *values, guint n_values)
{
  double row[SONDE_DATASET_MAX_CHANNELS];
  guint n = 0;

  for (; self->ids[n] != NULL; n++)
    row[n] = n < n_values ? values[n] : sonde_absent ();
  sonde_csv_write_row (self->block, &self->csv, time_us, row, n);
}

static gboolean
flush (Export *self, SondeCliFile *file, GError **error)
{
  g_main_context_iteration (NULL, FALSE);
  if (self->interrupted)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_CANCELLED,
                           _ ("Interrupted; the export is not complete"));
      return FALSE;
    }

  if (!sonde_cli_file_write (file, self->block->str, self->block->len, error))
    return FALSE;
  g_string_truncate (self->block, 0);
  return TRUE;
}

static gboolean export(Export *self, const char *path, const char *output, GError **error)
{
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (SondeRecordingCursor) cursor = NULL;
  g_autoptr (SondeCliFile) file = NULL;
  g_autoptr (GError) own_error = NULL;
  const double *values;
  guint n_values;
  gint64 time_us;

  /* The channels are listed after the measures are fixed, so that none of these is without a name
   * where something records meanwhile. */
  cursor = sonde_recording_cursor_new (path, self->from_us, self->to_us, error);
  if (cursor == NULL)
    return FALSE;
  recording = sonde_recording_open (path, error);
  if (recording == NULL)
    return FALSE;
  self->ids = sonde_recording_dup_channels (recording, error);
  if (self->ids == NULL)
    return FALSE;
  file = sonde_cli_file_new (output, error);
  if (file == NULL)
    return FALSE;

  if (!self->json)
    sonde_csv_write_header (self->block, &self->csv, (const char *const *) self->ids);
  while (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &own_error))
    {
      if (self->json)
        append_json (self, time_us, values, n_values);
      else
        append_csv (self, time_us, values, n_values);
      if (self->block->len >= BLOCK_BYTES && !flush (self, file, error))
        return FALSE;
    }

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  return flush (self, file, error) && sonde_cli_file_finish (file, error);
}

static gboolean
on_interrupt (gpointer user_data)
{
  Export *self = user_data;

  self->interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const ExportValues *values = invocation->values;
  g_auto (Export) self = { 0 };
  g_autoptr (GError) error = NULL;
  SondeCliInterrupt interrupt = { 0 };
  gboolean good;

  if (!export_init (&self, values, &error))
    return sonde_cli_report_usage (invocation->command, error);

  /* Only a file is to be cleared away; what waits for a reader should simply end. */
  if (values->output != NULL)
    sonde_cli_interrupt_watch (&interrupt, on_interrupt, &self);
  good = export(&self, invocation->arguments[0], values->output, &error);
  sonde_cli_interrupt_clear (&interrupt);

  if (!good && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PIPE))
    sonde_cli_report (error);
  return good ? SONDE_CLI_DONE : SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_export_command = {
  .name = "export",
  .synopsis = "F",
  .summary = N_ ("Write a recording as a table or as JSON"),
  .description = N_ (
      "Writes the measures of a recording in order of time: as CSV, whose first column is the time "
      "and whose empty fields say that nothing is known, or as JSON objects, one a line, in which "
      "null says so. Times are ISO 8601 in UTC, or local with --local; numbers read back as they "
      "were. --from and --to take such times too, themselves included.\n"
      "\n"
      "French spreadsheets want --separator ';' --decimal ',' --bom. A file named by --output "
      "appears once it is whole. A recording may be exported while it is recorded to."),
  .examples =
      "export garden.sonde > garden.csv\n"
      "export garden.sonde --output garden.csv --separator ';' --decimal ',' --bom --local\n"
      "export garden.sonde --format json --from 2024-05-31T12:00:00Z",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (ExportValues),
  .options = options,
  .run = run,
};
