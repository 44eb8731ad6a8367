/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-packed.h"

G_BEGIN_DECLS

/* 36,000 years to either side, which leaves room to add and to subtract. */
#define SONDE_ROWS_MAX_TIME_US (G_GINT64_CONSTANT (1) << 60)

/**
 * SondeRows:
 * @n_rows: measures
 * @n_columns: channels that any of them has a value for
 * @times_us: their times, which never decrease
 * @columns: for each channel, a value per measure; NaN as in `sonde-absent.h`
 *
 * Measures in order of time, unpacked.
 */
typedef struct
{
  gsize n_rows;
  guint n_columns;
  gint64 *times_us;
  double *columns[SONDE_PACKED_MAX_COLUMNS];

  /*< private >*/
  gsize capacity;
} SondeRows;

SondeRows *sonde_rows_new (void);
void sonde_rows_free (SondeRows *self);

void sonde_rows_insert (SondeRows *self, gint64 time_us, const double *values, guint n_values);
void sonde_rows_merge (SondeRows *self, const SondeRows *other, gsize from, gsize to);
gboolean sonde_rows_can_hold (gint64 time_us);
gboolean sonde_rows_append_chunk (SondeRows *self, const void *data, gsize size, GError **error);
void sonde_rows_remove_first (SondeRows *self, gsize n_rows);
gsize sonde_rows_find (const SondeRows *self, gint64 time_us);
void sonde_rows_get (const SondeRows *self, gsize row, double *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeRows, sonde_rows_free)

G_END_DECLS
