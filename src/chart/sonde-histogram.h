/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-log-axis.h"

G_BEGIN_DECLS

#define SONDE_HISTOGRAM_MAX_MARKERS 4

/**
 * SondeHistogramMarker:
 * @label: what the value is, such as “p99”; static
 * @value: where it is; below 0 where it is not known
 */
typedef struct
{
  const char *label;
  double value;
} SondeHistogramMarker;

#define SONDE_TYPE_HISTOGRAM (sonde_histogram_get_type ())

/* Counts in buckets that each are a factor wider than the one before, with marked values, and the
 * same in words for who does not see it. */
G_DECLARE_FINAL_TYPE (SondeHistogram, sonde_histogram, SONDE, HISTOGRAM, GtkWidget)

GtkWidget *sonde_histogram_new (void);
void sonde_histogram_set_counts (SondeHistogram *self,
                                 SondeLogUnit unit,
                                 double first,
                                 double factor,
                                 const guint64 *counts,
                                 guint n_counts,
                                 const SondeHistogramMarker *markers,
                                 guint n_markers);
char *sonde_histogram_describe (SondeHistogram *self);

G_END_DECLS
