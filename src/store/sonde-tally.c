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
      double distance = value - self->first;

      self->min = MIN (self->min, value);
      self->max = MAX (self->max, value);
      self->squares += distance * distance;
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
      double count = (double) later->count;
      double shift = later->first - self->first;

      self->squares += later->squares +
                       shift * (2 * (later->sum - count * later->first) + count * shift);
      self->min = MIN (self->min, later->min);
      self->max = MAX (self->max, later->max);
      self->last = later->last;
      self->sum += later->sum;
      self->count += later->count;
    }
  self->trailing_gap = later->trailing_gap;
}

/* How far apart the distances from the first value and those from the mean are, in squares. */
static double
get_offset (const SondeTally *self)
{
  double distance = self->sum / (double) self->count - self->first;

  return (double) self->count * distance * distance;
}

/**
 * sonde_tally_get_m2:
 *
 * The squares are kept from the first value, which takes no division for each value, and loses no
 * digits where values differ little from a large number.
 *
 * Returns: the sum of the squared distances of the values from their mean, or NaN where it is not
 *   known; there must be a value
 */
double
sonde_tally_get_m2 (const SondeTally *self)
{
  double m2 = self->squares - get_offset (self);

  return m2 < 0 ? 0 : m2;
}

/**
 * sonde_tally_set_m2:
 * @m2: the sum of the squared distances of the values from their mean, or NaN
 *
 * Sets the squares of a slice whose other members are known.
 */
void
sonde_tally_set_m2 (SondeTally *self, double m2)
{
  self->squares = m2 + get_offset (self);
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
    .m2 = self->count > 0 ? sonde_tally_get_m2 (self) : 0,
  };

  if (!sonde_tally_is_empty (self))
    *broken = self->trailing_gap;
}
