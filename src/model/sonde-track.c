/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-track.h"

#include "sonde-median.h"

#include <math.h>
#include <string.h>

struct _SondeTrack
{
  SondeChannel *channel;
  SondeSeries *series;
  SondeArchive *archive;

  /* What was asked for last: the same view is summed up for its scale, its line and its
   * statistics. */
  GArray *buckets;
  gint64 start_us;
  gint64 width_us;
  guint64 generation;
  gboolean whole;
  SondeBucket past; /* of these, what the archive has in them */
};

/* The archive answers for what is older than this. */
static gint64
get_seam_us (SondeTrack *self)
{
  gint64 first_us;

  if (self->archive == NULL)
    return G_MININT64;

  return sonde_series_get_span (self->series, &first_us, NULL) ? first_us : G_MAXINT64;
}

/* What records has all that memory has. So where the archive ends before the seam, nobody recorded
 * for a while, and nothing is known of what was then: the line breaks at the archive's last
 * measure, whatever that says of itself. Who recorded may have been ended at any moment. */
static gboolean
find_hole (SondeTrack *self, gint64 seam_us, gint64 *hole_us)
{
  return seam_us < G_MAXINT64 && self->archive != NULL &&
         sonde_archive_get_span (self->archive, NULL, hole_us) && *hole_us < seam_us;
}

static gint64
get_end_us (gint64 start_us, gint64 width_us, gsize n_buckets)
{
  gint64 end_us;

  if (__builtin_mul_overflow (width_us, (gint64) n_buckets, &end_us) ||
      __builtin_add_overflow (start_us, end_us, &end_us))
    return G_MAXINT64;

  return end_us;
}

/* Says of the buckets from a time on that have no samples that nothing is known there. */
static void
break_from (SondeTrack *self, gint64 hole_us, SondeBucket *buckets, gsize n_buckets)
{
  gint64 ahead_us = hole_us - self->start_us;

  for (gsize i = ahead_us > 0 ? (gsize) (ahead_us / self->width_us) : 0; i < n_buckets; i++)
    buckets[i].gap |= buckets[i].count == 0;
}

/* Sums up a range that begins before the seam. The bucket in which the seam lies gets its first
 * part from the archive and the rest from memory, so that no sample counts twice. */
static gboolean
fill (SondeTrack *self, gint64 seam_us, GArray *array)
{
  SondeBucket *buckets = (SondeBucket *) (gpointer) array->data;
  gsize n_whole_past; /* buckets that end at or before the seam */
  g_autofree SondeBucket *present = NULL;
  gboolean has_hole;
  gboolean whole;
  gint64 hole_us;
  gsize n_past;
  gsize n_present;

  if (seam_us >= get_end_us (self->start_us, self->width_us, array->len))
    n_whole_past = n_past = array->len;
  else
    {
      guint64 past_us = (guint64) seam_us - (guint64) self->start_us;

      n_whole_past = (gsize) (past_us / (guint64) self->width_us);
      n_past = n_whole_past + (past_us % (guint64) self->width_us != 0 ? 1 : 0);
    }

  whole = sonde_archive_get_buckets (self->archive, sonde_channel_get_id (self->channel),
                                     self->start_us, self->width_us, seam_us, buckets, n_past);
  has_hole = find_hole (self, seam_us, &hole_us);
  if (has_hole)
    break_from (self, hole_us, buckets, n_past);
  self->past = (SondeBucket){ 0 };
  for (gsize i = 0; i < n_past; i++)
    sonde_bucket_append (&self->past, &buckets[i]);
  n_present = array->len - n_whole_past;
  if (n_present == 0)
    return whole;

  present = g_new (SondeBucket, n_present);
  sonde_series_get_buckets (self->series, self->start_us + self->width_us * (gint64) n_whole_past,
                            self->width_us, present, n_present);
  if (n_past > n_whole_past)
    {
      sonde_bucket_append (&buckets[n_whole_past], &present[0]);
    }
  else
    {
      /* Memory knows of nothing before the seam, which is not to say that the line breaks there. */
      const SondeBucket *before = &buckets[n_whole_past - 1];

      present[0].gap = has_hole || (before->count == 0 && before->gap);
      buckets[n_whole_past] = present[0];
    }
  for (gsize i = 1; i < n_present; i++)
    buckets[n_whole_past + i] = present[i];

  return whole;
}

