/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MESSAGES_PAGE (sonde_messages_page_get_type ())

/* Every message of a peer. Properties: "peer", "settings", "narrow" (b), "n-messages" (u, how many
 * are listed), "selected-item" (SondeMessageItem), "filtered" (b). */
G_DECLARE_FINAL_TYPE (SondeMessagesPage, sonde_messages_page, SONDE, MESSAGES_PAGE, AdwBin)

G_END_DECLS
