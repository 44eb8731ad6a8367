/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-buckets.h"

#include <math.h>

/* Whether the entry before a position is a gap, or there is none. */
static gboolean
is_broken_before (SondeRowTable *rows, guint column, SondePosition position)
{
  SondePosition found;

  return !sonde_row_table_find (rows, column, position, FALSE, SONDE_CELL_ENTRY, &found) ||
         isnan (sonde_row_table_get (rows, column, found).value);
}

/* The value of a row or, where it has none, of the nearest row that has: forward, or backward,
 * where the position is that of the row after it. */
static double
get_value (SondeRowTable *rows, guint column, SondePosition position, gboolean forward)
{
  SondePosition found = position;

  if (!forward && position.row > 0)
    found.row--;
  if ((forward || position.row > 0) && !isnan (sonde_row_table_get_cell (rows, column, found)))
    return sonde_row_table_get_cell (rows, column, found);

  sonde_row_table_find (rows, column, position, forward, SONDE_CELL_VALUE, &found);
  return sonde_row_table_get_cell (rows, column, found);
}

static gint64
add_saturating (gint64 time_us, gint64 width_us)
{
  return time_us > G_MAXINT64 - width_us ? G_MAXINT64 : time_us + width_us;
}

/* Sums up the rows of one bucket. @broken is whether the entry before them is a gap or missing, and
 * afterwards whether the one before the next bucket is. */
static void
fill_bucket (SondeRowTable *rows,
             guint column,
             SondePosition first,
             SondePosition end,
             gboolean *broken,
             SondeBucket *bucket)
{
  SondeDigest digest;
  SondePosition value;
  SondePosition gap;

  sonde_digest_init (&digest);
  sonde_row_table_digest (rows, column, first, end, SONDE_DIGEST_WITHOUT_SQUARES, &digest);

  bucket->gap = *broken;
  if (digest.count == 0)
    {
      bucket->gap |= digest.n_gaps > 0;
      *broken = bucket->gap;
      return;
    }

  if (digest.n_gaps > 0 && sonde_row_table_find (rows, column, first, TRUE, SONDE_CELL_GAP, &gap) &&
      sonde_row_table_find (rows, column, first, TRUE, SONDE_CELL_VALUE, &value))
    bucket->gap |= sonde_position_compare (gap, value) < 0;
  *broken = digest.n_gaps > 0 && is_broken_before (rows, column, end);

  bucket->count = digest.count;
  bucket->min = digest.min;
  bucket->max = digest.max;
  bucket->sum = digest.sum;
  bucket->m2 = (double) NAN;
  bucket->first = get_value (rows, column, first, TRUE);
  bucket->last = get_value (rows, column, end, FALSE);
}

/**
 * sonde_bucket_append:
 * @later: what came next
 *
 * Puts two buckets together. Whether a gap lies between them is left to who knows it.
 */
void
sonde_bucket_append (SondeBucket *self, const SondeBucket *later)
{
  double share;
  double distance;

  g_return_if_fail (self != NULL && later != NULL);

  if (later->count == 0)
    return;

  if (self->count == 0)
    {
      gboolean gap = self->gap;

      *self = *later;
      self->gap = gap;
      return;
    }

  /* As digests are merged. */
  distance = later->sum / (double) later->count - self->sum / (double) self->count;
  share = (double) self->count * (double) later->count / (double) (self->count + later->count);
  self->m2 += later->m2 + distance * distance * share;
  self->min = MIN (self->min, later->min);
  self->max = MAX (self->max, later->max);
  self->last = later->last;
  self->sum += later->sum;
  self->count += later->count;
}

/**
 * sonde_buckets_fill:
 * @timeline: unlocked
 *
 * What `sonde_series_get_buckets()` documents.
 */
void
sonde_buckets_fill (SondeTimeline *timeline,
                    guint column,
                    gint64 start_us,
                    gint64 width_us,
                    SondeBucket *buckets,
                    gsize n_buckets)
{
  SondeRowTable *rows = sonde_timeline_lock (timeline);
  SondePosition first = sonde_row_table_lower_bound (rows, start_us);
  gboolean broken = is_broken_before (rows, column, first);
  gint64 ends_us[SONDE_ROW_TABLE_MAX_BOUNDS];
  SondePosition ends[SONDE_ROW_TABLE_MAX_BOUNDS];
  gsize n_ends;

  for (gsize i = 0; i < n_buckets; i += n_ends)
    {
      n_ends = MIN (n_buckets - i, SONDE_ROW_TABLE_MAX_BOUNDS);
      for (gsize j = 0; j < n_ends; j++)
        ends_us[j] = start_us = add_saturating (start_us, width_us);
      sonde_row_table_lower_bounds (rows, column, ends_us, n_ends, ends);

      for (gsize j = 0; j < n_ends; j++)
        {
          buckets[i + j] = (SondeBucket){ .gap = broken };
          if (sonde_position_compare (first, ends[j]) < 0)
            fill_bucket (rows, column, first, ends[j], &broken, &buckets[i + j]);
          first = ends[j];
        }
    }
  sonde_timeline_unlock (timeline);
}
