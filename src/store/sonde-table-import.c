/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-table-import.h"

#include "sonde-absent.h"
#include "sonde-cadence.h"
#include "sonde-csv-reader.h"
#include "sonde-error.h"
#include "sonde-file-lock.h"
#include "sonde-format.h"
#include "sonde-json-lines-reader.h"
#include "sonde-rows.h"
#include "sonde-store-writer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* How much of the table is read at once, and how many measures a transaction has. */
#define BLOCK_BYTES 65536
#define BATCH_ROWS  8192

/**
 * SondeTableImport:
 *
 * The recording grows under another name and appears once it is whole, so that half of one is never
 * taken for all of it, and what is wrong with the table leaves nothing behind.
 */
struct _SondeTableImport
{
  GObject parent_instance;

  char *path;
  char *recording_path;
  char *name;
  gboolean replaces;
  SondeProgress *progress;

  /* of the thread that runs */
  SondeStoreWriter *writer;
  SondeCsvReader *csv; /* one of the two, from the first character on */
  SondeJsonLinesReader *json_lines;
  GHashTable *columns; /* by name: the number in the recording */
  SondeCadence cadence;
  guint n_batch_rows;
  guint64 n_rows;
  GError *error; /* of a row, for which the readers have no place */
};

G_DEFINE_FINAL_TYPE (SondeTableImport, sonde_table_import, G_TYPE_OBJECT)

