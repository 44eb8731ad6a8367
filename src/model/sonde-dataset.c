/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dataset.h"
#include "sonde-series-private.h"

#include <stdatomic.h>
#include <string.h>

/**
 * SondeDataset:
 *
 * What one endpoint has told: a channel per member, and the marks.
 *
 * A channel lives as long as the dataset, also when it is cleared, so that the thread that appends
 * and the one that draws may both keep it. Channels are published one after the other by their
 * count alone, which makes the generation readable without a lock.
 *
 * The series of all channels share one timeline: a measure of several channels has one time.
 */
struct _SondeDataset
{
  GObject parent_instance;

  SondeTimeline *timeline;
  SondeChannel *channels[SONDE_DATASET_MAX_CHANNELS];
  atomic_uint n_channels;
  atomic_uint_fast64_t generation;

  GMutex mutex;
  GArray *marks;
};

/* How many of the oldest marks go at once when there are too many. */
#define DROP_MARKS (SONDE_DATASET_MAX_MARKS / 8)

G_STATIC_ASSERT (SONDE_DATASET_MAX_CHANNELS <= SONDE_ROW_TABLE_MAX_COLUMNS);

G_DEFINE_FINAL_TYPE (SondeDataset, sonde_dataset, G_TYPE_OBJECT)

static guint
get_n_channels (SondeDataset *self)
{
  return atomic_load_explicit (&self->n_channels, memory_order_acquire);
}

static void
touch (SondeDataset *self)
{
  atomic_fetch_add_explicit (&self->generation, 1, memory_order_release);
}

/* The index of the first mark at or after a time. */
static guint
lower_mark (SondeDataset *self, gint64 time_us)
{
  guint low = 0;
  guint high = self->marks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->marks, SondeMark, middle).time_us < time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
sonde_dataset_finalize (GObject *object)
{
  SondeDataset *self = SONDE_DATASET (object);
  guint n_channels = get_n_channels (self);

  for (guint i = 0; i < n_channels; i++)
    g_clear_object (&self->channels[i]);
  g_clear_pointer (&self->timeline, sonde_timeline_unref);
  g_clear_pointer (&self->marks, g_array_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_dataset_parent_class)->finalize (object);
}

static void
sonde_dataset_class_init (SondeDatasetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_dataset_finalize;
}

static void
clear_mark (gpointer data)
{
  g_free ((char *) ((SondeMark *) data)->text);
}

static void
sonde_dataset_init (SondeDataset *self)
{
  atomic_init (&self->n_channels, 0);
  atomic_init (&self->generation, 0);
  g_mutex_init (&self->mutex);
  self->marks = g_array_new (FALSE, FALSE, sizeof (SondeMark));
  g_array_set_clear_func (self->marks, clear_mark);
}

/**
 * sonde_dataset_new:
 * @max_samples_per_channel: the bound of every channel's series, at least 1
 *
 * The bound is that of the distinct measures: channels that come in the same measures all hold so
 * many samples, channels that take turns share them.
 *
 * Returns: (transfer full): a dataset without channels
 */
SondeDataset *
sonde_dataset_new (gsize max_samples_per_channel)
{
  SondeDataset *self;

  g_return_val_if_fail (max_samples_per_channel > 0, NULL);

  self = g_object_new (SONDE_TYPE_DATASET, NULL);
  self->timeline = sonde_timeline_new (max_samples_per_channel);

  return self;
}

/**
 * sonde_dataset_set_max_samples:
 * @max_samples_per_channel: the bound of every channel's series, at least 1
 *
 * Changes the bound; the oldest measures beyond it go at once. For the thread that appends.
 */
void
sonde_dataset_set_max_samples (SondeDataset *self, gsize max_samples_per_channel)
{
  g_return_if_fail (SONDE_IS_DATASET (self));
  g_return_if_fail (max_samples_per_channel > 0);

  sonde_timeline_set_max_rows (self->timeline, max_samples_per_channel);
}

/**
 * sonde_dataset_ensure_channel:
 * @id: a member's name as it came on the wire
 *
 * Finds the channel of that name, or makes it.
 *
 * Returns: (transfer none) (nullable): the channel, which lives as long as the dataset, or %NULL
 * where there are %SONDE_DATASET_MAX_CHANNELS others already
 */
