/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SONDE_TYPE_WIRE_PAGE (sonde_wire_page_get_type ())

/* The wire as it is: the handshake and the frames of a peer.
 *
 * Properties: "peer" (SondePeer, nullable). */
G_DECLARE_FINAL_TYPE (SondeWirePage, sonde_wire_page, SONDE, WIRE_PAGE, AdwBin)

void sonde_wire_page_show_part (SondeWirePage *self, const char *part);

G_END_DECLS
