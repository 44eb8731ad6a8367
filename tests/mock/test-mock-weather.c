/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-mock-clock.h"
#include "sonde-weather.h"

#include <math.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define DAY_US  (24 * HOUR_US)
#define N_SEEDS 20u

/* A midnight of local time. */
#define MIDNIGHT_US (G_GINT64_CONSTANT (20000) * DAY_US)

static void
test_reproducible (void)
{
  gboolean differs = FALSE;

  for (guint i = 0; i < 100; i++)
    {
      SondeWeatherSample first, again, other;

      sonde_weather_sample (1, MIDNIGHT_US + i * HOUR_US, &first);
      sonde_weather_sample (2, MIDNIGHT_US + i * HOUR_US, &other);
      sonde_weather_sample (1, MIDNIGHT_US + i * HOUR_US, &again);
      g_assert_cmpfloat (first.light_counts, ==, again.light_counts);
      g_assert_cmpfloat (first.temperature_c, ==, again.temperature_c);
      g_assert_cmpfloat (first.humidity_percent, ==, again.humidity_percent);
      g_assert_cmpfloat (first.pressure_hpa, ==, again.pressure_hpa);
      differs |= first.temperature_c != other.temperature_c;
    }
  g_assert_true (differs);
}

static void
test_plausible (void)
{
  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    for (guint i = 0; i < 10 * 24 * 12; i++)
      {
        SondeWeatherSample sample;

        sonde_weather_sample (seed, MIDNIGHT_US + i * HOUR_US / 12, &sample);
        g_assert_cmpfloat (sample.light_counts, >=, 0.0);
        g_assert_cmpfloat (sample.light_counts, <=, 65535.0);
        g_assert_cmpfloat (sample.temperature_c, >, 5.0);
        g_assert_cmpfloat (sample.temperature_c, <, 32.0);
        g_assert_cmpfloat (sample.humidity_percent, >, 20.0);
        g_assert_cmpfloat (sample.humidity_percent, <=, 100.0);
        g_assert_cmpfloat (sample.pressure_hpa, >, 1000.0);
        g_assert_cmpfloat (sample.pressure_hpa, <, 1030.0);
      }
}

static void
test_day (void)
{
  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    {
      SondeWeatherSample night, noon, dawn, afternoon;

      sonde_weather_sample (seed, MIDNIGHT_US + 2 * HOUR_US, &night);
      sonde_weather_sample (seed, MIDNIGHT_US + 6 * HOUR_US, &dawn);
      sonde_weather_sample (seed, MIDNIGHT_US + 13 * HOUR_US, &noon);
      sonde_weather_sample (seed, MIDNIGHT_US + 16 * HOUR_US, &afternoon);
      g_assert_cmpfloat (night.light_counts, <, 20.0);
      g_assert_cmpfloat (noon.light_counts, >, 2000.0);
      g_assert_cmpfloat (afternoon.temperature_c, >, dawn.temperature_c + 3.0);
      g_assert_cmpfloat (afternoon.humidity_percent, <, dawn.humidity_percent);
    }
}

/* In a minute each quantity shows more than one value on the wire, at any hour. */
static void
test_minute_moves (void)
{
  guint still = 0;

  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    for (guint hour = 0; hour < 24; hour++)
      {
        gint64 start_us = MIDNIGHT_US + hour * HOUR_US;
        SondeWeatherSample low, high;

        sonde_weather_sample (seed, start_us, &low);
        high = low;
        for (guint i = 1; i < 60; i++)
          {
            SondeWeatherSample sample;

            sonde_weather_sample (seed, start_us + i * G_USEC_PER_SEC, &sample);
            low.light_counts = MIN (low.light_counts, sample.light_counts);
            high.light_counts = MAX (high.light_counts, sample.light_counts);
            low.temperature_c = MIN (low.temperature_c, sample.temperature_c);
            high.temperature_c = MAX (high.temperature_c, sample.temperature_c);
            low.humidity_percent = MIN (low.humidity_percent, sample.humidity_percent);
            high.humidity_percent = MAX (high.humidity_percent, sample.humidity_percent);
            low.pressure_hpa = MIN (low.pressure_hpa, sample.pressure_hpa);
            high.pressure_hpa = MAX (high.pressure_hpa, sample.pressure_hpa);
          }
        g_assert_cmpfloat (floor (high.light_counts), >, floor (low.light_counts));
        g_assert_cmpfloat (high.temperature_c - low.temperature_c, >=, 0.04);
        if (high.humidity_percent < 100.0 &&
            floor (high.humidity_percent) == floor (low.humidity_percent))
          still++;
        if (floor (high.pressure_hpa) == floor (low.pressure_hpa))
          still++;
      }
  /* Integers may rest now and then. */
  g_test_message ("%u of %u stood still", still, 48 * N_SEEDS);
  g_assert_cmpuint (still, <, 48 * N_SEEDS / 20);
}

