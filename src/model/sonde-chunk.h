/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows under one digest, and in a chunk. */
#define SONDE_CHUNK_BLOCK_ROWS 128
#define SONDE_CHUNK_MAX_ROWS   4096

/**
 * SondeChunk:
 * @times_us: the time of each row; they never decrease
 * @rows_per_us: how many rows come in a microsecond on average, once the chunk is full
 * @stray: by how many rows a row is at most away from where it would be if all were regular, or
 *   infinity where nobody has looked
 * @capacity: how many rows fit, which is whole blocks
 * @n_rows: how many rows there are
 * @n_digested: how many of them the digests of every strip are about: whole blocks, until the chunk
 *   is sealed
 * @sealed: whether no row is added at the end any more
 *
 * Some thousands of rows of a table, and their times. The cells are in strips, one for each column.
 *
 * Rows are appended until the chunk is full, and then a new one is begun, so that growing copies
 * nothing. The newest row may still be written to: its block has no digest until the row after it
 * begins, or the chunk is sealed.
 */
typedef struct
{
  gint64 *times_us;
  double rows_per_us;
  double stray;
  guint32 capacity;
  guint32 n_rows;
  guint32 n_digested;
  gboolean sealed;
} SondeChunk;

/* A row of a table; the end is one row after the last, in the last chunk. Holds until the next
 * change. */
typedef struct
{
  gsize chunk;
  gsize row;
} SondePosition;

void sonde_chunk_init (SondeChunk *self, gsize capacity);
void sonde_chunk_clear (SondeChunk *self);

void sonde_chunk_insert (SondeChunk *self, gsize row, gint64 time_us);
void sonde_chunk_split (SondeChunk *self, gsize row, SondeChunk *rest);
void sonde_chunk_drop (SondeChunk *self, gsize n_rows);
void sonde_chunk_seal (SondeChunk *self);

gboolean sonde_chunk_locate (
    const SondeChunk *self, gint64 time_us, gint64 first_us, gint64 next_us, gsize *row);
gsize sonde_chunk_lower_bound (const SondeChunk *self, gint64 time_us, gsize guess);

static inline gboolean
sonde_chunk_is_full (const SondeChunk *self)
{
  return self->n_rows == self->capacity;
}

/**
 * sonde_chunk_append:
 * @time_us: not before that of the last row
 *
 * Adds a row to a chunk that is neither full nor sealed.
 *
 * Returns: the row
 */
static inline gsize
sonde_chunk_append (SondeChunk *self, gint64 time_us)
{
  self->times_us[self->n_rows] = time_us;

  return self->n_rows++;
}

static inline int
sonde_position_compare (SondePosition a, SondePosition b)
{
  if (a.chunk != b.chunk)
    return a.chunk < b.chunk ? -1 : 1;

  return a.row < b.row ? -1 : a.row > b.row;
}

G_END_DECLS
