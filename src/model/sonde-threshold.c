/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-threshold.h"

#include <math.h>

/**
 * sonde_threshold_init:
 * @kind: on which side of @value to warn
 * @value: the value that must be passed to enter
 * @hysteresis: how far back behind @value the way out lies, so that noise around the threshold is
 *   one crossing
 *
 * Sets a threshold up; no value has been seen yet.
 *
 * Returns: %FALSE where @value is not finite or @hysteresis is not a finite number of at least 0;
 *   such a threshold is never crossed
 */
gboolean
sonde_threshold_init (SondeThreshold *self,
                      SondeThresholdKind kind,
                      double value,
                      double hysteresis)
{
  gboolean is_valid = isfinite (value) && isfinite (hysteresis) && hysteresis >= 0;

  *self = (SondeThreshold){ kind, is_valid ? value : (double) NAN, is_valid ? hysteresis : 0.0,
                            FALSE };
  return is_valid;
}

/**
 * sonde_threshold_feed:
 * @value: the next value; NaN for a gap
 *
 * Looks at one value after the other. To enter, a value must lie strictly beyond the threshold; to
 * leave, it must come back to the threshold and by the hysteresis behind it. A first value beyond
 * the threshold enters. A gap says nothing, so it neither enters nor leaves, and a warning that
 * lasts over a gap is not given twice.
 *
 * Returns: what the value did, once per crossing
 */
SondeCrossing
sonde_threshold_feed (SondeThreshold *self, double value)
{
  double sign = self->kind == SONDE_THRESHOLD_ABOVE ? 1.0 : -1.0;
  double beyond = sign * (value - self->value);

  if (!self->inside && beyond > 0)
    {
      self->inside = TRUE;
      return SONDE_CROSSING_ENTERED;
    }

  if (self->inside && beyond <= -self->hysteresis)
    {
      self->inside = FALSE;
      return SONDE_CROSSING_LEFT;
    }

  return SONDE_CROSSING_NONE;
}

/**
 * sonde_threshold_reset:
 *
 * Forgets what was seen: the next value beyond the threshold enters again.
 */
void
sonde_threshold_reset (SondeThreshold *self)
{
  self->inside = FALSE;
}
