/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-value-scale.h"

#include <math.h>

/* Room above and below the data, as a share of their range. */
#define PADDING 0.08
/* Where less of it is left, as a share of the scale, the scale grows: a point at the very edge
 * looks cut. */
#define LEAST_PADDING 0.03
/* The scale shrinks only where the data need less than this share of it. */
#define SHRINK_SHARE 0.55
/* How finely the limits are rounded, so that they seldom move. */
#define LIMIT_STEPS 11

static gboolean
still_fits (const SondeValueScale *self, double least, double greatest, double wanted_range)
{
  double range = self->max - self->min;
  double below = self->min == 0 && least >= 0 ? 0 : range * LEAST_PADDING;

  return range > 0 && least >= self->min + below && greatest <= self->max - range * LEAST_PADDING &&
         wanted_range >= range * SHRINK_SHARE;
}

static void
choose_ticks (SondeValueScale *self, guint max_ticks)
{
  sonde_value_ticks_choose (&self->ticks, self->min, self->max, max_ticks);
  /* One tick says where, but not how much: rather two that are a little close. */
  while (self->ticks.n_ticks == 1 && max_ticks < LIMIT_STEPS)
    sonde_value_ticks_choose (&self->ticks, self->min, self->max, ++max_ticks);
}

static gboolean
differs (const SondeValueScale *a, const SondeValueScale *b)
{
  return a->min != b->min || a->max != b->max || a->ticks.first != b->ticks.first ||
         a->ticks.step != b->ticks.step || a->ticks.n_ticks != b->ticks.n_ticks;
}

/**
 * sonde_value_scale_set:
 * @min: the value at the lower edge
 * @max: the value at the upper edge, above @min
 * @max_ticks: how many ticks there is room for, at least 2
 *
 * Fixes the scale, whatever the data.
 *
 * Returns: whether the limits or the ticks changed
 */
gboolean
sonde_value_scale_set (SondeValueScale *self, double min, double max, guint max_ticks)
{
  SondeValueScale old = *self;

  self->min = min;
  self->max = max;
  choose_ticks (self, max_ticks);

  return differs (&old, self);
}

/**
 * sonde_value_scale_fit:
 * @least: the least value that is shown
 * @greatest: the greatest
 * @min_range: the least range of values that the scale may have
 * @max_ticks: how many ticks there is room for, at least 2
 *
 * Fits the scale to the data. It grows at once where they come to its edges, shrinks only where
 * they would fill little more than half of it, and keeps to 0 as its lower limit where no value is
 * below. Limits that are not finite, or too far apart to subtract, change nothing.
 *
 * Returns: whether the limits or the ticks changed
 */
gboolean
sonde_value_scale_fit (
    SondeValueScale *self, double least, double greatest, double min_range, guint max_ticks)
{
  SondeValueScale old = *self;
  double range = greatest - least;
  double wanted;

  if (!isfinite (range) || range < 0)
    return FALSE;

  wanted = MAX (range * (1 + 2 * PADDING), min_range);
  wanted = MAX (wanted, MAX (fabs (least), fabs (greatest)) * 1e-6);
  if (wanted <= 0)
    wanted = 1;

  if (!still_fits (self, least, greatest, wanted))
    {
      double middle = least + range / 2;
      SondeValueTicks limits;

      self->min = middle - wanted / 2;
      self->max = middle + wanted / 2;
      if (least >= 0 && self->min < 0)
        {
          self->max -= self->min;
          self->min = 0;
        }

      sonde_value_ticks_choose (&limits, self->min, self->max, LIMIT_STEPS);
      if (limits.n_ticks > 0)
        {
          self->min = floor (self->min / limits.step + 1e-9) * limits.step;
          self->max = ceil (self->max / limits.step - 1e-9) * limits.step;
        }
    }

  choose_ticks (self, max_ticks);

  return differs (&old, self);
}

/**
 * sonde_value_scale_to_y:
 * @value: a value, which may lie outside the scale
 * @height_px: the height of the scale on the screen
 *
 * Returns: where the value lies, 0 being the upper edge; never further outside than the height
 */
double
sonde_value_scale_to_y (const SondeValueScale *self, double value, double height_px)
{
  double share = self->max > self->min ? (self->max - value) / (self->max - self->min) : 0.5;

  return CLAMP (share, -1.0, 2.0) * height_px;
}
