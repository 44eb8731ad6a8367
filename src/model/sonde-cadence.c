/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-cadence.h"

#define N_TIMES_USUAL 20

/* After fewer intervals than these, none is unusual. */
#define N_USUAL 3

/* Looks at the latest interval, now that the one after it is known. */
static gboolean
was_silent (const SondeCadence *self, guint latest, guint64 next_us)
{
  const guint n_kept = MIN (self->n_intervals, SONDE_CADENCE_N_INTERVALS);
  guint64 most_us = next_us;

  if (self->n_intervals <= N_USUAL)
    return FALSE;

  for (guint i = 0; i < n_kept; i++)
    if (i != latest)
      most_us = MAX (most_us, self->intervals_us[i]);

  return self->intervals_us[latest] / N_TIMES_USUAL > most_us;
}

/**
 * sonde_cadence_add:
 * @time_us: when the next measure was; one that is no later than the one before says nothing
 * @silent_from_us: (out): the measure after which nothing came for a while, where that is so
 *
 * Returns: whether there was a silence before the measure that came before this one
 */
gboolean
sonde_cadence_add (SondeCadence *self, gint64 time_us, gint64 *silent_from_us)
{
  guint64 interval_us;
  guint latest;
  gboolean silent;

  if (!self->follows)
    {
      self->last_us = time_us;
      self->follows = TRUE;
      return FALSE;
    }
  if (time_us <= self->last_us)
    return FALSE;

  /* Without a sign, for it has no room for the distance of any two times. */
  interval_us = (guint64) time_us - (guint64) self->last_us;
  latest = (self->n_intervals - 1) % SONDE_CADENCE_N_INTERVALS;
  silent = was_silent (self, latest, interval_us);
  if (silent)
    *silent_from_us = (gint64) ((guint64) self->last_us - self->intervals_us[latest]);
  self->intervals_us[self->n_intervals++ % SONDE_CADENCE_N_INTERVALS] = interval_us;
  self->last_us = time_us;

  return silent;
}
