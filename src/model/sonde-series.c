/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-series.h"
#include "sonde-sample-array.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

/**
 * SondeSeries:
 *
 * Samples in order of time, bounded, shared between threads: one appends, any reads, under a short
 * lock. The generation is read without it.
 */
struct _SondeSeries
{
  gatomicrefcount ref_count;
  GMutex mutex;
  SondeSampleArray samples;
  atomic_uint_fast64_t generation;
};

G_DEFINE_BOXED_TYPE (SondeSeries, sonde_series, sonde_series_ref, sonde_series_unref)

static void
append (SondeSeries *self, gint64 time_us, double value)
{
  g_mutex_lock (&self->mutex);
  if (sonde_sample_array_insert (&self->samples, time_us, value))
    atomic_fetch_add_explicit (&self->generation, 1, memory_order_release);
  g_mutex_unlock (&self->mutex);
}

/* The times may lie further apart than a signed number can say. */
static guint64
distance_us (gint64 earlier_us, gint64 later_us)
{
  return (guint64) later_us - (guint64) earlier_us;
}

static void
bucket_add (SondeBucket *bucket, double value)
{
  if (bucket->count == 0)
    {
      bucket->min = bucket->max = bucket->first = value;
    }
  else
    {
      bucket->min = MIN (bucket->min, value);
      bucket->max = MAX (bucket->max, value);
    }

  bucket->last = value;
  bucket->sum += value;
  bucket->count++;
}

/**
 * sonde_series_new:
 * @max_samples: how many entries, gaps included, the series holds at most; at least 1
 *
 * Creates an empty series. When it is full, the oldest eighth goes at once.
 *
 * Returns: (transfer full): a new series
 */
SondeSeries *
sonde_series_new (gsize max_samples)
{
  SondeSeries *self;

  g_return_val_if_fail (max_samples > 0, NULL);
  g_return_val_if_fail (max_samples <= G_MAXSIZE / 2 / sizeof (double), NULL);

  self = g_new0 (SondeSeries, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  sonde_sample_array_init (&self->samples, max_samples);
  atomic_init (&self->generation, 0);

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

  g_mutex_clear (&self->mutex);
  sonde_sample_array_clear (&self->samples);
  g_free (self);
}

/**
 * sonde_series_append:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @value: the value
 *
 * Adds a sample, in amortised constant time where it is the latest.
 *
 * A value that is not finite is a gap. Samples of equal time are all kept, in the order of their
 * arrival. A sample older than the latest (a late one, or the clock stepped back) goes to its place
 * by time; one older than everything that a full series holds is dropped.
 */
void
sonde_series_append (SondeSeries *self, gint64 time_us, double value)
{
  g_return_if_fail (self != NULL);

  append (self, time_us, isfinite (value) ? value : (double) NAN);
}

/**
 * sonde_series_append_gap:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Says that nothing is known from this time to the next sample. A gap that follows a gap, or comes
 * before the first sample, changes nothing.
 */
void
sonde_series_append_gap (SondeSeries *self, gint64 time_us)
{
  g_return_if_fail (self != NULL);

  append (self, time_us, (double) NAN);
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

  g_mutex_lock (&self->mutex);
  sonde_sample_array_clear (&self->samples);
  atomic_fetch_add_explicit (&self->generation, 1, memory_order_release);
  g_mutex_unlock (&self->mutex);
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

  return atomic_load_explicit (&self->generation, memory_order_acquire);
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

  g_mutex_lock (&self->mutex);
  n_samples = self->samples.n_entries - self->samples.n_gaps;
  g_mutex_unlock (&self->mutex);

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
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  if (self->samples.n_entries > 0)
    {
      found = TRUE;
      if (first_us != NULL)
        *first_us = self->samples.times_us[0];
      if (last_us != NULL)
        *last_us = self->samples.times_us[sonde_sample_array_get_last_value (&self->samples)];
    }
  g_mutex_unlock (&self->mutex);

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
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  if (self->samples.n_entries > 0)
    {
      found = TRUE;
      *sample = sonde_sample_array_get (&self->samples,
                                        sonde_sample_array_get_last_value (&self->samples));
    }
  g_mutex_unlock (&self->mutex);

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
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  if (self->samples.n_entries > 0)
    {
      gsize after = sonde_sample_array_lower_bound (&self->samples, time_us);
      gsize before = after;

      found = TRUE;

      while (after < self->samples.n_entries && sonde_sample_array_is_gap (&self->samples, after))
        after++;
      while (before > 0 && sonde_sample_array_is_gap (&self->samples, before - 1))
        before--;

      if (before == 0)
        *sample = sonde_sample_array_get (&self->samples, after);
      else if (after == self->samples.n_entries ||
               distance_us (self->samples.times_us[before - 1], time_us) <=
                   distance_us (time_us, self->samples.times_us[after]))
        *sample = sonde_sample_array_get (&self->samples, before - 1);
      else
        *sample = sonde_sample_array_get (&self->samples, after);
    }
  g_mutex_unlock (&self->mutex);

  return found;
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
  gboolean found = FALSE;
  gsize index;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  if (forward)
    {
      index = sonde_sample_array_upper_bound (&self->samples, time_us);
      while (index < self->samples.n_entries && sonde_sample_array_is_gap (&self->samples, index))
        index++;
      found = index < self->samples.n_entries;
    }
  else
    {
      index = sonde_sample_array_lower_bound (&self->samples, time_us);
      while (index > 0 && sonde_sample_array_is_gap (&self->samples, index - 1))
        index--;
      found = index-- > 0;
    }

  if (found)
    *sample = sonde_sample_array_get (&self->samples, index);
  g_mutex_unlock (&self->mutex);

  return found;
}

/**
 * sonde_series_copy_samples:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @n_samples: (out): the number of samples
 *
 * Copies the samples of a range, gaps included as NaN, and with them the one entry before and the
 * one after the range, so that a line can enter and leave it.
 *
 * Returns: (transfer full) (array length=n_samples) (nullable): the samples in order of time, or
 *   %NULL where there are none
 */
SondeSample *
sonde_series_copy_samples (SondeSeries *self, gint64 from_us, gint64 to_us, gsize *n_samples)
{
  SondeSample *samples = NULL;
  gsize first;
  gsize end;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_samples != NULL, NULL);

  g_mutex_lock (&self->mutex);
  first = sonde_sample_array_lower_bound (&self->samples, from_us);
  end = MAX (sonde_sample_array_upper_bound (&self->samples, to_us), first);
  if (first > 0)
    first--;
  if (end < self->samples.n_entries)
    end++;

  *n_samples = end - first;
  if (end > first)
    {
      samples = g_new (SondeSample, end - first);
      for (gsize i = first; i < end; i++)
        samples[i - first] = sonde_sample_array_get (&self->samples, i);
    }
  g_mutex_unlock (&self->mutex);

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
  gsize first;
  gsize end;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->mutex);
  first = sonde_sample_array_lower_bound (&self->samples, from_us);
  end = sonde_sample_array_upper_bound (&self->samples, to_us);
  g_mutex_unlock (&self->mutex);

  return end > first ? end - first : 0;
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
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  for (gsize i = sonde_sample_array_lower_bound (&self->samples, from_us);
       !found && i < self->samples.n_entries && self->samples.times_us[i] <= to_us; i++)
    found = sonde_sample_array_is_gap (&self->samples, i);
  g_mutex_unlock (&self->mutex);

  return found;
}

