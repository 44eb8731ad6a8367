/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dataset.h"

#include <malloc.h>
#include <stdlib.h>
#include <time.h>

/* series [N]: what the pyramid costs. Appends N samples (10 million) to a series, to four channels
 * of a dataset that share their times, and the same to bare arrays, in turn; counts the bytes of
 * each; then asks for 1600 buckets over histories of different length. A line of JSON each. */

#define N_ROUNDS          5
#define N_CHANNELS        4
#define N_BUCKETS         1600
#define STEP_US           1000
#define START_US          (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)
#define DEFAULT_N_SAMPLES 10000000
#define INITIAL_CAPACITY  64

typedef struct
{
  gsize capacity;
  gsize n_rows;
  guint n_columns;
  gint64 *times_us;
  double *columns[N_CHANNELS];
} Arrays;

/* Values are read from a table, so that what is measured is the appending. */
#define TABLE_LENGTH 4096
static double table[TABLE_LENGTH + N_CHANNELS];

static void
init_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    table[i] = (double) (i * 2654435761u % 10007) / 16;
}

static const double *
get_values (gsize row)
{
  return table + row % TABLE_LENGTH;
}

/* The processor's time of this thread: on a busy machine the clock on the wall measures the others.
 */
static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

static void
arrays_init (Arrays *self, guint n_columns)
{
  *self = (Arrays){ .n_columns = n_columns };
}

static void
arrays_clear (Arrays *self)
{
  g_free (self->times_us);
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i]);
}

static void G_GNUC_NO_INLINE
arrays_append (Arrays *self, gint64 time_us, const double *values)
{
  if (self->n_rows == self->capacity)
    {
      self->capacity = MAX (self->capacity * 2, INITIAL_CAPACITY);
      self->times_us = g_renew (gint64, self->times_us, self->capacity);
      for (guint i = 0; i < self->n_columns; i++)
        self->columns[i] = g_renew (double, self->columns[i], self->capacity);
    }

  self->times_us[self->n_rows] = time_us;
  for (guint i = 0; i < self->n_columns; i++)
    self->columns[i][self->n_rows] = values[i];
  self->n_rows++;
}

static gsize
get_allocated (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static double
measure_arrays (guint n_columns, gsize n_rows, gsize *n_bytes)
{
  gsize before = get_allocated ();
  gint64 start_us = get_cpu_us ();
  double seconds;
  Arrays arrays;

  arrays_init (&arrays, n_columns);
  for (gsize i = 0; i < n_rows; i++)
    arrays_append (&arrays, START_US + (gint64) i * STEP_US, get_values (i));
  seconds = (double) (get_cpu_us () - start_us) / G_TIME_SPAN_SECOND;
  *n_bytes = get_allocated () - before;
  arrays_clear (&arrays);

  return (double) n_rows * n_columns / seconds;
}

static double
measure_series (gsize n_rows, gsize *n_bytes)
{
  gsize before = get_allocated ();
  gint64 start_us = get_cpu_us ();
  g_autoptr (SondeSeries) series = sonde_series_new (G_MAXUINT32);
  double seconds;

  for (gsize i = 0; i < n_rows; i++)
    sonde_series_append (series, START_US + (gint64) i * STEP_US, get_values (i)[0]);
  seconds = (double) (get_cpu_us () - start_us) / G_TIME_SPAN_SECOND;
  *n_bytes = get_allocated () - before;

  return (double) n_rows / seconds;
}

static double
measure_dataset (gsize n_rows, gsize *n_bytes)
{
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (G_MAXUINT32);
  gsize before = get_allocated ();
  gint64 start_us = get_cpu_us ();
  double seconds;

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      char id[] = { 'a' + (char) i, '\0' };

      sonde_dataset_ensure_channel (dataset, id);
    }
  for (gsize i = 0; i < n_rows; i++)
    sonde_dataset_append (dataset, START_US + (gint64) i * STEP_US, get_values (i), N_CHANNELS);
  seconds = (double) (get_cpu_us () - start_us) / G_TIME_SPAN_SECOND;
  *n_bytes = get_allocated () - before;

  return (double) n_rows * N_CHANNELS / seconds;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values, gsize n_values)
{
  qsort (values, n_values, sizeof *values, compare);
  return values[n_values / 2];
}

