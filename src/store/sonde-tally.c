/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tally.h"

#include "sonde-absent.h"

#include <math.h>

/**
 * sonde_tally_is_empty:
 *
 * Returns: whether nothing at all happened, not even a gap
 */
gboolean
sonde_tally_is_empty (const SondeTally *self)
{
  return self->count == 0 && !self->leading_gap;
}

/**
 * sonde_tally_add:
 * @value: a value; NaN as in `sonde-absent.h`
 *
 * Adds what comes next. A value that is not finite is a gap, as in a `SondeSeries`.
 */
void
sonde_tally_add (SondeTally *self, double value)
{
  if (!isfinite (value))
    {
      if (sonde_is_absent (value))
        return;

      self->leading_gap |= self->count == 0;
      self->trailing_gap = TRUE;
      return;
    }

  if (self->count == 0)
    {
      self->min = self->max = self->first = value;
    }
  else
    {
      self->min = MIN (self->min, value);
      self->max = MAX (self->max, value);
    }

  self->last = value;
  self->sum += value;
  self->count++;
  self->trailing_gap = FALSE;
}

/**
 * sonde_tally_append:
 * @later: what happened next
 *
 * Puts two neighbours together.
 */
void
sonde_tally_append (SondeTally *self, const SondeTally *later)
{
  if (sonde_tally_is_empty (later))
    return;

  if (self->count == 0)
    {
      gboolean leading_gap = self->leading_gap;

      *self = *later;
      self->leading_gap |= leading_gap;
      return;
    }

  if (later->count > 0)
    {
      self->min = MIN (self->min, later->min);
      self->max = MAX (self->max, later->max);
      self->last = later->last;
      self->sum += later->sum;
      self->count += later->count;
    }
  self->trailing_gap = later->trailing_gap;
}

/**
 * sonde_tally_to_bucket:
 * @broken: (inout): whether the line is broken where the slice begins, and then where it ends
 * @bucket: (out caller-allocates): what a reader of a series would see
 *
 * Says what the slice looks like, given what came before it.
 */
void
sonde_tally_to_bucket (const SondeTally *self, gboolean *broken, SondeBucket *bucket)
{
  *bucket = (SondeBucket){
    .count = self->count,
    .gap = *broken || self->leading_gap,
    .min = self->min,
    .max = self->max,
    .first = self->first,
    .last = self->last,
    .sum = self->sum,
  };

  if (!sonde_tally_is_empty (self))
    *broken = self->trailing_gap;
}