static void
sonde_table_import_finalize (GObject *object)
{
  SondeTableImport *self = SONDE_TABLE_IMPORT (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->recording_path, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->progress);
  g_clear_pointer (&self->csv, sonde_csv_reader_free);
  g_clear_pointer (&self->json_lines, sonde_json_lines_reader_free);
  g_clear_pointer (&self->columns, g_hash_table_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (sonde_table_import_parent_class)->finalize (object);
}

static void
sonde_table_import_class_init (SondeTableImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_table_import_finalize;
}

static void
sonde_table_import_init (SondeTableImport *self)
{
  self->progress = sonde_progress_new ();
  self->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * sonde_table_import_new:
 * @path: the table
 * @recording_path: the recording to make, which must not exist unless it may be replaced
 *
 * Returns: (transfer full): an import that has not begun
 */
SondeTableImport *
sonde_table_import_new (const char *path, const char *recording_path)
{
  SondeTableImport *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (recording_path != NULL, NULL);

  self = g_object_new (SONDE_TYPE_TABLE_IMPORT, NULL);
  self->path = g_strdup (path);
  self->recording_path = g_strdup (recording_path);
  self->name = g_path_get_basename (path);

  return self;
}

/**
 * sonde_table_import_get_progress:
 *
 * Returns: (transfer none): how far it has come
 */
SondeProgress *
sonde_table_import_get_progress (SondeTableImport *self)
{
  g_return_val_if_fail (SONDE_IS_TABLE_IMPORT (self), NULL);

  return self->progress;
}

/**
 * sonde_table_import_set_replaces:
 * @replaces: whether a recording that is there already goes once the new one is whole; at first not
 */
void
sonde_table_import_set_replaces (SondeTableImport *self, gboolean replaces)
{
  g_return_if_fail (SONDE_IS_TABLE_IMPORT (self));

  self->replaces = replaces;
}

/**
 * sonde_table_import_set_name:
 * @name: what the recording is called; at first the table's file
 */
void
sonde_table_import_set_name (SondeTableImport *self, const char *name)
{
  g_return_if_fail (SONDE_IS_TABLE_IMPORT (self));
  g_return_if_fail (name != NULL);

  g_free (self->name);
  self->name = g_strdup (name);
}

static int
ensure_column (SondeTableImport *self, const char *id)
{
  gpointer known;
  int column;

  if (g_hash_table_lookup_extended (self->columns, id, NULL, &known))
    return GPOINTER_TO_INT (known);

  column = sonde_store_writer_ensure_channel (self->writer, id, &self->error);
  if (column >= 0)
    g_hash_table_insert (self->columns, g_strdup (id), GINT_TO_POINTER (column));

  return column;
}

static void
next_batch (SondeTableImport *self)
{
  self->n_batch_rows = 0;
  if (sonde_store_writer_commit (self->writer, &self->error))
    sonde_store_writer_begin (self->writer, &self->error);
}

/* Most programs leave out what they did not measure, and no line leads across that. */
static void
add_silence (SondeTableImport *self, gint64 time_us)
{
  double row[SONDE_CSV_MAX_COLUMNS];
  guint n_row = MIN (sonde_store_writer_get_n_channels (self->writer), SONDE_CSV_MAX_COLUMNS);

  for (guint i = 0; i < n_row; i++)
    row[i] = sonde_gap ();
  sonde_store_writer_add_measure (self->writer, time_us, row, n_row);
}

static void
follow_cadence (SondeTableImport *self, gint64 time_us, gboolean is_gap)
{
  gint64 silent_from_us;

  /* What says itself that it is a gap needs no second one. */
  if (is_gap)
    self->cadence = (SondeCadence){ 0 };
  else if (sonde_cadence_add (&self->cadence, time_us, &silent_from_us))
    add_silence (self, silent_from_us + 1);
}

static void
on_row (const char *const *ids, gint64 time_us, const double *values, gpointer user_data)
{
  SondeTableImport *self = user_data;
  double row[SONDE_CSV_MAX_COLUMNS];
  gboolean is_gap = TRUE;
  guint n_row = 0;

  if (self->error != NULL)
    return;

  if (!sonde_rows_can_hold (time_us))
    {
      self->error = g_error_new (SONDE_ERROR, SONDE_ERROR_SYNTAX,
                                 _ ("No clock shows the time %lld µs"), (long long) time_us);
      return;
    }

  for (guint i = 0; ids[i] != NULL; i++)
    {
      int column = ensure_column (self, ids[i]);

      if (self->error != NULL || column < 0 || column >= SONDE_CSV_MAX_COLUMNS)
        return;
      while (n_row <= (guint) column)
        row[n_row++] = sonde_absent ();
      row[column] = isnan (values[i]) ? sonde_gap () : values[i];
      is_gap &= isnan (values[i]);
    }
  follow_cadence (self, time_us, is_gap);
  sonde_store_writer_add_measure (self->writer, time_us, row, n_row);
  self->n_rows++;
  if (++self->n_batch_rows == BATCH_ROWS)
    next_batch (self);
}

/* An object begins with a brace, and no table does: its first field is “time”. */
static void
choose_reader (SondeTableImport *self, const char *data, gsize size)
{
  static const char bom[] = "\357\273\277";
  gsize i = size >= 3 && memcmp (data, bom, 3) == 0 ? 3 : 0;

  while (i < size && g_ascii_isspace (data[i]))
    i++;
  if (i < size && data[i] == '{')
    self->json_lines = sonde_json_lines_reader_new (on_row, self);
  else
    self->csv = sonde_csv_reader_new (on_row, self);
}

static gboolean
push (SondeTableImport *self, const char *data, gsize size, GError **error)
{
  if (self->csv == NULL && self->json_lines == NULL)
    choose_reader (self, data, size);

  return self->csv != NULL ? sonde_csv_reader_push (self->csv, data, size, error)
                           : sonde_json_lines_reader_push (self->json_lines, data, size, error);
}

static gboolean
finish (SondeTableImport *self, GError **error)
{
  /* Nothing came at all: a reader finds the words for it. */
  if (self->csv == NULL && self->json_lines == NULL)
    choose_reader (self, "", 0);

  return self->csv != NULL ? sonde_csv_reader_finish (self->csv, error)
                           : sonde_json_lines_reader_finish (self->json_lines, error);
}

static gboolean
take_error (SondeTableImport *self, GError **error)
{
  if (self->error == NULL)
    return FALSE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return TRUE;
}

static gboolean
fail_read (SondeTableImport *self, int system_error, GError **error)
{
  g_autofree char *name = sonde_format_path (self->path);

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE, _ ("Cannot read “%s”: %s"), name,
               g_strerror (system_error));
  return FALSE;
}

static gboolean
read_table (SondeTableImport *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK_BYTES);
  FILE *stream = g_fopen (self->path, "rbe");
  gboolean good = TRUE;
  gsize n_read = 0;
  GStatBuf status;
  gsize size;

  if (stream == NULL)
    return fail_read (self, errno, error);

  if (g_stat (self->path, &status) != 0)
    status.st_size = 0;
  errno = 0;
  while (good && (size = fread (block, 1, BLOCK_BYTES, stream)) > 0)
    {
      good = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
             push (self, block, size, error) && !take_error (self, error);
      n_read += size;
      if (status.st_size > 0)
        sonde_progress_report (self->progress, (double) n_read / (double) status.st_size);
      errno = 0;
    }
  if (good && ferror (stream))
    good = fail_read (self, errno, error);
  fclose (stream);

  return good && finish (self, error) && !take_error (self, error);
}

