/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-cells.h"
#include "sonde-series.h"

G_BEGIN_DECLS

#define SONDE_ROW_TABLE_MAX_COLUMNS 64
#define SONDE_ROW_TABLE_MAX_BOUNDS  32

/**
 * SondeRowTable:
 * @n_rows: how many rows there are
 * @last_us: the time of the last row
 * @chunks: (element-type SondeChunk): the rows, and their times
 * @first_times_us: (element-type gint64): the time of the first row of each chunk
 * @newest: the last chunk, or %NULL
 * @columns: the cells
 * @n_columns: how many columns there are
 *
 * Rows in the order of their times, cut into chunks of some thousands of rows, with columns of
 * values. Private to the model.
 *
 * Every chunk but the last is sealed and has its node in the pyramid of each column, so that a
 * range of N rows is summed up from O(log N) nodes. A table has no lock of its own.
 */
typedef struct
{
  gsize n_rows;
  gint64 last_us;
  GArray *chunks;
  GArray *first_times_us;
  SondeChunk *newest;
  SondeCells columns[SONDE_ROW_TABLE_MAX_COLUMNS];
  guint n_columns;
} SondeRowTable;

SondeRowTable *sonde_row_table_new (void);
void sonde_row_table_free (SondeRowTable *self);

guint sonde_row_table_add_column (SondeRowTable *self);
void sonde_row_table_clear (SondeRowTable *self);
void sonde_row_table_clear_column (SondeRowTable *self, guint column);
void sonde_row_table_append (
    SondeRowTable *self, gint64 time_us, guint column, const double *cells, guint n_cells);
SondePosition
sonde_row_table_insert_row (SondeRowTable *self, SondePosition position, gint64 time_us);
void sonde_row_table_drop_rows (SondeRowTable *self, gsize n_rows);
void
sonde_row_table_set_cell (SondeRowTable *self, guint column, SondePosition position, double cell);

gsize sonde_row_table_get_n_chunk_rows (SondeRowTable *self, gsize chunk);
SondePosition sonde_row_table_get_start (SondeRowTable *self);
SondePosition sonde_row_table_get_end (SondeRowTable *self);
SondePosition sonde_row_table_lower_bound (SondeRowTable *self, gint64 time_us);
void sonde_row_table_lower_bounds (SondeRowTable *self,
                                   guint column,
                                   const gint64 *times_us,
                                   gsize n_times,
                                   SondePosition *positions);
SondePosition sonde_row_table_upper_bound (SondeRowTable *self, gint64 time_us);
gboolean sonde_row_table_is_end (SondeRowTable *self, SondePosition position);
gboolean sonde_row_table_is_before (SondeRowTable *self, SondePosition position, gint64 time_us);
SondeSample sonde_row_table_get (SondeRowTable *self, guint column, SondePosition position);
gboolean sonde_row_table_find_open_row (
    SondeRowTable *self, guint column, SondePosition position, gint64 time_us, SondePosition *row);
gboolean sonde_row_table_find (SondeRowTable *self,
                               guint column,
                               SondePosition from,
                               gboolean forward,
                               SondeCellKind kind,
                               SondePosition *found);
void sonde_row_table_digest (SondeRowTable *self,
                             guint column,
                             SondePosition first,
                             SondePosition end,
                             SondeDigestScope scope,
                             SondeDigest *digest);
gsize sonde_row_table_copy_values (SondeRowTable *self,
                                   guint column,
                                   SondePosition first,
                                   SondePosition end,
                                   gsize stride,
                                   double *values);

static inline double
sonde_row_table_get_cell (const SondeRowTable *self, guint column, SondePosition position)
{
  return sonde_cells_get (&self->columns[column], position);
}

G_END_DECLS
