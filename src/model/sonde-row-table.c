/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-row-table.h"
#include "sonde-chunk.h"
#include "sonde-pyramid.h"

/**
 * SondeRowTable:
 *
 * Rows in the order of their times, cut into chunks of some thousands of rows.
 *
 * Every chunk but the last is sealed and has its node in the pyramid of each column, so that a
 * range of N rows is summed up from O(log N) nodes. A table has no lock of its own.
 */
struct _SondeRowTable
{
  gsize n_rows;
  GPtrArray *chunks;
  GArray *first_times_us; /* gint64, that of each chunk */
  SondeChunk *newest;     /* the last chunk */
  gint64 last_us;
  SondePyramid pyramids[SONDE_ROW_TABLE_MAX_COLUMNS];
  guint n_columns;
};

#define LEAST_CAPACITY 64

static SondeChunk *
get_chunk (SondeRowTable *self, gsize index)
{
  return g_ptr_array_index (self->chunks, index);
}

static gboolean
is_sealed (SondeRowTable *self, gsize chunk)
{
  return chunk + 1 < self->chunks->len;
}

static void
digest_chunk (SondeRowTable *self, gsize chunk, guint column, SondeDigest *digest)
{
  sonde_digest_init (digest);
  sonde_chunk_digest (get_chunk (self, chunk), column, 0,
                      sonde_chunk_get_n_rows (get_chunk (self, chunk)), SONDE_DIGEST_ALL, digest);
}

/* Adds the node of a chunk that has just become a sealed one to every pyramid. */
static void
insert_node (SondeRowTable *self, gsize chunk)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      SondeDigest digest;

      digest_chunk (self, chunk, i, &digest);
      sonde_pyramid_insert (&self->pyramids[i], chunk, &digest);
    }
}

static void
update_node (SondeRowTable *self, gsize chunk, guint column)
{
  SondeDigest digest;

  if (!is_sealed (self, chunk))
    return;

  digest_chunk (self, chunk, column, &digest);
  sonde_pyramid_set (&self->pyramids[column], chunk, &digest);
}

/* After a change in any row of a chunk but a new last one. */
static void
refresh_chunk (SondeRowTable *self, gsize chunk)
{
  for (guint i = 0; i < self->n_columns; i++)
    update_node (self, chunk, i);

  g_array_index (self->first_times_us, gint64,
                 chunk) = sonde_chunk_get_time_us (get_chunk (self, chunk), 0);
}

static void
forget_nodes (SondeRowTable *self, guint column)
{
  sonde_pyramid_finish (&self->pyramids[column]);
  sonde_pyramid_init (&self->pyramids[column], MAX (self->chunks->len, 1) - 1);
}

static void
add_chunk (SondeRowTable *self)
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

/* Cuts a full chunk where a row has to go, which leaves room in the first part. */
static void
split_chunk (SondeRowTable *self, SondePosition position)
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

/**
 * sonde_row_table_new:
 *
 * Returns: (transfer full): a table without rows or columns
 */
SondeRowTable *
sonde_row_table_new (void)
{
  SondeRowTable *self = g_new0 (SondeRowTable, 1);

  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_chunk_free);
  self->first_times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
sonde_row_table_free (SondeRowTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    sonde_pyramid_finish (&self->pyramids[i]);
  g_ptr_array_unref (self->chunks);
  g_array_unref (self->first_times_us);
  g_free (self);
}

/**
 * sonde_row_table_add_column:
 *
 * Adds a column without entries, which must not be one too many.
 *
 * Returns: its index
 */
guint
sonde_row_table_add_column (SondeRowTable *self)
{
  g_assert (self->n_columns < SONDE_ROW_TABLE_MAX_COLUMNS);
  sonde_pyramid_init (&self->pyramids[self->n_columns], MAX (self->chunks->len, 1) - 1);

  return self->n_columns++;
}

/**
 * sonde_row_table_clear:
 *
 * Forgets the rows, and keeps the columns.
 */
void
sonde_row_table_clear (SondeRowTable *self)
{
  g_ptr_array_set_size (self->chunks, 0);
  g_array_set_size (self->first_times_us, 0);
  self->newest = NULL;
  self->n_rows = 0;

  for (guint i = 0; i < self->n_columns; i++)
    forget_nodes (self, i);
}

/**
 * sonde_row_table_clear_column:
 *
 * Forgets the entries of a column, and keeps the rows.
 */
void
sonde_row_table_clear_column (SondeRowTable *self, guint column)
{
  for (guint i = 0; i < self->chunks->len; i++)
    sonde_chunk_drop_column (get_chunk (self, i), column);
  forget_nodes (self, column);
}

/**
 * sonde_row_table_add_row:
 * @time_us: not before that of the last row
 *
 * Begins a row at the end, without entries.
 */
void
sonde_row_table_add_row (SondeRowTable *self, gint64 time_us)
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

