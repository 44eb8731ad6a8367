/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-row-table.h"

#define LEAST_CAPACITY SONDE_CHUNK_BLOCK_ROWS

static SondeChunk *
get_chunk (SondeRowTable *self, gsize index)
{
  return &g_array_index (self->chunks, SondeChunk, index);
}

/* All of them, for the columns. */
static const SondeChunk *
get_chunks (SondeRowTable *self)
{
  return (gpointer) self->chunks->data;
}

static gboolean
is_sealed (SondeRowTable *self, gsize chunk)
{
  return chunk + 1 < self->chunks->len;
}

/* After the list of chunks was changed. */
static void
note_newest (SondeRowTable *self)
{
  self->newest = self->chunks->len > 0 ? get_chunk (self, self->chunks->len - 1) : NULL;
}

static void
note_first_time (SondeRowTable *self, gsize chunk)
{
  g_array_index (self->first_times_us, gint64, chunk) = get_chunk (self, chunk)->times_us[0];
}

static void
add_chunk (SondeRowTable *self, gint64 first_us)
{
  SondeChunk chunk;

  if (self->newest != NULL)
    sonde_chunk_seal (self->newest);

  sonde_chunk_init (&chunk, CLAMP (self->n_rows, LEAST_CAPACITY, SONDE_CHUNK_MAX_ROWS));
  g_array_append_val (self->chunks, chunk);
  g_array_append_val (self->first_times_us, first_us);
  note_newest (self);

  for (guint i = 0; i < self->n_columns; i++)
    sonde_cells_add_chunk (&self->columns[i], get_chunks (self));
}

/* Cuts a full chunk where a row has to go, which leaves room in the first part. */
static void
split_chunk (SondeRowTable *self, SondePosition position)
{
  SondeChunk rest;

  sonde_chunk_split (get_chunk (self, position.chunk), position.row, &rest);
  g_array_insert_val (self->chunks, (guint) position.chunk + 1, rest);
  g_array_insert_val (self->first_times_us, (guint) position.chunk + 1, rest.times_us[0]);
  note_newest (self);

  for (guint i = 0; i < self->n_columns; i++)
    sonde_cells_split_chunk (&self->columns[i], get_chunks (self), position);
}

/* Sums up the block before the newest row, which is whole now. */
static void
digest_block (SondeRowTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i].newest != NULL)
      sonde_strip_digest_next (self->columns[i].newest, self->newest);

  self->newest->n_digested += SONDE_CHUNK_BLOCK_ROWS;
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

  self->chunks = g_array_new (FALSE, FALSE, sizeof (SondeChunk));
  g_array_set_clear_func (self->chunks, (GDestroyNotify) sonde_chunk_clear);
  self->first_times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
sonde_row_table_free (SondeRowTable *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    sonde_cells_finish (&self->columns[i]);
  g_array_unref (self->chunks);
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
  sonde_cells_init (&self->columns[self->n_columns], self->chunks->len);

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
  g_array_set_size (self->chunks, 0);
  g_array_set_size (self->first_times_us, 0);
  note_newest (self);
  self->n_rows = 0;

  for (guint i = 0; i < self->n_columns; i++)
    sonde_row_table_clear_column (self, i);
}

/**
 * sonde_row_table_clear_column:
 *
 * Forgets the entries of a column, and keeps the rows.
 */
void
sonde_row_table_clear_column (SondeRowTable *self, guint column)
{
  sonde_cells_finish (&self->columns[column]);
  sonde_cells_init (&self->columns[column], self->chunks->len);
}

/**
 * sonde_row_table_append:
 * @time_us: not before that of the last row
 * @column: the first column that gets a cell
 * @cells: (array length=n_cells): a value, a gap or the absent cell for each column from @column on
 * @n_cells: how many
 *
 * Adds a row at the end. Where no cell is given, it is absent.
 */
void
sonde_row_table_append (
    SondeRowTable *self, gint64 time_us, guint column, const double *cells, guint n_cells)
{
  gsize row;

  if (G_UNLIKELY (self->newest == NULL || self->newest->n_rows == self->newest->capacity))
    add_chunk (self, time_us);

  row = sonde_chunk_append (self->newest, time_us);
  self->last_us = time_us;
  self->n_rows++;
  if (row % SONDE_CHUNK_BLOCK_ROWS == 0 && row > 0)
    digest_block (self);

  for (guint i = 0; i < self->n_columns; i++)
    {
      double cell = i - column < n_cells ? cells[i - column] : sonde_cell_absent ();

      if (G_UNLIKELY (self->columns[i].newest == NULL))
        {
          if (sonde_cell_is_absent (cell))
            continue;
          sonde_cells_begin_strip (&self->columns[i], get_chunks (self), self->chunks->len - 1);
        }
      sonde_strip_set (self->columns[i].newest, row, cell);
    }
}

/**
 * sonde_row_table_is_end:
 *
 * Returns: whether a position is after the last row
 */
