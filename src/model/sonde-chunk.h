/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-digest.h"

G_BEGIN_DECLS

/* Rows under the two levels of the pyramid that lie inside a chunk, and in a chunk. */
#define SONDE_CHUNK_BLOCK_ROWS 64
#define SONDE_CHUNK_GROUP_ROWS 512
#define SONDE_CHUNK_MAX_ROWS   4096

typedef struct _SondeChunk SondeChunk;

SondeChunk *sonde_chunk_new (gsize capacity);
void sonde_chunk_free (SondeChunk *self);

gsize sonde_chunk_get_n_rows (const SondeChunk *self);
gboolean sonde_chunk_is_full (const SondeChunk *self);
gint64 sonde_chunk_get_time_us (const SondeChunk *self, gsize row);
double sonde_chunk_get_cell (const SondeChunk *self, guint column, gsize row);

void sonde_chunk_add_row (SondeChunk *self, gint64 time_us);
void sonde_chunk_set_newest (SondeChunk *self, guint column, double cell);
void sonde_chunk_insert_row (SondeChunk *self, gsize row, gint64 time_us);
void sonde_chunk_set_cell (SondeChunk *self, guint column, gsize row, double cell);
SondeChunk *sonde_chunk_split (SondeChunk *self, gsize row);
void sonde_chunk_drop_rows (SondeChunk *self, gsize n_rows);
void sonde_chunk_drop_column (SondeChunk *self, guint column);
void sonde_chunk_seal (SondeChunk *self);

gsize sonde_chunk_lower_bound (const SondeChunk *self, gint64 time_us, gint64 next_us);
void sonde_chunk_prefetch (const SondeChunk *self, guint index, gint64 time_us, gint64 next_us);
void sonde_chunk_prefetch_ends (const SondeChunk *self, guint index, gsize row);
void sonde_chunk_digest (const SondeChunk *self,
                         guint column,
                         gsize first,
                         gsize end,
                         SondeDigestScope scope,
                         SondeDigest *digest);
gsize sonde_chunk_find (
    const SondeChunk *self, guint column, gsize row, gboolean forward, SondeCellKind kind);
gsize sonde_chunk_copy_values (
    const SondeChunk *self, guint column, gsize *row, gsize end, gsize stride, double *values);

/* What `sonde_chunk_find()` returns where there is nothing to find. */
#define SONDE_CHUNK_NO_ROW G_MAXSIZE

G_END_DECLS
