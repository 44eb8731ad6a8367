/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-strip.h"

#define BLOCK_ROWS SONDE_CHUNK_BLOCK_ROWS
#define CACHE_LINE 64

static gsize
count_blocks (gsize n_rows)
{
  return (n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

/* What each block sums up to by itself. */
static SondeStripPart *
get_parts (const SondeStrip *self, const SondeChunk *chunk)
{
  return (gpointer) (self + chunk->capacity / BLOCK_ROWS);
}

/* How many values and gaps each block has. */
static SondeStripCounts *
get_counts (const SondeStrip *self, const SondeChunk *chunk)
{
  return (gpointer) (get_parts (self, chunk) + chunk->capacity / BLOCK_ROWS);
}

static SondeDigest
to_digest (const SondeStripPart *part, SondeStripCounts counts)
{
  return (SondeDigest){ part->min, part->max, part->sum, 0, counts.n_values, counts.n_gaps };
}

static void
from_digest (const SondeDigest *digest, SondeStripPart *part, SondeStripCounts *counts)
{
  *part = (SondeStripPart){ digest->min, digest->max, digest->sum };
  *counts = (SondeStripCounts){ (guint16) digest->count, (guint16) digest->n_gaps };
}

static void
merge_part (SondeDigest *digest, const SondeStripPart *part, SondeStripCounts counts)
{
  SondeDigest other = to_digest (part, counts);

  sonde_digest_merge (digest, &other, SONDE_DIGEST_WITHOUT_SQUARES);
}

/* Sums up a block by itself. */
static void
digest_block (SondeStrip *self, const SondeChunk *chunk, gsize block)
{
  SondeDigest digest;

  sonde_digest_init (&digest);
  sonde_digest_add_cells (&digest, self[block].cells,
                          MIN (chunk->n_rows - block * BLOCK_ROWS, BLOCK_ROWS));
  from_digest (&digest, &get_parts (self, chunk)[block], &get_counts (self, chunk)[block]);
}

/* Sums up what lies before the block after one that was summed up. */
static void
digest_before_next (SondeStrip *self, const SondeChunk *chunk, gsize block)
{
  SondeDigest digest;

  if ((block + 1) * BLOCK_ROWS >= chunk->capacity)
    return;

  digest = to_digest (&self[block].before, self[block].n_before);
  merge_part (&digest, &get_parts (self, chunk)[block], get_counts (self, chunk)[block]);
  from_digest (&digest, &self[block + 1].before, &self[block + 1].n_before);
}

/* Sums up what lies around the blocks after one that was summed up. */
static void
digest_around (SondeStrip *self, const SondeChunk *chunk, gsize block)
{
  gsize n_blocks = count_blocks (chunk->n_digested);
  SondeDigest after;

  for (gsize i = block; i < n_blocks; i++)
    digest_before_next (self, chunk, i);

  if (!chunk->sealed)
    return;

  sonde_digest_init (&after);
  for (gsize i = n_blocks; i-- > 0;)
    {
      from_digest (&after, &self[i].after, &self[i].n_after);
      merge_part (&after, &get_parts (self, chunk)[i], get_counts (self, chunk)[i]);
    }
}

/**
 * sonde_strip_new:
 * @chunk: which may have rows already
 *
 * Returns: (transfer full): a strip without entries
 */
SondeStrip *
sonde_strip_new (const SondeChunk *chunk)
{
  gsize n_blocks = chunk->capacity / BLOCK_ROWS;
  SondeStrip *self = g_malloc (
      n_blocks * (sizeof *self + sizeof (SondeStripPart) + sizeof (SondeStripCounts)));
  SondeDigest nothing;

  for (gsize i = 0; i < chunk->n_rows; i++)
    sonde_strip_set (self, i, sonde_cell_absent ());

  sonde_digest_init (&nothing);
  for (gsize i = 0; i < n_blocks; i++)
    {
      from_digest (&nothing, &self[i].before, &self[i].n_before);
      from_digest (&nothing, &self[i].after, &self[i].n_after);
      from_digest (&nothing, &get_parts (self, chunk)[i], &get_counts (self, chunk)[i]);
    }

  return self;
}

void
sonde_strip_free (SondeStrip *self)
{
  g_free (self);
}

/**
 * sonde_strip_digest_next:
 * @chunk: which has begun another block, and has not yet counted that before it as digested
 *
 * Sums up the block that is whole now.
 */
void
sonde_strip_digest_next (SondeStrip *self, const SondeChunk *chunk)
{
  gsize block = chunk->n_digested / BLOCK_ROWS;

  digest_block (self, chunk, block);
  digest_before_next (self, chunk, block);
}

/**
 * sonde_strip_digest_from:
 * @chunk: as it is
 * @row: the first row whose cell is not as it was, or beside which a row is not
 *
 * Makes the digests true after a change.
 */
void
sonde_strip_digest_from (SondeStrip *self, const SondeChunk *chunk, gsize row)
{
  for (gsize i = row / BLOCK_ROWS; i < count_blocks (chunk->n_digested); i++)
    digest_block (self, chunk, i);
  digest_around (self, chunk, row / BLOCK_ROWS);
}

/**
 * sonde_strip_digest_row:
 * @chunk: as it is
 * @row: the only row whose cell is not as it was
 *
 * Makes the digests true after a change.
 */
void
sonde_strip_digest_row (SondeStrip *self, const SondeChunk *chunk, gsize row)
{
  if (row >= chunk->n_digested)
    return;

  digest_block (self, chunk, row / BLOCK_ROWS);
  digest_around (self, chunk, row / BLOCK_ROWS);
}

/**
 * sonde_strip_insert:
 * @chunk: which has got a row
 * @row: where
 *
 * Puts an absent cell into its place.
 */
void
sonde_strip_insert (SondeStrip *self, const SondeChunk *chunk, gsize row)
{
  for (gsize block = (chunk->n_rows - 1) / BLOCK_ROWS;; block--)
    {
      double *cells = self[block].cells;
      gsize first = block == row / BLOCK_ROWS ? row % BLOCK_ROWS : 0;
      gsize last = MIN (chunk->n_rows - block * BLOCK_ROWS, BLOCK_ROWS) - 1;

      memmove (cells + first + 1, cells + first, (last - first) * sizeof *cells);
      if (block == row / BLOCK_ROWS)
        break;
      cells[0] = self[block - 1].cells[BLOCK_ROWS - 1];
    }

  sonde_strip_set (self, row, sonde_cell_absent ());
  sonde_strip_digest_from (self, chunk, row);
}

/**
 * sonde_strip_fill:
 * @chunk: as it is
 * @from: another strip, or the same
 * @row: a row of @from
 *
 * Makes the cells of another strip, from a row on, those of this.
 */
void
sonde_strip_fill (SondeStrip *self, const SondeChunk *chunk, const SondeStrip *from, gsize row)
{
  for (gsize i = 0; i < chunk->n_rows; i++)
    sonde_strip_set (self, i, sonde_strip_get (from, row + i));
  sonde_strip_digest_from (self, chunk, 0);
}

/**
 * sonde_strip_prefetch:
 * @row: a row at which one range ends and the next begins
 *
 * Has the memory fetch what `sonde_strip_digest()` is going to look at on both sides of a row.
 */
void
sonde_strip_prefetch (const SondeStrip *self, gsize row)
{
  const SondeStripBlock *block = &self[row / BLOCK_ROWS];

  for (const char *line = (gconstpointer) block; line < (const char *) (block + 1);
       line += CACHE_LINE)
    __builtin_prefetch (line);
}

static const double *
get_cells (const SondeStrip *self, gsize row)
{
  return &self[row / BLOCK_ROWS].cells[row % BLOCK_ROWS];
}

/* The end of the block of a row, or of the range. */
static gsize
get_block_end (gsize row, gsize end)
{
  return MIN ((row / BLOCK_ROWS + 1) * BLOCK_ROWS, end);
}

static double
sum_squares (const SondeStrip *self, gsize first, gsize end, double mean)
{
  double m2 = 0;

  for (gsize row = first; row < end; row = get_block_end (row, end))
    m2 += sonde_digest_sum_squares (get_cells (self, row), get_block_end (row, end) - row, mean);

  return m2;
}

/* Sums up whole blocks, which have their digests. */
static void
merge_blocks (
    const SondeStrip *self, const SondeChunk *chunk, gsize first, gsize end, SondeDigest *digest)
{
  if (first == 0 && end * BLOCK_ROWS < chunk->capacity)
    {
      merge_part (digest, &self[end].before, self[end].n_before);
    }
  else if (first > 0 && chunk->sealed && end * BLOCK_ROWS >= chunk->n_digested)
    {
      merge_part (digest, &self[first - 1].after, self[first - 1].n_after);
    }
  else
    {
      const SondeStripPart *parts = get_parts (self, chunk);
      const SondeStripCounts *counts = get_counts (self, chunk);

      for (gsize i = first; i < end; i++)
        merge_part (digest, &parts[i], counts[i]);
    }
}

static void
digest_without_squares (
    const SondeStrip *self, const SondeChunk *chunk, gsize first, gsize end, SondeDigest *digest)
{
  gsize first_block = count_blocks (first);
  gsize end_block = end == chunk->n_digested ? count_blocks (end)
                                             : MIN (end, chunk->n_digested) / BLOCK_ROWS;

  if (first_block >= end_block)
    {
      for (gsize row = first; row < end; row = get_block_end (row, end))
        sonde_digest_add_cells (digest, get_cells (self, row), get_block_end (row, end) - row);
      return;
    }

  if (first < first_block * BLOCK_ROWS)
    sonde_digest_add_cells (digest, get_cells (self, first), first_block * BLOCK_ROWS - first);
  merge_blocks (self, chunk, first_block, end_block, digest);
  if (end > end_block * BLOCK_ROWS)
    sonde_digest_add_cells (digest, self[end_block].cells, end - end_block * BLOCK_ROWS);
}

/**
 * sonde_strip_digest:
 * @first: the first row
 * @end: the row after the last
 * @scope: what of them is wanted; no squares are kept, so that they cost a look at every cell
 * @digest: what the rows are added to
 *
 * Sums up a range: the cells at its ends one by one, whole blocks from their digests.
 */
void
sonde_strip_digest (const SondeStrip *self,
                    const SondeChunk *chunk,
                    gsize first,
                    gsize end,
                    SondeDigestScope scope,
                    SondeDigest *digest)
{
  SondeDigest range;

  if (scope == SONDE_DIGEST_WITHOUT_SQUARES)
    {
      digest_without_squares (self, chunk, first, end, digest);
      return;
    }

  sonde_digest_init (&range);
  digest_without_squares (self, chunk, first, end, &range);
  if (range.count > 0)
    range.m2 = sum_squares (self, first, end, range.sum / range.count);
  sonde_digest_merge (digest, &range, scope);
}

/* Whether there is no such cell in a block, as far as that is known. */
static gboolean
lacks (const SondeStrip *self, const SondeChunk *chunk, gsize block, SondeCellKind kind)
{
  SondeStripCounts counts;

  if (block * BLOCK_ROWS >= chunk->n_digested)
    return FALSE;

  counts = get_counts (self, chunk)[block];
  return ((kind & SONDE_CELL_VALUE) == 0 || counts.n_values == 0) &&
         ((kind & SONDE_CELL_GAP) == 0 || counts.n_gaps == 0);
}

/**
 * sonde_strip_find:
 * @row: forward, the first row to look at; backward, the row after it
 * @kind: what to look for
 *
 * Returns: the nearest such row, or %SONDE_STRIP_NO_ROW
 */
gsize
sonde_strip_find (const SondeStrip *self,
                  const SondeChunk *chunk,
                  gsize row,
                  gboolean forward,
                  SondeCellKind kind)
{
  while (forward && row < chunk->n_rows)
    if (sonde_cell_is (sonde_strip_get (self, row), kind))
      return row;
    else if (lacks (self, chunk, row / BLOCK_ROWS, kind))
      row = (row / BLOCK_ROWS + 1) * BLOCK_ROWS;
    else
      row++;

  while (!forward && row > 0)
    if (sonde_cell_is (sonde_strip_get (self, row - 1), kind))
      return row - 1;
    else if (lacks (self, chunk, (row - 1) / BLOCK_ROWS, kind))
      row = (row - 1) / BLOCK_ROWS * BLOCK_ROWS;
    else
      row--;

  return SONDE_STRIP_NO_ROW;
}