static void
benchmark_append (gsize n_samples)
{
  static const guint n_columns[] = { 1, N_CHANNELS };

  for (gsize i = 0; i < G_N_ELEMENTS (n_columns); i++)
    {
      double bare[N_ROUNDS];
      double sonde[N_ROUNDS];
      gsize bare_bytes;
      gsize sonde_bytes;
      gsize n_rows = n_samples / n_columns[i];

      for (gsize round = 0; round < N_ROUNDS; round++)
        {
          bare[round] = measure_arrays (n_columns[i], n_rows, &bare_bytes);
          sonde[round] = n_columns[i] == 1 ? measure_series (n_rows, &sonde_bytes)
                                           : measure_dataset (n_rows, &sonde_bytes);
        }

      g_print ("{\"benchmark\":\"series-append\",\"channels\":%u,\"rows\":%" G_GSIZE_FORMAT
               ",\"samples_per_second\":%.0f,\"bytes_per_row\":%.2f"
               ",\"bare_samples_per_second\":%.0f,\"bare_bytes_per_row\":%.2f}\n",
               n_columns[i], n_rows, median (sonde, N_ROUNDS),
               (double) sonde_bytes / (double) n_rows, median (bare, N_ROUNDS),
               (double) bare_bytes / (double) n_rows);
    }
}

static void
benchmark_query (gsize n_greatest)
{
  g_autoptr (SondeSeries) series = sonde_series_new (G_MAXUINT32);
  g_autofree SondeBucket *buckets = g_new (SondeBucket, N_BUCKETS);
  gsize n_rows = 0;

  for (gsize n_points = 1000; n_points <= n_greatest; n_points *= 10)
    {
      double bucket_us[N_ROUNDS * 4 + 1];
      double summary_us[N_ROUNDS * 4 + 1];
      gint64 width_us = (gint64) (n_points * STEP_US) / N_BUCKETS;
      SondeSummary summary;
      SondeMedian middle;
      gint64 start_us;

      for (; n_rows < n_points; n_rows++)
        sonde_series_append (series, (gint64) n_rows * STEP_US, get_values (n_rows)[0]);

      for (gsize i = 0; i < G_N_ELEMENTS (bucket_us); i++)
        {
          start_us = get_cpu_us ();
          sonde_series_get_buckets (series, 0, width_us, buckets, N_BUCKETS);
          bucket_us[i] = (double) (get_cpu_us () - start_us);

          start_us = get_cpu_us ();
          sonde_series_get_summary (series, 1, G_MAXINT64 - 1, &summary);
          summary_us[i] = (double) (get_cpu_us () - start_us);
        }
      start_us = get_cpu_us ();
      sonde_series_get_median (series, 1, G_MAXINT64 - 1, &middle);

      g_print ("{\"benchmark\":\"series-query\",\"points\":%" G_GSIZE_FORMAT
               ",\"buckets\":%d,\"buckets_us\":%.0f,\"summary_us\":%.0f,\"median_us\":%.0f}\n",
               n_points, N_BUCKETS, median (bucket_us, G_N_ELEMENTS (bucket_us)),
               median (summary_us, G_N_ELEMENTS (summary_us)), (double) (get_cpu_us () - start_us));
    }
}

int
main (int argc, char **argv)
{
  gsize n_samples = argc > 1 ? (gsize) g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_N_SAMPLES;

  if (n_samples < 1000)
    {
      g_printerr ("usage: %s [N], where N is at least 1000\n", argv[0]);
      return 2;
    }

  init_table ();
  benchmark_append (n_samples);
  benchmark_query (n_samples);
  return EXIT_SUCCESS;
}
