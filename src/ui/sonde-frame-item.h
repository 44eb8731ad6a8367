/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-frame-record.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAME_ITEM (sonde_frame_item_get_type ())

/* A frame as a row shows it. Properties, to read: "number", "time", "direction-icon", "direction",
 * "fin", "rsv", "opcode", "mask", "length", "message", "summary". */
G_DECLARE_FINAL_TYPE (SondeFrameItem, sonde_frame_item, SONDE, FRAME_ITEM, GObject)

SondeFrameItem *sonde_frame_item_new (SondeFrameRecord *record);
SondeFrameRecord *sonde_frame_item_get_record (SondeFrameItem *self);

G_END_DECLS
