/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-period-meter.h"

#define MS G_TIME_SPAN_MILLISECOND

static void
add_many (SondePeriodMeter *meter, gint64 *time_us, int n, gint64 interval_us)
{
  for (int i = 0; i < n; i++)
    {
      *time_us += interval_us;
      sonde_period_meter_add (meter, *time_us);
    }
}

static void
assert_period (const SondePeriodMeter *meter, double median_ms, double jitter_ms)
{
  double median;
  double jitter;

  g_assert_true (sonde_period_meter_get (meter, &median, &jitter));
  g_assert_cmpfloat_with_epsilon (median, median_ms, 0.001);
  g_assert_cmpfloat_with_epsilon (jitter, jitter_ms, 0.001);
}

static void
test_few (void)
{
  SondePeriodMeter meter = { 0 };
  gint64 time_us = 1;

  g_assert_false (sonde_period_meter_get (&meter, NULL, NULL));
  add_many (&meter, &time_us, 2, 5000 * MS);
  g_assert_false (sonde_period_meter_get (&meter, NULL, NULL));
  add_many (&meter, &time_us, 1, 5010 * MS);
  assert_period (&meter, 5005, 5);
  sonde_period_meter_reset (&meter);
  g_assert_false (sonde_period_meter_get (&meter, NULL, NULL));
}

static void
test_jitter (void)
{
  static const gint64 intervals_ms[] = { 5000, 5010, 4990, 5020, 4980 };
  SondePeriodMeter meter = { 0 };
  gint64 time_us = 1;

  sonde_period_meter_add (&meter, time_us);
  for (gsize i = 0; i < G_N_ELEMENTS (intervals_ms); i++)
    add_many (&meter, &time_us, 1, intervals_ms[i] * MS);
  assert_period (&meter, 5000, 10);
}

static void
test_stall_and_burst (void)
{
  SondePeriodMeter meter = { 0 };
  gint64 time_us = 1;

  add_many (&meter, &time_us, 6, 1000 * MS);
  add_many (&meter, &time_us, 1, 14000 * MS);
  add_many (&meter, &time_us, 13, 1);
  assert_period (&meter, 1000, 0);
  add_many (&meter, &time_us, 3, 1000 * MS);
  assert_period (&meter, 1000, 0);
}

static void
test_change (void)
{
  SondePeriodMeter meter = { 0 };
  gint64 time_us = 1;

  /* Nobody announced it, and it lasts too long for a burst. */
  add_many (&meter, &time_us, 100, 30000 * MS);
  add_many (&meter, &time_us, 40, 100 * MS);
  assert_period (&meter, 100, 0);
  add_many (&meter, &time_us, 40, 30000 * MS);
  assert_period (&meter, 30000, 0);
}

static void
test_window (void)
{
  SondePeriodMeter meter = { 0 };
  gint64 time_us = 1;

  for (int i = 0; i < 10000; i++)
    add_many (&meter, &time_us, 1, g_test_rand_int_range (900, 1100) * MS);
  add_many (&meter, &time_us, SONDE_PERIOD_METER_WINDOW, 1000 * MS);
  assert_period (&meter, 1000, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/period-meter/few", test_few);
  g_test_add_func ("/period-meter/jitter", test_jitter);
  g_test_add_func ("/period-meter/stall-and-burst", test_stall_and_burst);
  g_test_add_func ("/period-meter/change", test_change);
  g_test_add_func ("/period-meter/window", test_window);

  return g_test_run ();
}
