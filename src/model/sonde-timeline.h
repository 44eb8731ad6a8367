/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-chunk.h"
#include "sonde-series.h"

G_BEGIN_DECLS

/* Columns that share their times: what lies under the series of one dataset. Private to the model.
 */
typedef struct _SondeTimeline SondeTimeline;

#define SONDE_TIMELINE_MAX_COLUMNS 64

/* A row; the end is one row after the last, in the last chunk. Holds until the next change. */
typedef struct
{
  gsize chunk;
  gsize row;
} SondePosition;

SondeTimeline *sonde_timeline_new (gsize max_rows);
SondeTimeline *sonde_timeline_ref (SondeTimeline *self);
void sonde_timeline_unref (SondeTimeline *self);

/* These take the lock. */
guint sonde_timeline_add_column (SondeTimeline *self);
void sonde_timeline_append (SondeTimeline *self, guint column, gint64 time_us, double value);
void sonde_timeline_append_row (SondeTimeline *self,
                                gint64 time_us,
                                const double *values,
                                guint n_values);
void sonde_timeline_clear (SondeTimeline *self);
void sonde_timeline_clear_column (SondeTimeline *self, guint column);

/* Takes no lock. */
guint64 sonde_timeline_get_generation (SondeTimeline *self, guint column);

/* These want the lock to be held. */
void sonde_timeline_lock (SondeTimeline *self);
void sonde_timeline_unlock (SondeTimeline *self);
gsize sonde_timeline_get_n_values (SondeTimeline *self, guint column);
gsize sonde_timeline_get_n_chunk_rows (SondeTimeline *self, gsize chunk);
SondePosition sonde_timeline_get_start (SondeTimeline *self);
SondePosition sonde_timeline_get_end (SondeTimeline *self);
SondePosition sonde_timeline_lower_bound (SondeTimeline *self, gint64 time_us);
SondePosition sonde_timeline_upper_bound (SondeTimeline *self, gint64 time_us);
gboolean sonde_timeline_is_before (SondeTimeline *self, SondePosition position, gint64 time_us);
SondeSample sonde_timeline_get (SondeTimeline *self, guint column, SondePosition position);
gboolean sonde_timeline_find (SondeTimeline *self,
                              guint column,
                              SondePosition from,
                              gboolean forward,
                              SondeCellKind kind,
                              SondePosition *found);
void sonde_timeline_digest (SondeTimeline *self,
                            guint column,
                            SondePosition first,
                            SondePosition end,
                            SondeDigestScope scope,
                            SondeDigest *digest);
gsize sonde_timeline_copy_values (SondeTimeline *self,
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
