/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-series.h"

#include <math.h>

static void
assert_samples (SondeSeries *series, gsize n_expected, const SondeSample *expected)
{
  gsize n_samples = 0;
  g_autofree SondeSample *samples = sonde_series_copy_samples (series, G_MININT64, G_MAXINT64,
                                                               &n_samples);

  g_assert_cmpuint (n_samples, ==, n_expected);
  for (gsize i = 0; i < n_expected; i++)
    {
      g_assert_cmpint (samples[i].time_us, ==, expected[i].time_us);
      if (isnan (expected[i].value))
        g_assert_true (isnan (samples[i].value));
      else
        g_assert_cmpfloat (samples[i].value, ==, expected[i].value);
    }
}

static void
test_empty (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (10);
  SondeSample sample;
  SondeSummary summary;
  SondeBucket bucket;

  g_assert_cmpuint (sonde_series_get_n_samples (series), ==, 0);
  g_assert_cmpuint (sonde_series_get_generation (series), ==, 0);
  g_assert_false (sonde_series_get_span (series, NULL, NULL));
  g_assert_false (sonde_series_get_last (series, &sample));
  g_assert_false (sonde_series_get_nearest (series, 0, &sample));
  g_assert_false (sonde_series_get_neighbour (series, 0, TRUE, &sample));
  g_assert_false (sonde_series_get_neighbour (series, 0, FALSE, &sample));
  assert_samples (series, 0, NULL);

  sonde_series_get_summary (series, G_MININT64, G_MAXINT64, &summary);
  g_assert_cmpuint (summary.count, ==, 0);
  g_assert_true (isnan (summary.mean));

  sonde_series_get_buckets (series, 0, 1000, &bucket, 1);
  g_assert_cmpuint (bucket.count, ==, 0);
  g_assert_true (bucket.gap);

  sonde_series_append_gap (series, 5);
  g_assert_cmpuint (sonde_series_get_generation (series), ==, 0);
}

/* What is appended, and what the series makes of it. */
static const struct
{
  const char *what;
  gsize max_samples;
  gsize n_in;
  SondeSample in[8];
  gsize n_out;
  SondeSample out[8];
} order_cases[] = {
  { "in order", 8, 3, { { 1, 10 }, { 2, 20 }, { 3, 30 } }, 3, { { 1, 10 }, { 2, 20 }, { 3, 30 } } },
  { "late by one",
    8,
    3,
    { { 1, 10 }, { 3, 30 }, { 2, 20 } },
    3,
    { { 1, 10 }, { 2, 20 }, { 3, 30 } } },
  { "before all",
    8,
    3,
    { { 5, 10 }, { 6, 30 }, { 2, 20 } },
    3,
    { { 2, 20 }, { 5, 10 }, { 6, 30 } } },
  { "equal times keep their order",
    8,
    3,
    { { 1, 30 }, { 1, 10 }, { 1, 20 } },
    3,
    { { 1, 30 }, { 1, 10 }, { 1, 20 } } },
  { "the clock steps back",
    8,
    4,
    { { 10, 1 }, { 20, 2 }, { 12, 3 }, { 14, 4 } },
    4,
    { { 10, 1 }, { 12, 3 }, { 14, 4 }, { 20, 2 } } },
  { "infinities and NaN are gaps",
    8,
    5,
    { { 1, 10 }, { 2, INFINITY }, { 3, 30 }, { 4, -INFINITY }, { 5, NAN } },
    4,
    { { 1, 10 }, { 2, NAN }, { 3, 30 }, { 4, NAN } } },
  { "no gap before the first value", 8, 2, { { 1, NAN }, { 2, 20 } }, 1, { { 2, 20 } } },
  { "no gap beside a later gap",
    8,
    4,
    { { 1, 10 }, { 5, NAN }, { 6, 60 }, { 3, NAN } },
    3,
    { { 1, 10 }, { 5, NAN }, { 6, 60 } } },
  { "the extremes of time",
    8,
    3,
    { { G_MAXINT64, 1 }, { G_MININT64, 2 }, { G_MAXINT64, 3 } },
    3,
    { { G_MININT64, 2 }, { G_MAXINT64, 1 }, { G_MAXINT64, 3 } } },
  { "full: the oldest goes",
    3,
    4,
    { { 1, 10 }, { 2, 20 }, { 3, 30 }, { 4, 40 } },
    3,
    { { 2, 20 }, { 3, 30 }, { 4, 40 } } },
  { "full: the gap after the oldest goes with it",
    3,
    4,
    { { 1, 10 }, { 2, NAN }, { 3, 30 }, { 4, 40 } },
    2,
    { { 3, 30 }, { 4, 40 } } },
  { "full: older than all is dropped",
    3,
    4,
    { { 2, 20 }, { 3, 30 }, { 4, 40 }, { 1, 10 } },
    3,
    { { 2, 20 }, { 3, 30 }, { 4, 40 } } },
  { "full: a late gap never leads", 2, 3, { { 1, 10 }, { 3, 30 }, { 2, NAN } }, 1, { { 3, 30 } } },
  { "room for one", 1, 3, { { 1, 10 }, { 2, NAN }, { 3, 30 } }, 1, { { 3, 30 } } },
};

