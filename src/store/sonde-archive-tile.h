/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "sonde-series.h"

G_BEGIN_DECLS

/* Slices of a tile. */
#define SONDE_TILE_SLICES 256

/**
 * SondeArchiveTileEntry:
 * @slice: which slice of the tile
 * @bucket: what happened in it; without samples, whether nothing is known from here on
 */
typedef struct
{
  guint32 slice;
  SondeBucket bucket;
} SondeArchiveTileEntry;

/**
 * SondeArchiveTile:
 * @broken: whether nothing is known where the tile begins
 * @complete_until_us: the recording's last measure when the tile was read
 * @checked_us: when it was last known to be up to date, monotonic
 * @change_count: the recording's when the tile was read
 * @n_rewrites: the recording's when the tile was read
 * @n_entries: how many slices are not as empty as the one before
 *
 * What a channel did during %SONDE_TILE_SLICES slices of a level, those without news left out.
 */
typedef struct
{
  gboolean broken;
  gint64 complete_until_us;
  gint64 checked_us;
  gint64 change_count;
  gint64 n_rewrites;
  guint n_entries;
  SondeArchiveTileEntry entries[];
} SondeArchiveTile;

guint sonde_archive_tile_choose_level (gint64 bucket_us);
guint sonde_archive_tile_choose_overview (gint64 span_us);
gint64 sonde_archive_tile_get_slice_us (guint level);
gint64 sonde_archive_tile_get_index (guint level, gint64 time_us);

SondeArchiveTile *sonde_archive_tile_new (const SondeBucket *slices, gsize n_slices);
gsize sonde_archive_tile_get_size (const SondeArchiveTile *self);

G_END_DECLS
