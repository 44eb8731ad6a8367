/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-time-ticks.h"

#include <glib/gi18n-lib.h>

#define MS     G_TIME_SPAN_MILLISECOND
#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR
#define DAY    G_TIME_SPAN_DAY

typedef enum
{
  UNIT_CLOCK,
  UNIT_DAY,
  UNIT_MONTH,
} StepUnit;

/* For a clock step, `n` is its length in microseconds; else the number of days or of months. */
struct _SondeTimeStep
{
  StepUnit unit;
  gint64 n;
};

static const SondeTimeStep steps[] = {
  { UNIT_CLOCK, MS },
  { UNIT_CLOCK, 2 * MS },
  { UNIT_CLOCK, 5 * MS },
  { UNIT_CLOCK, 10 * MS },
  { UNIT_CLOCK, 20 * MS },
  { UNIT_CLOCK, 50 * MS },
  { UNIT_CLOCK, 100 * MS },
  { UNIT_CLOCK, 200 * MS },
  { UNIT_CLOCK, 500 * MS },
  { UNIT_CLOCK, SECOND },
  { UNIT_CLOCK, 2 * SECOND },
  { UNIT_CLOCK, 5 * SECOND },
  { UNIT_CLOCK, 10 * SECOND },
  { UNIT_CLOCK, 15 * SECOND },
  { UNIT_CLOCK, 30 * SECOND },
  { UNIT_CLOCK, MINUTE },
  { UNIT_CLOCK, 2 * MINUTE },
  { UNIT_CLOCK, 5 * MINUTE },
  { UNIT_CLOCK, 10 * MINUTE },
  { UNIT_CLOCK, 15 * MINUTE },
  { UNIT_CLOCK, 30 * MINUTE },
  { UNIT_CLOCK, HOUR },
  { UNIT_CLOCK, 2 * HOUR },
  { UNIT_CLOCK, 3 * HOUR },
  { UNIT_CLOCK, 6 * HOUR },
  { UNIT_CLOCK, 12 * HOUR },
  { UNIT_DAY, 1 },
  { UNIT_DAY, 2 },
  { UNIT_DAY, 7 },
  { UNIT_DAY, 14 },
  { UNIT_MONTH, 1 },
  { UNIT_MONTH, 3 },
  { UNIT_MONTH, 6 },
  { UNIT_MONTH, 12 },
  { UNIT_MONTH, 24 },
  { UNIT_MONTH, 60 },
  { UNIT_MONTH, 120 },
  { UNIT_MONTH, 240 },
  { UNIT_MONTH, 600 },
  { UNIT_MONTH, 1200 },
};

/* What a GDateTime can hold, years 1 to 9999, with a year to spare at either end. */
#define FIRST_US (G_GINT64_CONSTANT (-62104060800) * SECOND)
#define LAST_US  (G_GINT64_CONSTANT (253370764800) * SECOND)

static gint64
floor_us (gint64 time_us, gint64 width_us)
{
  gint64 remainder = time_us % width_us;

  return time_us - (remainder < 0 ? remainder + width_us : remainder);
}

/* Adds a number of microseconds to a date so that parts of a second are kept. */
static GDateTime *
to_date (gint64 time_us, GTimeZone *zone)
{
  gint64 whole_us = floor_us (CLAMP (time_us, FIRST_US, LAST_US), SECOND);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (whole_us / SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);

  return g_date_time_add (local, CLAMP (time_us, FIRST_US, LAST_US) - whole_us);
}

static gint64
offset_us (GTimeZone *zone, gint64 time_us)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL,
                                            floor_us (time_us, SECOND) / SECOND);

  return (gint64) g_time_zone_get_offset (zone, interval) * SECOND;
}

/* The first moment after `from_us`, up to `to_us`, whose offset is another, to the second. The two
 * must differ. */
static gint64
find_transition (GTimeZone *zone, gint64 from_us, gint64 to_us)
{
  gint64 offset = offset_us (zone, from_us);
  gint64 before = floor_us (from_us, SECOND) / SECOND;
  gint64 after = floor_us (to_us, SECOND) / SECOND;

  while (after - before > 1)
    {
      gint64 middle = before + (after - before) / 2;

      if (offset_us (zone, middle * SECOND) == offset)
        before = middle;
      else
        after = middle;
    }

  return after * SECOND;
}

