/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-series.h"
#include "sonde-buckets.h"
#include "sonde-median.h"
#include "sonde-series-private.h"

#include <math.h>

/**
 * SondeSeries:
 *
 * The entries of one column of a timeline, which it shares with the other series of its dataset or
 * has to itself.
 *
 * Times never decrease along the entries. A gap is an entry whose value is NaN; a series never
 * begins with a gap and never holds two in a row. One thread appends, any thread reads, under a
 * short lock; the generation is read without it. What sums up a range takes O(log N) for N entries.
 */
struct _SondeSeries
{
  gatomicrefcount ref_count;
  SondeTimeline *timeline;
  guint column;
};

G_DEFINE_BOXED_TYPE (SondeSeries, sonde_series, sonde_series_ref, sonde_series_unref)

static gboolean
get_value (
    SondeRowTable *rows, guint column, SondePosition from, gboolean forward, SondeSample *sample)
{
  SondePosition found;

  if (!sonde_row_table_find (rows, column, from, forward, SONDE_CELL_VALUE, &found))
    return FALSE;

  *sample = sonde_row_table_get (rows, column, found);
  return TRUE;
}

/* The times may lie further apart than a signed number can say. */
static guint64
distance_us (gint64 earlier_us, gint64 later_us)
{
  return (guint64) later_us - (guint64) earlier_us;
}

/* Sums up the entries of a range of time, both ends included. */
static void
digest_range (SondeRowTable *rows,
              guint column,
              gint64 from_us,
              gint64 to_us,
              SondeDigestScope scope,
              SondeDigest *digest,
              SondePosition *first,
              SondePosition *end)
{
  *first = sonde_row_table_lower_bound (rows, from_us);
  *end = sonde_row_table_upper_bound (rows, to_us);
  sonde_digest_init (digest);
  sonde_row_table_digest (rows, column, *first, *end, scope, digest);
}

/**
 * sonde_series_new_on_timeline:
 * @timeline: a timeline with room for another column
 *
 * Returns: (transfer full): a new series that shares the times of @timeline
 */
