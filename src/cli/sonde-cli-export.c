/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cli-command.h"
#include "sonde-cli-drawing.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-error.h"
#include "sonde-recording-source.h"
#include "sonde-table-export.h"

#include <string.h>
#include <glib/gi18n.h>

typedef struct
{
  char *format;
  char *output;
  char *from;
  char *to;
  char **channels;
  char *separator;
  char *decimal;
  gboolean bom;
  gboolean local;
  char *size;
  gboolean dark;
} ExportValues;

static const SondeCliOption options[] = {
  { "format", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, format), 0, 0, 0, "FORMAT",
    N_ ("A table (csv), an object for each measure (json), or a picture (png, svg, pdf)") },
  { "output", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, output), 0, 0, 0, "OUT",
    N_ ("Write to this file rather than to standard output") },
  { "from", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, from), 0, 0, 0, "T",
    N_ ("Leave out what was before this time") },
  { "to", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, to), 0, 0, 0, "T",
    N_ ("Leave out what was after this time") },
  { "channel", SONDE_CLI_OPTION_TEXTS, G_STRUCT_OFFSET (ExportValues, channels), 0, 0, 0, "NAME",
    N_ ("Leave out the other channels (repeatable)") },
  { "separator", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, separator), 0, 0, 0, ",|;",
    N_ ("What stands between fields (,)") },
  { "decimal", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, decimal), 0, 0, 0, ".|,",
    N_ ("What stands before decimals (.)") },
  { "bom", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ExportValues, bom), 0, 0, 0, NULL,
    N_ ("Begin with a byte order mark, by which some spreadsheets know UTF-8") },
  { "local", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ExportValues, local), 0, 0, 0, NULL,
    N_ ("Write local times with their offset rather than UTC") },
  { "size", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ExportValues, size), 0, 0, 0, "WxH",
    N_ ("The size of a picture in pixels, such as 1200x800") },
  { "dark", SONDE_CLI_OPTION_FLAG, G_STRUCT_OFFSET (ExportValues, dark), 0, 0, 0, NULL,
    N_ ("Draw light on dark rather than dark on white") },
  { NULL },
};

static const struct
{
  const char *name;
  gboolean is_picture;
  SondeTableKind kind;
} formats[] = {
  { "csv", FALSE, SONDE_TABLE_CSV },
  { "json", FALSE, SONDE_TABLE_JSON_LINES },
  { "jsonl", FALSE, SONDE_TABLE_JSON_LINES },
  { "png", TRUE },
  { "svg", TRUE },
  { "pdf", TRUE },
};

typedef struct
{
  guint format; /* in the table */
  gint64 from_us;
  gint64 to_us;
  SondeCsvFormat csv;
  int width_px;
  int height_px;
} Export;

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->csv.zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
find_format (const char *name, guint *format)
{
  for (*format = 0; *format < G_N_ELEMENTS (formats); (*format)++)
    if (g_ascii_strcasecmp (name, formats[*format].name) == 0)
      return TRUE;

  return FALSE;
}

/* Where nothing is said, the ending of the file's name says it. */
static gboolean
parse_format (const ExportValues *values, guint *format, GError **error)
{
  const char *ending = values->output != NULL ? strrchr (values->output, '.') : NULL;

  if (values->format == NULL)
    {
      if (ending == NULL || !find_format (ending + 1, format))
        *format = 0;
      return TRUE;
    }

  if (find_format (values->format, format))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("The format is “csv”, “json”, “png”, “svg” or “pdf”, not “%s”"), values->format);
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
parse_size (const char *text, int *width_px, int *height_px, GError **error)
{
  g_auto (GStrv) sides = NULL;
  gint64 width;
  gint64 height;

  if (text == NULL)
    return TRUE;

  sides = g_strsplit (text, "x", 2);
  if (g_strv_length (sides) != 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("--size takes a width and a height such as 1200x800, not “%s”"), text);
      return FALSE;
    }
  if (!sonde_cli_parse_integer ("--size", sides[0], SONDE_CLI_MIN_PICTURE_PX,
                                SONDE_CLI_MAX_PICTURE_PX, &width, error) ||
      !sonde_cli_parse_integer ("--size", sides[1], SONDE_CLI_MIN_PICTURE_PX,
                                SONDE_CLI_MAX_PICTURE_PX, &height, error))
    return FALSE;

  *width_px = (int) width;
  *height_px = (int) height;
  return TRUE;
}