static const SondeBucket *
ensure_buckets (SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets)
{
  guint64 generation = sonde_track_get_generation (self);
  gint64 seam_us;

  if (self->start_us == start_us && self->width_us == width_us && self->buckets->len == n_buckets &&
      self->generation == generation)
    return (const SondeBucket *) (gpointer) self->buckets->data;

  self->start_us = start_us;
  self->width_us = width_us;
  self->generation = generation;
  g_array_set_size (self->buckets, (guint) n_buckets);
  seam_us = get_seam_us (self);
  if (start_us >= seam_us || n_buckets == 0)
    {
      sonde_series_get_buckets (self->series, start_us, width_us,
                                (SondeBucket *) (gpointer) self->buckets->data, n_buckets);
      self->whole = TRUE;
    }
  else
    {
      self->whole = fill (self, seam_us, self->buckets);
    }

  return (const SondeBucket *) (gpointer) self->buckets->data;
}

/**
 * sonde_track_new:
 * @channel: whose samples are in memory
 * @archive: (nullable): what knows of older ones
 *
 * Returns: (transfer full): a track
 */
SondeTrack *
sonde_track_new (SondeChannel *channel, SondeArchive *archive)
{
  SondeTrack *self;

  g_return_val_if_fail (SONDE_IS_CHANNEL (channel), NULL);
  g_return_val_if_fail (archive == NULL || SONDE_IS_ARCHIVE (archive), NULL);

  self = g_new0 (SondeTrack, 1);
  g_set_object (&self->channel, channel);
  g_set_object (&self->archive, archive);
  self->series = sonde_channel_get_series (channel);
  self->buckets = g_array_new (FALSE, FALSE, sizeof (SondeBucket));

  return self;
}

/**
 * sonde_track_free:
 *
 * Frees the track.
 */
void
sonde_track_free (SondeTrack *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->channel);
  g_clear_object (&self->archive);
  g_clear_pointer (&self->buckets, g_array_unref);
  g_free (self);
}

/**
 * sonde_track_get_generation:
 *
 * Returns: a number that grows with every change
 */
guint64
sonde_track_get_generation (SondeTrack *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sonde_series_get_generation (self->series) +
         (self->archive != NULL ? sonde_archive_get_generation (self->archive) : 0);
}

/**
 * sonde_track_get_span:
 * @first_us: (out) (optional): the time of the first sample, in memory or in the archive
 * @last_us: (out) (optional): the time of the last one
 *
 * Returns: %FALSE where there is none, and then neither is set
 */
gboolean
sonde_track_get_span (SondeTrack *self, gint64 *first_us, gint64 *last_us)
{
  gint64 past_first_us;
  gint64 past_last_us;
  gboolean past;
  gboolean present;

  gint64 present_first_us = G_MAXINT64;
  gint64 present_last_us = G_MININT64;

  g_return_val_if_fail (self != NULL, FALSE);

  present = sonde_series_get_span (self->series, &present_first_us, &present_last_us);
  past = self->archive != NULL &&
         sonde_archive_get_span (self->archive, &past_first_us, &past_last_us);
  if (past)
    {
      present_first_us = MIN (present_first_us, past_first_us);
      present_last_us = MAX (present_last_us, past_last_us);
    }
  if ((present || past) && first_us != NULL)
    *first_us = present_first_us;
  if ((present || past) && last_us != NULL)
    *last_us = present_last_us;

  return present || past;
}

/**
 * sonde_track_get_buckets:
 * @start_us: the start of the first bucket: a multiple of @width_us
 * @width_us: the width of a bucket, above 0
 * @buckets: (out caller-allocates) (array length=n_buckets): where the buckets go
 * @n_buckets: how many
 *
 * Sums up a range as `sonde_series_get_buckets()` does. What is older than the first sample in
 * memory comes from the archive, as far as it is at hand, and what is not is fetched.
 *
 * Returns: whether all of it was at hand
 */
gboolean
sonde_track_get_buckets (
    SondeTrack *self, gint64 start_us, gint64 width_us, SondeBucket *buckets, gsize n_buckets)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);

  if (n_buckets > 0)
    memcpy (buckets, ensure_buckets (self, start_us, width_us, n_buckets),
            n_buckets * sizeof (SondeBucket));

  return n_buckets == 0 || self->whole;
}

