/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-table-export.h"

#include "sonde-absent.h"
#include "sonde-csv-writer.h"
#include "sonde-dataset.h"
#include "sonde-error.h"
#include "sonde-whole-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is put together before it is written, and how often the user may change their mind. */
#define BLOCK_BYTES 65536

/**
 * SondeTableExport:
 *
 * It reads a row at a time and keeps a block of text, so that a recording of any length takes the
 * same memory. A file appears under its name once it is whole.
 */
struct _SondeTableExport
{
  GObject parent_instance;

  SondeRowSource *source;
  SondeProgress *progress;
  SondeTableKind kind;
  SondeCsvFormat format;
  gint64 from_us;
  gint64 to_us;
  char **wanted_ids; /* or NULL: all */

  /* of the thread that runs */
  GMutex mutex; /* one run at a time: the source has one place */
  GString *block;
  GPtrArray *ids;  /* what is written, in its order, with NULL at the end */
  GArray *columns; /* the place in the source of each */
  gint64 first_us; /* the part of the range with anything in it */
  gint64 last_us;
};

typedef struct
{
  char *path;
  guint max_rows;
  guint64 n_rows;
} Job;

G_DEFINE_FINAL_TYPE (SondeTableExport, sonde_table_export, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job);
}

static void
sonde_table_export_finalize (GObject *object)
{
  SondeTableExport *self = SONDE_TABLE_EXPORT (object);

  g_clear_object (&self->source);
  g_clear_object (&self->progress);
  g_clear_pointer (&self->format.zone, g_time_zone_unref);
  g_clear_pointer (&self->wanted_ids, g_strfreev);
  g_string_free (self->block, TRUE);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->columns, g_array_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_table_export_parent_class)->finalize (object);
}

static void
sonde_table_export_class_init (SondeTableExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_table_export_finalize;
}

static void
sonde_table_export_init (SondeTableExport *self)
{
  g_mutex_init (&self->mutex);
  self->progress = sonde_progress_new ();
  self->format = (SondeCsvFormat){ .separator = ',', .decimal = '.' };
  self->from_us = G_MININT64;
  self->to_us = G_MAXINT64;
  self->block = g_string_sized_new (BLOCK_BYTES + BLOCK_BYTES / 4);
  self->ids = g_ptr_array_new ();
  self->columns = g_array_new (FALSE, FALSE, sizeof (guint));
}

/**
 * sonde_table_export_new:
 * @source: where the measures come from; nobody else reads it meanwhile
 *
 * Returns: (transfer full): an export of all channels and all times as CSV
 */
SondeTableExport *
sonde_table_export_new (SondeRowSource *source)
{
  SondeTableExport *self;

  g_return_val_if_fail (SONDE_IS_ROW_SOURCE (source), NULL);

  self = g_object_new (SONDE_TYPE_TABLE_EXPORT, NULL);
  g_set_object (&self->source, source);

  return self;
}

/**
 * sonde_table_export_set_kind:
 * @kind: what to write; at first CSV
 */
void
sonde_table_export_set_kind (SondeTableExport *self, SondeTableKind kind)
{
  g_return_if_fail (SONDE_IS_TABLE_EXPORT (self));

  self->kind = kind;
}

/**
 * sonde_table_export_set_format:
 * @format: how a table is written; of JSON the zone alone
 */
void
sonde_table_export_set_format (SondeTableExport *self, const SondeCsvFormat *format)
{
  g_return_if_fail (SONDE_IS_TABLE_EXPORT (self));
  g_return_if_fail (format != NULL);

  if (format->zone != NULL)
    g_time_zone_ref (format->zone);
  g_clear_pointer (&self->format.zone, g_time_zone_unref);
  self->format = *format;
}

/**
 * sonde_table_export_set_range:
 * @from_us: the first time that is written
 * @to_us: the last time that is written
 */
void
sonde_table_export_set_range (SondeTableExport *self, gint64 from_us, gint64 to_us)
{
  g_return_if_fail (SONDE_IS_TABLE_EXPORT (self));

  self->from_us = from_us;
  self->to_us = to_us;
}

/**
 * sonde_table_export_set_channels:
 * @ids: (nullable) (array zero-terminated=1): the channels to write, in that order; %NULL for all
 */
