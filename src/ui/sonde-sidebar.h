/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-peer-store.h"

G_BEGIN_DECLS

#define SONDE_TYPE_SIDEBAR (sonde_sidebar_get_type ())

/* The side pane. Property: "peer" (the selected one, or NULL). Signal: "activated" (), when a
 * person chose a row. */
G_DECLARE_FINAL_TYPE (SondeSidebar, sonde_sidebar, SONDE, SIDEBAR, AdwBin)

void sonde_sidebar_set_store (SondeSidebar *self, SondePeerStore *store);
SondePeer *sonde_sidebar_get_peer (SondeSidebar *self);
void sonde_sidebar_set_peer (SondeSidebar *self, SondePeer *peer);

G_END_DECLS
