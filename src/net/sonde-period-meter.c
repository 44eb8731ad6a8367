/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-period-meter.h"

#include <stdlib.h>
#include <string.h>

/* A link that was cut delivers what waited in one burst, 14 measures after 14 s were seen. Arrivals
 * that much closer than usual are not the source's beat; a source that really became that much
 * faster goes on for longer than any burst. */
#define BURST_RATIO            8
#define LONGEST_BURST          32
#define MIN_INTERVALS_TO_JUDGE 3

/**
 * sonde_period_meter_reset:
 *
 * Starts anew: after a gap, the next arrival is not an interval away from the one before.
 */
void
sonde_period_meter_reset (SondePeriodMeter *self)
{
  memset (self, 0, sizeof *self);
}

static gint64
get_median_us (const gint64 *sorted_us, guint n)
{
  return (sorted_us[(n - 1) / 2] + sorted_us[n / 2]) / 2;
}

static guint
find_sorted (const SondePeriodMeter *self, gint64 interval_us)
{
  guint low = 0;
  guint high = self->n_intervals;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (self->sorted_us[middle] < interval_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
remove_oldest (SondePeriodMeter *self)
{
  guint at = find_sorted (self, self->intervals_us[self->next]);

  self->n_intervals--;
  memmove (&self->sorted_us[at], &self->sorted_us[at + 1],
           (self->n_intervals - at) * sizeof self->sorted_us[0]);
}

static void
add_interval (SondePeriodMeter *self, gint64 interval_us)
{
  guint at;

  if (self->n_intervals == SONDE_PERIOD_METER_WINDOW)
    remove_oldest (self);

  at = find_sorted (self, interval_us);
  memmove (&self->sorted_us[at + 1], &self->sorted_us[at],
           (self->n_intervals - at) * sizeof self->sorted_us[0]);
  self->sorted_us[at] = interval_us;
  self->intervals_us[self->next] = interval_us;
  self->next = (self->next + 1) % SONDE_PERIOD_METER_WINDOW;
  self->n_intervals++;
}

/**
 * sonde_period_meter_add:
 * @self: a meter
 * @time_us: when something arrived, monotonic, not 0
 *
 * Takes note of an arrival.
 */
void
sonde_period_meter_add (SondePeriodMeter *self, gint64 time_us)
{
  gint64 interval_us = time_us - self->last_us;

  if (self->last_us == 0)
    {
      self->last_us = time_us;
      return;
    }
  self->last_us = time_us;

  if (self->n_intervals >= MIN_INTERVALS_TO_JUDGE &&
      interval_us < get_median_us (self->sorted_us, self->n_intervals) / BURST_RATIO)
    {
      if (++self->n_set_aside < LONGEST_BURST)
        return;
      sonde_period_meter_reset (self);
      self->last_us = time_us;
    }

  self->n_set_aside = 0;
  add_interval (self, interval_us);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/**
 * sonde_period_meter_get:
 * @self: a meter
 * @median_ms: (out) (optional): the median of the last %SONDE_PERIOD_METER_WINDOW intervals, in
 *     milliseconds
 * @jitter_ms: (out) (optional): their median absolute deviation from it, not scaled, in
 * milliseconds
 *
 * Gets the period and how much it varies, by the two estimators that up to half of the intervals
 * may be arbitrarily wrong for (F. R. Hampel, “The Influence Curve and Its Role in Robust
 * Estimation”, Journal of the American Statistical Association 69, 1974).
 *
 * Returns: whether there are %SONDE_PERIOD_METER_MIN_INTERVALS intervals at least
 */
gboolean
sonde_period_meter_get (const SondePeriodMeter *self, double *median_ms, double *jitter_ms)
{
  gint64 deviations_us[SONDE_PERIOD_METER_WINDOW];
  guint n = self->n_intervals;
  gint64 median_us;

  if (n < SONDE_PERIOD_METER_MIN_INTERVALS)
    return FALSE;

  median_us = get_median_us (self->sorted_us, n);
  for (guint i = 0; i < n; i++)
    deviations_us[i] = ABS (self->sorted_us[i] - median_us);
  qsort (deviations_us, n, sizeof deviations_us[0], compare);

  if (median_ms != NULL)
    *median_ms = (double) median_us / 1000;
  if (jitter_ms != NULL)
    *jitter_ms = (double) get_median_us (deviations_us, n) / 1000;
  return TRUE;
}