static gboolean
export_init (Export *self, const ExportValues *values, GError **error)
{
  self->from_us = G_MININT64;
  self->to_us = G_MAXINT64;
  self->csv = (SondeCsvFormat){ .separator = ',', .decimal = '.', .bom = values->bom };

  if (!parse_format (values, &self->format, error) ||
      !parse_time ("--from", values->from, &self->from_us, error) ||
      !parse_time ("--to", values->to, &self->to_us, error) ||
      !parse_character ("--separator", values->separator, ",;", &self->csv.separator, error) ||
      !parse_character ("--decimal", values->decimal, ".,", &self->csv.decimal, error) ||
      !parse_size (values->size, &self->width_px, &self->height_px, error))
    return FALSE;

  if (values->local)
    self->csv.zone = g_time_zone_new_local ();
  return TRUE;
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static gboolean
write_table (const Export *self,
             const ExportValues *values,
             const char *path,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (SondeRowSource) source = sonde_recording_source_new (path);
  g_autoptr (SondeTableExport) export = sonde_table_export_new (source);
  g_autoptr (GAsyncResult) result = NULL;

  sonde_table_export_set_kind (export, formats[self->format].kind);
  sonde_table_export_set_format (export, &self->csv);
  sonde_table_export_set_range (export, self->from_us, self->to_us);
  sonde_table_export_set_channels (export, (const char *const *) values->channels);
  sonde_table_export_run_async (export, values->output, cancellable, on_written, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return sonde_table_export_run_finish (export, result, NULL, error);
}

static gboolean
write_picture (const Export *self,
               const ExportValues *values,
               const char *path,
               GCancellable *cancellable,
               GError **error)
{
  SondeCliDrawing drawing = {
    .path = path,
    .output = values->output,
    .format = formats[self->format].name,
    .ids = (const char *const *) values->channels,
    .from_us = self->from_us,
    .to_us = self->to_us,
    .zone = self->csv.zone,
    .width_px = self->width_px,
    .height_px = self->height_px,
    .dark = values->dark,
  };

  return sonde_cli_get_draw_func () (&drawing, cancellable, error);
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
  const ExportValues *values = invocation->values;
  const char *path = invocation->arguments[0];
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Export) self = { 0 };
  g_autoptr (GError) error = NULL;
  SondeCliInterrupt interrupt = { 0 };
  gboolean good;

  if (!export_init (&self, values, &error))
    return sonde_cli_report_usage (invocation->command, error);

  if (formats[self.format].is_picture && sonde_cli_get_draw_func () == NULL)
    {
      sonde_cli_become_painter (invocation->command->name, invocation->words, &error);
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  /* Only a file is to be cleared away; what waits for a reader should simply end. */
  if (values->output != NULL)
    sonde_cli_interrupt_watch (&interrupt, on_interrupt, cancellable);
  good = formats[self.format].is_picture ? write_picture (&self, values, path, cancellable, &error)
                                         : write_table (&self, values, path, cancellable, &error);
  sonde_cli_interrupt_clear (&interrupt);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      g_set_error_literal (&error, SONDE_ERROR, SONDE_ERROR_CANCELLED,
                           _ ("Interrupted; the export is not complete"));
    }
  if (!good && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PIPE))
    sonde_cli_report (error);
  return good ? SONDE_CLI_DONE : SONDE_CLI_FAILED;
}

const SondeCliCommand sonde_cli_export_command = {
  .name = "export",
  .synopsis = "F",
  .summary = N_ ("Write a recording as a table, as JSON or as a picture"),
  .description = N_ (
      "Writes the measures of a recording in order of time: as CSV, whose first column is the time "
      "and whose empty fields say that nothing is known, or as JSON objects, one a line, in which "
      "null says so. Times are ISO 8601 in UTC, or local with --local; numbers read back as they "
      "were. --from and --to take such times too, themselves included.\n"
      "\n"
      "French spreadsheets want --separator ';' --decimal ',' --bom. The formats png, svg and pdf "
      "draw a chart of each channel, without a display. Without --format the ending of OUT says "
      "what to write, and else it is csv. A file named by --output appears once it is whole. A "
      "recording may be exported while it is recorded to."),
  .examples =
      "export garden.sonde > garden.csv\n"
      "export garden.sonde --output garden.csv --separator ';' --decimal ',' --bom --local\n"
      "export garden.sonde --format json --from 2024-05-31T12:00:00Z\n"
      "export garden.sonde --output garden.png --channel temperature --size 1600x600 --local",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (ExportValues),
  .options = options,
  .run = run,
};
