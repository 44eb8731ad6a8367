/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAMES_VIEW (sonde_frames_view_get_type ())

/* The frames of a peer as a live list, and the selected one beside it, or in its place where there
 * is little room.
 *
 * Properties: "peer" (SondePeer, nullable), "following" (boolean: whether what
 * arrives is listed at once). */
G_DECLARE_FINAL_TYPE (SondeFramesView, sonde_frames_view, SONDE, FRAMES_VIEW, AdwBin)
void sonde_frames_view_set_log (SondeFramesView *self, SondeFrameLog *log);

G_END_DECLS