static gint64
local_day (GTimeZone *zone, gint64 time_us)
{
  return floor_us (time_us + offset_us (zone, time_us), DAY);
}

/* The local clock runs evenly between two changes of its offset; at a change, an hour may be
 * missing or come twice, and a tick that would crowd the one before it is left out. */
static void
list_clock (GArray *ticks, gint64 step_us, GTimeZone *zone, gint64 from_us, gint64 to_us)
{
  gint64 time_us = from_us;
  gint64 previous_us = G_MININT64 / 2;

  while (ticks->len < SONDE_TIME_TICKS_MAX)
    {
      gint64 offset = offset_us (zone, time_us);
      gint64 next_us = floor_us (time_us + offset + step_us - 1, step_us) - offset;

      if (offset_us (zone, MIN (next_us, to_us)) != offset)
        {
          gint64 transition_us = find_transition (zone, time_us, MIN (next_us, to_us));

          offset = offset_us (zone, transition_us);
          next_us = floor_us (transition_us + offset + step_us - 1, step_us) - offset;
        }

      if (next_us > to_us)
        break;

      if (next_us - previous_us >= step_us * 3 / 4)
        {
          SondeTimeTick tick = { next_us,
                                 local_day (zone, next_us) != local_day (zone, next_us - step_us) };

          g_array_append_val (ticks, tick);
          previous_us = next_us;
        }

      time_us = next_us + 1;
    }
}

static void
append_date (
    GArray *ticks, GTimeZone *zone, int year, int month, int day, gint64 from_us, gint64 to_us)
{
  g_autoptr (GDateTime) date = g_date_time_new (zone, year, month, day, 0, 0, 0);
  SondeTimeTick tick = { 0 };

  if (date == NULL)
    return;

  tick.time_us = g_date_time_to_unix (date) * SECOND;
  if (tick.time_us >= from_us && tick.time_us <= to_us)
    g_array_append_val (ticks, tick);
}

/* Days are counted from a Monday, so that a week's tick is one. */
static void
list_days (GArray *ticks, gint64 n_days, GTimeZone *zone, gint64 from_us, gint64 to_us)
{
  g_autoptr (GDateTime) first = to_date (from_us, zone);
  GDate date;
  guint32 julian;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (first),
                  (GDateMonth) g_date_time_get_month (first),
                  (GDateYear) g_date_time_get_year (first));
  julian = g_date_get_julian (&date) - 1;
  julian -= julian % (guint32) n_days;

  for (gint64 midnight_us = G_MININT64; midnight_us <= to_us && ticks->len < SONDE_TIME_TICKS_MAX;
       julian += (guint32) n_days)
    {
      g_autoptr (GDateTime) midnight = NULL;

      g_date_set_julian (&date, julian + 1);
      append_date (ticks, zone, g_date_get_year (&date), g_date_get_month (&date),
                   g_date_get_day (&date), from_us, to_us);
      midnight = g_date_time_new (zone, g_date_get_year (&date), (int) g_date_get_month (&date),
                                  g_date_get_day (&date), 0, 0, 0);
      midnight_us = midnight != NULL ? g_date_time_to_unix (midnight) * SECOND : G_MAXINT64;
    }
}

static void
list_months (GArray *ticks, gint64 n_months, GTimeZone *zone, gint64 from_us, gint64 to_us)
{
  g_autoptr (GDateTime) first = to_date (from_us, zone);
  g_autoptr (GDateTime) last = to_date (to_us, zone);
  gint64 month = (gint64) g_date_time_get_year (first) * 12 + g_date_time_get_month (first) - 1;
  gint64 last_month = (gint64) g_date_time_get_year (last) * 12 + g_date_time_get_month (last) - 1;

  for (month -= month % n_months; month <= last_month && ticks->len < SONDE_TIME_TICKS_MAX;
       month += n_months)
    append_date (ticks, zone, (int) (month / 12), (int) (month % 12) + 1, 1, from_us, to_us);
}

/**
 * sonde_time_step_choose:
 * @least_us: the least distance between two ticks for which there is room, in microseconds
 *
 * Returns: (transfer none): the shortest round step that is not shorter; the longest where all are
 */
const SondeTimeStep *
sonde_time_step_choose (gint64 least_us)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (sonde_time_step_get_length_us (&steps[i]) >= least_us)
      return &steps[i];

  return &steps[G_N_ELEMENTS (steps) - 1];
}

