/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_RECORDING_BUTTON (sonde_recording_button_get_type ())

/* Says whether the peer is recorded, where and since when. Properties: "peer", and to read
 * "icon-name", "title", "description" (s). */
G_DECLARE_FINAL_TYPE (SondeRecordingButton, sonde_recording_button, SONDE, RECORDING_BUTTON, AdwBin)

G_END_DECLS
