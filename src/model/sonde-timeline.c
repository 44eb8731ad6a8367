/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-timeline.h"
#include "sonde-pyramid.h"

#include <math.h>
#include <stdatomic.h>

/* What a column has besides its cells. The newest entry decides whether another gap says anything.
 */
typedef struct
{
  atomic_uint_fast64_t generation;
  gboolean ends_with_value;
  gsize n_values;
  SondePyramid pyramid;
} Column;

/**
 * SondeTimeline:
 *
 * A column of times that never decrease, and up to %SONDE_TIMELINE_MAX_COLUMNS columns of values
 * beside it, cut into chunks of some thousands of rows.
 *
 * A column's entries are the rows in which its cell is a value or a gap. No column begins with a
 * gap or has two in a row: such a gap says nothing, and is not written.
 *
 * Every chunk but the last is sealed and has its node in the pyramid of each column, so that a
 * range of N rows is summed up from O(log N) nodes. One thread appends and any thread reads, under
 * one lock; no reader holds it for longer than its O(log N), or than it takes to copy what it asked
 * for.
 */
struct _SondeTimeline
{
  gatomicrefcount ref_count;
  GMutex mutex;
  gsize max_rows;
  gsize n_rows;
  GPtrArray *chunks;
  GArray *first_times_us; /* gint64, that of each chunk */
  SondeChunk *newest;     /* the last chunk */
  gint64 last_us;
  Column *columns[SONDE_TIMELINE_MAX_COLUMNS];
  guint n_columns;
};

#define LEAST_CAPACITY 64
/* What goes at once when the timeline is full: the more, the rarer the work; the less, the calmer
 * the picture. */
#define DROP_DIVISOR  8
#define MAX_DROP_ROWS (8 * SONDE_CHUNK_MAX_ROWS)

static SondeChunk *
get_chunk (SondeTimeline *self, gsize index)
{
  return g_ptr_array_index (self->chunks, index);
}

/* Only the thread that holds the lock writes, so that adding needs no locked instruction. */
static void
touch (Column *column)
{
  guint64 generation = atomic_load_explicit (&column->generation, memory_order_relaxed);

  atomic_store_explicit (&column->generation, generation + 1, memory_order_release);
}

static gboolean
is_sealed (SondeTimeline *self, gsize chunk)
{
  return chunk + 1 < self->chunks->len;
}

static void
digest_chunk (SondeTimeline *self, gsize chunk, guint column, SondeDigest *digest)
{
  sonde_digest_init (digest);
  sonde_chunk_digest (get_chunk (self, chunk), column, 0,
                      sonde_chunk_get_n_rows (get_chunk (self, chunk)), SONDE_DIGEST_ALL, digest);
}

/* Adds the node of a chunk that has just become a sealed one to every pyramid. */
static void
insert_node (SondeTimeline *self, gsize chunk)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      SondeDigest digest;

      digest_chunk (self, chunk, i, &digest);
      sonde_pyramid_insert (&self->columns[i]->pyramid, chunk, &digest);
    }
}

static void
update_node (SondeTimeline *self, gsize chunk, guint column)
{
  SondeDigest digest;

  if (!is_sealed (self, chunk))
    return;

  digest_chunk (self, chunk, column, &digest);
  sonde_pyramid_set (&self->columns[column]->pyramid, chunk, &digest);
}

/* After a change in any row of a chunk but a new last one. */
static void
refresh_chunk (SondeTimeline *self, gsize chunk)
{
  for (guint i = 0; i < self->n_columns; i++)
    update_node (self, chunk, i);

  g_array_index (self->first_times_us, gint64,
                 chunk) = sonde_chunk_get_time_us (get_chunk (self, chunk), 0);
}

static void
forget_rows (SondeTimeline *self)
{
  g_ptr_array_set_size (self->chunks, 0);
  g_array_set_size (self->first_times_us, 0);
  self->newest = NULL;
  self->n_rows = 0;

  for (guint i = 0; i < self->n_columns; i++)
    {
      Column *column = self->columns[i];

      sonde_pyramid_finish (&column->pyramid);
      sonde_pyramid_init (&column->pyramid, 0);
      column->n_values = 0;
      column->ends_with_value = FALSE;
      touch (column);
    }
}

