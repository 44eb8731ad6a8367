/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-value-ticks.h"
#include "sonde-format.h"

#include <math.h>

/* How far from a multiple of the step a limit may be, in steps, and still have its tick. */
#define TOLERANCE 1e-6

/* The least of 1, 2 and 5 times a power of ten that is not below a number above 0. */
static double
round_up (double number, int *exponent)
{
  static const double digits[] = { 1, 2, 5, 10 };
  int power = (int) floor (log10 (number));
  double unit = pow (10, power);

  for (gsize i = 0; i < G_N_ELEMENTS (digits); i++)
    if (digits[i] * unit >= number * (1 - TOLERANCE))
      {
        *exponent = digits[i] < 10 ? power : power + 1;
        return digits[i] * unit;
      }

  *exponent = power + 1;
  return 10 * unit;
}

/**
 * sonde_value_ticks_choose:
 * @self: (out caller-allocates): where the ticks go
 * @min: the least value of the axis
 * @max: the greatest value of the axis
 * @max_ticks: how many ticks there is room for, at least 2
 *
 * Chooses the round values between @min and @max, both included, with the least of the steps 1, 2,
 * 5, 10... that gives no more than @max_ticks of them. Where the limits are not finite, or not in
 * order, there are no ticks.
 */
void
sonde_value_ticks_choose (SondeValueTicks *self, double min, double max, guint max_ticks)
{
  double range = max - min;
  double target;
  int exponent = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (max_ticks >= 2);

  *self = (SondeValueTicks){ 0 };

  /* A range too small for its values has no distinct numbers between its limits. */
  if (!isfinite (range) || range <= MAX (fabs (min), fabs (max)) * 1e-12 || range < 1e-300)
    return;

  target = range / (max_ticks - 1);
  do
    {
      double last;

      self->step = round_up (target, &exponent);
      self->first = ceil (min / self->step - TOLERANCE) * self->step;
      last = floor (max / self->step + TOLERANCE) * self->step;
      self->n_ticks = last < self->first ? 0
                                         : (guint) round ((last - self->first) / self->step) + 1;
      target = self->step * 1.5;
    }
  while (self->n_ticks > max_ticks);

  self->decimals = exponent < 0 ? (guint) MIN (-exponent, SONDE_FORMAT_MAX_DECIMALS) : 0;
}

/**
 * sonde_value_ticks_get:
 * @index: less than `n_ticks`
 *
 * Returns: the value of a tick
 */
double
sonde_value_ticks_get (const SondeValueTicks *self, guint index)
{
  g_return_val_if_fail (self != NULL, (double) NAN);

  /* A whole number of steps from zero, so that a sum of small errors never shows. */
  return (round (self->first / self->step) + index) * self->step;
}
