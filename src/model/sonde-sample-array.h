/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-series.h"

G_BEGIN_DECLS

/**
 * SondeSampleArray:
 * @max_entries: the bound
 * @n_entries: the length of both columns
 * @n_gaps: how many of the entries are gaps
 * @times_us: the times, which never decrease
 * @values: the values; NaN is a gap
 *
 * Two columns that grow at their end. They never begin with a gap and never hold two in a row. Not
 * safe between threads: `SondeSeries` has the lock.
 */
typedef struct
{
  gsize max_entries;
  gsize capacity;
  gsize n_entries;
  gsize n_gaps;
  gint64 *times_us;
  double *values;
} SondeSampleArray;

void sonde_sample_array_init (SondeSampleArray *self, gsize max_entries);
void sonde_sample_array_clear (SondeSampleArray *self);
gboolean sonde_sample_array_insert (SondeSampleArray *self, gint64 time_us, double value);

gboolean sonde_sample_array_is_gap (const SondeSampleArray *self, gsize index);
SondeSample sonde_sample_array_get (const SondeSampleArray *self, gsize index);
gsize sonde_sample_array_get_last_value (const SondeSampleArray *self);
gsize sonde_sample_array_lower_bound (const SondeSampleArray *self, gint64 time_us);
gsize sonde_sample_array_upper_bound (const SondeSampleArray *self, gint64 time_us);

G_END_DECLS
