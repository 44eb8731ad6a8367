/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_INFLATE_VIEW (sonde_inflate_view_get_type ())

/* The message that a frame belongs to, as it was before it was compressed, cut and masked. */
G_DECLARE_FINAL_TYPE (SondeInflateView, sonde_inflate_view, SONDE, INFLATE_VIEW, AdwBin)

void sonde_inflate_view_show (SondeInflateView *self, SondeFrameLog *log, SondeFrameRecord *record);

G_END_DECLS
