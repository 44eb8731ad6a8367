/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-format.h"
#include "sonde-time-ticks.h"
#include "sonde-value-ticks.h"

#include <math.h>

static void
test_values (void)
{
  static const struct
  {
    double min;
    double max;
    guint max_ticks;
    guint n_ticks;
    const char *first;
    const char *last;
  } cases[] = {
    { 0, 10, 11, 11, "0", "10" },
    { 0, 10, 6, 6, "0", "10" },
    { 0, 10, 5, 3, "0", "10" },
    { 27.93, 28.61, 5, 4, "28.0", "28.6" },
    { -5, 5, 5, 3, "−5", "5" },
    { -0.35, 0.35, 8, 7, "−0.3", "0.3" },
    { 0.1, 0.3, 5, 5, "0.10", "0.30" },
    { 1013, 1015, 3, 3, "1013", "1015" },
    { 0, 65535, 5, 4, "0", "60000" },
    { 0, 1e-9, 3, 3, "0.0000000000", "0.0000000010" },
    { 1e20, 3e20, 3, 3, "1e+20", "3e+20" },
    { 5, 5, 5, 0, NULL, NULL },
    { 7, 3, 5, 0, NULL, NULL },
    { NAN, 3, 5, 0, NULL, NULL },
    { 0, INFINITY, 5, 0, NULL, NULL },
    { -1.7e308, 1.7e308, 5, 0, NULL, NULL },
    { 1e17, 1e17 + 16, 5, 0, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SondeValueTicks ticks;

      g_test_message ("%g to %g", cases[i].min, cases[i].max);
      sonde_value_ticks_choose (&ticks, cases[i].min, cases[i].max, cases[i].max_ticks);
      g_assert_cmpuint (ticks.n_ticks, ==, cases[i].n_ticks);

      if (ticks.n_ticks > 0)
        {
          g_autofree char *first = sonde_format_number (sonde_value_ticks_get (&ticks, 0),
                                                        ticks.decimals);
          g_autofree char *last = sonde_format_number (
              sonde_value_ticks_get (&ticks, ticks.n_ticks - 1), ticks.decimals);

          g_assert_cmpstr (first, ==, cases[i].first);
          g_assert_cmpstr (last, ==, cases[i].last);
        }
    }
}

static gint64
to_us (const char *iso)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (iso, NULL);

  g_assert_nonnull (date);

  return g_date_time_to_unix (date) * G_TIME_SPAN_SECOND + g_date_time_get_microsecond (date);
}

/* The rule of Paris, spelt out so that no time zone database is needed. */
#define PARIS "CET-1CEST,M3.5.0,M10.5.0/3"

static const struct
{
  const char *what;
  const char *zone;
  gint64 least_us;
  const char *from;
  const char *to;
  const char *labels;
} time_cases[] = {
  { "parts of a second", PARIS, G_TIME_SPAN_MILLISECOND * 150, "2026-06-01T10:00:00.1Z",
    "2026-06-01T10:00:00.7Z", "12:00:00.200 12:00:00.400 12:00:00.600" },
  { "seconds", PARIS, G_TIME_SPAN_SECOND * 11, "2026-06-01T10:00:01Z", "2026-06-01T10:01:00Z",
    "12:00:15 12:00:30 12:00:45 12:01:00" },
  { "minutes", PARIS, G_TIME_SPAN_MINUTE * 9, "2026-06-01T09:45:00Z", "2026-06-01T10:15:00Z",
    "11:50 12:00 12:10" },
  { "a quarter of an hour beside UTC", "<+0545>-5:45", G_TIME_SPAN_HOUR, "2026-06-01T00:00:00Z",
    "2026-06-01T03:00:00Z", "06:00 07:00 08:00" },
  { "over midnight", PARIS, G_TIME_SPAN_HOUR, "2026-06-01T20:30:00Z", "2026-06-01T23:30:00Z",
    "23:00 2 Jun 01:00" },
  { "the clock goes forward", PARIS, G_TIME_SPAN_HOUR, "2026-03-28T23:00:00Z",
    "2026-03-29T03:00:00Z", "29 Mar 01:00 03:00 04:00 05:00" },
  { "forward, every two hours", PARIS, G_TIME_SPAN_HOUR * 2, "2026-03-28T23:00:00Z",
    "2026-03-29T05:00:00Z", "29 Mar 04:00 06:00" },
  { "the clock goes back", PARIS, G_TIME_SPAN_HOUR, "2026-10-24T22:00:00Z", "2026-10-25T03:00:00Z",
    "25 Oct 01:00 02:00 02:00 03:00 04:00" },
  { "back, every two hours", PARIS, G_TIME_SPAN_HOUR * 2, "2026-10-24T22:00:00Z",
    "2026-10-25T05:00:00Z", "25 Oct 02:00 04:00 06:00" },
  { "back, by minutes", PARIS, G_TIME_SPAN_MINUTE * 30, "2026-10-25T00:00:00Z",
    "2026-10-25T02:00:00Z", "02:00 02:30 02:00 02:30 03:00" },
  { "days with a change of the clock", PARIS, G_TIME_SPAN_DAY, "2026-10-24T00:00:00Z",
    "2026-10-27T00:00:00Z", "25 Oct 26 Oct 27 Oct" },
  { "weeks begin on Monday", "UTC0", G_TIME_SPAN_DAY * 4, "2026-06-01T00:00:00Z",
    "2026-06-16T00:00:00Z", "1 Jun 8 Jun 15 Jun" },
  { "months", "UTC0", G_TIME_SPAN_DAY * 29, "2025-12-15T00:00:00Z", "2026-03-01T00:00:00Z",
    "Jan 2026 Feb 2026 Mar 2026" },
  { "years", "UTC0", G_TIME_SPAN_DAY * 500, "1999-12-15T00:00:00Z", "2005-03-01T00:00:00Z",
    "2000 2002 2004" },
  { "before 1970", PARIS, G_TIME_SPAN_HOUR, "1969-12-31T21:30:00Z", "1969-12-31T23:00:00Z",
    "23:00 1 Jan" },
  { "nothing round", PARIS, G_TIME_SPAN_HOUR, "2026-06-01T10:10:00Z", "2026-06-01T10:50:00Z", "" },
  { "the wrong way", PARIS, G_TIME_SPAN_HOUR, "2026-06-01T10:00:00Z", "2026-06-01T09:00:00Z", "" },
};