/**
 * sonde_track_peek_buckets:
 * @start_us: the start of the first bucket: a multiple of @width_us
 * @width_us: the width of a bucket, above 0
 * @n_buckets: how many, at least 1
 *
 * Does what `sonde_track_get_buckets()` does without a copy.
 *
 * Returns: (transfer none) (array length=n_buckets): the buckets, until others are asked for
 */
const SondeBucket *
sonde_track_peek_buckets (SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (width_us > 0, NULL);
  g_return_val_if_fail (n_buckets > 0, NULL);

  return ensure_buckets (self, start_us, width_us, n_buckets);
}

/**
 * sonde_track_get_summary:
 * @start_us: the start of the range: a multiple of @width_us
 * @width_us: the resolution of the view
 * @n_buckets: how many times the width the range is
 * @summary: (out caller-allocates): where the statistics go
 *
 * Computes the statistics of a range. The standard deviation is NaN where an archive has no
 * squares.
 */
void
sonde_track_get_summary (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, SondeSummary *summary)
{
  gint64 seam_us;
  gint64 end_us;
  SondeSummary present;
  SondeBucket total;

  g_return_if_fail (self != NULL);
  g_return_if_fail (width_us > 0);
  g_return_if_fail (summary != NULL);

  seam_us = get_seam_us (self);
  end_us = get_end_us (start_us, width_us, n_buckets);
  if (start_us >= seam_us || n_buckets == 0)
    {
      sonde_series_get_summary (self->series, start_us, end_us, summary);
      return;
    }

  ensure_buckets (self, start_us, width_us, n_buckets);
  total = self->past;
  if (seam_us < end_us)
    {
      sonde_series_get_summary (self->series, seam_us, end_us - 1, &present);
      if (present.count > 0)
        sonde_bucket_append (&total,
                             &(SondeBucket){
                                 .count = present.count,
                                 .min = present.min,
                                 .max = present.max,
                                 .first = present.first,
                                 .last = present.last,
                                 .sum = present.mean * (double) present.count,
                                 .m2 = present.std_dev * present.std_dev * (double) present.count,
                             });
    }

  *summary = (SondeSummary){
    0, (double) NAN, (double) NAN, (double) NAN, (double) NAN, (double) NAN, (double) NAN
  };
  if (total.count > 0)
    *summary = (SondeSummary){
      .count = total.count,
      .min = total.min,
      .mean = CLAMP (total.sum / (double) total.count, total.min, total.max),
      .max = total.max,
      .first = total.first,
      .last = total.last,
      .std_dev = sqrt (total.m2 / (double) total.count),
    };
}

/**
 * sonde_track_get_median:
 * @start_us: the start of the range: a multiple of @width_us
 * @width_us: the resolution of the view
 * @n_buckets: how many times the width the range is
 * @median: (out caller-allocates): where the median goes
 *
 * Finds the middle value of a range as `sonde_series_get_median()` does. Where the range begins
 * before the first sample in memory, the sums of its buckets bound it.
 */
void
sonde_track_get_median (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, SondeMedian *median)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (width_us > 0);
  g_return_if_fail (median != NULL);

  if (start_us >= get_seam_us (self) || n_buckets == 0)
    sonde_series_get_median (self->series, start_us, get_end_us (start_us, width_us, n_buckets),
                             median);
  else
    sonde_median_bound (ensure_buckets (self, start_us, width_us, n_buckets), n_buckets, median);
}

/**
 * sonde_track_count:
 * @start_us: the start of the range: a multiple of @width_us
 * @width_us: the resolution of the view
 * @n_buckets: how many times the width the range is
 *
 * Returns: how many samples the range holds, about as many where not all is at hand
 */
gsize
sonde_track_count (SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets)
{
  const SondeBucket *buckets;
  guint64 count = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (width_us > 0, 0);

  if (start_us >= get_seam_us (self) || n_buckets == 0)
    return sonde_series_count (self->series, start_us, get_end_us (start_us, width_us, n_buckets));

  buckets = ensure_buckets (self, start_us, width_us, n_buckets);
  for (gsize i = 0; i < n_buckets; i++)
    count += buckets[i].count;

  return (gsize) count;
}

static void
add_sample (GArray *samples, gint64 time_us, double value)
{
  SondeSample sample = { time_us, value };

  g_array_append_val (samples, sample);
}

