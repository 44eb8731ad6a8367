/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-cursor.h"

#include "sonde-store-file.h"

struct _SondeRecordingCursor
{
  SondeDatabase *database; /* in one read transaction from the first to the last */
  GArray *chunks;          /* the numbers of those to come, in order */
  guint next_chunk;
  gint64 to_us;
  SondeRows *rows;
  gsize row;
  gboolean at_recent;
  double values[SONDE_PACKED_MAX_COLUMNS];
};

static gboolean
list_chunks (SondeRecordingCursor *self, gint64 from_us, GError **error)
{
  sqlite3_stmt *statement = sonde_store_select_chunks (self->database, from_us, G_MAXINT64, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;

  while (row)
    {
      gint64 number;

      if (!sonde_database_step (self->database, statement, &row, error))
        return FALSE;

      /* The last time of a chunk lies at or before the first of the next. */
      if (row && sqlite3_column_int64 (statement, 1) <= self->to_us)
        {
          number = sqlite3_column_int64 (statement, 0);
          g_array_append_val (self->chunks, number);
        }
    }

  return TRUE;
}

static gboolean
load_next (SondeRecordingCursor *self, GError **error)
{
  g_clear_pointer (&self->rows, sonde_rows_free);
  self->row = 0;

  if (self->next_chunk < self->chunks->len)
    {
      self->rows = sonde_store_read_chunk (
          self->database, g_array_index (self->chunks, gint64, self->next_chunk++), error);
    }
  else
    {
      self->rows = sonde_store_read_recent (self->database, error);
      self->at_recent = TRUE;
    }

  return self->rows != NULL;
}

/**
 * sonde_recording_cursor_new:
 * @path: a recording
 * @from_us: the first time wanted
 * @to_us: the last time wanted, itself included
 *
 * Returns: (transfer full) (nullable): a cursor before the first measure of the range, or %NULL
 *   with what `sonde_recording_open()` says
 */
SondeRecordingCursor *
sonde_recording_cursor_new (const char *path, gint64 from_us, gint64 to_us, GError **error)
{
  g_autoptr (SondeRecordingCursor) self = g_new0 (SondeRecordingCursor, 1);

  g_return_val_if_fail (path != NULL, NULL);

  self->chunks = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->to_us = to_us;
  self->database = sonde_store_open (path, SONDE_DATABASE_READ, error);
  if (self->database == NULL || !sonde_database_run (self->database, "BEGIN", error) ||
      !list_chunks (self, from_us, error) || !load_next (self, error))
    return NULL;

  self->row = sonde_rows_find (self->rows, from_us);
  while (self->row == self->rows->n_rows && !self->at_recent)
    {
      if (!load_next (self, error))
        return NULL;
      self->row = sonde_rows_find (self->rows, from_us);
    }

  return g_steal_pointer (&self);
}

/**
 * sonde_recording_cursor_free:
 *
 * Frees the cursor.
 */
void
sonde_recording_cursor_free (SondeRecordingCursor *self)
{
  g_clear_pointer (&self->rows, sonde_rows_free);
  g_clear_pointer (&self->chunks, g_array_unref);
  g_clear_pointer (&self->database, sonde_database_close);
  g_free (self);
}

/**
 * sonde_recording_cursor_next:
 * @time_us: (out): the measure's time
 * @values: (out) (transfer none): a value per channel, good until the next call; NaN as in
 *   `sonde-absent.h`
 * @n_values: (out): how many; the channels after them are absent
 *
 * Gets the next measure.
 *
 * Returns: %FALSE at the end, without an error, and where the file is damaged, with one
 */
gboolean
sonde_recording_cursor_next (SondeRecordingCursor *self,
                             gint64 *time_us,
                             const double **values,
                             guint *n_values,
                             GError **error)
{
  while (self->row == self->rows->n_rows)
    if (self->at_recent || !load_next (self, error))
      {
        if (self->rows == NULL)
          self->rows = sonde_rows_new ();
        self->at_recent = TRUE;
        return FALSE;
      }

  if (self->rows->times_us[self->row] > self->to_us)
    return FALSE;

  sonde_rows_get (self->rows, self->row, self->values);
  *time_us = self->rows->times_us[self->row++];
  *values = self->values;
  *n_values = self->rows->n_columns;

  return TRUE;
}
