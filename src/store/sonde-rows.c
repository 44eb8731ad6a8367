/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-rows.h"

#include "sonde-absent.h"
#include "sonde-chunk-codec.h"

#include <glib/gi18n-lib.h>

#define INITIAL_CAPACITY 64

/**
 * sonde_rows_new:
 *
 * Returns: (transfer full): no rows
 */
SondeRows *
sonde_rows_new (void)
{
  return g_new0 (SondeRows, 1);
}

/**
 * sonde_rows_free:
 *
 * Frees the rows.
 */
void
sonde_rows_free (SondeRows *self)
{
  g_clear_pointer (&self->times_us, g_free);
  for (guint i = 0; i < self->n_columns; i++)
    g_clear_pointer (&self->columns[i], g_free);
  g_free (self);
}

static void
reserve (SondeRows *self, gsize n_rows)
{
  if (n_rows <= self->capacity)
    return;

  self->capacity = MAX (MAX (self->capacity * 2, n_rows), INITIAL_CAPACITY);
  self->times_us = g_renew (gint64, self->times_us, self->capacity);
  for (guint i = 0; i < self->n_columns; i++)
    self->columns[i] = g_renew (double, self->columns[i], self->capacity);
}

static void
ensure_columns (SondeRows *self, guint n_columns)
{
  g_assert (n_columns <= SONDE_PACKED_MAX_COLUMNS);

  for (; self->n_columns < n_columns; self->n_columns++)
    {
      double *column = g_new (double, MAX (self->capacity, 1));

      for (gsize i = 0; i < self->n_rows; i++)
        column[i] = sonde_absent ();
      self->columns[self->n_columns] = column;
    }
}

/**
 * sonde_rows_can_hold:
 *
 * Returns: whether a time is one that a clock could have shown
 */
gboolean
sonde_rows_can_hold (gint64 time_us)
{
  return time_us > -SONDE_ROWS_MAX_TIME_US && time_us < SONDE_ROWS_MAX_TIME_US;
}

/**
 * sonde_rows_find:
 *
 * Returns: the first row at or after a time, or the number of rows
 */
gsize
sonde_rows_find (const SondeRows *self, gint64 time_us)
{
  gsize low = 0;
  gsize high = self->n_rows;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->times_us[middle] < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Makes room for a row behind all those of its time. */
static gsize
open_row (SondeRows *self, gint64 time_us)
{
  gsize row = self->n_rows;

  reserve (self, self->n_rows + 1);
  if (row > 0 && self->times_us[row - 1] > time_us)
    {
      /* The latest time of all is not above any other. */
      row = sonde_rows_find (self, time_us + 1);
      memmove (self->times_us + row + 1, self->times_us + row,
               (self->n_rows - row) * sizeof (gint64));
      for (guint i = 0; i < self->n_columns; i++)
        memmove (self->columns[i] + row + 1, self->columns[i] + row,
                 (self->n_rows - row) * sizeof (double));
    }

  self->times_us[row] = time_us;
  self->n_rows++;

  return row;
}

/**
 * sonde_rows_insert:
 * @time_us: the time of a measure
 * @values: (array length=n_values): a value per channel; the channels after them are absent
 * @n_values: at most %SONDE_PACKED_MAX_COLUMNS
 *
 * Adds a measure in its place by time, behind those of the same time.
 */
void
sonde_rows_insert (SondeRows *self, gint64 time_us, const double *values, guint n_values)
{
  gsize row;

  ensure_columns (self, n_values);
  row = open_row (self, time_us);
  for (guint i = 0; i < self->n_columns; i++)
    self->columns[i][row] = i < n_values ? values[i] : sonde_absent ();
}

/**
 * sonde_rows_merge:
 * @other: other rows
 * @from: the first of them to take
 * @to: the first of them not to take
 *
 * Adds measures in their places by time.
 */
void
sonde_rows_merge (SondeRows *self, const SondeRows *other, gsize from, gsize to)
{
  double values[SONDE_PACKED_MAX_COLUMNS];

  reserve (self, self->n_rows + (to - from));
  for (gsize row = from; row < to; row++)
    {
      sonde_rows_get (other, row, values);
      sonde_rows_insert (self, other->times_us[row], values, other->n_columns);
    }
}

/**
 * sonde_rows_append_chunk:
 * @data: (array length=size): packed measures, none before the last row
 * @size: how many bytes
 *
 * Unpacks measures behind the others.
 *
 * Returns: %FALSE with %SONDE_ERROR_DAMAGED, and then the rows are as they were
 */
gboolean
sonde_rows_append_chunk (SondeRows *self, const void *data, gsize size, GError **error)
{
  SondePacked chunk;

  if (!sonde_chunk_codec_init (&chunk, data, size, error))
    return FALSE;

  ensure_columns (self, chunk.n_columns);
  reserve (self, self->n_rows + chunk.n_rows);
  if (!sonde_chunk_codec_decode_times (&chunk, self->times_us + self->n_rows, error))
    return FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    if (!sonde_chunk_codec_decode_column (&chunk, i, self->columns[i] + self->n_rows, error))
      return FALSE;

  /* The times are in order: the first and the last speak for all. */
  if (chunk.n_rows > 0 && (!sonde_rows_can_hold (self->times_us[self->n_rows]) ||
                           !sonde_rows_can_hold (self->times_us[self->n_rows + chunk.n_rows - 1])))
    return sonde_packed_fail (error, _ ("its times are impossible"));

  self->n_rows += chunk.n_rows;

  return TRUE;
}

/**
 * sonde_rows_remove_first:
 * @n_rows: how many
 *
 * Forgets the earliest rows.
 */
void
sonde_rows_remove_first (SondeRows *self, gsize n_rows)
{
  self->n_rows -= n_rows;
  if (self->n_rows == 0)
    return;

  memmove (self->times_us, self->times_us + n_rows, self->n_rows * sizeof (gint64));
  for (guint i = 0; i < self->n_columns; i++)
    memmove (self->columns[i], self->columns[i] + n_rows, self->n_rows * sizeof (double));
}

/**
 * sonde_rows_get:
 * @row: which row
 * @values: (out caller-allocates): where its `n_columns` values go
 *
 * Copies the values of a measure.
 */
void
sonde_rows_get (const SondeRows *self, gsize row, double *values)
{
  for (guint i = 0; i < self->n_columns; i++)
    values[i] = self->columns[i][row];
}