SondeSeries *
sonde_series_new_on_timeline (SondeTimeline *timeline)
{
  SondeSeries *self = g_new0 (SondeSeries, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->timeline = sonde_timeline_ref (timeline);
  self->column = sonde_timeline_add_column (timeline);

  return self;
}

/**
 * sonde_series_new:
 * @max_samples: how many entries, gaps included, the series holds at most; at least 1
 *
 * Creates an empty series with times of its own. When it is full, the oldest entries go: an eighth
 * of them, or some ten thousand where that is less.
 *
 * Returns: (transfer full): a new series
 */
SondeSeries *
sonde_series_new (gsize max_samples)
{
  SondeTimeline *timeline;
  SondeSeries *self;

  g_return_val_if_fail (max_samples > 0, NULL);

  timeline = sonde_timeline_new (max_samples);
  self = sonde_series_new_on_timeline (timeline);
  sonde_timeline_unref (timeline);

  return self;
}

/**
 * sonde_series_ref:
 *
 * Adds a reference. Safe from any thread.
 *
 * Returns: (transfer full): @self
 */
SondeSeries *
sonde_series_ref (SondeSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * sonde_series_unref:
 *
 * Drops a reference; the last one frees the samples. Safe from any thread.
 */
void
sonde_series_unref (SondeSeries *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->timeline, sonde_timeline_unref);
  g_free (self);
}

/**
 * sonde_series_append:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @value: the value
 *
 * Adds a sample, in amortised constant time where it is the latest. Nothing is ever moved to make
 * room for it.
 *
 * A value that is not finite is a gap. Samples of equal time are all kept, in the order of their
 * arrival. A sample older than the latest (a late one, or the clock stepped back) goes to its place
 * by time, at a cost that does not depend on how late it is; after a step forward the line is
 * joined over the missing time, unless a gap is appended. A sample older than everything that a
 * full series holds is dropped.
 */
void
sonde_series_append (SondeSeries *self, gint64 time_us, double value)
{
  g_return_if_fail (self != NULL);

  sonde_timeline_append (self->timeline, self->column, time_us, value);
}

/**
 * sonde_series_append_gap:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Says that nothing is known from this time to the next sample. A gap that lies beside a gap, or
 * comes before the first sample, changes nothing.
 */
void
sonde_series_append_gap (SondeSeries *self, gint64 time_us)
{
  g_return_if_fail (self != NULL);

  sonde_timeline_append (self->timeline, self->column, time_us, (double) NAN);
}

/**
 * sonde_series_clear:
 *
 * Forgets every sample and gives their memory back. The generation goes on counting.
 */
void
sonde_series_clear (SondeSeries *self)
{
  g_return_if_fail (self != NULL);

  sonde_timeline_clear_column (self->timeline, self->column);
}

/**
 * sonde_series_get_generation:
 *
 * Takes no lock.
 *
 * Returns: a number that grows with every change
 */
guint64
sonde_series_get_generation (SondeSeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sonde_timeline_get_generation (self->timeline, self->column);
}

/**
 * sonde_series_get_n_samples:
 *
 * Returns: how many samples with a value the series holds
 */
gsize
sonde_series_get_n_samples (SondeSeries *self)
{
  gsize n_samples;

  g_return_val_if_fail (self != NULL, 0);

  sonde_timeline_lock (self->timeline);
  n_samples = sonde_timeline_get_n_values (self->timeline, self->column);
  sonde_timeline_unlock (self->timeline);

  return n_samples;
}

/**
 * sonde_series_get_span:
 * @first_us: (out) (optional): the time of the earliest sample with a value
 * @last_us: (out) (optional): the time of the latest sample with a value
 *
 * Returns: %FALSE where the series is empty, and then neither is set
 */
gboolean
sonde_series_get_span (SondeSeries *self, gint64 *first_us, gint64 *last_us)
{
  SondeRowTable *rows;
  SondeSample first;
  SondeSample last;
  gboolean found;

  g_return_val_if_fail (self != NULL, FALSE);

  rows = sonde_timeline_lock (self->timeline);
  found = get_value (rows, self->column, sonde_row_table_get_start (rows), TRUE, &first) &&
          get_value (rows, self->column, sonde_row_table_get_end (rows), FALSE, &last);
  sonde_timeline_unlock (self->timeline);

  if (found && first_us != NULL)
    *first_us = first.time_us;
  if (found && last_us != NULL)
    *last_us = last.time_us;

  return found;
}

/**
 * sonde_series_get_last:
 * @sample: (out caller-allocates): where the sample goes
 *
 * Gets the latest sample that has a value, even where a gap has followed it.
 *
 * Returns: %FALSE where the series is empty, and then @sample is not set
 */
gboolean
sonde_series_get_last (SondeSeries *self, SondeSample *sample)
{
  SondeRowTable *rows;
  gboolean found;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  rows = sonde_timeline_lock (self->timeline);
  found = get_value (rows, self->column, sonde_row_table_get_end (rows), FALSE, sample);
  sonde_timeline_unlock (self->timeline);

  return found;
}

/**
 * sonde_series_get_nearest:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @sample: (out caller-allocates): where the sample goes
 *
 * Gets the sample with a value whose time is nearest; of two that are as near, the earlier.
 *
 * Returns: %FALSE where the series is empty, and then @sample is not set
 */
gboolean
sonde_series_get_nearest (SondeSeries *self, gint64 time_us, SondeSample *sample)
{
  SondeRowTable *rows;
  SondePosition position;
  SondeSample before;
  SondeSample after;
  gboolean has_before;
  gboolean has_after;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  rows = sonde_timeline_lock (self->timeline);
  position = sonde_row_table_lower_bound (rows, time_us);
  has_before = get_value (rows, self->column, position, FALSE, &before);
  has_after = get_value (rows, self->column, position, TRUE, &after);
  sonde_timeline_unlock (self->timeline);

  if (has_before &&
      (!has_after || distance_us (before.time_us, time_us) <= distance_us (time_us, after.time_us)))
    *sample = before;
  else if (has_after)
    *sample = after;

  return has_before || has_after;
}

/**
 * sonde_series_get_neighbour:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @forward: %TRUE for the first sample after @time_us, %FALSE for the last one before it
 * @sample: (out caller-allocates): where the sample goes
 *
 * Gets the next sample with a value, in either direction.
 *
 * Returns: %FALSE where there is none, and then @sample is not set
 */
gboolean
sonde_series_get_neighbour (SondeSeries *self,
                            gint64 time_us,
                            gboolean forward,
                            SondeSample *sample)
{
  SondeRowTable *rows;
  SondePosition position;
  gboolean found;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  rows = sonde_timeline_lock (self->timeline);
  position = forward ? sonde_row_table_upper_bound (rows, time_us)
                     : sonde_row_table_lower_bound (rows, time_us);
  found = get_value (rows, self->column, position, forward, sample);
  sonde_timeline_unlock (self->timeline);

  return found;
}

/**
 * sonde_series_copy_samples:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @n_samples: (out): the number of samples
 *
 * Copies the samples of a range, gaps included as NaN, and with them the one entry before and the
 * one after the range, so that a line can enter and leave it. The copy is made under the lock: ask
 * `sonde_series_count()` first, and take a long range in parts.
 *
 * Returns: (transfer full) (array length=n_samples) (nullable): the samples in order of time, or
 *   %NULL where there are none
 */
SondeSample *
sonde_series_copy_samples (SondeSeries *self, gint64 from_us, gint64 to_us, gsize *n_samples)
{
  SondeRowTable *rows;
  SondeSample *samples = NULL;
  SondePosition first;
  SondePosition end;
  SondePosition position;
  SondeDigest digest;
  gsize n_left;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_samples != NULL, NULL);

  rows = sonde_timeline_lock (self->timeline);
  digest_range (rows, self->column, from_us, MAX (from_us, to_us), SONDE_DIGEST_WITHOUT_SQUARES,
                &digest, &first, &end);
  n_left = (gsize) digest.count + digest.n_gaps;
  if (sonde_row_table_find (rows, self->column, first, FALSE, SONDE_CELL_ENTRY, &position))
    {
      first = position;
      n_left++;
    }
  if (sonde_row_table_find (rows, self->column, end, TRUE, SONDE_CELL_ENTRY, &position))
    n_left++;

  *n_samples = n_left;
  if (n_left > 0)
    samples = g_new (SondeSample, n_left);
  for (gsize i = 0; i < n_left && sonde_row_table_find (rows, self->column, first, TRUE,
                                                        SONDE_CELL_ENTRY, &position);
       i++)
    {
      samples[i] = sonde_row_table_get (rows, self->column, position);
      first = (SondePosition){ position.chunk, position.row + 1 };
    }
  sonde_timeline_unlock (self->timeline);

  return samples;
}