static void
set_cell (SondeTimeline *self, guint index, SondePosition position, double cell)
{
  Column *column = self->columns[index];

  if (position.chunk + 1 == self->chunks->len &&
      position.row + 1 == sonde_chunk_get_n_rows (self->newest))
    {
      sonde_chunk_set_newest (self->newest, index, cell);
    }
  else
    {
      sonde_chunk_set_cell (get_chunk (self, position.chunk), index, position.row, cell);
      update_node (self, position.chunk, index);
    }

  column->n_values += isnan (cell) ? 0 : 1;
  touch (column);
}

/* Brings what is known of a column up to date after rows went, and removes a gap that now leads. */
static void
settle_column (SondeTimeline *self, guint index)
{
  Column *column = self->columns[index];
  SondePosition found;
  SondeDigest digest;

  if (sonde_timeline_find (self, index, sonde_timeline_get_start (self), TRUE, SONDE_CELL_ENTRY,
                           &found) &&
      isnan (sonde_timeline_get (self, index, found).value))
    {
      sonde_chunk_set_cell (get_chunk (self, found.chunk), index, found.row, sonde_cell_absent ());
      update_node (self, found.chunk, index);
    }

  sonde_digest_init (&digest);
  sonde_timeline_digest (self, index, sonde_timeline_get_start (self),
                         sonde_timeline_get_end (self), SONDE_DIGEST_WITHOUT_SQUARES, &digest);
  column->n_values = digest.count;
  column->ends_with_value = sonde_timeline_find (self, index, sonde_timeline_get_end (self), FALSE,
                                                 SONDE_CELL_ENTRY, &found) &&
                            !isnan (sonde_timeline_get (self, index, found).value);
  touch (column);
}

static void
drop_oldest (SondeTimeline *self)
{
  gsize n_drop = CLAMP (self->max_rows / DROP_DIVISOR, 1, MAX_DROP_ROWS);
  gsize n_left = n_drop;
  guint n_chunks = 0;

  if (n_drop >= self->n_rows)
    {
      forget_rows (self);
      return;
    }

  while (sonde_chunk_get_n_rows (get_chunk (self, n_chunks)) <= n_left)
    n_left -= sonde_chunk_get_n_rows (get_chunk (self, n_chunks++));

  if (n_chunks > 0)
    {
      g_ptr_array_remove_range (self->chunks, 0, n_chunks);
      g_array_remove_range (self->first_times_us, 0, n_chunks);
      for (guint i = 0; i < self->n_columns; i++)
        sonde_pyramid_drop (&self->columns[i]->pyramid, n_chunks);
    }

  if (n_left > 0)
    {
      sonde_chunk_drop_rows (get_chunk (self, 0), n_left);
      refresh_chunk (self, 0);
    }

  self->n_rows -= n_drop;
  for (guint i = 0; i < self->n_columns; i++)
    settle_column (self, i);
}

static void
add_chunk (SondeTimeline *self)
{
  gsize capacity = CLAMP (self->n_rows, LEAST_CAPACITY, SONDE_CHUNK_MAX_ROWS);
  gint64 first_us = 0;

  if (self->newest != NULL)
    {
      sonde_chunk_seal (self->newest);
      insert_node (self, self->chunks->len - 1);
    }

  self->newest = sonde_chunk_new (capacity);
  g_ptr_array_add (self->chunks, self->newest);
  g_array_append_val (self->first_times_us, first_us);
}

/* Begins a row that is the latest. */
static void
add_row (SondeTimeline *self, gint64 time_us)
{
  if (G_UNLIKELY (self->newest == NULL || sonde_chunk_is_full (self->newest)))
    {
      add_chunk (self);
      g_array_index (self->first_times_us, gint64, self->chunks->len - 1) = time_us;
    }

  sonde_chunk_add_row (self->newest, time_us);
  self->last_us = time_us;
  self->n_rows++;
}

/* Cuts a full chunk where a row has to go, which leaves room in the first part. */
static void
split_chunk (SondeTimeline *self, SondePosition position)
{
  SondeChunk *rest = sonde_chunk_split (get_chunk (self, position.chunk), position.row);
  gint64 first_us = sonde_chunk_get_time_us (rest, 0);
  gboolean was_sealed = is_sealed (self, position.chunk);

  g_ptr_array_insert (self->chunks, (int) position.chunk + 1, rest);
  g_array_insert_val (self->first_times_us, (guint) position.chunk + 1, first_us);
  self->newest = get_chunk (self, self->chunks->len - 1);

  if (was_sealed)
    {
      insert_node (self, position.chunk + 1);
      for (guint i = 0; i < self->n_columns; i++)
        update_node (self, position.chunk, i);
    }
  else
    {
      insert_node (self, position.chunk);
    }
}

