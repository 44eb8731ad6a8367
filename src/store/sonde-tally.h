/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-series.h"

G_BEGIN_DECLS

/**
 * SondeTally:
 * @count: samples with a value; where it is 0 the values are undefined
 * @leading_gap: a gap comes before the first of them; without samples, there is a gap at all
 * @trailing_gap: the last entry is a gap
 *
 * What a channel did during a slice of time, in a form that two neighbouring slices can be put
 * together from. All zero: nothing.
 */
typedef struct
{
  guint64 count;
  gboolean leading_gap;
  gboolean trailing_gap;
  double min;
  double max;
  double first;
  double last;
  double sum;
} SondeTally;

void sonde_tally_add (SondeTally *self, double value);
void sonde_tally_append (SondeTally *self, const SondeTally *later);
void sonde_tally_to_bucket (const SondeTally *self, gboolean *broken, SondeBucket *bucket);
gboolean sonde_tally_is_empty (const SondeTally *self);

G_END_DECLS
