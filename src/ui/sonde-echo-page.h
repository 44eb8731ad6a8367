/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_ECHO_PAGE (sonde_echo_page_get_type ())

/* Measures and verifies an echo server. Properties: "peer" (nullable), "narrow" (b), and "report"
 * (SondeEchoReport), to read. */
G_DECLARE_FINAL_TYPE (SondeEchoPage, sonde_echo_page, SONDE, ECHO_PAGE, AdwBin)

void sonde_echo_page_set_peer (SondeEchoPage *self, SondePeer *peer);

G_END_DECLS
