/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-timeline.h"
#include "sonde-absent.h"
#include "sonde-inbox.h"

#include <math.h>
#include <stdatomic.h>

/* What a column has besides its cells. The newest entry decides whether another gap says anything.
 * Its changes are counted apart by the two who make them, so that adding one needs no locked
 * instruction. */
typedef struct
{
  atomic_uint_fast64_t n_posted;  /* by the one thread that posts */
  atomic_uint_fast64_t n_changes; /* with the lock */
  gboolean ends_with_value;
  gsize n_values;
} Column;

/**
 * SondeTimeline:
 *
 * A table of rows whose times never decrease, with up to %SONDE_ROW_TABLE_MAX_COLUMNS columns of
 * values, that has a bound and is shared by threads.
 *
 * A column's entries are the rows in which its cell is a value or a gap. No column begins with a
 * gap or has two in a row: such a gap says nothing, and is not written.
 *
 * Any thread reads, under one lock; none holds it for longer than the O(log N) of the table, or
 * than it takes to copy what it asked for. One thread appends. It needs the lock for what is not a
 * value, and for a value where many others wait: else its values wait in an inbox, and whoever next
 * takes the lock adds them. So nobody sees the table without them.
 */
struct _SondeTimeline
{
  gatomicrefcount ref_count;
  GMutex mutex;
  SondeInbox inbox;
  gsize max_rows;
  SondeRowTable *rows;
  Column *columns[SONDE_ROW_TABLE_MAX_COLUMNS];
  guint n_columns;
};

/* What goes at once when the timeline is full: the more, the rarer the work; the less, the calmer
 * the picture. */
#define DROP_DIVISOR  8
#define MAX_DROP_ROWS (8 * SONDE_CHUNK_MAX_ROWS)

static void
count_up (atomic_uint_fast64_t *counter)
{
  guint64 count = atomic_load_explicit (counter, memory_order_relaxed);

  atomic_store_explicit (counter, count + 1, memory_order_release);
}

static void
touch (Column *column)
{
  count_up (&column->n_changes);
}

static void
forget_rows (SondeTimeline *self)
{
  sonde_row_table_clear (self->rows);

  for (guint i = 0; i < self->n_columns; i++)
    {
      Column *column = self->columns[i];

      column->n_values = 0;
      column->ends_with_value = FALSE;
      touch (column);
    }
}

/* Looks for the nearest entry of a column. */
static gboolean
find_entry (
    SondeTimeline *self, guint column, SondePosition from, gboolean forward, SondePosition *found)
{
  return sonde_row_table_find (self->rows, column, from, forward, SONDE_CELL_ENTRY, found);
}

static gboolean
is_gap (SondeTimeline *self, guint column, SondePosition position)
{
  return isnan (sonde_row_table_get (self->rows, column, position).value);
}

/* Brings what is known of a column up to date after rows went, and removes a gap that now leads. */
static void
settle_column (SondeTimeline *self, guint index)
{
  Column *column = self->columns[index];
  SondePosition start = sonde_row_table_get_start (self->rows);
  SondePosition end = sonde_row_table_get_end (self->rows);
  SondePosition found;
  SondeDigest digest;

  if (find_entry (self, index, start, TRUE, &found) && is_gap (self, index, found))
    sonde_row_table_set_cell (self->rows, index, found, sonde_cell_absent ());

  sonde_digest_init (&digest);
  sonde_row_table_digest (self->rows, index, start, end, SONDE_DIGEST_WITHOUT_SQUARES, &digest);
  column->n_values = digest.count;
  column->ends_with_value = find_entry (self, index, end, FALSE, &found) &&
                            !is_gap (self, index, found);
  touch (column);
}

static void
drop_oldest (SondeTimeline *self)
{
  gsize n_drop = CLAMP (self->max_rows / DROP_DIVISOR, 1, MAX_DROP_ROWS);

  if (n_drop >= self->rows->n_rows)
    {
      forget_rows (self);
      return;
    }

  sonde_row_table_drop_rows (self->rows, n_drop);
  for (guint i = 0; i < self->n_columns; i++)
    settle_column (self, i);
}

/* Whether a gap would lead its column or lie beside another. */
static gboolean
gap_is_redundant (SondeTimeline *self, guint column, SondePosition position)
{
  SondePosition found;

  if (sonde_row_table_is_end (self->rows, position))
    return !self->columns[column]->ends_with_value;

  if (!find_entry (self, column, position, FALSE, &found) || is_gap (self, column, found))
    return TRUE;

  return find_entry (self, column, position, TRUE, &found) && is_gap (self, column, found);
}

