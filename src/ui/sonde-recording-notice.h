/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_RECORDING_NOTICE (sonde_recording_notice_get_type ())

/* Properties: "peer", and to read "title", "description" (s), "dismissible" (b). */
G_DECLARE_FINAL_TYPE (SondeRecordingNotice, sonde_recording_notice, SONDE, RECORDING_NOTICE, AdwBin)

G_END_DECLS
