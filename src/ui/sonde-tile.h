/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-track.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TILE (sonde_tile_get_type ())

/* The latest value of a channel, large, with what it did in the span that is shown. */
G_DECLARE_FINAL_TYPE (SondeTile, sonde_tile, SONDE, TILE, AdwBin)

GtkWidget *sonde_tile_new (SondeChannel *channel);

SondeChannel *sonde_tile_get_channel (SondeTile *self);
void sonde_tile_set_alert (SondeTile *self, const char *alert);
void sonde_tile_refresh (SondeTile *self, SondeTrack *track, gint64 start_us, gint64 end_us);

G_END_DECLS