/**
 * sonde_time_step_get_length_us:
 *
 * Returns: the step in microseconds; of months, the shortest that so many can be
 */
gint64
sonde_time_step_get_length_us (const SondeTimeStep *step)
{
  static const gint64 unit_us[] = {
    [UNIT_CLOCK] = 1,
    [UNIT_DAY] = DAY,
    [UNIT_MONTH] = 30 * DAY,
  };

  g_return_val_if_fail (step != NULL, 0);

  return step->n * unit_us[step->unit];
}

/**
 * sonde_time_ticks_list:
 * @step: the distance between two ticks
 * @zone: whose clock makes the times round
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @n_ticks: (out): the number of ticks, at most %SONDE_TIME_TICKS_MAX
 *
 * Lists the round times of a range: multiples of the step on the local clock, midnights, first days
 * of months. In the night when the clock is set back, the hour that comes twice has its tick twice;
 * in that when it is set forward, the hour that does not exist has none.
 *
 * Returns: (transfer full) (array length=n_ticks) (nullable): the ticks in order of time, or %NULL
 *   where there are none
 */
SondeTimeTick *
sonde_time_ticks_list (
    const SondeTimeStep *step, GTimeZone *zone, gint64 from_us, gint64 to_us, gsize *n_ticks)
{
  GArray *ticks;

  g_return_val_if_fail (step != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);
  g_return_val_if_fail (n_ticks != NULL, NULL);

  ticks = g_array_new (FALSE, FALSE, sizeof (SondeTimeTick));
  from_us = CLAMP (from_us, FIRST_US, LAST_US);
  to_us = CLAMP (to_us, FIRST_US, LAST_US);

  if (from_us <= to_us)
    {
      switch (step->unit)
        {
        case UNIT_CLOCK:
          list_clock (ticks, step->n, zone, from_us, to_us);
          break;
        case UNIT_DAY:
          list_days (ticks, step->n, zone, from_us, to_us);
          break;
        case UNIT_MONTH:
          list_months (ticks, step->n, zone, from_us, to_us);
          break;
        default:
          g_assert_not_reached ();
        }
    }

  *n_ticks = ticks->len;

  return (SondeTimeTick *) g_array_free (ticks, ticks->len == 0);
}

/**
 * sonde_time_tick_format:
 * @tick: a tick that @step gave
 * @step: the distance between two ticks
 * @zone: whose clock is read
 *
 * Writes a tick as shortly as its step allows; where a day begins, its date takes the place of the
 * hour.
 *
 * Returns: (transfer full): the label
 */
char *
sonde_time_tick_format (const SondeTimeTick *tick, const SondeTimeStep *step, GTimeZone *zone)
{
  g_autoptr (GDateTime) date = NULL;

  g_return_val_if_fail (tick != NULL, NULL);
  g_return_val_if_fail (step != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  date = to_date (tick->time_us, zone);

  if (step->unit == UNIT_MONTH && step->n >= 12)
    return g_date_time_format (date, "%Y");

  if (step->unit == UNIT_MONTH)
    /* Translators: a month and its year on a time axis, as g_date_time_format() takes it. */
    return g_date_time_format (date, C_ ("time axis", "%b %Y"));

  if (step->unit == UNIT_DAY || tick->new_day)
    /* Translators: a day and its month on a time axis, as g_date_time_format() takes it. */
    return g_date_time_format (date, C_ ("time axis", "%-d %b"));

  return sonde_format_time (tick->time_us, step->n, zone);
}

/**
 * sonde_format_time:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @resolution_us: the least difference that must show
 * @zone: whose clock is read
 *
 * Writes a time of day to the minute, the second, or the millisecond.
 *
 * Returns: (transfer full): the text, such as “14:05:09”
 */
char *
sonde_format_time (gint64 time_us, gint64 resolution_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *clock = NULL;

  g_return_val_if_fail (zone != NULL, NULL);

  date = to_date (time_us, zone);
  if (resolution_us >= MINUTE)
    return g_date_time_format (date, "%H:%M");

  clock = g_date_time_format (date, "%H:%M:%S");
  if (resolution_us >= SECOND)
    return g_steal_pointer (&clock);

  /* Translators: a clock time and its milliseconds, such as 14:05:09.123. */
  return g_strdup_printf (_ ("%s.%03d"), clock, g_date_time_get_microsecond (date) / 1000);
}
