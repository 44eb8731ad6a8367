/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-digest.h"
#include "sonde-series.h"

G_BEGIN_DECLS

/* Rows in the order of their times, with columns of values. Private to the model. */
typedef struct _SondeRowTable SondeRowTable;

#define SONDE_ROW_TABLE_MAX_COLUMNS 64
#define SONDE_ROW_TABLE_MAX_BOUNDS  32

/* A row; the end is one row after the last, in the last chunk. Holds until the next change. */
typedef struct
{
  gsize chunk;
  gsize row;
} SondePosition;

SondeRowTable *sonde_row_table_new (void);
void sonde_row_table_free (SondeRowTable *self);

guint sonde_row_table_add_column (SondeRowTable *self);
void sonde_row_table_clear (SondeRowTable *self);
void sonde_row_table_clear_column (SondeRowTable *self, guint column);
void sonde_row_table_add_row (SondeRowTable *self, gint64 time_us);
SondePosition
sonde_row_table_insert_row (SondeRowTable *self, SondePosition position, gint64 time_us);
void sonde_row_table_drop_rows (SondeRowTable *self, gsize n_rows);
void sonde_row_table_set_newest (SondeRowTable *self, guint column, double cell);
void
sonde_row_table_set_cell (SondeRowTable *self, guint column, SondePosition position, double cell);

gsize sonde_row_table_get_n_rows (SondeRowTable *self);
gint64 sonde_row_table_get_last_us (SondeRowTable *self);
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

static inline int
sonde_position_compare (SondePosition a, SondePosition b)
{
  if (a.chunk != b.chunk)
    return a.chunk < b.chunk ? -1 : 1;

  return a.row < b.row ? -1 : a.row > b.row;
}

G_END_DECLS
