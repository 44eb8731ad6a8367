/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-timeline.h"

G_BEGIN_DECLS

/* The slices of equal width in which a column is drawn. Private to the model. */
void sonde_buckets_fill (SondeTimeline *timeline,
                         guint column,
                         gint64 start_us,
                         gint64 width_us,
                         SondeBucket *buckets,
                         gsize n_buckets);

G_END_DECLS