/* Begins a row before another one. Returns where it is. */
static SondePosition
insert_row (SondeTimeline *self, SondePosition position, gint64 time_us)
{
  /* Late rows mostly come one after the other: the room that a cut left is where they go on. */
  if (position.row == 0 && position.chunk > 0 &&
      !sonde_chunk_is_full (get_chunk (self, position.chunk - 1)))
    {
      position.chunk--;
      position.row = sonde_chunk_get_n_rows (get_chunk (self, position.chunk));
    }
  else if (sonde_chunk_is_full (get_chunk (self, position.chunk)))
    {
      split_chunk (self, position);
    }

  sonde_chunk_insert_row (get_chunk (self, position.chunk), position.row, time_us);
  self->n_rows++;
  refresh_chunk (self, position.chunk);

  return position;
}

static gboolean
is_end (SondeTimeline *self, SondePosition position)
{
  return self->newest == NULL || (position.chunk + 1 == self->chunks->len &&
                                  position.row == sonde_chunk_get_n_rows (self->newest));
}

/* Whether a gap would lead its column or lie beside another. */
static gboolean
gap_is_redundant (SondeTimeline *self, guint column, SondePosition position)
{
  SondePosition found;

  if (is_end (self, position))
    return !self->columns[column]->ends_with_value;

  if (!sonde_timeline_find (self, column, position, FALSE, SONDE_CELL_ENTRY, &found) ||
      isnan (sonde_timeline_get (self, column, found).value))
    return TRUE;

  return sonde_timeline_find (self, column, position, TRUE, SONDE_CELL_ENTRY, &found) &&
         isnan (sonde_timeline_get (self, column, found).value);
}

/* Finds the latest row before a position, where it has the time and no entry of the column yet:
 * columns that share a measure share its row. */
static gboolean
find_open_row (
    SondeTimeline *self, guint column, SondePosition position, gint64 time_us, SondePosition *row)
{
  if (self->newest == NULL || (position.chunk == 0 && position.row == 0))
    return FALSE;

  *row = position;
  if (row->row == 0)
    {
      row->chunk--;
      row->row = sonde_chunk_get_n_rows (get_chunk (self, row->chunk));
    }
  row->row--;

  return sonde_chunk_get_time_us (get_chunk (self, row->chunk), row->row) == time_us &&
         sonde_cell_is_absent (
             sonde_chunk_get_cell (get_chunk (self, row->chunk), column, row->row));
}

static void
place (SondeTimeline *self, guint column, gint64 time_us, double cell)
{
  SondePosition position = sonde_timeline_upper_bound (self, time_us);
  gboolean is_gap = isnan (cell);
  gboolean is_latest;
  SondePosition row;

  if (is_gap && gap_is_redundant (self, column, position))
    return;

  if (!find_open_row (self, column, position, time_us, &row))
    {
      if (self->n_rows == self->max_rows)
        {
          if (position.chunk == 0 && position.row == 0)
            return;

          drop_oldest (self);
          position = sonde_timeline_upper_bound (self, time_us);
          if (is_gap && gap_is_redundant (self, column, position))
            return;
        }

      if (is_end (self, position))
        {
          add_row (self, time_us);
          row.chunk = self->chunks->len - 1;
          row.row = sonde_chunk_get_n_rows (self->newest) - 1;
        }
      else
        {
          row = insert_row (self, position, time_us);
        }
    }

  is_latest = !sonde_timeline_find (self, column, (SondePosition){ row.chunk, row.row + 1 }, TRUE,
                                    SONDE_CELL_ENTRY, &position);
  set_cell (self, column, row, cell);
  if (is_latest)
    self->columns[column]->ends_with_value = !is_gap;
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
  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_chunk_free);
  self->first_times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
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
    {
      sonde_pyramid_finish (&self->columns[i]->pyramid);
      g_free (self->columns[i]);
    }
  g_ptr_array_unref (self->chunks);
  g_array_unref (self->first_times_us);
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

  atomic_init (&column->generation, 0);

  g_mutex_lock (&self->mutex);
  g_assert (self->n_columns < SONDE_TIMELINE_MAX_COLUMNS);
  sonde_pyramid_init (&column->pyramid, MAX (self->chunks->len, 1) - 1);
  index = self->n_columns++;
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
  double cell = to_cell (value);

  g_mutex_lock (&self->mutex);
  if (self->newest != NULL && time_us > self->last_us && self->n_rows < self->max_rows &&
      !isnan (cell))
    {
      add_row (self, time_us);
      sonde_chunk_set_newest (self->newest, column, cell);
      self->columns[column]->n_values++;
      self->columns[column]->ends_with_value = TRUE;
      touch (self->columns[column]);
    }
  else
    {
      place (self, column, time_us, cell);
    }
  g_mutex_unlock (&self->mutex);
}

