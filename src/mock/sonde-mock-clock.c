/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-clock.h"

#include <math.h>

/* Where a simulation that runs at another speed begins: the sun is up and the day lies ahead. */
#define MID_MORNING_HOUR 10

/* A day in less than a second; beyond it the weather would only be noise. */
#define MAX_SPEED 100000.0

/* Far beyond anybody's patience, and far from an overflow. */
#define MAX_PERIOD_MS (G_MAXINT64 / 4000)

static double
check_speed (double speed)
{
  return isfinite (speed) && speed >= 0.0 ? MIN (speed, MAX_SPEED) : 1.0;
}

/**
 * sonde_mock_clock_init:
 * @self: (out caller-allocates): a clock
 * @speed: simulated seconds per second, 0 to 100,000; 1 where it is no such number
 * @monotonic_us: now, in monotonic microseconds
 *
 * Starts a clock: at our own hour where @speed is 1, else at ten in the morning of today.
 */
void
sonde_mock_clock_init (SondeMockClock *self, double speed, gint64 monotonic_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gint64 local_s;

  g_return_if_fail (self != NULL);

  local_s = g_date_time_to_unix (now) + g_date_time_get_utc_offset (now) / G_USEC_PER_SEC;
  self->speed = check_speed (speed);
  if (self->speed != 1.0)
    local_s += MID_MORNING_HOUR * 3600 - local_s % 86400;
  self->base_local_us = local_s * G_USEC_PER_SEC;
  self->base_monotonic_us = monotonic_us;
}

/**
 * sonde_mock_clock_set_speed:
 * @self: a clock
 * @speed: as for sonde_mock_clock_init()
 * @monotonic_us: now, in monotonic microseconds
 *
 * Changes the speed without a jump in the simulated time.
 */
void
sonde_mock_clock_set_speed (SondeMockClock *self, double speed, gint64 monotonic_us)
{
  g_return_if_fail (self != NULL);

  self->base_local_us = sonde_mock_clock_get_local_us (self, monotonic_us);
  self->base_monotonic_us = monotonic_us;
  self->speed = check_speed (speed);
}

/**
 * sonde_mock_clock_get_local_us:
 * @self: a clock
 * @monotonic_us: now, in monotonic microseconds
 *
 * Returns: the simulated time, in microseconds of local time
 */
gint64
sonde_mock_clock_get_local_us (const SondeMockClock *self, gint64 monotonic_us)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->base_local_us +
         (gint64) ((double) (monotonic_us - self->base_monotonic_us) * self->speed);
}

/**
 * sonde_mock_clock_check_period_us:
 * @period_ms: the period that a client asked for, of which the firmware checks nothing
 *
 * What the beat makes of it: any positive period is kept, so 1 ms is the floor; zero or less makes
 * the board measure as fast as its light sensor can, every %SONDE_MOCK_LIGHT_READING_MS.
 *
 * Returns: microseconds from beat to beat, positive
 */
gint64
sonde_mock_clock_check_period_us (gint64 period_ms)
{
  if (period_ms <= 0)
    period_ms = SONDE_MOCK_LIGHT_READING_MS;

  return MIN (period_ms, MAX_PERIOD_MS) * 1000;
}

/**
 * sonde_mock_clock_next_beat:
 * @due_us: when the last beat was due
 * @period_us: from beat to beat, positive
 * @now_us: now
 *
 * Beats stay on the grid of the first one, so that a late one does not delay those after it; those
 * that were missed altogether are not made up for.
 *
 * Returns: when the next beat is due, after @now_us
 */
gint64
sonde_mock_clock_next_beat (gint64 due_us, gint64 period_us, gint64 now_us)
{
  g_return_val_if_fail (period_us > 0, G_MAXINT64);

  if (now_us < due_us)
    return due_us;

  return due_us + ((now_us - due_us) / period_us + 1) * period_us;
}