SondeChannel *
sonde_dataset_ensure_channel (SondeDataset *self, const char *id)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (SondeSeries) series = NULL;
  guint n_channels;

  g_return_val_if_fail (SONDE_IS_DATASET (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  n_channels = get_n_channels (self);

  for (guint i = 0; i < n_channels; i++)
    if (strcmp (sonde_channel_get_id (self->channels[i]), id) == 0)
      return self->channels[i];

  if (n_channels == SONDE_DATASET_MAX_CHANNELS)
    return NULL;

  series = sonde_series_new_on_timeline (self->timeline);
  self->channels[n_channels] = sonde_channel_new_with_series (id, n_channels, series);
  atomic_store_explicit (&self->n_channels, n_channels + 1, memory_order_release);
  touch (self);

  return self->channels[n_channels];
}

/**
 * sonde_dataset_append:
 * @time_us: wall-clock microseconds since the Unix epoch
 * @values: (array length=n_values): the value of each channel, in the order of their appearance
 * @n_values: how many
 *
 * Adds one measure of all channels, in amortised constant time and under one lock. A value that is
 * not finite is a gap, and a channel beyond @n_values gets one: it is missing in the measure.
 * Otherwise each channel does what `sonde_series_append()` does.
 */
void
sonde_dataset_append (SondeDataset *self, gint64 time_us, const double *values, guint n_values)
{
  g_return_if_fail (SONDE_IS_DATASET (self));
  g_return_if_fail (n_values == 0 || values != NULL);

  sonde_timeline_append_row (self->timeline, time_us, values, n_values);
}

/**
 * sonde_dataset_add_gap:
 * @time_us: wall-clock microseconds since the Unix epoch
 *
 * Says of every channel that nothing is known from this time to its next sample.
 */
void
sonde_dataset_add_gap (SondeDataset *self, gint64 time_us)
{
  g_return_if_fail (SONDE_IS_DATASET (self));

  sonde_timeline_append_row (self->timeline, time_us, NULL, 0);
}

/**
 * sonde_dataset_add_mark:
 * @mark: the mark, which is copied
 *
 * Adds a mark in its place by time. When there are more than %SONDE_DATASET_MAX_MARKS, the oldest
 * go.
 */
void
sonde_dataset_add_mark (SondeDataset *self, const SondeMark *mark)
{
  SondeMark copy;

  g_return_if_fail (SONDE_IS_DATASET (self));
  g_return_if_fail (mark != NULL);

  copy = *mark;
  copy.text = g_strdup (mark->text);
  g_mutex_lock (&self->mutex);
  if (self->marks->len == SONDE_DATASET_MAX_MARKS)
    g_array_remove_range (self->marks, 0, DROP_MARKS);
  g_array_insert_vals (self->marks,
                       mark->time_us == G_MAXINT64 ? self->marks->len
                                                   : lower_mark (self, mark->time_us + 1),
                       &copy, 1);
  touch (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_dataset_clear:
 *
 * Forgets every sample and every mark. Safe from any thread.
 */
void
sonde_dataset_clear (SondeDataset *self)
{
  g_return_if_fail (SONDE_IS_DATASET (self));

  sonde_timeline_clear (self->timeline);

  g_mutex_lock (&self->mutex);
  g_array_set_size (self->marks, 0);
  touch (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * sonde_dataset_get_generation:
 *
 * Takes no lock.
 *
 * Returns: a number that grows with every new sample, gap, mark and channel
 */
guint64
sonde_dataset_get_generation (SondeDataset *self)
{
  guint64 generation;
  guint n_channels;

  g_return_val_if_fail (SONDE_IS_DATASET (self), 0);

  n_channels = get_n_channels (self);
  generation = atomic_load_explicit (&self->generation, memory_order_acquire);
  for (guint i = 0; i < n_channels; i++)
    generation += sonde_series_get_generation (sonde_channel_get_series (self->channels[i]));

  return generation;
}

/**
 * sonde_dataset_get_mark_generation:
 *
 * Takes no lock.
 *
 * Returns: a number that grows with every new mark, and not with samples
 */
guint64
sonde_dataset_get_mark_generation (SondeDataset *self)
{
  g_return_val_if_fail (SONDE_IS_DATASET (self), 0);

  return atomic_load_explicit (&self->generation, memory_order_acquire);
}

/**
 * sonde_dataset_dup_channels:
 *
 * Lists the channels in the order in which they appeared. The list only ever grows at its end:
 * after `sonde_dataset_clear()`, or where every value so far was null, it has channels without
 * samples.
 *
 * Returns: (transfer full) (element-type SondeChannel): the channels, each with a reference
 */
GPtrArray *
sonde_dataset_dup_channels (SondeDataset *self)
{
  g_autoptr (GPtrArray) channels = NULL;
  guint n_channels;

  g_return_val_if_fail (SONDE_IS_DATASET (self), NULL);

  channels = g_ptr_array_new_with_free_func (g_object_unref);
  n_channels = get_n_channels (self);
  for (guint i = 0; i < n_channels; i++)
    g_ptr_array_add (channels, g_object_ref (self->channels[i]));

  return g_steal_pointer (&channels);
}

/**
 * sonde_dataset_copy_marks:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @n_marks: (out): the number of marks
 *
 * Returns: (transfer full) (array length=n_marks) (nullable): the marks in order of time (free with
 *   `g_free()`), or %NULL where there are none
 */
SondeMark *
sonde_dataset_copy_marks (SondeDataset *self, gint64 from_us, gint64 to_us, gsize *n_marks)
{
  SondeMark *marks = NULL;
  guint first;
  guint end;

  g_return_val_if_fail (SONDE_IS_DATASET (self), NULL);
  g_return_val_if_fail (n_marks != NULL, NULL);

  g_mutex_lock (&self->mutex);
  first = lower_mark (self, from_us);
  end = to_us == G_MAXINT64 ? self->marks->len : lower_mark (self, to_us + 1);
  *n_marks = end > first ? end - first : 0;
  if (end > first)
    marks = sonde_mark_copy_array (&g_array_index (self->marks, SondeMark, first), end - first);
  g_mutex_unlock (&self->mutex);

  return marks;
}

/**
 * sonde_dataset_get_mark_span:
 * @first_us: (out): the time of the earliest mark
 * @last_us: (out): the time of the latest mark
 *
 * Returns: %FALSE where there is no mark, and then neither is set
 */
gboolean
sonde_dataset_get_mark_span (SondeDataset *self, gint64 *first_us, gint64 *last_us)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (SONDE_IS_DATASET (self), FALSE);
  g_return_val_if_fail (first_us != NULL && last_us != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->marks->len == 0)
    return FALSE;

  *first_us = g_array_index (self->marks, SondeMark, 0).time_us;
  *last_us = g_array_index (self->marks, SondeMark, self->marks->len - 1).time_us;

  return TRUE;
}

/**
 * sonde_dataset_get_span:
 * @first_us: (out) (optional): the time of the earliest sample of any channel
 * @last_us: (out) (optional): the time of the latest sample of any channel
 *
 * Returns: %FALSE where there is no sample, and then neither is set
 */
gboolean
sonde_dataset_get_span (SondeDataset *self, gint64 *first_us, gint64 *last_us)
{
  gint64 least_us = G_MAXINT64;
  gint64 greatest_us = G_MININT64;
  gboolean found = FALSE;
  guint n_channels;

  g_return_val_if_fail (SONDE_IS_DATASET (self), FALSE);

  n_channels = get_n_channels (self);
  for (guint i = 0; i < n_channels; i++)
    {
      gint64 channel_first_us;
      gint64 channel_last_us;

      if (!sonde_series_get_span (sonde_channel_get_series (self->channels[i]), &channel_first_us,
                                  &channel_last_us))
        continue;

      found = TRUE;
      least_us = MIN (least_us, channel_first_us);
      greatest_us = MAX (greatest_us, channel_last_us);
    }

  if (found && first_us != NULL)
    *first_us = least_us;
  if (found && last_us != NULL)
    *last_us = greatest_us;

  return found;
}

/**
 * sonde_dataset_copy_rows:
 * @from_us: the first time of the range
 * @to_us: the last time of the range, itself included
 * @max_rows: how many to copy, at least 1; more, where the last of them share their time with
 * others
 * @n_columns: how many channels
 * @times_us: (element-type gint64): what the times are appended to
 * @values: (element-type double): what the values are appended to, a row after the other; NaN as in
 *   `sonde-absent.h`
 *
 * Copies the first measures of a range as rows, under the lock of whoever appends: a long range is
 * taken in parts.
 *
 * Returns: whether the range goes on after the last one
 */
gboolean
sonde_dataset_copy_rows (SondeDataset *self,
                         gint64 from_us,
                         gint64 to_us,
                         guint max_rows,
                         guint n_columns,
                         GArray *times_us,
                         GArray *values)
{
  g_return_val_if_fail (SONDE_IS_DATASET (self), FALSE);
  g_return_val_if_fail (n_columns <= get_n_channels (self), FALSE);
  g_return_val_if_fail (max_rows > 0, FALSE);

  return sonde_timeline_copy_rows (self->timeline, from_us, to_us, max_rows, n_columns, times_us,
                                   values);
}