static void
test_order (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (order_cases); i++)
    {
      g_autoptr (SondeSeries) series = sonde_series_new (order_cases[i].max_samples);

      g_test_message ("%s", order_cases[i].what);
      for (gsize j = 0; j < order_cases[i].n_in; j++)
        sonde_series_append (series, order_cases[i].in[j].time_us, order_cases[i].in[j].value);
      assert_samples (series, order_cases[i].n_out, order_cases[i].out);
    }
}

static void
test_bound (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (1000);
  gint64 first_us;
  gint64 last_us;

  for (int i = 0; i < 100000; i++)
    {
      guint64 generation = sonde_series_get_generation (series);

      sonde_series_append (series, i, i % 7 == 0 ? (double) NAN : i);
      g_assert_cmpuint (sonde_series_get_n_samples (series), <=, 1000);
      if (i > 0)
        g_assert_cmpuint (sonde_series_get_generation (series), >, generation);
    }

  g_assert_cmpuint (sonde_series_get_n_samples (series), >=, 700);
  g_assert_true (sonde_series_get_span (series, &first_us, &last_us));
  g_assert_cmpint (first_us, >=, 98990);
  g_assert_cmpint (last_us, ==, 99999);

  sonde_series_clear (series);
  g_assert_cmpuint (sonde_series_get_n_samples (series), ==, 0);
  sonde_series_append (series, 5, 1.5);
  assert_samples (series, 1, (SondeSample[]){ { 5, 1.5 } });
}

static void
test_nearest (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (10);
  static const struct
  {
    gint64 time_us;
    gint64 nearest_us;
    gint64 before_us;
    gint64 after_us;
  } cases[] = {
    { G_MININT64, 100, -1, 100 }, { 100, 100, -1, 200 },  { 150, 100, 100, 200 },
    { 151, 200, 100, 200 },       { 240, 200, 200, 400 }, { 300, 200, 200, 400 },
    { 301, 400, 200, 400 },       { 400, 400, 200, -1 },  { G_MAXINT64, 400, 400, -1 },
  };

  sonde_series_append (series, 100, 1);
  sonde_series_append (series, 200, 2);
  sonde_series_append_gap (series, 250);
  sonde_series_append (series, 400, 4);
  sonde_series_append_gap (series, 450);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SondeSample sample;

      g_assert_true (sonde_series_get_nearest (series, cases[i].time_us, &sample));
      g_assert_cmpint (sample.time_us, ==, cases[i].nearest_us);

      sample.time_us = -1;
      sonde_series_get_neighbour (series, cases[i].time_us, FALSE, &sample);
      g_assert_cmpint (sample.time_us, ==, cases[i].before_us);

      sample.time_us = -1;
      sonde_series_get_neighbour (series, cases[i].time_us, TRUE, &sample);
      g_assert_cmpint (sample.time_us, ==, cases[i].after_us);
    }
}

static void
test_range (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (10);
  g_autofree SondeSample *samples = NULL;
  gsize n_samples;

  for (int i = 1; i <= 5; i++)
    sonde_series_append (series, i * 10, i);

  samples = sonde_series_copy_samples (series, 20, 30, &n_samples);
  g_assert_cmpuint (n_samples, ==, 4);
  g_assert_cmpint (samples[0].time_us, ==, 10);
  g_assert_cmpint (samples[3].time_us, ==, 40);
  g_assert_cmpuint (sonde_series_count (series, 20, 30), ==, 2);
  g_assert_cmpuint (sonde_series_count (series, 30, 20), ==, 0);
  g_clear_pointer (&samples, g_free);

  samples = sonde_series_copy_samples (series, 32, 38, &n_samples);
  g_assert_cmpuint (n_samples, ==, 2);
  g_clear_pointer (&samples, g_free);

  samples = sonde_series_copy_samples (series, 60, 90, &n_samples);
  g_assert_cmpuint (n_samples, ==, 1);
  g_assert_cmpint (samples[0].time_us, ==, 50);
}