/**
 * sonde_series_ends_with_gap:
 *
 * Returns: whether a gap has followed the latest sample
 */
gboolean
sonde_series_ends_with_gap (SondeSeries *self)
{
  gboolean ends_with_gap;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  ends_with_gap = self->samples.n_entries > 0 &&
                  sonde_sample_array_is_gap (&self->samples, self->samples.n_entries - 1);
  g_mutex_unlock (&self->mutex);

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
 * Sums up a range in slices of equal width. Bucket `i` holds the samples from `start_us + i *
 * width_us`, itself included, to the start of the next. In a bucket without samples, `gap` says
 * whether nothing is known there; in one with samples, whether a gap breaks the line on its way to
 * the first of them. A gap that has samples on both sides inside one bucket does not show.
 */
void
sonde_series_get_buckets (
    SondeSeries *self, gint64 start_us, gint64 width_us, SondeBucket *buckets, gsize n_buckets)
{
  gsize index;
  gboolean broken;

  g_return_if_fail (self != NULL);
  g_return_if_fail (width_us > 0);
  g_return_if_fail (n_buckets == 0 || buckets != NULL);

  memset (buckets, 0, n_buckets * sizeof *buckets);

  g_mutex_lock (&self->mutex);
  index = sonde_sample_array_lower_bound (&self->samples, start_us);
  broken = index == 0 || sonde_sample_array_is_gap (&self->samples, index - 1);

  for (gsize i = 0; i < n_buckets; i++)
    {
      gint64 end_us = start_us + ((gint64) i + 1) * width_us;

      buckets[i].gap = broken;
      for (; index < self->samples.n_entries && self->samples.times_us[index] < end_us; index++)
        {
          broken = sonde_sample_array_is_gap (&self->samples, index);
          if (!broken)
            bucket_add (&buckets[i], self->samples.values[index]);
          else if (buckets[i].count == 0)
            buckets[i].gap = TRUE;
        }
    }
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_series_get_summary:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @summary: (out caller-allocates): where the statistics go
 *
 * Sums up a range. The mean is that of the samples, each weighing the same whatever the time
 * between them.
 */
void
sonde_series_get_summary (SondeSeries *self, gint64 from_us, gint64 to_us, SondeSummary *summary)
{
  long double sum = 0;
  SondeBucket bucket = { 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (summary != NULL);

  g_mutex_lock (&self->mutex);
  for (gsize i = sonde_sample_array_lower_bound (&self->samples, from_us);
       i < self->samples.n_entries && self->samples.times_us[i] <= to_us; i++)
    {
      if (sonde_sample_array_is_gap (&self->samples, i))
        continue;

      bucket_add (&bucket, self->samples.values[i]);
      sum += self->samples.values[i];
    }
  g_mutex_unlock (&self->mutex);

  if (bucket.count == 0)
    bucket.min = bucket.max = bucket.first = bucket.last = (double) NAN;

  summary->count = bucket.count;
  summary->min = bucket.min;
  summary->mean = bucket.count > 0 ? (double) (sum / bucket.count) : (double) NAN;
  summary->max = bucket.max;
  summary->first = bucket.first;
  summary->last = bucket.last;
}
