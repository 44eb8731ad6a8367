/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chunk.h"

/* The cells of one column of a chunk, and what they sum up to in blocks and in groups of blocks. */
typedef struct
{
  double *cells;
  SondeDigest *blocks;
  SondeDigest *groups;
} Column;

/**
 * SondeChunk:
 *
 * Some thousands of rows: a column of times and, for each column of values that has an entry here,
 * its cells with the lower levels of its pyramid.
 *
 * Rows are appended until the chunk is full, and then a new one is begun, so that growing copies
 * nothing. The blocks of the newest rows are summed up when the row after them begins: `n_digested`
 * rows, always whole blocks until the chunk is sealed, have their digests.
 *
 * A chunk has no lock; the timeline that owns it has one.
 */
struct _SondeChunk
{
  gsize capacity;
  gsize n_rows;
  gsize n_digested;
  gboolean sealed;
  guint n_columns;
  Column **columns; /* NULL where every cell is absent */
  gint64 times_us[];
};

#define GROUP_BLOCKS (SONDE_CHUNK_GROUP_ROWS / SONDE_CHUNK_BLOCK_ROWS)
#define CACHE_LINE   64

#define N_UNITS(n_rows, unit) (((n_rows) + (unit) -1) / (unit))

static Column *
column_new (const SondeChunk *chunk)
{
  gsize n_blocks = N_UNITS (chunk->capacity, SONDE_CHUNK_BLOCK_ROWS);
  gsize n_groups = N_UNITS (chunk->capacity, SONDE_CHUNK_GROUP_ROWS);
  gsize cells_size = chunk->capacity * sizeof (double);
  /* One allocation: columns come and go with their chunk. */
  guint8 *memory = g_malloc (sizeof (Column) + cells_size +
                             (n_blocks + n_groups) * sizeof (SondeDigest));
  Column *column = (void *) memory;

  column->cells = (void *) (memory + sizeof (Column));
  column->blocks = (void *) (memory + sizeof (Column) + cells_size);
  column->groups = column->blocks + n_blocks;

  for (gsize i = 0; i < chunk->n_rows; i++)
    column->cells[i] = sonde_cell_absent ();
  for (gsize i = 0; i < n_blocks + n_groups; i++)
    sonde_digest_init (&column->blocks[i]);

  return column;
}

static Column *
get_column (const SondeChunk *self, guint index)
{
  return index < self->n_columns ? self->columns[index] : NULL;
}

static Column *
ensure_column (SondeChunk *self, guint index)
{
  if (index >= self->n_columns)
    {
      self->columns = g_renew (Column *, self->columns, index + 1);
      for (guint i = self->n_columns; i <= index; i++)
        self->columns[i] = NULL;
      self->n_columns = index + 1;
    }

  if (self->columns[index] == NULL)
    self->columns[index] = column_new (self);

  return self->columns[index];
}

/* Sums up the block of a row again, and the group that the block is in. */
static void
digest_block (const SondeChunk *self, Column *column, gsize row)
{
  gsize block = row / SONDE_CHUNK_BLOCK_ROWS;
  gsize group = row / SONDE_CHUNK_GROUP_ROWS;
  gsize first = block * SONDE_CHUNK_BLOCK_ROWS;
  gsize end = MIN (first + SONDE_CHUNK_BLOCK_ROWS, self->n_rows);
  gsize first_block = group * GROUP_BLOCKS;
  gsize end_block = N_UNITS (self->n_digested, SONDE_CHUNK_BLOCK_ROWS);

  sonde_digest_init_cells (&column->blocks[block], column->cells + first, end - first,
                           SONDE_DIGEST_ALL);

  sonde_digest_init (&column->groups[group]);
  end_block = MIN (end_block, first_block + GROUP_BLOCKS);
  for (gsize i = first_block; i < end_block; i++)
    sonde_digest_merge (&column->groups[group], &column->blocks[i], SONDE_DIGEST_ALL);
}

/* The newest row may still be written to, so its block waits until the chunk is sealed. */
static gsize
count_digestible (const SondeChunk *self)
{
  if (self->sealed || self->n_rows == 0)
    return self->n_rows;

  return (self->n_rows - 1) / SONDE_CHUNK_BLOCK_ROWS * SONDE_CHUNK_BLOCK_ROWS;
}