/* Whether a row at the end would have an entry at all. */
static gboolean
row_says_something (SondeTimeline *self, const double *values, guint n_values)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i]->ends_with_value || (i < n_values && isfinite (values[i])))
      return TRUE;

  return FALSE;
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
  g_mutex_lock (&self->mutex);
  if (self->n_rows == 0 || time_us < self->last_us || self->n_rows == self->max_rows)
    {
      for (guint i = 0; i < self->n_columns; i++)
        place (self, i, time_us, i < n_values ? to_cell (values[i]) : (double) NAN);
    }
  else if (row_says_something (self, values, n_values))
    {
      add_row (self, time_us);
      for (guint i = 0; i < self->n_columns; i++)
        {
          Column *column = self->columns[i];
          gboolean has_value = i < n_values && isfinite (values[i]);

          if (!has_value && !column->ends_with_value)
            continue;

          sonde_chunk_set_newest (self->newest, i, has_value ? values[i] : (double) NAN);
          column->n_values += has_value ? 1 : 0;
          column->ends_with_value = has_value;
          touch (column);
        }
    }
  g_mutex_unlock (&self->mutex);
}

void
sonde_timeline_clear (SondeTimeline *self)
{
  g_mutex_lock (&self->mutex);
  forget_rows (self);
  g_mutex_unlock (&self->mutex);
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

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_columns; i++)
    in_use |= i != index && self->columns[i]->n_values > 0;

  if (!in_use)
    {
      forget_rows (self);
    }
  else
    {
      for (guint i = 0; i < self->chunks->len; i++)
        sonde_chunk_drop_column (get_chunk (self, i), index);
      sonde_pyramid_finish (&column->pyramid);
      sonde_pyramid_init (&column->pyramid, self->chunks->len - 1);
      column->n_values = 0;
      column->ends_with_value = FALSE;
      touch (column);
    }
  g_mutex_unlock (&self->mutex);
}

guint64
sonde_timeline_get_generation (SondeTimeline *self, guint column)
{
  return atomic_load_explicit (&self->columns[column]->generation, memory_order_acquire);
}

void
sonde_timeline_lock (SondeTimeline *self)
{
  g_mutex_lock (&self->mutex);
}

void
sonde_timeline_unlock (SondeTimeline *self)
{
  g_mutex_unlock (&self->mutex);
}

gsize
sonde_timeline_get_n_values (SondeTimeline *self, guint column)
{
  return self->columns[column]->n_values;
}

gsize
sonde_timeline_get_n_chunk_rows (SondeTimeline *self, gsize chunk)
{
  return sonde_chunk_get_n_rows (get_chunk (self, chunk));
}

SondePosition
sonde_timeline_get_start (SondeTimeline *self)
{
  return (SondePosition){ 0, 0 };
}

SondePosition
sonde_timeline_get_end (SondeTimeline *self)
{
  if (self->newest == NULL)
    return (SondePosition){ 0, 0 };

  return (SondePosition){ self->chunks->len - 1, sonde_chunk_get_n_rows (self->newest) };
}

/**
 * sonde_timeline_lower_bound:
 *
 * Returns: the first row at or after a time, or the end
 */