/**
 * sonde_row_table_insert_row:
 * @position: the row before which the new one goes, or the end
 * @time_us: a time between those of its neighbours
 *
 * Begins a row, without entries.
 *
 * Returns: where it is
 */
/**
 * sonde_row_table_is_end:
 *
 * Returns: whether a position is after the last row
 */
gboolean
sonde_row_table_is_end (SondeRowTable *self, SondePosition position)
{
  return self->newest == NULL || (position.chunk + 1 == self->chunks->len &&
                                  position.row == sonde_chunk_get_n_rows (self->newest));
}

SondePosition
sonde_row_table_insert_row (SondeRowTable *self, SondePosition position, gint64 time_us)
{
  if (sonde_row_table_is_end (self, position))
    {
      sonde_row_table_add_row (self, time_us);
      return (SondePosition){ self->chunks->len - 1, sonde_chunk_get_n_rows (self->newest) - 1 };
    }

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

/**
 * sonde_row_table_drop_rows:
 * @n_rows: how many of the oldest, fewer than there are
 *
 * Forgets the oldest rows.
 */
void
sonde_row_table_drop_rows (SondeRowTable *self, gsize n_rows)
{
  gsize n_left = n_rows;
  guint n_chunks = 0;

  while (sonde_chunk_get_n_rows (get_chunk (self, n_chunks)) <= n_left)
    n_left -= sonde_chunk_get_n_rows (get_chunk (self, n_chunks++));

  if (n_chunks > 0)
    {
      g_ptr_array_remove_range (self->chunks, 0, n_chunks);
      g_array_remove_range (self->first_times_us, 0, n_chunks);
      for (guint i = 0; i < self->n_columns; i++)
        sonde_pyramid_drop (&self->pyramids[i], n_chunks);
    }

  if (n_left > 0)
    {
      sonde_chunk_drop_rows (get_chunk (self, 0), n_left);
      refresh_chunk (self, 0);
    }

  self->n_rows -= n_rows;
}

/**
 * sonde_row_table_set_newest:
 * @cell: a value, or a gap
 *
 * Writes into the last row, of which there must be one.
 */
void
sonde_row_table_set_newest (SondeRowTable *self, guint column, double cell)
{
  sonde_chunk_set_newest (self->newest, column, cell);
}

/**
 * sonde_row_table_set_cell:
 * @cell: a value, a gap or the absent cell
 *
 * Writes into any row.
 */
void
sonde_row_table_set_cell (SondeRowTable *self, guint column, SondePosition position, double cell)
{
  if (position.chunk + 1 == self->chunks->len &&
      position.row + 1 == sonde_chunk_get_n_rows (self->newest))
    {
      sonde_chunk_set_newest (self->newest, column, cell);
    }
  else
    {
      sonde_chunk_set_cell (get_chunk (self, position.chunk), column, position.row, cell);
      update_node (self, position.chunk, column);
    }
}

gsize
sonde_row_table_get_n_rows (SondeRowTable *self)
{
  return self->n_rows;
}

/**
 * sonde_row_table_get_last_us:
 *
 * Returns: the time of the last row, of which there must be one
 */
gint64
sonde_row_table_get_last_us (SondeRowTable *self)
{
  return self->last_us;
}

gsize
sonde_row_table_get_n_chunk_rows (SondeRowTable *self, gsize chunk)
{
  return sonde_chunk_get_n_rows (get_chunk (self, chunk));
}

SondePosition
sonde_row_table_get_start (SondeRowTable *self)
{
  return (SondePosition){ 0, 0 };
}

SondePosition
sonde_row_table_get_end (SondeRowTable *self)
{
  if (self->newest == NULL)
    return (SondePosition){ 0, 0 };

  return (SondePosition){ self->chunks->len - 1, sonde_chunk_get_n_rows (self->newest) };
}

/* The last chunk that begins before a time, or the first one, looked for from one that begins
 * before it on. */
static gsize
find_chunk (SondeRowTable *self, gint64 time_us, gsize from)
{
  const gint64 *firsts_us = (const void *) self->first_times_us->data;
  gsize low = from;
  gsize high;

  for (gsize step = 1;; step *= 2)
    {
      high = low + step;
      if (high >= self->chunks->len)
        {
          high = self->chunks->len;
          break;
        }
      if (firsts_us[high] >= time_us)
        break;
      low = high;
    }

  while (low + 1 < high)
    {
      gsize middle = low + (high - low) / 2;

      if (firsts_us[middle] < time_us)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/* A time that no row of a chunk is after. */
static gint64
get_next_us (SondeRowTable *self, gsize chunk)
{
  return is_sealed (self, chunk) ? g_array_index (self->first_times_us, gint64, chunk + 1)
                                 : self->last_us;
}

static SondePosition
find_row (SondeRowTable *self, gsize chunk, gint64 time_us)
{
  SondePosition position = { chunk, sonde_chunk_lower_bound (get_chunk (self, chunk), time_us,
                                                             get_next_us (self, chunk)) };

  if (is_sealed (self, chunk) && position.row == sonde_chunk_get_n_rows (get_chunk (self, chunk)))
    position = (SondePosition){ chunk + 1, 0 };

  return position;
}

/**
 * sonde_row_table_lower_bound:
 *
 * Returns: the first row at or after a time, or the end
 */
SondePosition
sonde_row_table_lower_bound (SondeRowTable *self, gint64 time_us)
{
  if (self->newest == NULL)
    return sonde_row_table_get_start (self);

  return find_row (self, find_chunk (self, time_us, 0), time_us);
}

/**
 * sonde_row_table_lower_bounds:
 * @times_us: (array length=n_times): ascending times
 * @n_times: how many, at most %SONDE_ROW_TABLE_MAX_BOUNDS
 * @positions: (out caller-allocates) (array length=n_times): the first row at or after each
 *
 * Looks for several times at once, which a column is going to be summed up between. In a long
 * history hardly anything of that is in a cache: what is needed is asked for from all of them
 * before the first is looked at.
 */
void
sonde_row_table_lower_bounds (SondeRowTable *self,
                              guint column,
                              const gint64 *times_us,
                              gsize n_times,
                              SondePosition *positions)
{
  gsize chunk = 0;

  g_assert (n_times <= SONDE_ROW_TABLE_MAX_BOUNDS);

  if (self->newest == NULL)
    {
      for (gsize i = 0; i < n_times; i++)
        positions[i] = sonde_row_table_get_start (self);
      return;
    }

  for (gsize i = 0; i < n_times; i++)
    {
      chunk = find_chunk (self, times_us[i], chunk);
      positions[i].chunk = chunk;
      __builtin_prefetch (get_chunk (self, chunk));
    }
  for (gsize i = 0; i < n_times; i++)
    {
      chunk = positions[i].chunk;
      sonde_chunk_prefetch (get_chunk (self, chunk), column, times_us[i],
                            get_next_us (self, chunk));
    }
  for (gsize i = 0; i < n_times; i++)
    {
      positions[i] = find_row (self, positions[i].chunk, times_us[i]);
      sonde_chunk_prefetch_ends (get_chunk (self, positions[i].chunk), column, positions[i].row);
    }
}

/**
 * sonde_row_table_upper_bound:
 *
 * Returns: the first row after a time, or the end
 */
SondePosition
sonde_row_table_upper_bound (SondeRowTable *self, gint64 time_us)
{
  if (time_us == G_MAXINT64 || self->newest == NULL || time_us >= self->last_us)
    return sonde_row_table_get_end (self);

  return sonde_row_table_lower_bound (self, time_us + 1);
}

/**
 * sonde_row_table_is_before:
 *
 * Returns: whether there is a row at a position, and it is earlier than a time
 */
gboolean
sonde_row_table_is_before (SondeRowTable *self, SondePosition position, gint64 time_us)
{
  return !sonde_row_table_is_end (self, position) &&
         sonde_chunk_get_time_us (get_chunk (self, position.chunk), position.row) < time_us;
}

/**
 * sonde_row_table_find_open_row:
 * @position: the first row after @time_us, or the end
 * @row: (out caller-allocates): the row before @position
 *
 * Looks whether the latest row of a time has no entry of a column yet: columns that share a measure
 * share its row.
 *
 * Returns: %FALSE where there is no such row, and then @row is of no use
 */
gboolean
sonde_row_table_find_open_row (
    SondeRowTable *self, guint column, SondePosition position, gint64 time_us, SondePosition *row)
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

SondeSample
sonde_row_table_get (SondeRowTable *self, guint column, SondePosition position)
{
  const SondeChunk *chunk = get_chunk (self, position.chunk);

  return (SondeSample){ sonde_chunk_get_time_us (chunk, position.row),
                        sonde_chunk_get_cell (chunk, column, position.row) };
}

/**
 * sonde_row_table_find:
 * @from: forward, the first row to look at; backward, the row after it
 * @kind: what to look for
 * @found: (out caller-allocates): where it is
 *
 * Looks for the nearest entry of a column.
 *
 * Returns: %FALSE where there is none, and then @found is not set
 */
gboolean
sonde_row_table_find (SondeRowTable *self,
                      guint column,
                      SondePosition from,
                      gboolean forward,
                      SondeCellKind kind,
                      SondePosition *found)
{
  const SondePyramid *pyramid = &self->pyramids[column];
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
 * sonde_row_table_digest:
 * @first: the first row
 * @end: the row after the last
 * @scope: what of them is wanted
 * @digest: what the rows are added to
 *
 * Sums up a range of a column, in logarithmic time.
 */
void
sonde_row_table_digest (SondeRowTable *self,
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
  sonde_pyramid_digest (&self->pyramids[column], first.chunk, end.chunk, scope, digest);
  sonde_chunk_digest (get_chunk (self, end.chunk), column, 0, end.row, scope, digest);
}

/**
 * sonde_row_table_copy_values:
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
sonde_row_table_copy_values (SondeRowTable *self,
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
