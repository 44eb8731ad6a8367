/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-anatomy-view.h"

G_BEGIN_DECLS

#define SONDE_TYPE_FRAME_BYTES (sonde_frame_bytes_get_type ())

/* The bytes of a frame in hexadecimal, in the colours of the fields that they belong to. */
G_DECLARE_FINAL_TYPE (SondeFrameBytes, sonde_frame_bytes, SONDE, FRAME_BYTES, SondeAnatomyView)

G_END_DECLS
