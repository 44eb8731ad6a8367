/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_HANDSHAKE_VIEW (sonde_handshake_view_get_type ())

/* The handshakes of a peer's connections: what was asked and answered, each check of it, and what
 * took how long.
 *
 * Properties: "peer" (SondePeer, nullable), "dial" (SondeDialRecord, nullable, to read: the one
 * that is shown). */
G_DECLARE_FINAL_TYPE (SondeHandshakeView, sonde_handshake_view, SONDE, HANDSHAKE_VIEW, AdwBin)

G_END_DECLS
