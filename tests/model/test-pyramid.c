/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random histories, asked random questions: the series answers as a scan of plain arrays does. */
#include "config.h"

#include "sonde-dataset.h"

#include <math.h>

#define N_CHANNELS 4
#define N_QUERIES  60
#define N_BUCKETS  40

/* A series as its documentation has it, by the plainest means. */
typedef struct
{
  GArray *entries; /* SondeSample in order of time */
} Reference;

static SondeSample *
at (const Reference *reference, guint index)
{
  return &g_array_index (reference->entries, SondeSample, index);
}

static gboolean
is_gap (const Reference *reference, guint index)
{
  return isnan (at (reference, index)->value);
}

static guint
reference_lower (const Reference *reference, gint64 time_us)
{
  guint low = 0;
  guint high = reference->entries->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (at (reference, middle)->time_us < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
reference_append (Reference *reference, gint64 time_us, double value)
{
  SondeSample sample = { time_us, isfinite (value) ? value : (double) NAN };
  guint index = reference_lower (reference, time_us + 1);

  if (isnan (sample.value) && (index == 0 || is_gap (reference, index - 1) ||
                               (index < reference->entries->len && is_gap (reference, index))))
    return;

  g_array_insert_val (reference->entries, index, sample);
}

/* Forgets what a bounded series has forgotten: as many of the oldest as it takes, where nothing has
 * ever come later than the oldest that the series held. */
static void
reference_trim (Reference *reference, SondeSeries *series)
{
  gint64 n_excess = (gint64) reference->entries->len -
                    (gint64) sonde_series_count (series, G_MININT64, G_MAXINT64);

  g_assert_cmpint (n_excess, >=, 0);
  g_array_remove_range (reference->entries, 0, (guint) n_excess);
}

static void
reference_fill_buckets (
    const Reference *reference, gint64 start_us, gint64 width_us, SondeBucket *buckets, gsize n)
{
  guint index = reference_lower (reference, start_us);
  gboolean broken = index == 0 || is_gap (reference, index - 1);

  for (gsize i = 0; i < n; i++)
    {
      SondeBucket *bucket = &buckets[i];

      *bucket = (SondeBucket){ .gap = broken };
      for (; index < reference->entries->len &&
             at (reference, index)->time_us < start_us + ((gint64) i + 1) * width_us;
           index++)
        {
          double value = at (reference, index)->value;

          broken = isnan (value);
          if (broken)
            {
              bucket->gap |= bucket->count == 0;
              continue;
            }

          bucket->min = bucket->count == 0 ? value : MIN (bucket->min, value);
          bucket->max = bucket->count == 0 ? value : MAX (bucket->max, value);
          bucket->first = bucket->count == 0 ? value : bucket->first;
          bucket->last = value;
          bucket->sum += value;
          bucket->count++;
        }
    }
}

static void
assert_same_buckets (const SondeBucket *buckets, const SondeBucket *expected, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (buckets[i].count, ==, expected[i].count);
      g_assert_cmpint (buckets[i].gap, ==, expected[i].gap);
      if (expected[i].count == 0)
        continue;

      g_assert_cmpfloat (buckets[i].min, ==, expected[i].min);
      g_assert_cmpfloat (buckets[i].max, ==, expected[i].max);
      g_assert_cmpfloat (buckets[i].first, ==, expected[i].first);
      g_assert_cmpfloat (buckets[i].last, ==, expected[i].last);
      /* Exact: the values are whole. */
      g_assert_cmpfloat (buckets[i].sum, ==, expected[i].sum);
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static void
assert_same_statistics (SondeSeries *series,
                        const Reference *reference,
                        gint64 from_us,
                        gint64 to_us)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  guint first = reference_lower (reference, from_us);
  guint end = MAX (reference_lower (reference, to_us + 1), first);
  SondeSummary summary;
  SondeMedian median;
  long double sum = 0;
  long double squares = 0;

  for (guint i = first; i < end; i++)
    if (!is_gap (reference, i))
      {
        g_array_append_val (values, at (reference, i)->value);
        sum += at (reference, i)->value;
      }

  g_assert_cmpuint (sonde_series_count (series, from_us, to_us), ==, end - first);
  g_assert_cmpint (sonde_series_has_gap (series, from_us, to_us), ==, values->len < end - first);

  sonde_series_get_summary (series, from_us, to_us, &summary);
  sonde_series_get_median (series, from_us, to_us, &median);
  g_assert_cmpuint (summary.count, ==, values->len);
  g_assert_cmpuint (median.count, ==, values->len);
  g_assert_true (median.exact);
  if (values->len == 0)
    {
      g_assert_true (isnan (summary.mean) && isnan (summary.std_dev) && isnan (median.value));
      return;
    }

  for (guint i = 0; i < values->len; i++)
    {
      long double distance = g_array_index (values, double, i) - sum / values->len;

      squares += distance * distance;
    }
  g_assert_cmpfloat_with_epsilon (summary.mean, (double) (sum / values->len), 1e-9);
  g_assert_cmpfloat_with_epsilon (summary.std_dev, sqrt ((double) (squares / values->len)), 1e-9);
  g_assert_cmpfloat (summary.first, ==, g_array_index (values, double, 0));
  g_assert_cmpfloat (summary.last, ==, g_array_index (values, double, values->len - 1));

  g_array_sort (values, compare_doubles);
  g_assert_cmpfloat (summary.min, ==, g_array_index (values, double, 0));
  g_assert_cmpfloat (summary.max, ==, g_array_index (values, double, values->len - 1));
  g_assert_cmpfloat (median.value, ==, g_array_index (values, double, (values->len - 1) / 2));
}

static void
assert_same_samples (SondeSeries *series, const Reference *reference, gint64 from_us, gint64 to_us)
{
  guint first = reference_lower (reference, from_us);
  guint end = MAX (reference_lower (reference, to_us + 1), first);
  gsize n_samples;
  g_autofree SondeSample *samples = sonde_series_copy_samples (series, from_us, to_us, &n_samples);

  first -= first > 0 ? 1 : 0;
  end += end < reference->entries->len ? 1 : 0;
  g_assert_cmpuint (n_samples, ==, end - first);
  for (gsize i = 0; i < n_samples; i++)
    {
      const SondeSample *expected = at (reference, first + (guint) i);

      g_assert_cmpint (samples[i].time_us, ==, expected->time_us);
      g_assert_true (samples[i].value == expected->value ||
                     (isnan (samples[i].value) && isnan (expected->value)));
    }
}

static void
assert_same_neighbours (SondeSeries *series, const Reference *reference, gint64 time_us)
{
  SondeSample sample;
  guint index = reference_lower (reference, time_us + 1);

  while (index < reference->entries->len && is_gap (reference, index))
    index++;
  if (sonde_series_get_neighbour (series, time_us, TRUE, &sample))
    g_assert_cmpint (sample.time_us, ==, at (reference, index)->time_us);
  else
    g_assert_cmpuint (index, ==, reference->entries->len);

  index = reference_lower (reference, time_us);
  while (index > 0 && is_gap (reference, index - 1))
    index--;
  if (sonde_series_get_neighbour (series, time_us, FALSE, &sample))
    g_assert_cmpint (sample.time_us, ==, at (reference, index - 1)->time_us);
  else
    g_assert_cmpuint (index, ==, 0);
}

static void
ask (SondeSeries *series, const Reference *reference, gint64 span_us)
{
  for (guint i = 0; i < N_QUERIES; i++)
    {
      gint64 from_us = g_test_rand_int_range (-100, (gint32) span_us + 100);
      gint64 to_us = from_us + g_test_rand_int_range (0, (gint32) (span_us >> (i % 16)) + 2);
      gint64 width_us = MAX ((to_us - from_us) / N_BUCKETS, 1);
      gint64 start_us = sonde_series_align_us (from_us, width_us);
      SondeBucket buckets[N_BUCKETS];
      SondeBucket expected[N_BUCKETS];

      sonde_series_get_buckets (series, start_us, width_us, buckets, N_BUCKETS);
      reference_fill_buckets (reference, start_us, width_us, expected, N_BUCKETS);
      assert_same_buckets (buckets, expected, N_BUCKETS);
      assert_same_neighbours (series, reference, from_us);
      if (i % 8 == 0)
        {
          assert_same_statistics (series, reference, from_us, to_us);
          assert_same_samples (series, reference, from_us, to_us);
        }
    }

  assert_same_statistics (series, reference, -1000, span_us + 1000);
  assert_same_samples (series, reference, -1000, span_us + 1000);
}

/* How a history comes about: one event in so many is of a kind, never where 0. */
typedef struct
{
  const char *name;
  guint n_measures;
  gsize max_samples;
  gint64 greatest_step_us;
  guint late; /* a measure that is late by up to `late_us` */
  gint64 late_us;
  guint back;       /* the clock steps back by up to `late_us`, and stays there */
  guint absent;     /* a member is missing */
  guint invalid;    /* a value is not finite */
  guint gap;        /* the connection is lost */
  guint lone;       /* a channel alone is appended to */
  gint64 period_us; /* measures come on a clock, late by less than `jitter_us` */
  gint64 jitter_us;
} History;

static const History histories[] = {
  { "regular", 30000, 1000000, 1, 0, 0, 0, 0, 0, 0, 0 },
  { "one short block", 63, 1000000, 1, 0, 0, 0, 0, 0, 0, 0 },
  { "equal times", 9000, 1000000, 0, 0, 0, 0, 5, 7, 20, 3 },
  { "irregular with gaps", 30000, 1000000, 9, 0, 0, 0, 50, 90, 300, 7 },
  { "gaps everywhere", 9000, 1000000, 3, 0, 0, 0, 2, 3, 2, 3 },
  { "late", 12000, 1000000, 5, 3, 4000, 0, 9, 11, 50, 5 },
  { "late by anything", 9000, 1000000, 5, 2, 1000000, 0, 0, 0, 0, 2 },
  { "the clock steps back", 20000, 1000000, 2, 0, 9000, 2000, 90, 90, 90, 9 },
  { "bounded", 30000, 9000, 2, 0, 0, 0, 0, 0, 0, 0 },
  { "bounded with late ones", 20000, 5000, 2, 9, 500, 3000, 0, 0, 0, 0 },
  { "bounded to a few", 5000, 100, 2, 0, 0, 0, 0, 4, 9, 0 },
  { "on a clock", 9000, 1000000, 0, 0, 0, 0, 0, 0, 0, 9, 1000, 1 },
  { "nearly on a clock", 9000, 1000000, 0, 0, 0, 0, 0, 50, 90, 9, 1000, 400 },
  { "hardly on a clock", 9000, 1000000, 0, 0, 0, 0, 0, 0, 0, 9, 1000, 1500 },
  { "on a clock, some late", 9000, 1000000, 0, 900, 9000, 0, 0, 0, 0, 0, 1000, 5 },
  { "on a clock, bounded", 12000, 6000, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 300 },
};

static gboolean
happens (guint one_in)
{
  return one_in > 0 && g_test_rand_int_range (0, (gint32) one_in) == 0;
}

static double
make_value (const History *history)
{
  static const double invalid[] = { NAN, INFINITY, -INFINITY };

  return happens (history->invalid) ? invalid[g_test_rand_int_range (0, 3)]
                                    : g_test_rand_int_range (-1000, 1000);
}

static void
test_history (gconstpointer data)
{
  const History *history = data;
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (history->max_samples);
  SondeSeries *series[N_CHANNELS];
  Reference references[N_CHANNELS];
  guint n_channels = 2;
  gint64 now_us = 0;
  gint64 span_us = 0;

  for (guint i = 0; i < N_CHANNELS; i++)
    references[i].entries = g_array_new (FALSE, FALSE, sizeof (SondeSample));

  for (guint i = 0; i < history->n_measures; i++)
    {
      double values[N_CHANNELS];
      gint64 time_us;

      /* The other channels appear later. */
      if (i == history->n_measures / 3)
        n_channels = N_CHANNELS;

      if (history->period_us > 0)
        now_us = i * history->period_us + g_test_rand_int_range (0, (gint32) history->jitter_us);
      else
        now_us += history->greatest_step_us > 1
                      ? g_test_rand_int_range (0, (gint32) history->greatest_step_us + 1)
                      : history->greatest_step_us;
      if (happens (history->back))
        now_us = MAX (now_us - g_test_rand_int_range (0, (gint32) history->late_us), 0);
      time_us = now_us;
      if (happens (history->late))
        time_us = MAX (time_us - g_test_rand_int_range (0, (gint32) history->late_us), 0);
      span_us = MAX (span_us, now_us);

      for (guint j = 0; j < n_channels; j++)
        {
          g_autofree char *id = g_strdup_printf ("channel %u", j);

          series[j] = sonde_channel_get_series (sonde_dataset_ensure_channel (dataset, id));
          values[j] = happens (history->absent) ? (double) NAN : make_value (history);
        }

      if (happens (history->gap))
        {
          sonde_dataset_add_gap (dataset, time_us);
          for (guint j = 0; j < n_channels; j++)
            reference_append (&references[j], time_us, (double) NAN);
        }
      else if (happens (history->lone))
        {
          guint j = (guint) g_test_rand_int_range (0, (gint32) n_channels);

          sonde_series_append (series[j], time_us, values[j]);
          reference_append (&references[j], time_us, values[j]);
        }
      else
        {
          /* All at once, or one after the other as a feeder does. */
          if (i % 2 == 0)
            sonde_dataset_append (dataset, time_us, values, n_channels);
          for (guint j = 0; j < n_channels; j++)
            {
              if (i % 2 == 1)
                sonde_series_append (series[j], time_us, values[j]);
              reference_append (&references[j], time_us, values[j]);
            }
        }

      if (i == history->n_measures / 2 || i == history->n_measures - 1)
        for (guint j = 0; j < n_channels; j++)
          {
            reference_trim (&references[j], series[j]);
            ask (series[j], &references[j], span_us);
          }
    }

  for (guint i = 0; i < N_CHANNELS; i++)
    g_array_unref (references[i].entries);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pyramid/%s", histories[i].name);

      g_test_add_data_func (path, &histories[i], test_history);
    }

  return g_test_run ();
}
