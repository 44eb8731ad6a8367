/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "sonde-frame-log.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAME_DETAIL (sonde_frame_detail_get_type ())

/* One frame: its bits and bytes as they were sent, unmasked, and inflated. Without a frame it shows
 * the example of RFC 6455 section 5.7.
 *
 * Properties: "anatomy" (SondeAnatomy, to read), "title" (string, to read), "field" (int: the field that is selected, or -1),
 * "folded" (boolean: whether it stands in the place of the list). */
G_DECLARE_FINAL_TYPE (SondeFrameDetail, sonde_frame_detail, SONDE, FRAME_DETAIL, AdwBin)

void sonde_frame_detail_show (SondeFrameDetail *self, SondeFrameLog *log, SondeFrameRecord *record);

G_END_DECLS
