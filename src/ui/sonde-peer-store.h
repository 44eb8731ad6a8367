/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PEER_STORE (sonde_peer_store_get_type ())

/* The endpoints of the side pane, a #GListModel of #SondePeer: the embedded probe first, then those
 * that were added, which it remembers, and recordings that somebody opened. */
G_DECLARE_FINAL_TYPE (SondePeerStore, sonde_peer_store, SONDE, PEER_STORE, GObject)

SondePeerStore *sonde_peer_store_new (SondeNetThread *thread, SondeDemo *demo, GSettings *settings);

void sonde_peer_store_reopen (SondePeerStore *self);

SondePeer *sonde_peer_store_get_demo (SondePeerStore *self);
SondePeer *sonde_peer_store_lookup (SondePeerStore *self, const char *id);
SondePeer *sonde_peer_store_lookup_uri (SondePeerStore *self, const char *uri);
guint sonde_peer_store_get_n_added (SondePeerStore *self);

SondePeer *sonde_peer_store_open_file (SondePeerStore *self, const char *path);
SondePeer *sonde_peer_store_add (SondePeerStore *self, const SondeEndpoint *endpoint);
void sonde_peer_store_edit (SondePeerStore *self, SondePeer *peer, const SondeEndpoint *endpoint);
guint sonde_peer_store_remove (SondePeerStore *self, SondePeer *peer);
void sonde_peer_store_restore (SondePeerStore *self, SondePeer *peer, guint position);

G_END_DECLS
