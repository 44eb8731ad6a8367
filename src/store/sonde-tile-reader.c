/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-tile-reader.h"

/* Puts buckets together, from left to right. */
typedef struct
{
  gint64 start_us;
  gint64 width_us;
  gint64 end_us;
  SondeBucket *buckets;
  gsize n_buckets;
  gsize next;         /* the first bucket of which nothing was said */
  gboolean broken;    /* whether nothing is known at this place */
  gboolean unsettled; /* whether tiles were missing just before */
} Filler;

/* Says of the buckets up to a time, that have no samples, whether anything is known there. */
static void
skip_to (Filler *filler, gint64 time_us)
{
  gsize end = 0;

  if (time_us > filler->start_us)
    end = (gsize) ((time_us - filler->start_us) / filler->width_us);
  for (end = MIN (end, filler->n_buckets); filler->next < end; filler->next++)
    if (filler->buckets[filler->next].count == 0)
      filler->buckets[filler->next].gap = filler->broken;
}

static void
add_slice (Filler *filler, gint64 time_us, const SondeBucket *slice)
{
  SondeBucket *bucket;

  if (time_us >= filler->end_us)
    return;

  skip_to (filler, time_us);
  filler->broken = slice->count == 0 && slice->gap;
  if (slice->count == 0 || time_us < filler->start_us)
    return;

  bucket = &filler->buckets[(time_us - filler->start_us) / filler->width_us];
  if (bucket->count == 0)
    {
      *bucket = *slice;
      bucket->gap |= filler->unsettled;
      filler->unsettled = FALSE;
      return;
    }

  sonde_bucket_append (bucket, slice);
}

static const SondeArchiveTileEntry *
find_entry (const SondeArchiveTile *tile, guint32 slice)
{
  guint low = 0;
  guint high = tile->n_entries;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (tile->entries[middle].slice < slice)
        low = middle + 1;
      else
        high = middle;
    }

  return low < tile->n_entries && tile->entries[low].slice == slice ? &tile->entries[low] : NULL;
}

/* What the next coarser tile that is there knows of a time. */
static gboolean
find_coarser (SondeTileCache *cache,
              guint channel,
              guint level,
              gint64 time_us,
              gint64 width_us,
              SondeBucket *bucket)
{
  gint64 slice_us;

  for (level++; (slice_us = sonde_archive_tile_get_slice_us (level)) > 0; level++)
    {
      SondeTileKey key = { sonde_archive_tile_get_index (level, time_us), G_MAXINT64, channel,
                           level };
      const SondeArchiveTile *tile = sonde_tile_cache_get (cache, &key);
      const SondeArchiveTileEntry *entry;
      double mean;

      if (tile == NULL)
        continue;

      entry = find_entry (
          tile, (guint32) ((time_us - key.index * slice_us * SONDE_TILE_SLICES) / slice_us));
      if (entry == NULL || entry->bucket.count == 0)
        return FALSE;

      mean = entry->bucket.sum / (double) entry->bucket.count;
      *bucket = entry->bucket;
      bucket->gap = FALSE;
      bucket->first = bucket->last = mean;
      bucket->count = (guint64) ((double) entry->bucket.count * (double) width_us /
                                 (double) slice_us);
      bucket->count = MAX (bucket->count, 1);
      bucket->sum = mean * (double) bucket->count;
      bucket->m2 = entry->bucket.m2 / (double) entry->bucket.count * (double) bucket->count;
      return TRUE;
    }

  return FALSE;
}

static void
add_coarser (
    Filler *filler, SondeTileCache *cache, guint channel, guint level, gint64 from_us, gint64 to_us)
{
  gboolean joined = FALSE;

  filler->broken = TRUE;
  while (filler->next < filler->n_buckets)
    {
      gint64 bucket_us = filler->start_us + filler->width_us * (gint64) filler->next;
      SondeBucket *bucket = &filler->buckets[filler->next];

      if (bucket_us >= to_us)
        break;

      filler->next++;
      if (bucket_us < from_us && bucket->count > 0)
        continue;

      if (find_coarser (cache, channel, level, bucket_us, filler->width_us, bucket))
        {
          bucket->gap = !joined;
          joined = TRUE;
        }
      else
        {
          bucket->gap = TRUE;
          joined = FALSE;
        }
    }
  filler->unsettled = TRUE;
}