static void
test_clock_speed (void)
{
  SondeMockClock clock;
  gint64 start_us;

  sonde_mock_clock_init (&clock, 120.0, 1000);
  start_us = sonde_mock_clock_get_local_us (&clock, 1000);
  g_assert_cmpint (start_us % DAY_US, ==, 10 * HOUR_US);
  g_assert_cmpint (sonde_mock_clock_get_local_us (&clock, 1000 + G_USEC_PER_SEC) - start_us, ==,
                   120 * G_USEC_PER_SEC);

  sonde_mock_clock_set_speed (&clock, 0.0, 1000 + G_USEC_PER_SEC);
  g_assert_cmpint (sonde_mock_clock_get_local_us (&clock, 1000 + 9 * G_USEC_PER_SEC) - start_us, ==,
                   120 * G_USEC_PER_SEC);
  sonde_mock_clock_set_speed (&clock, (double) NAN, 1000 + 9 * G_USEC_PER_SEC);
  g_assert_cmpint (sonde_mock_clock_get_local_us (&clock, 1000 + 10 * G_USEC_PER_SEC) - start_us,
                   ==, 121 * G_USEC_PER_SEC);
}

static void
test_clock_is_ours (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  SondeMockClock clock;
  gint64 local_us;

  sonde_mock_clock_init (&clock, 1.0, 0);
  local_us = sonde_mock_clock_get_local_us (&clock, 0);
  g_assert_cmpint (ABS (local_us / G_USEC_PER_SEC - g_date_time_to_unix (now) -
                        g_date_time_get_utc_offset (now) / G_USEC_PER_SEC),
                   <=, 60);
}

static void
test_beats (void)
{
  static const struct
  {
    gint64 due_us;
    gint64 period_us;
    gint64 now_us;
    gint64 next_us;
  } beats[] = {
    { 1000, 100, 1000, 1100 }, /* on time */
    { 1000, 100, 1007, 1100 }, /* late: the grid stays */
    { 1000, 100, 1100, 1200 }, /* one missed */
    { 1000, 100, 1950, 2000 }, /* many missed: no burst */
    { 1000, 100, 900, 1000 },  /* early */
  };

  for (guint i = 0; i < G_N_ELEMENTS (beats); i++)
    g_assert_cmpint (
        sonde_mock_clock_next_beat (beats[i].due_us, beats[i].period_us, beats[i].now_us), ==,
        beats[i].next_us);
}

static void
test_periods (void)
{
  static const struct
  {
    gint64 period_ms;
    gint64 beat_us;
  } periods[] = {
    { 5000, 5000000 },       { 1, 1000 },
    { 0, 1440000 },          { -1, 1440000 },
    { G_MININT64, 1440000 }, { G_MAXINT32, G_MAXINT32 * G_GINT64_CONSTANT (1000) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    g_assert_cmpint (sonde_mock_clock_check_period_us (periods[i].period_ms), ==,
                     periods[i].beat_us);
  g_assert_cmpint (sonde_mock_clock_check_period_us (G_MAXINT64), >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mock-weather/reproducible", test_reproducible);
  g_test_add_func ("/mock-weather/plausible", test_plausible);
  g_test_add_func ("/mock-weather/day", test_day);
  g_test_add_func ("/mock-weather/minute-moves", test_minute_moves);
  g_test_add_func ("/mock-weather/clock-speed", test_clock_speed);
  g_test_add_func ("/mock-weather/clock-is-ours", test_clock_is_ours);
  g_test_add_func ("/mock-weather/beats", test_beats);
  g_test_add_func ("/mock-weather/periods", test_periods);

  return g_test_run ();
}
