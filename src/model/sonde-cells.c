/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cells.h"

/* The last chunk has no node yet. */
static gsize
count_nodes (gsize n_chunks)
{
  return MAX (n_chunks, 1) - 1;
}

static void
note_newest (SondeCells *self)
{
  self->newest = self->strips->len > 0 ? sonde_cells_get_strip (self, self->strips->len - 1) : NULL;
}

static void
digest_chunk (const SondeCells *self, const SondeChunk *chunks, gsize chunk, SondeDigest *digest)
{
  const SondeStrip *strip = sonde_cells_get_strip (self, chunk);

  sonde_digest_init (digest);
  if (strip != NULL)
    sonde_strip_digest (strip, &chunks[chunk], 0, chunks[chunk].n_rows, SONDE_DIGEST_ALL, digest);
}

/* Adds the node of a chunk that has just become a sealed one. */
static void
insert_node (SondeCells *self, const SondeChunk *chunks, gsize chunk)
{
  SondeDigest digest;

  digest_chunk (self, chunks, chunk, &digest);
  sonde_pyramid_insert (&self->pyramid, chunk, &digest);
}

static void
update_node (SondeCells *self, const SondeChunk *chunks, gsize chunk)
{
  SondeDigest digest;

  if (!chunks[chunk].sealed)
    return;

  digest_chunk (self, chunks, chunk, &digest);
  sonde_pyramid_set (&self->pyramid, chunk, &digest);
}

/**
 * sonde_cells_init:
 * @n_chunks: how many chunks the table has already
 *
 * Makes a column without entries.
 */
void
sonde_cells_init (SondeCells *self, gsize n_chunks)
{
  self->strips = g_ptr_array_new_with_free_func ((GDestroyNotify) sonde_strip_free);
  g_ptr_array_set_size (self->strips, (int) n_chunks);
  self->newest = NULL;
  sonde_pyramid_init (&self->pyramid, count_nodes (n_chunks));
}

void
sonde_cells_finish (SondeCells *self)
{
  sonde_pyramid_finish (&self->pyramid);
  g_clear_pointer (&self->strips, g_ptr_array_unref);
  self->newest = NULL;
}

/**
 * sonde_cells_add_chunk:
 * @chunks: the chunks of the table, to which one was added when the one before was sealed
 *
 * Follows the table.
 */
void
sonde_cells_add_chunk (SondeCells *self, const SondeChunk *chunks)
{
  gsize n_sealed = self->strips->len;

  if (n_sealed > 0)
    {
      const SondeChunk *chunk = &chunks[n_sealed - 1];

      if (self->newest != NULL)
        sonde_strip_digest_from (self->newest, chunk, chunk->n_rows - 1);
      insert_node (self, chunks, n_sealed - 1);
    }

  g_ptr_array_add (self->strips, NULL);
  self->newest = NULL;
}

/**
 * sonde_cells_split_chunk:
 * @chunks: the chunks of the table, of which one was cut in two
 * @position: where
 *
 * Follows the table.
 */
void
sonde_cells_split_chunk (SondeCells *self, const SondeChunk *chunks, SondePosition position)
{
  SondeStrip *strip = sonde_cells_get_strip (self, position.chunk);
  const SondeChunk *rest = &chunks[position.chunk + 1];
  SondeStrip *rest_strip = NULL;

  if (strip != NULL)
    {
      rest_strip = sonde_strip_new (rest);
      sonde_strip_fill (rest_strip, rest, strip, position.row);
      sonde_strip_digest_from (strip, &chunks[position.chunk], MAX (position.row, 1) - 1);
    }
  g_ptr_array_insert (self->strips, (int) position.chunk + 1, rest_strip);
  note_newest (self);

  if (rest->sealed)
    {
      update_node (self, chunks, position.chunk);
      insert_node (self, chunks, position.chunk + 1);
    }
  else
    {
      insert_node (self, chunks, position.chunk);
    }
}

/**
 * sonde_cells_drop_chunks:
 * @n_chunks: how many of the oldest, fewer than there are
 *
 * Follows the table.
 */
void
sonde_cells_drop_chunks (SondeCells *self, gsize n_chunks)
{
  g_ptr_array_remove_range (self->strips, 0, (guint) n_chunks);
  sonde_pyramid_drop (&self->pyramid, n_chunks);
}

/**
 * sonde_cells_drop_rows:
 * @chunks: the chunks of the table, the first of which has lost its oldest rows
 * @n_rows: how many
 *
 * Follows the table.
 */
void
sonde_cells_drop_rows (SondeCells *self, const SondeChunk *chunks, gsize n_rows)
{
  SondeStrip *strip = sonde_cells_get_strip (self, 0);

  if (strip != NULL)
    sonde_strip_fill (strip, &chunks[0], strip, n_rows);
  update_node (self, chunks, 0);
}

/**
 * sonde_cells_insert_row:
 * @chunks: the chunks of the table, one of which has got a row
 * @position: where
 *
 * Follows the table. A row without an entry is nothing to the sum of its chunk.
 */
void
sonde_cells_insert_row (SondeCells *self, const SondeChunk *chunks, SondePosition position)
{
  SondeStrip *strip = sonde_cells_get_strip (self, position.chunk);

  if (strip != NULL)
    sonde_strip_insert (strip, &chunks[position.chunk], position.row);
}

/**
 * sonde_cells_begin_strip:
 * @chunk: a chunk without entries of this column
 *
 * Makes room for entries.
 */
void
sonde_cells_begin_strip (SondeCells *self, const SondeChunk *chunks, gsize chunk)
{
  g_ptr_array_index (self->strips, chunk) = sonde_strip_new (&chunks[chunk]);
  note_newest (self);
}