static void
add_tile (Filler *filler, const SondeArchiveTile *tile, gint64 tile_us, gint64 slice_us)
{
  skip_to (filler, tile_us);
  filler->broken = tile->broken;
  for (guint i = 0; i < tile->n_entries; i++)
    {
      gint64 time_us = tile_us + slice_us * tile->entries[i].slice;

      if (time_us + slice_us > filler->end_us && time_us < filler->end_us &&
          filler->end_us % slice_us != 0)
        break; /* the slice that is cut is another tile */
      add_slice (filler, time_us, &tile->entries[i].bucket);
    }
}

/**
 * sonde_archive_tile_is_due:
 * @tile: a tile
 * @n_rewrites: the recording's by now
 * @needed_until_us: the end of what is wanted of it
 * @now_us: the monotonic time
 *
 * Returns: whether the recording may know more by now of what is wanted
 */
gboolean
sonde_archive_tile_is_due (const SondeArchiveTile *tile,
                           gint64 n_rewrites,
                           gint64 needed_until_us,
                           gint64 now_us)
{
  return (tile->complete_until_us < needed_until_us || tile->n_rewrites != n_rewrites) &&
         now_us - tile->checked_us >= SONDE_TILE_RECHECK_US;
}

/**
 * sonde_tile_reader_fill:
 * @cache: the tiles that are at hand
 * @channel: the channel's number
 * @request: (out): the tiles that are needed
 * @wanted: (out): whether any of them should be read
 *
 * Does what `sonde_archive_get_buckets()` says, of the tiles that are at hand.
 *
 * Returns: whether all were
 */
gboolean
sonde_tile_reader_fill (SondeTileCache *cache,
                        guint channel,
                        gint64 start_us,
                        gint64 width_us,
                        gint64 before_us,
                        SondeBucket *buckets,
                        gsize n_buckets,
                        SondeTileRequest *request,
                        gboolean *wanted)
{
  guint level = sonde_archive_tile_choose_level (width_us);
  gint64 slice_us = sonde_archive_tile_get_slice_us (level);
  gint64 tile_us = slice_us * SONDE_TILE_SLICES;
  gint64 end_us = MIN (start_us + width_us * (gint64) n_buckets, before_us);
  gint64 now_us = g_get_monotonic_time ();
  gint64 n_rewrites = sonde_tile_cache_get_n_rewrites (cache);
  Filler filler = { start_us, width_us, end_us, buckets, n_buckets, 0, TRUE, FALSE };
  gboolean whole = TRUE;

  *wanted = FALSE;
  *request = (SondeTileRequest){ level, sonde_archive_tile_get_index (level, start_us),
                                 sonde_archive_tile_get_index (level, end_us - 1), before_us };
  memset (buckets, 0, n_buckets * sizeof *buckets);

  for (gint64 index = request->first; index <= request->last; index++)
    {
      SondeTileKey key = { index, G_MAXINT64, channel, level };
      const SondeArchiveTile *tile = sonde_tile_cache_get (cache, &key);

      if (tile != NULL)
        {
          add_tile (&filler, tile, index * tile_us, slice_us);
          *wanted |= sonde_archive_tile_is_due (tile, n_rewrites,
                                                MIN (end_us, (index + 1) * tile_us), now_us);
        }
      else
        {
          add_coarser (&filler, cache, channel, level, index * tile_us, (index + 1) * tile_us);
          whole = FALSE;
        }
    }

  if (end_us == before_us && end_us % slice_us != 0)
    {
      gint64 cut_us = sonde_series_align_us (end_us, slice_us);
      SondeTileKey key = { cut_us / slice_us, before_us, channel, level };
      const SondeArchiveTile *tile = sonde_tile_cache_get (cache, &key);

      if (tile != NULL && tile->n_entries > 0)
        add_slice (&filler, cut_us, &tile->entries[0].bucket);
      whole &= tile != NULL;
      *wanted |= tile != NULL && sonde_archive_tile_is_due (tile, n_rewrites, G_MININT64, now_us);
    }
  skip_to (&filler, start_us + width_us * (gint64) n_buckets);
  *wanted |= !whole;

  return whole;
}