/* The samples of the buckets that lie before a time, each in the middle of its bucket. */
static void
add_past (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, gint64 to_us, GArray *list)
{
  const SondeBucket *buckets = ensure_buckets (self, start_us, width_us, n_buckets);

  for (gsize i = 0; i < n_buckets; i++)
    {
      gint64 bucket_us = start_us + width_us * (gint64) i;

      if (bucket_us >= to_us)
        break;
      if (buckets[i].gap && list->len > 0)
        add_sample (list, bucket_us, (double) NAN);
      if (buckets[i].count == 1)
        add_sample (list, MIN (bucket_us + width_us / 2, to_us), buckets[i].first);
      else if (buckets[i].count > 1)
        {
          add_sample (list, MIN (bucket_us + width_us / 4, to_us), buckets[i].first);
          add_sample (list, MIN (bucket_us + width_us / 4 * 3, to_us), buckets[i].last);
        }
    }
}

/**
 * sonde_track_copy_samples:
 * @start_us: the start of the range: a multiple of @width_us
 * @width_us: the resolution of the view
 * @n_buckets: how many times the width the range is
 * @n_samples: (out): the number of samples
 *
 * Does what `sonde_series_copy_samples()` does. The times of what comes from the archive are true
 * to half of @width_us.
 *
 * Returns: (transfer full) (array length=n_samples) (nullable): the samples in order of time
 */
SondeSample *
sonde_track_copy_samples (
    SondeTrack *self, gint64 start_us, gint64 width_us, gsize n_buckets, gsize *n_samples)
{
  g_autoptr (GArray) list = NULL;
  gint64 end_us = get_end_us (start_us, width_us, n_buckets);
  gint64 seam_us;
  SondeSample outside;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (width_us > 0, NULL);
  g_return_val_if_fail (n_samples != NULL, NULL);

  seam_us = get_seam_us (self);
  if (start_us >= seam_us || n_buckets == 0)
    return sonde_series_copy_samples (self->series, start_us, end_us, n_samples);

  list = g_array_new (FALSE, FALSE, sizeof (SondeSample));
  if (sonde_track_get_neighbour (self, start_us, width_us, FALSE, &outside))
    g_array_append_val (list, outside);

  add_past (self, start_us, width_us, n_buckets, seam_us, list);
  if (seam_us < end_us)
    {
      gsize n_present;
      g_autofree SondeSample *present = sonde_series_copy_samples (self->series, seam_us, end_us,
                                                                   &n_present);
      gint64 index = (seam_us - start_us) / width_us;

      /* The bucket of the seam is of both: its samples in memory have their own places. */
      while (list->len > 0 && g_array_index (list, SondeSample, list->len - 1).time_us >=
                                  start_us + index * width_us)
        g_array_set_size (list, list->len - 1);
      if (g_array_index (self->buckets, SondeBucket, index).gap)
        add_sample (list, seam_us, (double) NAN);
      g_array_append_vals (list, present, (guint) n_present);
    }
  else if (sonde_track_get_neighbour (self, end_us - 1, width_us, TRUE, &outside))
    {
      g_array_append_val (list, outside);
    }

  *n_samples = list->len;

  return *n_samples > 0 ? (SondeSample *) (gpointer) g_array_free (g_steal_pointer (&list), FALSE)
                        : NULL;
}

static gboolean
find_past (SondeTrack *self,
           gint64 time_us,
           gint64 width_us,
           gboolean forward,
           gint64 seam_us,
           SondeSample *sample)
{
  g_autofree SondeBucket *buckets = g_new (SondeBucket, SONDE_TRACK_REACH);
  gint64 start_us = sonde_series_align_us (time_us, width_us);

  start_us += forward ? width_us : -SONDE_TRACK_REACH * width_us;
  sonde_archive_get_buckets (self->archive, sonde_channel_get_id (self->channel), start_us,
                             width_us, seam_us, buckets, SONDE_TRACK_REACH);
  for (gsize i = 0; i < SONDE_TRACK_REACH; i++)
    {
      gsize index = forward ? i : SONDE_TRACK_REACH - 1 - i;

      if (buckets[index].count == 0)
        continue;

      sample->time_us = start_us + width_us * (gint64) index + width_us / 2;
      sample->value = forward ? buckets[index].first : buckets[index].last;
      return TRUE;
    }

  return FALSE;
}

/**
 * sonde_track_get_neighbour:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @width_us: the resolution of the view
 * @forward: %TRUE for the first sample after @time_us, %FALSE for the last one before it
 * @sample: (out caller-allocates): where the sample goes
 *
 * Gets the next sample with a value, in either direction. The archive is searched to some hundreds
 * of @width_us away, and the time of what is found there is true to half of it.
 *
 * Returns: %FALSE where there is none, and then @sample is not set
 */
