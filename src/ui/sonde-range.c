/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-range.h"

#include <glib/gi18n.h>

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US   (60 * MINUTE_US)
#define DAY_US    (24 * HOUR_US)

static const SondeRange ranges[] = {
  { "minute", N_ ("1 min"), N_ ("Show one minute"), MINUTE_US },
  { "ten-minutes", N_ ("10 min"), N_ ("Show ten minutes"), 10 * MINUTE_US },
  { "hour", N_ ("1 h"), N_ ("Show one hour"), HOUR_US },
  { "day", N_ ("1 day"), N_ ("Show one day"), DAY_US },
  { "all", N_ ("All"), N_ ("Show all measures"), 0 },
};

/* After a step at least a third of it is full. */
static const gint64 steps_us[] = {
  10 * SECOND_US, 20 * SECOND_US, 30 * SECOND_US, MINUTE_US,    2 * MINUTE_US, 5 * MINUTE_US,
  10 * MINUTE_US, 20 * MINUTE_US, 30 * MINUTE_US, HOUR_US,      2 * HOUR_US,   3 * HOUR_US,
  6 * HOUR_US,    12 * HOUR_US,   DAY_US,         2 * DAY_US,   4 * DAY_US,    7 * DAY_US,
  14 * DAY_US,    30 * DAY_US,    90 * DAY_US,    180 * DAY_US, 365 * DAY_US,
};

/**
 * sonde_range_get_all:
 * @n_ranges: (out): how many there are
 *
 * The choices, from the shortest to the longest.
 *
 * Returns: (transfer none) (array length=n_ranges): the table
 */
const SondeRange *
sonde_range_get_all (gsize *n_ranges)
{
  *n_ranges = G_N_ELEMENTS (ranges);
  return ranges;
}

/**
 * sonde_range_lookup:
 * @id: (nullable): a name
 *
 * Returns: (transfer none): the range of that name, or the shortest one
 */
const SondeRange *
sonde_range_lookup (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    if (g_strcmp0 (ranges[i].id, id) == 0)
      return &ranges[i];
  return &ranges[0];
}

/* The least step that holds all since the first sample: a span that grew with each sample would
 * never rest. */
static gint64
get_step (gint64 elapsed_us)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps_us); i++)
    if (elapsed_us <= steps_us[i])
      return steps_us[i];
  return elapsed_us;
}

/**
 * sonde_range_compute:
 * @self: a range
 * @first_us: when the earliest sample is, or %G_MAXINT64 where there is none
 * @now_us: the present, or the latest sample of what is over
 * @goes_on: whether more samples may come
 * @start_us: (out): the start of what to show
 * @end_us: (out): the end of what to show, not before @now_us
 *
 * Computes the span of wall-clock time that a range shows now, in microseconds. Until there are
 * samples enough to fill the range it starts at the first of them and grows by steps; from then on
 * it ends at the present. What does not go on leaves no room for more.
 */
void
sonde_range_compute (const SondeRange *self,
                     gint64 first_us,
                     gint64 now_us,
                     gboolean goes_on,
                     gint64 *start_us,
                     gint64 *end_us)
{
  const gint64 begin_us = MIN (first_us, now_us);
  const gint64 elapsed_us = now_us - begin_us;

  if (self->span_us > 0 && elapsed_us >= self->span_us)
    {
      *start_us = now_us - self->span_us;
      *end_us = now_us;
      return;
    }
  *start_us = begin_us;
  *end_us = begin_us + (goes_on ? get_step (elapsed_us) : MAX (elapsed_us, steps_us[0]));
}