/* Writes an entry where it belongs, if it says something. */
static gboolean
place (SondeTimeline *self, guint index, gint64 time_us, double cell)
{
  Column *column = self->columns[index];
  SondePosition position = sonde_row_table_upper_bound (self->rows, time_us);
  gboolean has_value = !isnan (cell);
  SondePosition row;

  if (!has_value && gap_is_redundant (self, index, position))
    return FALSE;

  if (!sonde_row_table_find_open_row (self->rows, index, position, time_us, &row))
    {
      if (self->rows->n_rows == self->max_rows)
        {
          if (position.chunk == 0 && position.row == 0)
            return FALSE;

          drop_oldest (self);
          position = sonde_row_table_upper_bound (self->rows, time_us);
          if (!has_value && gap_is_redundant (self, index, position))
            return FALSE;
        }

      row = sonde_row_table_insert_row (self->rows, position, time_us);
    }

  if (!find_entry (self, index, (SondePosition){ row.chunk, row.row + 1 }, TRUE, &position))
    column->ends_with_value = has_value;
  sonde_row_table_set_cell (self->rows, index, row, cell);
  column->n_values += has_value ? 1 : 0;

  return TRUE;
}

/* Does what place() does, soonest where it is a value later than all others. */
static gboolean
add (SondeTimeline *self, guint index, gint64 time_us, double cell)
{
  SondeRowTable *rows = self->rows;

  if (isnan (cell) || rows->n_rows == 0 || rows->n_rows >= self->max_rows ||
      time_us <= rows->last_us)
    return place (self, index, time_us, cell);

  sonde_row_table_append (rows, time_us, index, &cell, 1);
  self->columns[index]->n_values++;
  self->columns[index]->ends_with_value = TRUE;

  return TRUE;
}

/* Adds what waits in the inbox. It was counted when it came, or a reader would find its own reading
 * new. */
static void
empty_inbox (SondeTimeline *self)
{
  SondeInboxEntry entries[SONDE_INBOX_SIZE];
  gsize n_entries = sonde_inbox_take (&self->inbox, entries);

  for (gsize i = 0; i < n_entries; i++)
    add (self, entries[i].column, entries[i].time_us, entries[i].value);
}

static void
lock (SondeTimeline *self)
{
  g_mutex_lock (&self->mutex);
  if (!sonde_inbox_is_empty (&self->inbox))
    empty_inbox (self);
}

static void
unlock (SondeTimeline *self)
{
  g_mutex_unlock (&self->mutex);
}

static double
to_cell (double value)
{
  return isfinite (value) ? value : (double) NAN;
}

/**
 * sonde_timeline_new:
 * @max_rows: how many rows at most; at least 1
 *
 * Returns: (transfer full): a timeline without columns
 */
SondeTimeline *
sonde_timeline_new (gsize max_rows)
{
  SondeTimeline *self = g_new0 (SondeTimeline, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  /* A node of the pyramid counts in 32 bits. */
  self->max_rows = MIN (max_rows, G_MAXUINT32);
  self->rows = sonde_row_table_new ();

  return self;
}

/**
 * sonde_timeline_set_max_rows:
 * @max_rows: how many rows at most; at least 1
 *
 * Changes the bound. The oldest rows beyond it go at once.
 */
void
sonde_timeline_set_max_rows (SondeTimeline *self, gsize max_rows)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (max_rows > 0);

  lock (self);
  self->max_rows = MIN (max_rows, G_MAXUINT32);
  if (self->rows->n_rows > self->max_rows)
    {
      sonde_row_table_drop_rows (self->rows, self->rows->n_rows - self->max_rows);
      for (guint i = 0; i < self->n_columns; i++)
        settle_column (self, i);
    }
  unlock (self);
}

SondeTimeline *
sonde_timeline_ref (SondeTimeline *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sonde_timeline_unref (SondeTimeline *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i]);
  sonde_row_table_free (self->rows);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * sonde_timeline_add_column:
 *
 * Adds a column without entries, which must not be one too many.
 *
 * Returns: its index
 */
guint
sonde_timeline_add_column (SondeTimeline *self)
{
  Column *column = g_new0 (Column, 1);
  guint index;

  atomic_init (&column->n_posted, 0);
  atomic_init (&column->n_changes, 0);

  g_mutex_lock (&self->mutex);
  index = sonde_row_table_add_column (self->rows);
  self->n_columns = index + 1;
  self->columns[index] = column;
  g_mutex_unlock (&self->mutex);

  return index;
}

/**
 * sonde_timeline_append:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @value: a value; a gap where it is not finite
 *
 * Adds an entry of one column. It shares the row of the latest entries of its time where it can.
 */
void
sonde_timeline_append (SondeTimeline *self, guint column, gint64 time_us, double value)
{
  if (isfinite (value) && sonde_inbox_post (&self->inbox, column, time_us, value))
    {
      count_up (&self->columns[column]->n_posted);
      return;
    }

  lock (self);
  if (add (self, column, time_us, to_cell (value)))
    touch (self->columns[column]);
  unlock (self);
}

/* Makes the cells of a row at the end, and counts them: values, gaps where they say something, and
 * else nothing. Returns whether there is anything. */
