/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-backoff.h"

/* The least power of two times the first bound that reaches the greatest wait. */
#define MAX_DOUBLINGS 5

/* SplitMix64 (Steele, Lea and Flood, 2014): one word of state, and any seed will do. */
static guint64
next_random (SondeBackoff *self)
{
  guint64 z = self->random += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/**
 * sonde_backoff_init:
 * @seed: where the jitter starts; the same seed gives the same waits
 */
void
sonde_backoff_init (SondeBackoff *self, guint64 seed)
{
  g_return_if_fail (self != NULL);

  self->n_failures = 0;
  self->random = seed;
}

/**
 * sonde_backoff_reset:
 *
 * Forgets the failures: a person asked for the next dial.
 */
void
sonde_backoff_reset (SondeBackoff *self)
{
  g_return_if_fail (self != NULL);

  self->n_failures = 0;
}

/**
 * sonde_backoff_note_open:
 * @open_for_us: how long the connection that just ended was open
 *
 * Forgets the failures where it was open for a minute. A server that accepts and drops at once
 * thus still meets longer and longer waits.
 */
void
sonde_backoff_note_open (SondeBackoff *self, gint64 open_for_us)
{
  g_return_if_fail (self != NULL);

  if (open_for_us >= SONDE_BACKOFF_STABLE_US)
    self->n_failures = 0;
}

/**
 * sonde_backoff_next_us:
 * @slowly: the failure will hardly mend by itself, so begin with the longest wait
 *
 * Counts a failure and draws the wait that follows it: between half a bound and the bound, which
 * starts at 1 s and doubles up to 30 s. The spread keeps the clients of a probe that restarts from
 * coming back all at once.
 *
 * Returns: microseconds, %SONDE_BACKOFF_MIN_US to %SONDE_BACKOFF_MAX_US
 */
gint64
sonde_backoff_next_us (SondeBackoff *self, gboolean slowly)
{
  gint64 upper_us;
  gint64 lower_us;

  g_return_val_if_fail (self != NULL, SONDE_BACKOFF_MAX_US);

  if (slowly)
    self->n_failures = MAX_DOUBLINGS;
  upper_us = MIN ((2 * SONDE_BACKOFF_MIN_US) << self->n_failures, SONDE_BACKOFF_MAX_US);
  lower_us = upper_us / 2;
  self->n_failures = MIN (self->n_failures + 1, MAX_DOUBLINGS);

  return lower_us + (gint64) (next_random (self) % (guint64) (upper_us - lower_us + 1));
}
