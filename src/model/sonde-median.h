/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-timeline.h"

G_BEGIN_DECLS

double sonde_median_select (double *values, gsize n_values, gsize rank);
void sonde_median_find (
    SondeTimeline *timeline, guint column, gint64 from_us, gint64 to_us, SondeMedian *median);

void sonde_median_bound (const SondeBucket *buckets, gsize n_buckets, SondeMedian *median);

G_END_DECLS
