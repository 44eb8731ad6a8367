/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-absent.h"
#include "sonde-cli-command.h"
#include "sonde-cli-interrupt.h"
#include "sonde-cli-output.h"
#include "sonde-csv-reader.h"
#include "sonde-error.h"
#include "sonde-rows.h"
#include "sonde-store-writer.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* How much of the table is read at once, and how many measures a transaction has. */
#define BLOCK_BYTES 65536
#define BATCH_ROWS  8192

typedef struct
{
  char *output;
} ImportValues;

static const SondeCliOption options[] = {
  { "output", SONDE_CLI_OPTION_TEXT, G_STRUCT_OFFSET (ImportValues, output), 0, 0, 0, "F",
    N_ ("The recording to make; it must not exist") },
  { NULL },
};

typedef struct
{
  SondeStoreWriter *writer;
  guint n_batch_rows;
  guint64 n_rows;
  gboolean has_columns;
  int columns[SONDE_CSV_MAX_COLUMNS];
  gboolean interrupted;
  GError *error; /* of a row, for which the reader has no place */
} Import;

static gboolean
prepare_columns (Import *self, const char *const *ids)
{
  for (guint i = 0; ids[i] != NULL && self->error == NULL; i++)
    self->columns[i] = sonde_store_writer_ensure_channel (self->writer, ids[i], &self->error);
  self->has_columns = TRUE;

  return self->error == NULL;
}

static gboolean
next_batch (Import *self)
{
  self->n_batch_rows = 0;

  return sonde_store_writer_commit (self->writer, &self->error) &&
         sonde_store_writer_begin (self->writer, &self->error);
}

static void
on_row (const char *const *ids, gint64 time_us, const double *values, gpointer user_data)
{
  Import *self = user_data;
  double row[SONDE_CSV_MAX_COLUMNS];
  guint n = 0;

  if (self->error != NULL || (!self->has_columns && !prepare_columns (self, ids)))
    return;

  if (!sonde_rows_can_hold (time_us))
    {
      self->error = g_error_new (SONDE_ERROR, SONDE_ERROR_SYNTAX,
                                 _ ("No clock shows the time %lld µs"), (long long) time_us);
      return;
    }

  for (; ids[n] != NULL; n++)
    row[self->columns[n]] = isnan (values[n]) ? sonde_gap () : values[n];
  sonde_store_writer_add_measure (self->writer, time_us, row, n);
  self->n_rows++;
  if (++self->n_batch_rows == BATCH_ROWS)
    next_batch (self);
}

static gboolean
take_error (Import *self, GError **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else if (self->interrupted)
    g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_CANCELLED,
                         _ ("Interrupted; nothing was imported"));
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_table (Import *self, const char *path, GError **error)
{
  g_autoptr (SondeCsvReader) reader = sonde_csv_reader_new (on_row, self);
  g_autofree char *block = g_malloc (BLOCK_BYTES);
  FILE *stream = g_fopen (path, "rbe");
  gboolean good = stream != NULL;
  int saved_errno = errno;
  gsize size;

  while (good && (size = fread (block, 1, BLOCK_BYTES, stream)) > 0)
    {
      g_main_context_iteration (NULL, FALSE);
      good = sonde_csv_reader_push (reader, block, size, error) && !take_error (self, error);
      saved_errno = 0;
    }

  if (stream == NULL || (good && ferror (stream)))
    {
      if (stream != NULL)
        saved_errno = errno;
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE, _ ("Cannot read “%s”: %s"), path,
                   g_strerror (saved_errno));
      good = FALSE;
    }
  if (stream != NULL)
    fclose (stream);

  return good && sonde_csv_reader_finish (reader, error) && !take_error (self, error);
}

static gboolean
fill (Import *self, const char *path, const char *recording_path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  self->writer = sonde_store_writer_open (recording_path, error);
  if (self->writer == NULL)
    return FALSE;

  if (!sonde_store_writer_set_meta (self->writer, "endpoint-name", name, error) ||
      !sonde_store_writer_begin (self->writer, error) || !read_table (self, path, error) ||
      !sonde_store_writer_commit (self->writer, error))
    {
      g_clear_pointer (&self->writer, sonde_store_writer_free);
      return FALSE;
    }
  return sonde_store_writer_close (g_steal_pointer (&self->writer), error);
}

/* The recording grows under another name, so that half of one is never taken for all of it. */
static gboolean
import (Import *self, const char *path, const char *output, GError **error)
{
  static const char *const companions[] = { "", "-wal", "-shm", "-lock", "-journal" };
  g_autofree char *temporary_path = g_strdup_printf ("%s.part-%d", output, (int) getpid ());
  gboolean good = fill (self, path, temporary_path, error);

  if (good && g_rename (temporary_path, output) != 0)
    {
      int saved_errno = errno;

      good = FALSE;
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE, _ ("Cannot make “%s”: %s"), output,
                   g_strerror (saved_errno));
    }

  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (temporary_path, companions[i], NULL);

      g_unlink (companion);
    }
  return good;
}

static gboolean
on_interrupt (gpointer user_data)
{
  Import *self = user_data;

  self->interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

static SondeCliStatus
run (const SondeCliInvocation *invocation)
{
  const ImportValues *values = invocation->values;
  g_autoptr (GError) error = NULL;
  SondeCliInterrupt interrupt = { 0 };
  Import self = { 0 };
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

  sonde_cli_interrupt_watch (&interrupt, on_interrupt, &self);
  good = import (&self, invocation->arguments[0], values->output, &error);
  sonde_cli_interrupt_clear (&interrupt);
  g_clear_error (&self.error);
  if (!good)
    {
      sonde_cli_report (error);
      return SONDE_CLI_FAILED;
    }

  sonde_cli_warn (g_dngettext (GETTEXT_PACKAGE, "Imported %llu measure to “%s”",
                               "Imported %llu measures to “%s”", (gulong) self.n_rows),
                  (unsigned long long) self.n_rows, values->output);
  return SONDE_CLI_DONE;
}

const SondeCliCommand sonde_cli_import_command = {
  .name = "import",
  .synopsis = "F.csv",
  .summary = N_ ("Make a recording of a table"),
  .description = N_ (
      "Reads a table as “export” writes it, with any of its options, and makes a recording of it. "
      "The first column is “time”: ISO 8601, or whole microseconds since 1970; without an offset "
      "it is UTC. The names of the others become channels, and an empty field is a gap. What is "
      "wrong with a table is told with the number of the line, and then no recording is made."),
  .examples = "import garden.csv --output garden.sonde",
  .statuses = 1u << SONDE_CLI_DONE | 1u << SONDE_CLI_FAILED | 1u << SONDE_CLI_USAGE,
  .n_arguments = 1,
  .values_size = sizeof (ImportValues),
  .options = options,
  .run = run,
};