static void
test_times (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (time_cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (time_cases[i].zone);
      const SondeTimeStep *step = sonde_time_step_choose (time_cases[i].least_us);
      g_autoptr (GString) labels = g_string_new (NULL);
      g_autofree SondeTimeTick *ticks = NULL;
      gsize n_ticks;

      g_test_message ("%s", time_cases[i].what);
      g_assert_nonnull (zone);
      ticks = sonde_time_ticks_list (step, zone, to_us (time_cases[i].from),
                                     to_us (time_cases[i].to), &n_ticks);

      for (gsize j = 0; j < n_ticks; j++)
        {
          g_autofree char *label = sonde_time_tick_format (&ticks[j], step, zone);

          g_string_append_printf (labels, "%s%s", j > 0 ? " " : "", label);
          if (j > 0)
            g_assert_cmpint (ticks[j].time_us, >, ticks[j - 1].time_us);
        }

      g_assert_cmpstr (labels->str, ==, time_cases[i].labels);
    }
}

static void
test_extreme_times (void)
{
  static const gint64 least_us[] = { 0, G_TIME_SPAN_HOUR, G_TIME_SPAN_DAY, G_TIME_SPAN_DAY * 100,
                                     G_MAXINT64 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (PARIS);

  for (gsize i = 0; i < G_N_ELEMENTS (least_us); i++)
    {
      const SondeTimeStep *step = sonde_time_step_choose (least_us[i]);
      gsize n_ticks = G_MAXSIZE;
      g_autofree SondeTimeTick *ticks = sonde_time_ticks_list (step, zone, G_MININT64, G_MAXINT64,
                                                               &n_ticks);
      g_autofree char *time = sonde_format_time (G_MAXINT64, 1, zone);

      g_assert_cmpuint (n_ticks, <=, SONDE_TIME_TICKS_MAX);
      g_assert_cmpuint (n_ticks, >, 0);
      g_assert_nonnull (time);
    }
}

/* Ticks stay where they are while the range moves over them. */
static void
test_stable_times (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (PARIS);
  gint64 origin_us = to_us ("2026-03-20T00:00:00Z");

  for (gint64 least_us = G_TIME_SPAN_MINUTE; least_us < G_TIME_SPAN_DAY * 20; least_us *= 3)
    {
      const SondeTimeStep *step = sonde_time_step_choose (least_us);
      gint64 length_us = sonde_time_step_get_length_us (step);

      for (int i = 0; i < 20; i++)
        {
          gint64 from_us = origin_us + i * length_us / 7;
          gsize n_wide;
          gsize n_narrow;
          g_autofree SondeTimeTick *wide = sonde_time_ticks_list (
              step, zone, from_us, from_us + 20 * length_us, &n_wide);
          g_autofree SondeTimeTick *narrow = sonde_time_ticks_list (
              step, zone, wide[0].time_us, from_us + 20 * length_us, &n_narrow);

          g_assert_cmpuint (n_wide, ==, n_narrow);
          for (gsize j = 0; j < n_wide; j++)
            {
              g_assert_cmpint (wide[j].time_us, ==, narrow[j].time_us);
              g_assert_cmpint (wide[j].new_day, ==, narrow[j].new_day);
            }
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ticks/values", test_values);
  g_test_add_func ("/ticks/times", test_times);
  g_test_add_func ("/ticks/extreme-times", test_extreme_times);
  g_test_add_func ("/ticks/stable-times", test_stable_times);

  return g_test_run ();
}
