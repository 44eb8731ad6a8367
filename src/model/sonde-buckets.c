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
  SondePosition first_value;
  SondePosition last_value;
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

  sonde_row_table_find (rows, column, first, TRUE, SONDE_CELL_VALUE, &first_value);
  sonde_row_table_find (rows, column, end, FALSE, SONDE_CELL_VALUE, &last_value);
  if (digest.n_gaps > 0 && sonde_row_table_find (rows, column, first, TRUE, SONDE_CELL_GAP, &gap))
    bucket->gap |= sonde_position_compare (gap, first_value) < 0;
  *broken = digest.n_gaps > 0 && is_broken_before (rows, column, end);

  bucket->count = digest.count;
  bucket->min = digest.min;
  bucket->max = digest.max;
  bucket->sum = digest.sum;
  bucket->first = sonde_row_table_get (rows, column, first_value).value;
  bucket->last = sonde_row_table_get (rows, column, last_value).value;
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
  gint64 end_us = start_us;

  for (gsize i = 0; i < n_buckets; i++)
    {
      buckets[i] = (SondeBucket){ .gap = broken };

      end_us = add_saturating (end_us, width_us);
      if (sonde_row_table_is_before (rows, first, end_us))
        {
          SondePosition end = sonde_row_table_lower_bound (rows, end_us);

          fill_bucket (rows, column, first, end, &broken, &buckets[i]);
          first = end;
        }
    }
  sonde_timeline_unlock (timeline);
}
