/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SONDE_TYPE_SERIES (sonde_series_get_type ())

typedef struct _SondeSeries SondeSeries;

/**
 * SondeSample:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @value: the value; NaN is a gap, never a value
 */
typedef struct
{
  gint64 time_us;
  double value;
} SondeSample;

/**
 * SondeBucket:
 * @count: samples with a value that fell into the bucket; 0 when there is none, and then the values
 * are undefined
 * @gap: with samples, whether a gap breaks the line on its way to the first of them; without,
 *   whether nothing is known at that time
 * @min: the least value
 * @max: the greatest value
 * @first: the earliest value
 * @last: the latest value
 * @sum: the sum of the values
 * @m2: the sum of the squared distances of the values from their mean, or NaN where it is not known
 *
 * What a series did during one slice of time. Slices are aligned to absolute time.
 */
typedef struct
{
  guint64 count;
  gboolean gap;
  double min;
  double max;
  double first;
  double last;
  double sum;
  double m2;
} SondeBucket;

/**
 * SondeSummary:
 * @std_dev: the standard deviation of the samples from their mean, not an estimate for a population
 *
 * Statistics of a range of time. With @count 0 the other members are NaN.
 */
typedef struct
{
  guint64 count;
  double min;
  double mean;
  double max;
  double first;
  double last;
  double std_dev;
} SondeSummary;

/* From so many rows on, the median of a range is an estimate. */
#define SONDE_MEDIAN_MAX_EXACT 100000

/**
 * SondeMedian:
 * @count: samples with a value in the range; with 0 the median is NaN
 * @value: the median, or an estimate of it
 * @max_error: how far from @value the median is at most; 0 where it is exact
 * @exact: whether @value is the median
 *
 * The middle value of a range.
 */
typedef struct
{
  guint64 count;
  double value;
  double max_error;
  gboolean exact;
} SondeMedian;

GType sonde_series_get_type (void) G_GNUC_CONST;

SondeSeries *sonde_series_new (gsize max_samples);
SondeSeries *sonde_series_ref (SondeSeries *self);
void sonde_series_unref (SondeSeries *self);

void sonde_series_append (SondeSeries *self, gint64 time_us, double value);
void sonde_series_append_gap (SondeSeries *self, gint64 time_us);
void sonde_series_clear (SondeSeries *self);

guint64 sonde_series_get_generation (SondeSeries *self);
gsize sonde_series_get_n_samples (SondeSeries *self);
gboolean sonde_series_get_span (SondeSeries *self, gint64 *first_us, gint64 *last_us);
gboolean sonde_series_get_last (SondeSeries *self, SondeSample *sample);
gboolean sonde_series_get_nearest (SondeSeries *self, gint64 time_us, SondeSample *sample);
gboolean sonde_series_get_neighbour (SondeSeries *self,
                                     gint64 time_us,
                                     gboolean forward,
                                     SondeSample *sample);
gboolean sonde_series_has_gap (SondeSeries *self, gint64 from_us, gint64 to_us);
gboolean sonde_series_ends_with_gap (SondeSeries *self);
gsize sonde_series_count (SondeSeries *self, gint64 from_us, gint64 to_us);
SondeSample *
sonde_series_copy_samples (SondeSeries *self, gint64 from_us, gint64 to_us, gsize *n_samples);
void sonde_bucket_append (SondeBucket *self, const SondeBucket *later);
gint64 sonde_series_align_us (gint64 time_us, gint64 width_us);
void sonde_series_get_buckets (
    SondeSeries *self, gint64 start_us, gint64 width_us, SondeBucket *buckets, gsize n_buckets);
void
sonde_series_get_summary (SondeSeries *self, gint64 from_us, gint64 to_us, SondeSummary *summary);
void sonde_series_get_median (SondeSeries *self, gint64 from_us, gint64 to_us, SondeMedian *median);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeSeries, sonde_series_unref)

G_END_DECLS