/* Sums up every block from that of a row on. */
static void
digest_from (SondeChunk *self, gsize row)
{
  self->n_digested = count_digestible (self);

  for (guint i = 0; i < self->n_columns; i++)
    for (gsize j = row / SONDE_CHUNK_BLOCK_ROWS * SONDE_CHUNK_BLOCK_ROWS;
         self->columns[i] != NULL && j < self->n_digested; j += SONDE_CHUNK_BLOCK_ROWS)
      digest_block (self, self->columns[i], j);
}

/**
 * sonde_chunk_new:
 * @capacity: how many rows fit, at least 1 and at most %SONDE_CHUNK_MAX_ROWS
 *
 * Returns: (transfer full): a chunk without rows
 */
SondeChunk *
sonde_chunk_new (gsize capacity)
{
  SondeChunk *self = g_malloc (sizeof *self + capacity * sizeof *self->times_us);

  *self = (SondeChunk){ .capacity = capacity };
  return self;
}

void
sonde_chunk_free (SondeChunk *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i]);
  g_free (self->columns);
  g_free (self);
}

gsize
sonde_chunk_get_n_rows (const SondeChunk *self)
{
  return self->n_rows;
}

gboolean
sonde_chunk_is_full (const SondeChunk *self)
{
  return self->n_rows == self->capacity;
}

gint64
sonde_chunk_get_time_us (const SondeChunk *self, gsize row)
{
  return self->times_us[row];
}

double
sonde_chunk_get_cell (const SondeChunk *self, guint index, gsize row)
{
  const Column *column = get_column (self, index);

  return column != NULL ? column->cells[row] : sonde_cell_absent ();
}

/**
 * sonde_chunk_add_row:
 * @time_us: not before that of the last row
 *
 * Adds a row without entries to a chunk that is neither full nor sealed.
 */
void
sonde_chunk_add_row (SondeChunk *self, gint64 time_us)
{
  gsize row = self->n_rows++;

  self->times_us[row] = time_us;
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i] != NULL)
      self->columns[i]->cells[row] = sonde_cell_absent ();

  if (row > 0 && row % SONDE_CHUNK_BLOCK_ROWS == 0)
    digest_from (self, row - 1);
}

/**
 * sonde_chunk_set_newest:
 * @cell: a value, or a gap
 *
 * Writes into the newest row of a chunk that is not sealed. No digest holds that row yet.
 */
void
sonde_chunk_set_newest (SondeChunk *self, guint index, double cell)
{
  Column *column = get_column (self, index);

  if (G_UNLIKELY (column == NULL))
    column = ensure_column (self, index);
  column->cells[self->n_rows - 1] = cell;
}

/**
 * sonde_chunk_insert_row:
 * @row: where, at most the number of rows
 * @time_us: a time between those of its neighbours
 *
 * Puts a row without entries into its place in a chunk that is not full.
 */
void
sonde_chunk_insert_row (SondeChunk *self, gsize row, gint64 time_us)
{
  gsize n_moved = self->n_rows - row;

  memmove (self->times_us + row + 1, self->times_us + row, n_moved * sizeof *self->times_us);
  self->times_us[row] = time_us;

  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i] != NULL)
      {
        double *cells = self->columns[i]->cells;

        memmove (cells + row + 1, cells + row, n_moved * sizeof *cells);
        cells[row] = sonde_cell_absent ();
      }

  self->n_rows++;
  digest_from (self, row);
}

/**
 * sonde_chunk_set_cell:
 * @cell: a value, a gap or the absent cell
 *
 * Writes into any row.
 */
void
sonde_chunk_set_cell (SondeChunk *self, guint index, gsize row, double cell)
{
  Column *column = ensure_column (self, index);

  column->cells[row] = cell;
  if (row < self->n_digested)
    digest_block (self, column, row);
}

/**
 * sonde_chunk_split:
 * @row: the first row of the second part
 *
 * Cuts a chunk in two. The first part is sealed; the second is as the whole was.
 *
 * Returns: (transfer full): the second part
 */
SondeChunk *
sonde_chunk_split (SondeChunk *self, gsize row)
{
  SondeChunk *rest = sonde_chunk_new (MAX (self->capacity, SONDE_CHUNK_MAX_ROWS));

  rest->n_rows = self->n_rows - row;
  rest->sealed = self->sealed;
  memcpy (rest->times_us, self->times_us + row, rest->n_rows * sizeof *rest->times_us);
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i] != NULL)
      memcpy (ensure_column (rest, i)->cells, self->columns[i]->cells + row,
              rest->n_rows * sizeof (double));
  digest_from (rest, 0);

  self->n_rows = row;
  sonde_chunk_seal (self);
  if (row > 0)
    digest_from (self, row - 1);

  return rest;
}