gboolean
sonde_track_get_neighbour (
    SondeTrack *self, gint64 time_us, gint64 width_us, gboolean forward, SondeSample *sample)
{
  gint64 seam_us;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);

  seam_us = get_seam_us (self);
  if (!forward && sonde_series_get_neighbour (self->series, time_us, FALSE, sample))
    return TRUE;
  if (self->archive != NULL && (!forward || time_us < seam_us) &&
      find_past (self, time_us, width_us, forward, seam_us, sample))
    return TRUE;

  return forward && sonde_series_get_neighbour (self->series, time_us, TRUE, sample);
}

/**
 * sonde_track_has_gap:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @width_us: the resolution of the view
 *
 * Returns: whether a gap begins in the range, as far as some hundreds of @width_us from its start
 */
gboolean
sonde_track_has_gap (SondeTrack *self, gint64 from_us, gint64 to_us, gint64 width_us)
{
  SondeBucket buckets[SONDE_TRACK_REACH];
  gint64 start_us;
  gint64 seam_us;
  gint64 hole_us;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);

  seam_us = get_seam_us (self);
  if (from_us >= seam_us)
    return sonde_series_has_gap (self->series, from_us, to_us);
  if (find_hole (self, seam_us, &hole_us) && to_us > hole_us)
    return TRUE;

  start_us = sonde_series_align_us (from_us, width_us);
  sonde_archive_get_buckets (self->archive, sonde_channel_get_id (self->channel), start_us,
                             width_us, seam_us, buckets, SONDE_TRACK_REACH);
  for (gint64 i = 0; i < SONDE_TRACK_REACH && start_us + width_us * i <= MIN (to_us, seam_us - 1);
       i++)
    if (buckets[i].gap)
      return TRUE;

  return to_us >= seam_us && sonde_series_has_gap (self->series, seam_us, to_us);
}

/* Whether the line of the samples in memory passes at that time. */
static gboolean
is_on_present_line (SondeSeries *series, gint64 time_us)
{
  SondeSample before;
  SondeSample after;

  return sonde_series_get_neighbour (series, time_us, FALSE, &before) &&
         sonde_series_get_neighbour (series, time_us, TRUE, &after) &&
         !sonde_series_has_gap (series, before.time_us, after.time_us);
}

/**
 * sonde_track_get_nearest:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @width_us: the resolution of the view
 * @on_line: (out): whether the time lies between two samples without a gap
 * @sample: (out caller-allocates): where the sample goes
 *
 * Gets the sample with a value whose time is nearest. Where it comes from the archive, it is the
 * first one in its @width_us.
 *
 * Returns: %FALSE where there is none, and then @sample is not set
 */
gboolean
sonde_track_get_nearest (
    SondeTrack *self, gint64 time_us, gint64 width_us, gboolean *on_line, SondeSample *sample)
{
  gint64 seam_us;
  gint64 hole_us;
  gint64 start_us;
  SondeBucket bucket;
  SondeSample after;
  gboolean has_before;
  gboolean has_after;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (width_us > 0, FALSE);
  g_return_val_if_fail (on_line != NULL && sample != NULL, FALSE);

  seam_us = get_seam_us (self);
  if (time_us >= seam_us)
    {
      *on_line = is_on_present_line (self->series, time_us);
      return sonde_series_get_nearest (self->series, time_us, sample);
    }

  start_us = sonde_series_align_us (time_us, width_us);
  sonde_archive_get_buckets (self->archive, sonde_channel_get_id (self->channel), start_us,
                             width_us, seam_us, &bucket, 1);
  if (bucket.count > 0)
    {
      *sample = (SondeSample){ MIN (start_us + width_us / 2, seam_us), bucket.first };
      *on_line = TRUE;
      return TRUE;
    }

  has_before = sonde_track_get_neighbour (self, time_us, width_us, FALSE, sample);
  has_after = sonde_track_get_neighbour (self, time_us, width_us, TRUE, &after);
  *on_line = has_before && has_after && !bucket.gap &&
             !(find_hole (self, seam_us, &hole_us) && time_us > hole_us);
  if (has_after && (!has_before || after.time_us - time_us < time_us - sample->time_us))
    *sample = after;

  return has_before || has_after;
}
