/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-row-table.h"

G_BEGIN_DECLS

/* Columns that share their times: what lies under the series of one dataset. Private to the model.
 */
typedef struct _SondeTimeline SondeTimeline;

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
void sonde_timeline_set_max_rows (SondeTimeline *self, gsize max_rows);
void sonde_timeline_clear (SondeTimeline *self);
void sonde_timeline_clear_column (SondeTimeline *self, guint column);

gboolean sonde_timeline_copy_rows (SondeTimeline *self,
                                   gint64 from_us,
                                   gint64 to_us,
                                   guint max_rows,
                                   guint n_columns,
                                   GArray *times_us,
                                   GArray *values);

/* Takes no lock. */
guint64 sonde_timeline_get_generation (SondeTimeline *self, guint column);

/* What these give wants the lock to be held. */
SondeRowTable *sonde_timeline_lock (SondeTimeline *self);
void sonde_timeline_unlock (SondeTimeline *self);
gsize sonde_timeline_get_n_values (SondeTimeline *self, guint column);

G_END_DECLS
