/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-archive-tile.h"

/* Each width is a multiple of the one before, and from 1/64 s on of whatever slices a recording
 * keeps, or divides them: a slice of a tile is exact. */
static const gint64 slices_us[] = {
  1,
  25,
  625,
  15625,
  62500,
  250000,
  1 * G_TIME_SPAN_SECOND,
  4 * G_TIME_SPAN_SECOND,
  16 * G_TIME_SPAN_SECOND,
  64 * G_TIME_SPAN_SECOND,
  256 * G_TIME_SPAN_SECOND,
  1024 * G_TIME_SPAN_SECOND,
  4096 * G_TIME_SPAN_SECOND,
  16384 * G_TIME_SPAN_SECOND,
  65536 * G_TIME_SPAN_SECOND,
  262144 * G_TIME_SPAN_SECOND,
  1048576 * G_TIME_SPAN_SECOND,
  4194304 * G_TIME_SPAN_SECOND,
};

/* A slice counts for the bucket in which it begins: that moves a sample by half a bucket at most.
 */
#define MIN_SLICES_PER_BUCKET 2

/* As many tiles, or some less, show a whole recording. */
#define OVERVIEW_TILES 4

/**
 * sonde_archive_tile_choose_level:
 * @bucket_us: the width of a bucket
 *
 * Returns: the coarsest level of which buckets can be made
 */
guint
sonde_archive_tile_choose_level (gint64 bucket_us)
{
  guint level = G_N_ELEMENTS (slices_us) - 1;

  while (level > 0 && slices_us[level] > bucket_us / MIN_SLICES_PER_BUCKET)
    level--;

  return level;
}

/**
 * sonde_archive_tile_choose_overview:
 * @span_us: how long a recording is
 *
 * Returns: the finest level of which a few tiles cover the span
 */
guint
sonde_archive_tile_choose_overview (gint64 span_us)
{
  guint level = 0;

  while (level + 1 < G_N_ELEMENTS (slices_us) &&
         span_us / (OVERVIEW_TILES * SONDE_TILE_SLICES) > slices_us[level])
    level++;

  return level;
}

/**
 * sonde_archive_tile_get_slice_us:
 *
 * Returns: the width of a slice of a level, or 0 where there is no such level
 */
gint64
sonde_archive_tile_get_slice_us (guint level)
{
  return level < G_N_ELEMENTS (slices_us) ? slices_us[level] : 0;
}

/**
 * sonde_archive_tile_get_index:
 *
 * Returns: which tile of a level holds a time
 */
gint64
sonde_archive_tile_get_index (guint level, gint64 time_us)
{
  gint64 tile_us = slices_us[level] * SONDE_TILE_SLICES;

  return sonde_series_align_us (time_us, tile_us) / tile_us;
}

/**
 * sonde_archive_tile_new:
 * @slices: (array length=n_slices): the slices
 * @n_slices: how many, at most %SONDE_TILE_SLICES
 *
 * Returns: (transfer full): a tile; free with `g_free()`
 */
SondeArchiveTile *
sonde_archive_tile_new (const SondeBucket *slices, gsize n_slices)
{
  g_autofree SondeArchiveTileEntry *entries = g_new (SondeArchiveTileEntry, n_slices);
  gboolean broken = slices[0].gap;
  guint n_entries = 0;
  SondeArchiveTile *self;

  for (gsize i = 0; i < n_slices; i++)
    if (slices[i].count > 0 || slices[i].gap != broken)
      {
        entries[n_entries++] = (SondeArchiveTileEntry){ (guint32) i, slices[i] };
        broken = slices[i].count == 0 && slices[i].gap;
      }

  self = g_malloc0 (sizeof (SondeArchiveTile) + n_entries * sizeof (SondeArchiveTileEntry));
  self->broken = slices[0].gap;
  self->n_entries = n_entries;
  memcpy (self->entries, entries, n_entries * sizeof (SondeArchiveTileEntry));

  return self;
}

/**
 * sonde_archive_tile_get_size:
 *
 * Returns: what the tile takes, in bytes
 */
gsize
sonde_archive_tile_get_size (const SondeArchiveTile *self)
{
  return sizeof (SondeArchiveTile) + self->n_entries * sizeof (SondeArchiveTileEntry);
}