/**
 * sonde_chunk_drop_rows:
 * @n_rows: how many of the oldest, fewer than there are
 *
 * Forgets the oldest rows.
 */
void
sonde_chunk_drop_rows (SondeChunk *self, gsize n_rows)
{
  self->n_rows -= n_rows;
  memmove (self->times_us, self->times_us + n_rows, self->n_rows * sizeof *self->times_us);
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i] != NULL)
      memmove (self->columns[i]->cells, self->columns[i]->cells + n_rows,
               self->n_rows * sizeof (double));
  digest_from (self, 0);
}

/**
 * sonde_chunk_drop_column:
 *
 * Forgets the entries of a column, but not the rows.
 */
void
sonde_chunk_drop_column (SondeChunk *self, guint index)
{
  if (index < self->n_columns)
    g_clear_pointer (&self->columns[index], g_free);
}

/**
 * sonde_chunk_seal:
 *
 * Says that no row is added at the end any more, which sums up the newest ones.
 */
void
sonde_chunk_seal (SondeChunk *self)
{
  gsize row = self->n_digested;

  self->sealed = TRUE;
  digest_from (self, row);
}

/* The row at which a time would be if the rows were regular. */
static gsize
guess_row (const SondeChunk *self, gint64 time_us, gint64 next_us)
{
  double length_us = (double) next_us - (double) self->times_us[0];
  double share = ((double) time_us - (double) self->times_us[0]) / MAX (length_us, 1.0);

  return (gsize) (CLAMP (share, 0.0, 1.0) * (double) (self->n_rows - 1));
}

/**
 * sonde_chunk_lower_bound:
 * @next_us: a time that no row is after, such as that of the first row of the next chunk
 *
 * Most series are regular, so the search begins where the time would be if this one were, and
 * touches one cache line instead of a dozen.
 *
 * Returns: the first row at or after a time, or the number of rows
 */
