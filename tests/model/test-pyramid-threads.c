/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread appends, others ask everything: meant for -Db_sanitize=thread, and for what a torn
 * answer would show without it. */
#include "config.h"

#include "sonde-dataset.h"

#include <math.h>

#define N_CHANNELS  4
#define N_MEASURES  60000
#define N_READERS   3
#define MAX_SAMPLES 20000
#define N_BUCKETS   50
#define N_WRITERS   2
#define N_VALUES    10000

typedef struct
{
  SondeDataset *dataset;
  GPtrArray *channels;
  gint ended; /* atomic */
} Shared;

/* Every channel has its time for its value, so that an answer can be checked by itself. */
static gpointer
append_measures (gpointer data)
{
  Shared *shared = data;

  for (gint64 i = 0; i < N_MEASURES; i++)
    {
      double values[N_CHANNELS] = { (double) i, (double) i, (double) i, (double) i };

      if (i % 5000 == 4999)
        sonde_dataset_add_gap (shared->dataset, i);
      else if (i % 700 == 0 && i > 700)
        for (guint j = 0; j < N_CHANNELS; j++)
          sonde_series_append (sonde_channel_get_series (sonde_dataset_ensure_channel (
                                   shared->dataset, (char[]){ 'a' + (char) j, '\0' })),
                               i - 500, (double) (i - 500));
      else
        sonde_dataset_append (shared->dataset, i, values, N_CHANNELS);
    }
  g_atomic_int_set (&shared->ended, TRUE);

  return NULL;
}

static void
check_buckets (SondeSeries *series, gint64 first_us, gint64 last_us)
{
  gint64 width_us = (last_us - first_us) / N_BUCKETS + 1;
  gint64 start_us = sonde_series_align_us (first_us, width_us);
  SondeBucket buckets[N_BUCKETS];

  sonde_series_get_buckets (series, start_us, width_us, buckets, N_BUCKETS);
  for (gint64 i = 0; i < N_BUCKETS; i++)
    if (buckets[i].count > 0)
      {
        g_assert_cmpfloat (buckets[i].min, >=, (double) (start_us + i * width_us));
        g_assert_cmpfloat (buckets[i].max, <, (double) (start_us + (i + 1) * width_us));
        g_assert_cmpfloat (buckets[i].first, ==, buckets[i].min);
        g_assert_cmpfloat (buckets[i].last, ==, buckets[i].max);
      }
}

static gpointer
ask (gpointer data)
{
  Shared *shared = data;
  GPtrArray *channels = shared->channels;
  guint64 generation = 0;

  while (!g_atomic_int_get (&shared->ended))
    {
      g_assert_cmpuint (sonde_dataset_get_generation (shared->dataset), >=, generation);
      generation = sonde_dataset_get_generation (shared->dataset);
      for (guint i = 0; i < channels->len; i++)
        {
          SondeSeries *series = sonde_channel_get_series (g_ptr_array_index (channels, i));
          g_autofree SondeSample *samples = NULL;
          gint64 first_us;
          gint64 last_us;
          gsize n_samples;
          SondeSummary summary;
          SondeMedian median;

          if (!sonde_series_get_span (series, &first_us, &last_us))
            continue;

          check_buckets (series, first_us, last_us);
          sonde_series_get_summary (series, first_us, last_us, &summary);
          if (summary.count > 0)
            g_assert_cmpfloat (summary.last, ==, summary.max);
          sonde_series_get_median (series, last_us - 100, last_us, &median);
          samples = sonde_series_copy_samples (series, last_us - 300, last_us, &n_samples);
          for (gsize j = 0; j < n_samples; j++)
            g_assert_true (isnan (samples[j].value) ||
                           samples[j].value == (double) samples[j].time_us);
        }
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (MAX_SAMPLES);
  g_autoptr (GPtrArray) channels = NULL;
  Shared shared = { dataset, NULL, FALSE };
  GThread *readers[N_READERS];
  GThread *writer;

  for (guint i = 0; i < N_CHANNELS; i++)
    sonde_dataset_ensure_channel (dataset, (char[]){ 'a' + (char) i, '\0' });
  channels = sonde_dataset_dup_channels (dataset);
  shared.channels = channels;

  writer = g_thread_new ("writer", append_measures, &shared);
  for (guint i = 0; i < N_READERS; i++)
    readers[i] = g_thread_new ("reader", ask, &shared);

  g_thread_join (writer);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (readers[i]);
}

/* What one of several appends: every so many microseconds, its time for its value. */
typedef struct
{
  SondeSeries *series;
  gint64 first_us;
  gint64 step_us;
  gint *n_ready; /* atomic */
  gint *n_ended; /* atomic */
} Writer;

static gpointer
append_values (gpointer data)
{
  Writer *writer = data;

  g_atomic_int_inc (writer->n_ready);
  while (g_atomic_int_get (writer->n_ready) < N_WRITERS)
    g_thread_yield ();

  for (gint64 i = 0; i < N_VALUES; i++)
    {
      gint64 time_us = writer->first_us + i * writer->step_us;

      sonde_series_append (writer->series, time_us, (double) time_us);
    }
  g_atomic_int_inc (writer->n_ended);

  return NULL;
}

/* Values that wait for the lock are seen by whoever asks, and by nobody twice, although a second
 * thread appends to the same series. */
static void
test_values_that_wait (void)
{
  g_autoptr (SondeSeries) series = sonde_series_new (N_WRITERS * N_VALUES);
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  gint n_ready = 0;
  gint n_ended = 0;
  gsize n_seen = 0;
  guint64 generation = 0;

  for (gint64 i = 0; i < N_WRITERS; i++)
    {
      writers[i] = (Writer){ series, i, N_WRITERS, &n_ready, &n_ended };
      threads[i] = g_thread_new ("writer", append_values, &writers[i]);
    }

  while (g_atomic_int_get (&n_ended) < N_WRITERS)
    {
      guint64 counted = sonde_series_get_generation (series);
      SondeSummary summary;

      sonde_series_get_summary (series, G_MININT64, G_MAXINT64, &summary);
      g_assert_cmpuint (summary.count, >=, n_seen);
      g_assert_cmpuint (counted, >=, generation);
      /* What has been counted can be seen. */
      g_assert_cmpuint (summary.count, >=, counted);
      n_seen = summary.count;
      generation = counted;
      if (n_seen > 0)
        g_assert_cmpfloat (summary.last, ==, summary.max);
    }

  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (sonde_series_get_generation (series), ==, N_WRITERS * N_VALUES);
  g_assert_cmpuint (sonde_series_get_n_samples (series), ==, N_WRITERS * N_VALUES);
  for (gint64 i = 0; i < N_WRITERS * N_VALUES; i += 997)
    {
      SondeSample sample;

      g_assert_true (sonde_series_get_nearest (series, i, &sample));
      g_assert_cmpint (sample.time_us, ==, i);
      g_assert_cmpfloat (sample.value, ==, (double) i);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pyramid-threads/ask-while-appending", test_threads);
  g_test_add_func ("/pyramid-threads/values-that-wait", test_values_that_wait);

  return g_test_run ();
}