static gboolean
fill (SondeTableImport *self, const char *path, GCancellable *cancellable, GError **error)
{
  self->writer = sonde_store_writer_open (path, error);
  if (self->writer == NULL)
    return FALSE;

  if (!sonde_store_writer_set_meta (self->writer, "endpoint-name", self->name, error) ||
      !sonde_store_writer_begin (self->writer, error) || !read_table (self, cancellable, error) ||
      !sonde_store_writer_commit (self->writer, error))
    {
      g_clear_pointer (&self->writer, sonde_store_writer_free);
      return FALSE;
    }

  return sonde_store_writer_close (g_steal_pointer (&self->writer), error);
}

static gboolean
fail_make (SondeTableImport *self, int system_error, GError **error)
{
  g_autofree char *name = sonde_format_path (self->recording_path);

  g_set_error (error, SONDE_ERROR, SONDE_ERROR_STORE, _ ("Cannot make “%s”: %s"), name,
               g_strerror (system_error));
  return FALSE;
}

/* Nobody records to what is replaced, and its journal goes with it: it would spoil the new one. */
static gboolean
put_in_place (SondeTableImport *self, const char *temporary_path, GError **error)
{
  static const char *const journals[] = { "-wal", "-shm" };
  g_autoptr (SondeFileLock) lock = NULL;

  if (g_file_test (self->recording_path, G_FILE_TEST_EXISTS))
    {
      if (!self->replaces)
        return fail_make (self, EEXIST, error);

      lock = sonde_file_lock_new (self->recording_path, error);
      if (lock == NULL)
        return FALSE;
    }

  if (g_rename (temporary_path, self->recording_path) != 0)
    return fail_make (self, errno, error);

  for (guint i = 0; lock != NULL && i < G_N_ELEMENTS (journals); i++)
    {
      g_autofree char *journal = g_strconcat (self->recording_path, journals[i], NULL);

      g_unlink (journal);
    }

  return TRUE;
}

/**
 * sonde_table_import_run:
 * @n_rows: (out) (optional): how many measures were read
 * @cancellable: (nullable): stops it
 *
 * Reads the table and makes the recording.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED, with %SONDE_ERROR_SYNTAX, whose message begins with
 * the number of the line, or with another of %SONDE_ERROR, and then there is no recording
 */
gboolean
sonde_table_import_run (SondeTableImport *self,
                        guint64 *n_rows,
                        GCancellable *cancellable,
                        GError **error)
{
  static const char *const companions[] = { "", "-wal", "-shm", "-lock", "-journal" };
  g_autofree char *temporary_path = NULL;
  gboolean good;

  g_return_val_if_fail (SONDE_IS_TABLE_IMPORT (self), FALSE);

  if (!self->replaces && g_file_test (self->recording_path, G_FILE_TEST_EXISTS))
    return fail_make (self, EEXIST, error);

  temporary_path = g_strdup_printf ("%s.part-%08x", self->recording_path, g_random_int ());
  good = fill (self, temporary_path, cancellable, error);
  good = good && put_in_place (self, temporary_path, error);

  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (temporary_path, companions[i], NULL);

      g_unlink (companion);
    }
  if (good && n_rows != NULL)
    *n_rows = self->n_rows;

  return good;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (sonde_table_import_run (source, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_table_import_run_async:
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 *
 * Does what `sonde_table_import_run()` does, in another thread.
 */
void
sonde_table_import_run_async (SondeTableImport *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SONDE_IS_TABLE_IMPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_table_import_run_async);
  /* What became of the file is told, also where it was finished in spite of a cancellation. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

/**
 * sonde_table_import_run_finish:
 * @n_rows: (out) (optional): how many measures were read
 *
 * Returns: whether the recording is made, whole
 */
gboolean
sonde_table_import_run_finish (SondeTableImport *self,
                               GAsyncResult *result,
                               guint64 *n_rows,
                               GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  if (n_rows != NULL)
    *n_rows = self->n_rows;

  return TRUE;
}
