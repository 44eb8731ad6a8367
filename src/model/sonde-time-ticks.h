/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeTimeStep:
 *
 * One of the distances that a clock or a calendar makes round: 1, 2, 5, 10, 15, 30 seconds and
 * minutes, hours, days, months, years, and the decimal parts of a second.
 */
typedef struct _SondeTimeStep SondeTimeStep;

/**
 * SondeTimeTick:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @new_day: whether it is the first of its day, where the step divides days
 *
 * A round time of the local clock.
 */
typedef struct
{
  gint64 time_us;
  gboolean new_day;
} SondeTimeTick;

#define SONDE_TIME_TICKS_MAX 1000

const SondeTimeStep *sonde_time_step_choose (gint64 least_us);
gint64 sonde_time_step_get_length_us (const SondeTimeStep *step);

SondeTimeTick *sonde_time_ticks_list (
    const SondeTimeStep *step, GTimeZone *zone, gint64 from_us, gint64 to_us, gsize *n_ticks);
char *
sonde_time_tick_format (const SondeTimeTick *tick, const SondeTimeStep *step, GTimeZone *zone);
char *sonde_format_time (gint64 time_us, gint64 resolution_us, GTimeZone *zone);

G_END_DECLS
