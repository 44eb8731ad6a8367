/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-pyramid.h"
#include "sonde-strip.h"

G_BEGIN_DECLS

/**
 * SondeCells:
 * @strips: (element-type SondeStrip): the cells in each chunk, or %NULL where all are absent
 * @newest: the last of them
 * @pyramid: what the chunks but the last sum up to
 *
 * A column of values of a row table. The table has the chunks, and tells what becomes of them.
 */
typedef struct
{
  GPtrArray *strips;
  SondeStrip *newest;
  SondePyramid pyramid;
} SondeCells;

void sonde_cells_init (SondeCells *self, gsize n_chunks);
void sonde_cells_finish (SondeCells *self);

void sonde_cells_add_chunk (SondeCells *self, const SondeChunk *chunks);
void sonde_cells_split_chunk (SondeCells *self, const SondeChunk *chunks, SondePosition position);
void sonde_cells_drop_chunks (SondeCells *self, gsize n_chunks);
void sonde_cells_drop_rows (SondeCells *self, const SondeChunk *chunks, gsize n_rows);
void sonde_cells_insert_row (SondeCells *self, const SondeChunk *chunks, SondePosition position);
void sonde_cells_begin_strip (SondeCells *self, const SondeChunk *chunks, gsize chunk);
void
sonde_cells_set (SondeCells *self, const SondeChunk *chunks, SondePosition position, double cell);

void
sonde_cells_prefetch (const SondeCells *self, const SondeChunk *chunks, SondePosition position);
void sonde_cells_digest (const SondeCells *self,
                         const SondeChunk *chunks,
                         SondePosition first,
                         SondePosition end,
                         SondeDigestScope scope,
                         SondeDigest *digest);
gboolean sonde_cells_find (const SondeCells *self,
                           const SondeChunk *chunks,
                           SondePosition from,
                           gboolean forward,
                           SondeCellKind kind,
                           SondePosition *found);
gsize sonde_cells_copy_values (const SondeCells *self,
                               const SondeChunk *chunks,
                               SondePosition first,
                               SondePosition end,
                               gsize stride,
                               double *values);

static inline SondeStrip *
sonde_cells_get_strip (const SondeCells *self, gsize chunk)
{
  return g_ptr_array_index (self->strips, chunk);
}

static inline double
sonde_cells_get (const SondeCells *self, SondePosition position)
{
  const SondeStrip *strip = sonde_cells_get_strip (self, position.chunk);

  return strip != NULL ? sonde_strip_get (strip, position.row) : sonde_cell_absent ();
}

G_END_DECLS