/**
 * sonde_series_count:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 *
 * Counts the entries of a range, gaps included, in logarithmic time: what a reader asks before it
 * decides how to draw the range.
 *
 * Returns: the number of entries
 */
gsize
sonde_series_count (SondeSeries *self, gint64 from_us, gint64 to_us)
{
  SondeRowTable *rows;
  SondePosition first;
  SondePosition end;
  SondeDigest digest;

  g_return_val_if_fail (self != NULL, 0);

  rows = sonde_timeline_lock (self->timeline);
  digest_range (rows, self->column, from_us, to_us, SONDE_DIGEST_WITHOUT_SQUARES, &digest, &first,
                &end);
  sonde_timeline_unlock (self->timeline);

  return (gsize) digest.count + digest.n_gaps;
}

/**
 * sonde_series_has_gap:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 *
 * Returns: whether a gap begins in the range
 */
gboolean
sonde_series_has_gap (SondeSeries *self, gint64 from_us, gint64 to_us)
{
  SondeRowTable *rows;
  SondePosition first;
  SondePosition end;
  SondeDigest digest;

  g_return_val_if_fail (self != NULL, FALSE);

  rows = sonde_timeline_lock (self->timeline);
  digest_range (rows, self->column, from_us, to_us, SONDE_DIGEST_WITHOUT_SQUARES, &digest, &first,
                &end);
  sonde_timeline_unlock (self->timeline);

  return digest.n_gaps > 0;
}

/**
 * sonde_series_ends_with_gap:
 *
 * Returns: whether a gap has followed the latest sample
 */
gboolean
sonde_series_ends_with_gap (SondeSeries *self)
{
  SondeRowTable *rows;
  SondePosition found;
  gboolean ends_with_gap;

  g_return_val_if_fail (self != NULL, FALSE);

  rows = sonde_timeline_lock (self->timeline);
  ends_with_gap = sonde_row_table_find (rows, self->column, sonde_row_table_get_end (rows), FALSE,
                                        SONDE_CELL_ENTRY, &found) &&
                  isnan (sonde_row_table_get (rows, self->column, found).value);
  sonde_timeline_unlock (self->timeline);

  return ends_with_gap;
}

