/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-peer.h"

G_BEGIN_DECLS

/* What the side pane says of a peer below its address. */
char *sonde_peer_detail_describe (SondePeer *self, SondeDemo *demo);

G_END_DECLS