static gboolean
make_cells (SondeTimeline *self, const double *values, guint n_values, double *cells)
{
  gboolean says_something = FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      Column *column = self->columns[i];
      gboolean has_value = i < n_values && isfinite (values[i]);

      cells[i] = has_value ? values[i] : (double) NAN;
      if (!has_value && !column->ends_with_value)
        {
          cells[i] = sonde_cell_absent ();
          continue;
        }

      column->n_values += has_value ? 1 : 0;
      column->ends_with_value = has_value;
      touch (column);
      says_something = TRUE;
    }

  return says_something;
}

/**
 * sonde_timeline_append_row:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @values: (array length=n_values): a value per column; a gap where it is not finite
 * @n_values: how many; the columns beyond them get a gap
 *
 * Adds an entry to every column, under one lock.
 */
void
sonde_timeline_append_row (SondeTimeline *self,
                           gint64 time_us,
                           const double *values,
                           guint n_values)
{
  double cells[SONDE_ROW_TABLE_MAX_COLUMNS];
  gsize n_rows;

  lock (self);
  n_rows = self->rows->n_rows;
  if (n_rows == 0 || n_rows == self->max_rows || time_us < self->rows->last_us)
    {
      for (guint i = 0; i < self->n_columns; i++)
        if (place (self, i, time_us, i < n_values ? to_cell (values[i]) : (double) NAN))
          touch (self->columns[i]);
    }
  else if (make_cells (self, values, n_values, cells))
    {
      sonde_row_table_append (self->rows, time_us, 0, cells, self->n_columns);
    }
  unlock (self);
}

void
sonde_timeline_clear (SondeTimeline *self)
{
  lock (self);
  forget_rows (self);
  unlock (self);
}

/**
 * sonde_timeline_clear_column:
 *
 * Forgets the entries of one column; the rows go with the last of them.
 */
void
sonde_timeline_clear_column (SondeTimeline *self, guint index)
{
  Column *column = self->columns[index];
  gboolean in_use = FALSE;

  lock (self);
  for (guint i = 0; i < self->n_columns; i++)
    in_use |= i != index && self->columns[i]->n_values > 0;

  if (!in_use)
    {
      forget_rows (self);
    }
  else
    {
      sonde_row_table_clear_column (self->rows, index);
      column->n_values = 0;
      column->ends_with_value = FALSE;
      touch (column);
    }
  unlock (self);
}

guint64
sonde_timeline_get_generation (SondeTimeline *self, guint column)
{
  return atomic_load_explicit (&self->columns[column]->n_changes, memory_order_acquire) +
         atomic_load_explicit (&self->columns[column]->n_posted, memory_order_acquire);
}

/**
 * sonde_timeline_lock:
 *
 * Returns: (transfer none): the rows, until the lock is given back
 */
SondeRowTable *
sonde_timeline_lock (SondeTimeline *self)
{
  lock (self);

  return self->rows;
}

void
sonde_timeline_unlock (SondeTimeline *self)
{
  unlock (self);
}

/**
 * sonde_timeline_get_n_values:
 *
 * With the lock.
 *
 * Returns: how many values a column has
 */
gsize
sonde_timeline_get_n_values (SondeTimeline *self, guint column)
{
  return self->columns[column]->n_values;
}

/* Appends a row, unless it has no entry in any column. */
static void
copy_row (
    SondeTimeline *self, SondePosition position, guint n_columns, GArray *times_us, GArray *values)
{
  guint start = values->len;
  gboolean says_something = FALSE;
  gint64 time_us = 0;

  for (guint i = 0; i < n_columns; i++)
    {
      SondeSample sample = sonde_row_table_get (self->rows, i, position);

      time_us = sample.time_us;
      if (sonde_cell_is_absent (sample.value))
        sample.value = sonde_absent ();
      else
        says_something = TRUE;
      g_array_append_val (values, sample.value);
    }

  if (says_something)
    g_array_append_val (times_us, time_us);
  else
    g_array_set_size (values, start);
}

/**
 * sonde_timeline_copy_rows:
 *
 * Does what `sonde_dataset_copy_rows()` says.
 */
gboolean
sonde_timeline_copy_rows (SondeTimeline *self,
                          gint64 from_us,
                          gint64 to_us,
                          guint max_rows,
                          guint n_columns,
                          GArray *times_us,
                          GArray *values)
{
  guint end = times_us->len + max_rows;
  gboolean more = FALSE;
  SondePosition position;

  lock (self);
  position = sonde_row_table_lower_bound (self->rows, from_us);
  while (n_columns > 0 && !sonde_row_table_is_end (self->rows, position))
    {
      gint64 time_us;

      if (position.row == sonde_row_table_get_n_chunk_rows (self->rows, position.chunk))
        {
          position = (SondePosition){ position.chunk + 1, 0 };
          continue;
        }

      time_us = sonde_row_table_get (self->rows, 0, position).time_us;
      if (time_us > to_us)
        break;
      more = times_us->len >= end && time_us != g_array_index (times_us, gint64, times_us->len - 1);
      if (more)
        break;

      copy_row (self, position, n_columns, times_us, values);
      position.row++;
    }
  unlock (self);

  return more;
}
