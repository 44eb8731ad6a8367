/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-tile-cache.h"

G_BEGIN_DECLS

/* How soon a tile at the end of a recording is looked at again. */
#define SONDE_TILE_RECHECK_US G_TIME_SPAN_SECOND

/**
 * SondeTileRequest:
 * @level: the level
 * @first: the first tile
 * @last: the last tile
 * @before_us: what is older than this is wanted; the slice that it cuts is wanted by itself
 *
 * Tiles of a channel that a view needs.
 */
typedef struct
{
  guint level;
  gint64 first;
  gint64 last;
  gint64 before_us;
} SondeTileRequest;

gboolean sonde_tile_reader_fill (SondeTileCache *cache,
                                 guint channel,
                                 gint64 start_us,
                                 gint64 width_us,
                                 gint64 before_us,
                                 SondeBucket *buckets,
                                 gsize n_buckets,
                                 SondeTileRequest *request,
                                 gboolean *wanted);
gboolean sonde_archive_tile_is_due (const SondeArchiveTile *tile,
                                    gint64 n_rewrites,
                                    gint64 needed_until_us,
                                    gint64 now_us);

G_END_DECLS
