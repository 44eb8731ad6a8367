/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-range.h"

#include <glib/gi18n.h>

#define MINUTE_US ((gint64) 60 * G_USEC_PER_SEC)

/* All there is still shows some seconds, so that the first sample has somewhere to be. */
#define MIN_ALL_US (10 * G_USEC_PER_SEC)

static const SondeRange ranges[] = {
  { "minute", N_ ("1 min"), N_ ("Show one minute"), MINUTE_US },
  { "ten-minutes", N_ ("10 min"), N_ ("Show ten minutes"), 10 * MINUTE_US },
  { "hour", N_ ("1 h"), N_ ("Show one hour"), 60 * MINUTE_US },
  { "day", N_ ("1 day"), N_ ("Show one day"), 24 * 60 * MINUTE_US },
  { "all", N_ ("All"), N_ ("Show all measures"), 0 },
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

/**
 * sonde_range_compute:
 * @self: a range
 * @first_us: when the earliest sample is, or %G_MAXINT64 where there is none
 * @now_us: when the charts should end
 * @start_us: (out): the start of what to show
 * @end_us: (out): the end of what to show
 *
 * Computes the span of wall-clock time that a range shows now, in microseconds.
 */
void
sonde_range_compute (
    const SondeRange *self, gint64 first_us, gint64 now_us, gint64 *start_us, gint64 *end_us)
{
  *end_us = now_us;
  if (self->span_us > 0)
    *start_us = now_us - self->span_us;
  else
    *start_us = MIN (first_us, now_us - MIN_ALL_US);
}
