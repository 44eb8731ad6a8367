/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-median.h"

#include <math.h>
#include <stdlib.h>

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static void
test_selection (void)
{
  for (gsize n_values = 1; n_values < 400; n_values++)
    {
      g_autofree double *values = g_new (double, n_values);
      g_autofree double *sorted = NULL;

      for (gsize i = 0; i < n_values; i++)
        values[i] = g_test_rand_int_range (0, n_values % 3 == 0 ? 4 : 1000);
      sorted = g_memdup2 (values, n_values * sizeof *values);
      qsort (sorted, n_values, sizeof *sorted, compare);
      for (gsize i = 0; i < n_values; i += 1 + n_values / 7)
        g_assert_cmpfloat (sonde_median_select (values, n_values, i), ==, sorted[i]);
    }
}

/* What histories of more values than are selected from look like. */
static double
make_slope (gsize i)
{
  return (double) i;
}

static double
make_days (gsize i)
{
  return 15 + 10 * sin ((double) i / 20000);
}

static double
make_noise (gsize i)
{
  return g_test_rand_double_range (-1, 1);
}

static double
make_two_values (gsize i)
{
  return i % 3 == 0 ? 1e6 : -1e6;
}

static double
make_one_value (gsize i)
{
  return 42;
}

static const struct
{
  const char *what;
  double (*make) (gsize);
} long_histories[] = {
  { "slope", make_slope },           { "days", make_days },           { "noise", make_noise },
  { "two values", make_two_values }, { "one value", make_one_value },
};

/* The error of an estimate is within its bound, and the bound says something. */
static void
test_long_median (void)
{
  const gsize n_values = 6 * SONDE_MEDIAN_MAX_EXACT + 17;
  g_autofree double *values = g_new (double, n_values);

  for (gsize i = 0; i < G_N_ELEMENTS (long_histories); i++)
    {
      g_autoptr (SondeSeries) series = sonde_series_new (n_values);
      SondeMedian median;
      double spread;

      g_test_message ("%s", long_histories[i].what);
      for (gsize j = 0; j < n_values; j++)
        {
          values[j] = long_histories[i].make (j);
          sonde_series_append (series, (gint64) j, values[j]);
        }
      sonde_series_get_median (series, 0, G_MAXINT64, &median);
      qsort (values, n_values, sizeof *values, compare);
      spread = values[n_values - 1] - values[0];

      g_assert_false (median.exact);
      g_assert_cmpuint (median.count, ==, n_values);
      g_assert_cmpfloat (fabs (median.value - values[(n_values - 1) / 2]), <=, median.max_error);
      g_assert_cmpfloat (median.max_error, <=, spread);
      if (long_histories[i].make == make_slope || long_histories[i].make == make_days)
        g_assert_cmpfloat (median.max_error, <, spread / 100);

      sonde_series_get_median (series, 1, SONDE_MEDIAN_MAX_EXACT, &median);
      g_assert_true (median.exact);
      g_assert_cmpfloat (median.max_error, ==, 0);
    }
}

/* Small differences of large values keep their digits, over every level of the pyramid. */
static void
test_stability (void)
{
  const gsize n_values = 300000;
  g_autoptr (SondeSeries) series = sonde_series_new (n_values);
  SondeSummary summary;

  for (gsize i = 0; i < n_values; i++)
    sonde_series_append (series, (gint64) i, 1e9 + (i % 2 == 0 ? 0.25 : -0.25));
  sonde_series_get_summary (series, 1, (gint64) n_values - 2, &summary);
  g_assert_cmpuint (summary.count, ==, n_values - 2);
  g_assert_cmpfloat_with_epsilon (summary.std_dev, 0.25, 1e-9);
  g_assert_cmpfloat_with_epsilon (summary.mean, 1e9, 1e-6);
}

static void
test_huge (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (1000);
  SondeSummary summary;
  SondeMedian median;

  for (int i = 0; i < 200; i++)
    sonde_series_append (series, i, 1.7e308);
  sonde_series_get_summary (series, 0, 1000, &summary);
  g_assert_cmpfloat (summary.mean, ==, 1.7e308);
  g_assert_cmpfloat (summary.max, ==, 1.7e308);
  sonde_series_get_median (series, 0, 1000, &median);
  g_assert_cmpfloat (median.value, ==, 1.7e308);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/statistics/selection", test_selection);
  g_test_add_func ("/statistics/long-median", test_long_median);
  g_test_add_func ("/statistics/stability", test_stability);
  g_test_add_func ("/statistics/huge", test_huge);

  return g_test_run ();
}