void
sonde_table_export_set_channels (SondeTableExport *self, const char *const *ids)
{
  g_return_if_fail (SONDE_IS_TABLE_EXPORT (self));

  g_strfreev (self->wanted_ids);
  self->wanted_ids = g_strdupv ((char **) ids);
}

/**
 * sonde_table_export_get_progress:
 *
 * Returns: (transfer none): how far it has come
 */
SondeProgress *
sonde_table_export_get_progress (SondeTableExport *self)
{
  g_return_val_if_fail (SONDE_IS_TABLE_EXPORT (self), NULL);

  return self->progress;
}

static void
add_column (SondeTableExport *self, const char *const *ids, guint column)
{
  g_ptr_array_add (self->ids, (gpointer) ids[column]);
  g_array_append_val (self->columns, column);
}

static gboolean
find_column (const char *const *ids, const char *id, guint *column)
{
  for (*column = 0; ids[*column] != NULL; (*column)++)
    if (strcmp (ids[*column], id) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
choose_columns (SondeTableExport *self, GError **error)
{
  const char *const *ids = sonde_row_source_get_ids (self->source);
  guint column;

  g_ptr_array_set_size (self->ids, 0);
  g_array_set_size (self->columns, 0);
  if (self->wanted_ids == NULL)
    for (guint i = 0; ids[i] != NULL && i < SONDE_DATASET_MAX_CHANNELS; i++)
      add_column (self, ids, i);
  else
    for (guint i = 0; self->wanted_ids[i] != NULL && i < SONDE_DATASET_MAX_CHANNELS; i++)
      {
        if (!find_column (ids, self->wanted_ids[i], &column))
          {
            g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT, _ ("There is no channel “%s”"),
                         self->wanted_ids[i]);
            return FALSE;
          }
        add_column (self, ids, column);
      }
  g_ptr_array_add (self->ids, NULL);

  return TRUE;
}

static gboolean
begin (SondeTableExport *self, GError **error)
{
  if (!sonde_row_source_open (self->source, self->from_us, self->to_us, error) ||
      !choose_columns (self, error))
    return FALSE;

  if (!sonde_row_source_get_span (self->source, &self->first_us, &self->last_us))
    self->first_us = self->last_us = 0;
  self->first_us = MAX (self->first_us, self->from_us);
  self->last_us = MIN (self->last_us, self->to_us);

  g_string_truncate (self->block, 0);
  if (self->kind == SONDE_TABLE_CSV)
    sonde_csv_write_header (self->block, &self->format, (const char *const *) self->ids->pdata);

  return TRUE;
}

/* In a table every column has a field; an object leaves out what a measure says nothing of. */
static gboolean
append_row (SondeTableExport *self, gint64 time_us, const double *values, guint n_values)
{
  const char *ids[SONDE_DATASET_MAX_CHANNELS + 1];
  double row[SONDE_DATASET_MAX_CHANNELS];
  guint n = 0;
  guint n_known = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      guint column = g_array_index (self->columns, guint, i);
      double value = column < n_values ? values[column] : sonde_absent ();

      n_known += sonde_is_absent (value) ? 0 : 1;
      if (self->kind == SONDE_TABLE_JSON_LINES && sonde_is_absent (value))
        continue;
      ids[n] = g_ptr_array_index (self->ids, i);
      row[n++] = value;
    }
  ids[n] = NULL;

  /* Of the channels that are wanted, this measure had none. */
  if (n_known == 0 && self->wanted_ids != NULL)
    return FALSE;

  if (self->kind == SONDE_TABLE_CSV)
    sonde_csv_write_row (self->block, &self->format, time_us, row, n);
  else
    sonde_json_lines_write_row (self->block, self->format.zone, ids, time_us, row);

  return TRUE;
}

static gboolean
flush (SondeTableExport *self,
       SondeWholeFile *file,
       gint64 time_us,
       GCancellable *cancellable,
       GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !sonde_whole_file_write (file, self->block->str, self->block->len, error))
    return FALSE;

  g_string_truncate (self->block, 0);
  if (self->last_us > self->first_us)
    sonde_progress_report (self->progress, ((double) time_us - (double) self->first_us) /
                                               ((double) self->last_us - (double) self->first_us));
  return TRUE;
}