/**
 * sonde_cells_set:
 * @cell: a value, a gap or the absent cell
 *
 * Writes into any row.
 */
void
sonde_cells_set (SondeCells *self, const SondeChunk *chunks, SondePosition position, double cell)
{
  SondeStrip *strip;

  if (sonde_cells_get_strip (self, position.chunk) == NULL)
    sonde_cells_begin_strip (self, chunks, position.chunk);

  strip = sonde_cells_get_strip (self, position.chunk);
  sonde_strip_set (strip, position.row, cell);
  sonde_strip_digest_row (strip, &chunks[position.chunk], position.row);
  update_node (self, chunks, position.chunk);
}

/**
 * sonde_cells_prefetch:
 * @position: where one range ends and the next begins
 *
 * Has the memory fetch what `sonde_cells_digest()` is going to look at on both sides.
 */
void
sonde_cells_prefetch (const SondeCells *self, const SondeChunk *chunks, SondePosition position)
{
  const SondeStrip *strip = sonde_cells_get_strip (self, position.chunk);

  if (strip != NULL && position.row < chunks[position.chunk].n_rows)
    sonde_strip_prefetch (strip, position.row);
}

/* Sums up rows of one chunk. */
static void
digest_rows (const SondeCells *self,
             const SondeChunk *chunks,
             gsize chunk,
             gsize first,
             gsize end,
             SondeDigestScope scope,
             SondeDigest *digest)
{
  const SondeStrip *strip = sonde_cells_get_strip (self, chunk);

  if (strip != NULL)
    sonde_strip_digest (strip, &chunks[chunk], first, end, scope, digest);
}

/**
 * sonde_cells_digest:
 * @first: the first row
 * @end: the row after the last
 * @scope: what of them is wanted
 * @digest: what the rows are added to
 *
 * Sums up a range, in logarithmic time.
 */
void
sonde_cells_digest (const SondeCells *self,
                    const SondeChunk *chunks,
                    SondePosition first,
                    SondePosition end,
                    SondeDigestScope scope,
                    SondeDigest *digest)
{
  if (sonde_position_compare (first, end) >= 0)
    return;

  if (first.chunk == end.chunk)
    {
      digest_rows (self, chunks, first.chunk, first.row, end.row, scope, digest);
      return;
    }

  if (first.row > 0)
    {
      digest_rows (self, chunks, first.chunk, first.row, chunks[first.chunk].n_rows, scope, digest);
      first.chunk++;
    }
  sonde_pyramid_digest (&self->pyramid, first.chunk, end.chunk, scope, digest);
  digest_rows (self, chunks, end.chunk, 0, end.row, scope, digest);
}

static gsize
find_row (const SondeCells *self,
          const SondeChunk *chunks,
          gsize chunk,
          gsize row,
          gboolean forward,
          SondeCellKind kind)
{
  const SondeStrip *strip = sonde_cells_get_strip (self, chunk);

  return strip != NULL ? sonde_strip_find (strip, &chunks[chunk], row, forward, kind)
                       : SONDE_STRIP_NO_ROW;
}

/**
 * sonde_cells_find:
 * @from: forward, the first row to look at; backward, the row after it
 * @kind: what to look for
 * @found: (out caller-allocates): where it is
 *
 * Looks for the nearest entry.
 *
 * Returns: %FALSE where there is none, and then @found is not set
 */
gboolean
sonde_cells_find (const SondeCells *self,
                  const SondeChunk *chunks,
                  SondePosition from,
                  gboolean forward,
                  SondeCellKind kind,
                  SondePosition *found)
{
  gsize n_chunks = self->strips->len;
  gsize chunk = from.chunk;
  gsize row;

  if (n_chunks == 0)
    return FALSE;

  row = find_row (self, chunks, chunk, from.row, forward, kind);
  if (row == SONDE_STRIP_NO_ROW)
    {
      chunk = forward ? sonde_pyramid_find (&self->pyramid, chunk + 1, TRUE, kind)
                      : sonde_pyramid_find (&self->pyramid, chunk, FALSE, kind);
      /* The last chunk has no node yet. */
      if (forward && chunk == G_MAXSIZE && from.chunk + 1 < n_chunks)
        chunk = n_chunks - 1;
      if (chunk == G_MAXSIZE)
        return FALSE;

      row = find_row (self, chunks, chunk, forward ? 0 : chunks[chunk].n_rows, forward, kind);
      if (row == SONDE_STRIP_NO_ROW)
        return FALSE;
    }

  *found = (SondePosition){ chunk, row };
  return TRUE;
}

/**
 * sonde_cells_copy_values:
 * @first: the first row
 * @end: the row after the last
 * @stride: every how many rows one is looked at
 * @values: (out caller-allocates): room for as many as there can be
 *
 * Copies the values of a range, without gaps.
 *
 * Returns: the number of values
 */
gsize
sonde_cells_copy_values (const SondeCells *self,
                         const SondeChunk *chunks,
                         SondePosition first,
                         SondePosition end,
                         gsize stride,
                         double *values)
{
  gsize n_values = 0;
  gsize row = first.row;

  for (gsize i = first.chunk; i <= end.chunk && i < self->strips->len; i++)
    {
      const SondeStrip *strip = sonde_cells_get_strip (self, i);
      gsize chunk_end = i == end.chunk ? end.row : chunks[i].n_rows;

      for (; row < chunk_end; row += stride)
        if (strip != NULL && sonde_cell_is (sonde_strip_get (strip, row), SONDE_CELL_VALUE))
          values[n_values++] = sonde_strip_get (strip, row);
      row -= chunk_end;
    }

  return n_values;
}
