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
 * @squares: the sum of the squared distances of the values from the first, or NaN where it is not
 *   known
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
  double squares;
} SondeTally;

void sonde_tally_add (SondeTally *self, double value);
void sonde_tally_append (SondeTally *self, const SondeTally *later);
void sonde_tally_to_bucket (const SondeTally *self, gboolean *broken, SondeBucket *bucket);
double sonde_tally_get_m2 (const SondeTally *self);
void sonde_tally_set_m2 (SondeTally *self, double m2);
gboolean sonde_tally_is_empty (const SondeTally *self);

G_END_DECLS