/* With the lock. */
static gboolean
write_rows (SondeTableExport *self,
            SondeWholeFile *file,
            guint64 *n_rows,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GError) own_error = NULL;
  const double *values;
  guint n_values;
  gint64 time_us;

  while (sonde_row_source_next (self->source, &time_us, &values, &n_values, &own_error))
    {
      if (append_row (self, time_us, values, n_values))
        (*n_rows)++;
      if (self->block->len >= BLOCK_BYTES && !flush (self, file, time_us, cancellable, error))
        return FALSE;
    }
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  return flush (self, file, self->last_us, cancellable, error);
}

/**
 * sonde_table_export_preview:
 * @max_rows: how many measures to show
 * @cancellable: (nullable): stops it
 *
 * Writes the first measures as they would be written, without a byte order mark.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL with an error as
 *   `sonde_table_export_run()` has
 */
char *
sonde_table_export_preview (SondeTableExport *self,
                            guint max_rows,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GError) own_error = NULL;
  gsize start;
  const double *values;
  guint n_values;
  gint64 time_us;

  g_return_val_if_fail (SONDE_IS_TABLE_EXPORT (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !begin (self, error))
    return NULL;

  for (guint i = 0; i < max_rows && self->block->len < BLOCK_BYTES;)
    {
      if (!sonde_row_source_next (self->source, &time_us, &values, &n_values, &own_error))
        break;
      i += append_row (self, time_us, values, n_values) ? 1 : 0;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }

  start = self->kind == SONDE_TABLE_CSV && self->format.bom ? strlen ("\357\273\277") : 0;

  return g_strndup (self->block->str + start, self->block->len - start);
}

static void
run_preview (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  char *text = sonde_table_export_preview (source, job->max_rows, cancellable, &error);

  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_table_export_preview_async:
 * @max_rows: how many measures to show
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 *
 * Does what `sonde_table_export_preview()` does, in another thread.
 */
void
sonde_table_export_preview_async (SondeTableExport *self,
                                  guint max_rows,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (SONDE_IS_TABLE_EXPORT (self));

  job->max_rows = max_rows;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_table_export_preview_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_preview);
}

/**
 * sonde_table_export_preview_finish:
 *
 * Returns: (transfer full) (nullable): the text, or %NULL with an error
 */
char *
sonde_table_export_preview_finish (SondeTableExport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sonde_table_export_run:
 * @path: (nullable): the file, or %NULL for standard output
 * @n_rows: (out) (optional): how many measures were written
 * @cancellable: (nullable): stops it
 *
 * Writes. Safe from any thread, once everything is set.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED, with a #GFileError where the file cannot be written,
 *   or with an error of the source, and then what was there still is
 */
gboolean
sonde_table_export_run (SondeTableExport *self,
                        const char *path,
                        guint64 *n_rows,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (SondeWholeFile) file = NULL;
  guint64 n_written = 0;

  g_return_val_if_fail (SONDE_IS_TABLE_EXPORT (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !begin (self, error))
    return FALSE;

  file = sonde_whole_file_new (path, error);
  if (file == NULL || !write_rows (self, file, &n_written, cancellable, error) ||
      !sonde_whole_file_finish (file, error))
    return FALSE;

  sonde_progress_report (self->progress, 1);
  if (n_rows != NULL)
    *n_rows = n_written;

  return TRUE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (sonde_table_export_run (source, job->path, &job->n_rows, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * sonde_table_export_run_async:
 * @path: (nullable): the file, or %NULL for standard output
 * @cancellable: (nullable): stops it
 * @callback: called when it is done
 *
 * Does what `sonde_table_export_run()` does, in another thread.
 */
void
sonde_table_export_run_async (SondeTableExport *self,
                              const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (SONDE_IS_TABLE_EXPORT (self));

  job->path = g_strdup (path);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sonde_table_export_run_async);
  g_task_set_task_data (task, job, job_free);
  /* What became of the file is told, also where it was finished in spite of a cancellation. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run);
}

/**
 * sonde_table_export_run_finish:
 * @n_rows: (out) (optional): how many measures were written
 *
 * Returns: whether the file is written, whole
 */
gboolean
sonde_table_export_run_finish (SondeTableExport *self,
                               GAsyncResult *result,
                               guint64 *n_rows,
                               GError **error)
{
  const Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  if (n_rows != NULL)
    *n_rows = job->n_rows;

  return TRUE;
}
