/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-chunk.h"
#include "sonde-digest.h"

G_BEGIN_DECLS

/* What some blocks sum up to, but for the squares. */
typedef struct
{
  double min;
  double max;
  double sum;
} SondeStripPart;

typedef struct
{
  guint16 n_values;
  guint16 n_gaps;
} SondeStripCounts;

/**
 * SondeStripBlock:
 * @cells: its cells
 * @before: what the blocks before it sum up to
 * @after: what those after it do, once the chunk is sealed
 * @n_before: how many entries the blocks before it have
 * @n_after: how many those after it do
 *
 * Some cells of a strip. Where a range ends among them, what else of the strip belongs to it is
 * known from the same page of memory.
 */
typedef struct
{
  double cells[SONDE_CHUNK_BLOCK_ROWS];
  SondeStripPart before;
  SondeStripPart after;
  SondeStripCounts n_before;
  SondeStripCounts n_after;
} SondeStripBlock;

/**
 * SondeStrip:
 *
 * The cells that one column has in a chunk, with the lower levels of its pyramid. Behind the blocks
 * lies what each of them sums up to by itself.
 *
 * A strip goes with its chunk, which knows how many rows there are. It has no lock; the timeline
 * that owns it has one.
 */
typedef SondeStripBlock SondeStrip; /* the first of as many as the chunk has room for */

SondeStrip *sonde_strip_new (const SondeChunk *chunk);
void sonde_strip_free (SondeStrip *self);

void sonde_strip_insert (SondeStrip *self, const SondeChunk *chunk, gsize row);
void
sonde_strip_fill (SondeStrip *self, const SondeChunk *chunk, const SondeStrip *from, gsize row);
void sonde_strip_digest_next (SondeStrip *self, const SondeChunk *chunk);
void sonde_strip_digest_from (SondeStrip *self, const SondeChunk *chunk, gsize row);
void sonde_strip_digest_row (SondeStrip *self, const SondeChunk *chunk, gsize row);

void sonde_strip_prefetch (const SondeStrip *self, gsize row);
void sonde_strip_digest (const SondeStrip *self,
                         const SondeChunk *chunk,
                         gsize first,
                         gsize end,
                         SondeDigestScope scope,
                         SondeDigest *digest);
gsize sonde_strip_find (const SondeStrip *self,
                        const SondeChunk *chunk,
                        gsize row,
                        gboolean forward,
                        SondeCellKind kind);

/* What `sonde_strip_find()` returns where there is nothing to find. */
#define SONDE_STRIP_NO_ROW G_MAXSIZE

static inline double
sonde_strip_get (const SondeStrip *self, gsize row)
{
  return self[row / SONDE_CHUNK_BLOCK_ROWS].cells[row % SONDE_CHUNK_BLOCK_ROWS];
}

/**
 * sonde_strip_set:
 * @cell: a value, a gap or the absent cell
 *
 * Writes a cell. Where the row has a digest, `sonde_strip_digest_row()` makes it true again.
 */
static inline void
sonde_strip_set (SondeStrip *self, gsize row, double cell)
{
  self[row / SONDE_CHUNK_BLOCK_ROWS].cells[row % SONDE_CHUNK_BLOCK_ROWS] = cell;
}

G_END_DECLS