gboolean
sonde_row_table_is_end (SondeRowTable *self, SondePosition position)
{
  return self->newest == NULL ||
         (position.chunk + 1 == self->chunks->len && position.row == self->newest->n_rows);
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
SondePosition
sonde_row_table_insert_row (SondeRowTable *self, SondePosition position, gint64 time_us)
{
  if (sonde_row_table_is_end (self, position))
    {
      sonde_row_table_append (self, time_us, 0, NULL, 0);
      return (SondePosition){ self->chunks->len - 1, self->newest->n_rows - 1 };
    }

  /* Late rows mostly come one after the other: the room that a cut left is where they go on. */
  if (position.row == 0 && position.chunk > 0 &&
      !sonde_chunk_is_full (get_chunk (self, position.chunk - 1)))
    {
      position.chunk--;
      position.row = get_chunk (self, position.chunk)->n_rows;
    }
  else if (sonde_chunk_is_full (get_chunk (self, position.chunk)))
    {
      split_chunk (self, position);
    }

  sonde_chunk_insert (get_chunk (self, position.chunk), position.row, time_us);
  note_first_time (self, position.chunk);
  self->n_rows++;
  for (guint i = 0; i < self->n_columns; i++)
    sonde_cells_insert_row (&self->columns[i], get_chunks (self), position);

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

  while (get_chunk (self, n_chunks)->n_rows <= n_left)
    n_left -= get_chunk (self, n_chunks++)->n_rows;

  if (n_chunks > 0)
    {
      g_array_remove_range (self->chunks, 0, n_chunks);
      g_array_remove_range (self->first_times_us, 0, n_chunks);
      note_newest (self);
      for (guint i = 0; i < self->n_columns; i++)
        sonde_cells_drop_chunks (&self->columns[i], n_chunks);
    }

  if (n_left > 0)
    {
      sonde_chunk_drop (get_chunk (self, 0), n_left);
      note_first_time (self, 0);
      for (guint i = 0; i < self->n_columns; i++)
        sonde_cells_drop_rows (&self->columns[i], get_chunks (self), n_left);
    }

  self->n_rows -= n_rows;
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
  sonde_cells_set (&self->columns[column], get_chunks (self), position, cell);
}

gsize
sonde_row_table_get_n_chunk_rows (SondeRowTable *self, gsize chunk)
{
  return get_chunk (self, chunk)->n_rows;
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

  return (SondePosition){ self->chunks->len - 1, self->newest->n_rows };
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

/* Finds where a time is, or guesses, and returns FALSE. */
static gboolean
locate (SondeRowTable *self, gint64 time_us, gsize chunk, SondePosition *position)
{
  position->chunk = chunk;
  return sonde_chunk_locate (get_chunk (self, chunk), time_us,
                             g_array_index (self->first_times_us, gint64, chunk),
                             get_next_us (self, chunk), &position->row);
}

/* Makes what was found, or guessed, the first row at or after a time. */
static void
settle (SondeRowTable *self, gint64 time_us, gboolean found, SondePosition *position)
{
  const SondeChunk *chunk = get_chunk (self, position->chunk);

  if (!found)
    position->row = sonde_chunk_lower_bound (chunk, time_us, position->row);
  if (position->row == chunk->n_rows && is_sealed (self, position->chunk))
    *position = (SondePosition){ position->chunk + 1, 0 };
}

/**
 * sonde_row_table_lower_bound:
 *
 * Returns: the first row at or after a time, or the end
 */
SondePosition
sonde_row_table_lower_bound (SondeRowTable *self, gint64 time_us)
{
  SondePosition position;
  gboolean found;

  if (self->newest == NULL)
    return sonde_row_table_get_start (self);

  found = locate (self, time_us, find_chunk (self, time_us, 0), &position);
  settle (self, time_us, found, &position);

  return position;
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
  gboolean found[SONDE_ROW_TABLE_MAX_BOUNDS];
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
      found[i] = locate (self, times_us[i], chunk, &positions[i]);
    }
  for (gsize i = 0; i < n_times; i++)
    {
      settle (self, times_us[i], found[i], &positions[i]);
      sonde_cells_prefetch (&self->columns[column], get_chunks (self), positions[i]);
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
         get_chunk (self, position.chunk)->times_us[position.row] < time_us;
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
      row->row = get_chunk (self, row->chunk)->n_rows;
    }
  row->row--;

  return get_chunk (self, row->chunk)->times_us[row->row] == time_us &&
         sonde_cell_is_absent (sonde_cells_get (&self->columns[column], *row));
}

SondeSample
sonde_row_table_get (SondeRowTable *self, guint column, SondePosition position)
{
  return (SondeSample){ get_chunk (self, position.chunk)->times_us[position.row],
                        sonde_cells_get (&self->columns[column], position) };
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
  return sonde_cells_find (&self->columns[column], get_chunks (self), from, forward, kind, found);
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
  sonde_cells_digest (&self->columns[column], get_chunks (self), first, end, scope, digest);
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
  return sonde_cells_copy_values (&self->columns[column], get_chunks (self), first, end, stride,
                                  values);
}
