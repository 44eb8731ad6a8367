/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PEER_ROW (sonde_peer_row_get_type ())

/* An endpoint in the side pane: state, name, address, last values, and a menu of what to do. */
G_DECLARE_FINAL_TYPE (SondePeerRow, sonde_peer_row, SONDE, PEER_ROW, GtkListBoxRow)

GtkWidget *sonde_peer_row_new (SondePeer *peer);
SondePeer *sonde_peer_row_get_peer (SondePeerRow *self);

G_END_DECLS