gsize
sonde_chunk_lower_bound (const SondeChunk *self, gint64 time_us, gint64 next_us)
{
  const gint64 *times_us = self->times_us;
  gsize low = 0; /* rows before it are earlier than the time */
  gsize high = self->n_rows;
  gsize guess;

  if (high == 0 || times_us[0] >= time_us)
    return 0;

  guess = guess_row (self, time_us, next_us);
  for (gsize step = 1;; step *= 2)
    if (times_us[guess] < time_us)
      {
        low = guess + 1;
        if (low + step > high || times_us[low + step - 1] >= time_us)
          {
            high = MIN (high, low + step - 1);
            break;
          }
        guess = low + step - 1;
      }
    else
      {
        high = guess;
        if (high < low + step || times_us[high - step] < time_us)
          {
            low = high < low + step ? low : high - step + 1;
            break;
          }
        guess = high - step;
      }

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (times_us[middle] < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/**
 * sonde_chunk_prefetch:
 * @time_us: what `sonde_chunk_lower_bound()` is going to look for
 * @next_us: the first time of the next chunk
 *
 * Has the memory fetch what the search is going to look at: in a long history each search waits for
 * it, and several together wait once.
 */
void
sonde_chunk_prefetch (const SondeChunk *self, guint index, gint64 time_us, gint64 next_us)
{
  if (self->n_rows > 0)
    __builtin_prefetch (&self->times_us[guess_row (self, time_us, next_us)]);
  if (index < self->n_columns)
    __builtin_prefetch (self->columns[index]);
}

static void
prefetch_range (gconstpointer first, gconstpointer end)
{
  for (const char *line = first; line < (const char *) end; line += CACHE_LINE)
    __builtin_prefetch (line);
}

/**
 * sonde_chunk_prefetch_ends:
 * @row: a row at which one range ends and the next begins
 *
 * Has the memory fetch what `sonde_chunk_digest()` is going to look at on both sides of a row.
 */
void
sonde_chunk_prefetch_ends (const SondeChunk *self, guint index, gsize row)
{
  const Column *column = get_column (self, index);
  gsize block = row / SONDE_CHUNK_BLOCK_ROWS;
  gsize first_block = row / SONDE_CHUNK_GROUP_ROWS * GROUP_BLOCKS;
  gsize n_blocks = N_UNITS (self->capacity, SONDE_CHUNK_BLOCK_ROWS);
  gsize n_groups = N_UNITS (self->capacity, SONDE_CHUNK_GROUP_ROWS);

  if (column == NULL || row >= self->n_rows)
    return;

  prefetch_range (column->cells + block * SONDE_CHUNK_BLOCK_ROWS,
                  column->cells + MIN ((block + 1) * SONDE_CHUNK_BLOCK_ROWS, self->n_rows));
  prefetch_range (column->blocks + first_block,
                  column->blocks + MIN (first_block + GROUP_BLOCKS, n_blocks));
  prefetch_range (column->groups, column->groups + n_groups);
}

static void
merge_cells (
    const Column *column, gsize first, gsize end, SondeDigestScope scope, SondeDigest *digest)
{
  SondeDigest part;

  if (first >= end)
    return;

  sonde_digest_init_cells (&part, column->cells + first, end - first, scope);
  sonde_digest_merge (digest, &part, scope);
}

/**
 * sonde_chunk_digest:
 * @first: the first row
 * @end: the row after the last
 * @scope: what of them is wanted
 * @digest: what the rows are added to
 *
 * Sums up a range: the cells at its ends one by one, whole blocks and groups from their digests.
 */
void
sonde_chunk_digest (const SondeChunk *self,
                    guint index,
                    gsize first,
                    gsize end,
                    SondeDigestScope scope,
                    SondeDigest *digest)
{
  const Column *column = get_column (self, index);
  gsize row = first;

  if (column == NULL)
    return;

  while (row < end)
    {
      gsize group_end = MIN (row + SONDE_CHUNK_GROUP_ROWS, self->n_rows);
      gsize block_end = MIN (row + SONDE_CHUNK_BLOCK_ROWS, self->n_rows);

      if (row % SONDE_CHUNK_GROUP_ROWS == 0 && group_end <= MIN (end, self->n_digested))
        {
          sonde_digest_merge (digest, &column->groups[row / SONDE_CHUNK_GROUP_ROWS], scope);
          row = group_end;
        }
      else if (row % SONDE_CHUNK_BLOCK_ROWS == 0 && block_end <= MIN (end, self->n_digested))
        {
          sonde_digest_merge (digest, &column->blocks[row / SONDE_CHUNK_BLOCK_ROWS], scope);
          row = block_end;
        }
      else
        {
          gsize part_end = (row / SONDE_CHUNK_BLOCK_ROWS + 1) * SONDE_CHUNK_BLOCK_ROWS;

          part_end = MIN (part_end, end);
          merge_cells (column, row, part_end, scope, digest);
          row = part_end;
        }
    }
}

/**
 * sonde_chunk_find:
 * @row: forward, the first row to look at; backward, the row after it
 * @kind: what to look for
 *
 * Returns: the nearest such row, or %SONDE_CHUNK_NO_ROW
 */
gsize
sonde_chunk_find (
    const SondeChunk *self, guint index, gsize row, gboolean forward, SondeCellKind kind)
{
  const Column *column = get_column (self, index);

  if (column == NULL)
    return SONDE_CHUNK_NO_ROW;

  while (forward && row < self->n_rows)
    if (row % SONDE_CHUNK_BLOCK_ROWS == 0 && row < self->n_digested &&
        !sonde_digest_has (&column->blocks[row / SONDE_CHUNK_BLOCK_ROWS], kind))
      row += SONDE_CHUNK_BLOCK_ROWS;
    else if (sonde_cell_is (column->cells[row], kind))
      return row;
    else
      row++;

  while (!forward && row > 0)
    if (row % SONDE_CHUNK_BLOCK_ROWS == 0 && row <= self->n_digested &&
        !sonde_digest_has (&column->blocks[row / SONDE_CHUNK_BLOCK_ROWS - 1], kind))
      row -= SONDE_CHUNK_BLOCK_ROWS;
    else if (sonde_cell_is (column->cells[row - 1], kind))
      return row - 1;
    else
      row--;

  return SONDE_CHUNK_NO_ROW;
}

/**
 * sonde_chunk_copy_values:
 * @row: (inout): the first row to look at; afterwards, how far beyond the end the next one lies
 * @end: the row after the last
 * @stride: every how many rows one is looked at
 * @values: (out caller-allocates): where the values go
 *
 * Copies the values of a range, without gaps.
 *
 * Returns: the number of values
 */
gsize
sonde_chunk_copy_values (
    const SondeChunk *self, guint index, gsize *row, gsize end, gsize stride, double *values)
{
  const Column *column = get_column (self, index);
  gsize n_values = 0;
  gsize i = *row;

  for (; i < end; i += stride)
    if (column != NULL && sonde_cell_is (column->cells[i], SONDE_CELL_VALUE))
      values[n_values++] = column->cells[i];
  *row = i - end;

  return n_values;
}
