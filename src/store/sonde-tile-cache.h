/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-archive-tile.h"

G_BEGIN_DECLS

/* Tiles that were read, of which the ones not used for longest go first. */
typedef struct _SondeTileCache SondeTileCache;

/* What the tiles take at most. A chart 1400 pixels wide needs a few hundred KiB for each of its
 * channels, and 700 KiB where every slice has samples. */
#define SONDE_TILE_CACHE_MAX_BYTES (48 * 1024 * 1024)

/**
 * SondeTileKey:
 * @channel: the channel's number
 * @level: the level
 * @index: which tile of the level, or which slice where @before_us says that it is cut
 * @before_us: %G_MAXINT64, or where the one slice is cut off
 */
typedef struct
{
  gint64 index;
  gint64 before_us;
  guint channel;
  guint level;
} SondeTileKey;

SondeTileCache *sonde_tile_cache_new (gsize max_bytes);
void sonde_tile_cache_free (SondeTileCache *self);
SondeArchiveTile *sonde_tile_cache_get (SondeTileCache *self, const SondeTileKey *key);
void
sonde_tile_cache_insert (SondeTileCache *self, const SondeTileKey *key, SondeArchiveTile *tile);
gint64 sonde_tile_cache_get_n_rewrites (SondeTileCache *self);
void sonde_tile_cache_set_n_rewrites (SondeTileCache *self, gint64 n_rewrites);
gsize sonde_tile_cache_get_size (SondeTileCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SondeTileCache, sonde_tile_cache_free)

G_END_DECLS