/**
 * sonde_series_align_us:
 * @time_us: a time
 * @width_us: the width of a bucket, above 0
 *
 * Finds the bucket that a time falls into. Buckets of one width are the same for every reader and
 * every range, so that what one holds does not depend on where the view begins.
 *
 * Returns: the start of the bucket, a multiple of @width_us that is at most @time_us
 */
gint64
sonde_series_align_us (gint64 time_us, gint64 width_us)
{
  gint64 remainder;

  g_return_val_if_fail (width_us > 0, time_us);

  remainder = time_us % width_us;

  return time_us - (remainder < 0 ? remainder + width_us : remainder);
}

/**
 * sonde_series_get_buckets:
 * @start_us: the start of the first bucket: a multiple of @width_us
 * @width_us: the width of a bucket, above 0
 * @buckets: (out caller-allocates) (array length=n_buckets): where the buckets go
 * @n_buckets: how many
 *
 * Sums up a range in slices of equal width, in O(n log N) for n buckets over N entries. Bucket `i`
 * holds the samples from `start_us + i * width_us`, itself included, to the start of the next. In a
 * bucket without samples, `gap` says whether nothing is known there; in one with samples, whether a
 * gap breaks the line on its way to the first of them. A gap that has samples on both sides inside
 * one bucket does not show.
 *
 * The least, the greatest, the first and the last value and the count are exactly those of the
 * samples. The sum is added up from the nodes of the pyramid: it is exact where every partial sum
 * is a number that a double can hold, such as of whole numbers, and is else rounded no worse than
 * by adding up the samples one by one. The same bucket of an unchanged series always has the same
 * sum. The squares are not summed up: `sonde_series_get_summary()` has them.
 */
void
sonde_series_get_buckets (
    SondeSeries *self, gint64 start_us, gint64 width_us, SondeBucket *buckets, gsize n_buckets)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (width_us > 0);
  g_return_if_fail (n_buckets == 0 || buckets != NULL);

  sonde_buckets_fill (self->timeline, self->column, start_us, width_us, buckets, n_buckets);
}

/**
 * sonde_series_get_summary:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @summary: (out caller-allocates): where the statistics go
 *
 * Sums up a range, in O(log N). The mean and the standard deviation are those of the samples, each
 * weighing the same whatever the time between them. `sonde_series_get_median()` has the median.
 */
void
sonde_series_get_summary (SondeSeries *self, gint64 from_us, gint64 to_us, SondeSummary *summary)
{
  SondeRowTable *rows;
  SondeDigest digest;
  SondePosition first;
  SondePosition end;
  SondeSample sample = { 0, (double) NAN };

  g_return_if_fail (self != NULL);
  g_return_if_fail (summary != NULL);

  *summary = (SondeSummary){
    0, (double) NAN, (double) NAN, (double) NAN, (double) NAN, (double) NAN, (double) NAN
  };

  rows = sonde_timeline_lock (self->timeline);
  digest_range (rows, self->column, from_us, to_us, SONDE_DIGEST_ALL, &digest, &first, &end);
  if (digest.count > 0)
    {
      double mean = digest.sum / digest.count;

      summary->count = digest.count;
      summary->min = digest.min;
      /* A sum may round, or overflow, to beyond what its terms allow. */
      summary->mean = CLAMP (mean, digest.min, digest.max);
      summary->max = digest.max;
      summary->std_dev = sqrt (digest.m2 / digest.count);
      get_value (rows, self->column, first, TRUE, &sample);
      summary->first = sample.value;
      get_value (rows, self->column, end, FALSE, &sample);
      summary->last = sample.value;
    }
  sonde_timeline_unlock (self->timeline);
}

/**
 * sonde_series_get_median:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @median: (out caller-allocates): where the median goes
 *
 * Finds the middle value of a range; of an even number, the lower of the two in the middle.
 *
 * It is exact up to %SONDE_MEDIAN_MAX_EXACT samples, by selection. Of more, it is that of at most
 * as many, evenly spread over the range, and the least and greatest values of the pyramid's nodes
 * bound the error, whatever the data. The samples are copied under the lock, and selected without
 * it.
 */
void
sonde_series_get_median (SondeSeries *self, gint64 from_us, gint64 to_us, SondeMedian *median)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (median != NULL);

  sonde_median_find (self->timeline, self->column, from_us, to_us, median);
}