static void
test_buckets (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (100);
  SondeBucket buckets[6];

  sonde_series_append (series, -5, 7);
  sonde_series_append (series, 0, 1);
  sonde_series_append (series, 4, 9);
  sonde_series_append (series, 9, -3);
  sonde_series_append_gap (series, 12);
  sonde_series_append (series, 35, 5);
  sonde_series_append_gap (series, 36);
  sonde_series_append (series, 47, 6);

  sonde_series_get_buckets (series, -10, 10, buckets, G_N_ELEMENTS (buckets));

  g_assert_cmpuint (buckets[0].count, ==, 1);
  g_assert_true (buckets[0].gap);

  g_assert_cmpuint (buckets[1].count, ==, 3);
  g_assert_false (buckets[1].gap);
  g_assert_cmpfloat (buckets[1].first, ==, 1);
  g_assert_cmpfloat (buckets[1].last, ==, -3);
  g_assert_cmpfloat (buckets[1].min, ==, -3);
  g_assert_cmpfloat (buckets[1].max, ==, 9);
  g_assert_cmpfloat (buckets[1].sum, ==, 7);

  g_assert_cmpuint (buckets[2].count, ==, 0);
  g_assert_true (buckets[2].gap);
  g_assert_cmpuint (buckets[3].count, ==, 0);
  g_assert_true (buckets[3].gap);

  g_assert_cmpuint (buckets[4].count, ==, 1);
  g_assert_true (buckets[4].gap);
  g_assert_cmpuint (buckets[5].count, ==, 1);
  g_assert_true (buckets[5].gap);

  sonde_series_get_buckets (series, 0, 10, buckets, 1);
  g_assert_false (buckets[0].gap);
}

/* A peak is in the same bucket, with the same neighbours, wherever the view begins. */
static void
test_alignment (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (1000);

  g_assert_cmpint (sonde_series_align_us (-1, 10), ==, -10);
  g_assert_cmpint (sonde_series_align_us (-10, 10), ==, -10);
  g_assert_cmpint (sonde_series_align_us (19, 10), ==, 10);

  for (int i = 0; i < 1000; i++)
    sonde_series_append (series, i, i == 517 ? 100 : i % 3);

  for (gint64 from_us = 300; from_us < 400; from_us++)
    {
      gint64 start_us = sonde_series_align_us (from_us, 16);
      SondeBucket buckets[20];
      gsize peak = (gsize) ((517 - start_us) / 16);

      sonde_series_get_buckets (series, start_us, 16, buckets, G_N_ELEMENTS (buckets));
      for (gsize i = 0; i < G_N_ELEMENTS (buckets); i++)
        {
          g_assert_cmpfloat (buckets[i].max, ==, i == peak ? 100 : 2);
          g_assert_cmpuint (buckets[i].count, ==, 16);
        }
    }
}

static void
test_summary (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (100);
  SondeSummary summary;

  sonde_series_append (series, 1, 4);
  sonde_series_append (series, 2, -2);
  sonde_series_append_gap (series, 3);
  sonde_series_append (series, 4, 10);
  sonde_series_append (series, 5, 1000);

  sonde_series_get_summary (series, 1, 4, &summary);
  g_assert_cmpuint (summary.count, ==, 3);
  g_assert_cmpfloat (summary.min, ==, -2);
  g_assert_cmpfloat (summary.max, ==, 10);
  g_assert_cmpfloat (summary.mean, ==, 4);
  g_assert_cmpfloat (summary.first, ==, 4);
  g_assert_cmpfloat (summary.last, ==, 10);

  sonde_series_get_summary (series, 3, 3, &summary);
  g_assert_cmpuint (summary.count, ==, 0);
  g_assert_true (isnan (summary.min));
}

#define N_CONCURRENT 200000

static gpointer
append_many (gpointer data)
{
  SondeSeries *series = data;

  for (int i = 0; i < N_CONCURRENT; i++)
    sonde_series_append (series, i, i);
  sonde_series_unref (series);

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (5000);
  GThread *writer = g_thread_new ("writer", append_many, sonde_series_ref (series));
  SondeSample last = { 0 };

  while (last.time_us < N_CONCURRENT - 1)
    {
      gsize n_samples;
      g_autofree SondeSample *samples = sonde_series_copy_samples (series, G_MININT64, G_MAXINT64,
                                                                   &n_samples);

      for (gsize i = 1; i < n_samples; i++)
        g_assert_cmpint (samples[i].time_us, ==, samples[i - 1].time_us + 1);
      for (gsize i = 0; i < n_samples; i++)
        g_assert_cmpfloat (samples[i].value, ==, (double) samples[i].time_us);

      sonde_series_get_last (series, &last);
    }

  g_thread_join (writer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/series/empty", test_empty);
  g_test_add_func ("/series/order", test_order);
  g_test_add_func ("/series/bound", test_bound);
  g_test_add_func ("/series/nearest", test_nearest);
  g_test_add_func ("/series/range", test_range);
  g_test_add_func ("/series/buckets", test_buckets);
  g_test_add_func ("/series/alignment", test_alignment);
  g_test_add_func ("/series/summary", test_summary);
  g_test_add_func ("/series/threads", test_threads);

  return g_test_run ();
}