SondePosition
sonde_timeline_lower_bound (SondeTimeline *self, gint64 time_us)
{
  const gint64 *firsts_us = (const void *) self->first_times_us->data;
  gsize low = 0;
  gsize high = self->chunks->len;
  SondePosition position;

  /* The chunks that begin before the time. */
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (firsts_us[middle] < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  if (low == 0)
    return sonde_timeline_get_start (self);

  position.chunk = low - 1;
  position.row = sonde_chunk_lower_bound (get_chunk (self, position.chunk), time_us);
  if (is_sealed (self, position.chunk) &&
      position.row == sonde_chunk_get_n_rows (get_chunk (self, position.chunk)))
    position = (SondePosition){ low, 0 };

  return position;
}

/**
 * sonde_timeline_upper_bound:
 *
 * Returns: the first row after a time, or the end
 */
SondePosition
sonde_timeline_upper_bound (SondeTimeline *self, gint64 time_us)
{
  if (time_us == G_MAXINT64 || self->newest == NULL || time_us >= self->last_us)
    return sonde_timeline_get_end (self);

  return sonde_timeline_lower_bound (self, time_us + 1);
}

/**
 * sonde_timeline_is_before:
 *
 * Returns: whether there is a row at a position, and it is earlier than a time
 */
gboolean
sonde_timeline_is_before (SondeTimeline *self, SondePosition position, gint64 time_us)
{
  return !is_end (self, position) &&
         sonde_chunk_get_time_us (get_chunk (self, position.chunk), position.row) < time_us;
}

SondeSample
sonde_timeline_get (SondeTimeline *self, guint column, SondePosition position)
{
  const SondeChunk *chunk = get_chunk (self, position.chunk);

  return (SondeSample){ sonde_chunk_get_time_us (chunk, position.row),
                        sonde_chunk_get_cell (chunk, column, position.row) };
}

/**
 * sonde_timeline_find:
 * @from: forward, the first row to look at; backward, the row after it
 * @kind: what to look for
 * @found: (out caller-allocates): where it is
 *
 * Looks for the nearest entry of a column.
 *
 * Returns: %FALSE where there is none, and then @found is not set
 */
gboolean
sonde_timeline_find (SondeTimeline *self,
                     guint column,
                     SondePosition from,
                     gboolean forward,
                     SondeCellKind kind,
                     SondePosition *found)
{
  const SondePyramid *pyramid = &self->columns[column]->pyramid;
  gsize n_chunks = self->chunks->len;
  gsize chunk = from.chunk;
  gsize row;

  if (n_chunks == 0)
    return FALSE;

  row = sonde_chunk_find (get_chunk (self, chunk), column, from.row, forward, kind);
  if (row == SONDE_CHUNK_NO_ROW)
    {
      chunk = forward ? sonde_pyramid_find (pyramid, chunk + 1, TRUE, kind)
                      : sonde_pyramid_find (pyramid, chunk, FALSE, kind);
      /* The last chunk has no node yet. */
      if (forward && chunk == G_MAXSIZE && from.chunk + 1 < n_chunks)
        chunk = n_chunks - 1;
      if (chunk == G_MAXSIZE)
        return FALSE;

      row = sonde_chunk_find (get_chunk (self, chunk), column,
                              forward ? 0 : sonde_chunk_get_n_rows (get_chunk (self, chunk)),
                              forward, kind);
      if (row == SONDE_CHUNK_NO_ROW)
        return FALSE;
    }

  *found = (SondePosition){ chunk, row };
  return TRUE;
}

/**
 * sonde_timeline_digest:
 * @first: the first row
 * @end: the row after the last
 * @scope: what of them is wanted
 * @digest: what the rows are added to
 *
 * Sums up a range of a column, in logarithmic time.
 */
void
sonde_timeline_digest (SondeTimeline *self,
                       guint column,
                       SondePosition first,
                       SondePosition end,
                       SondeDigestScope scope,
                       SondeDigest *digest)
{
  if (sonde_position_compare (first, end) >= 0)
    return;

  if (first.chunk == end.chunk)
    {
      sonde_chunk_digest (get_chunk (self, first.chunk), column, first.row, end.row, scope, digest);
      return;
    }

  if (first.row > 0)
    {
      SondeChunk *chunk = get_chunk (self, first.chunk++);

      sonde_chunk_digest (chunk, column, first.row, sonde_chunk_get_n_rows (chunk), scope, digest);
    }
  sonde_pyramid_digest (&self->columns[column]->pyramid, first.chunk, end.chunk, scope, digest);
  sonde_chunk_digest (get_chunk (self, end.chunk), column, 0, end.row, scope, digest);
}

/**
 * sonde_timeline_copy_values:
 * @first: the first row
 * @end: the row after the last
 * @stride: every how many rows one is looked at
 * @values: (out caller-allocates): room for as many as there can be
 *
 * Copies values of a column, without gaps.
 *
 * Returns: the number of values
 */
gsize
sonde_timeline_copy_values (SondeTimeline *self,
                            guint column,
                            SondePosition first,
                            SondePosition end,
                            gsize stride,
                            double *values)
{
  gsize n_values = 0;
  gsize row = first.row;

  for (gsize i = first.chunk; i <= end.chunk && i < self->chunks->len; i++)
    {
      SondeChunk *chunk = get_chunk (self, i);
      gsize chunk_end = i == end.chunk ? end.row : sonde_chunk_get_n_rows (chunk);

      n_values += sonde_chunk_copy_values (chunk, column, &row, chunk_end, stride,
                                           values + n_values);
    }

  return n_values;
}
