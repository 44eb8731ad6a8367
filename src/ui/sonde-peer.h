/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-demo.h"
#include "sonde-message-loader.h"
#include "sonde-peer-recording.h"
#include "sonde-session.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PEER (sonde_peer_get_type ())

/* An endpoint of the side pane and its session. Properties: "session", "status" (SondeStatus),
 * "recording" (SondePeerRecording, or NULL where there is no history), with its
 * "recording-error" (GError, told of also where a history was set aside), "name", "address",
 * "detail" (s, the last value or what it waits for), "wanted" (b, somebody asked for a connection),
 * "demo" (b, the embedded probe), "file" (b, a recording that somebody opened). */
G_DECLARE_FINAL_TYPE (SondePeer, sonde_peer, SONDE, PEER, GObject)

SondePeer *sonde_peer_new (SondeNetThread *thread, const SondeEndpoint *endpoint);
SondePeer *sonde_peer_new_for_file (SondeNetThread *thread, const char *path);
SondePeer *sonde_peer_new_for_demo (SondeNetThread *thread, SondeDemo *demo);

void sonde_peer_set_history (SondePeer *self, SondeHistory *history);
SondePeerRecording *sonde_peer_get_recording (SondePeer *self);
SondeMessageLoader *sonde_peer_get_loader (SondePeer *self);

void sonde_peer_connect (SondePeer *self);
void sonde_peer_disconnect (SondePeer *self);

const char *sonde_peer_get_id (SondePeer *self);
const char *sonde_peer_get_name (SondePeer *self);
const char *sonde_peer_get_address (SondePeer *self);
const char *sonde_peer_get_detail (SondePeer *self);
gboolean sonde_peer_get_wanted (SondePeer *self);
gboolean sonde_peer_is_demo (SondePeer *self);
gboolean sonde_peer_is_file (SondePeer *self);
SondeSession *sonde_peer_get_session (SondePeer *self);
SondeStatus *sonde_peer_get_status (SondePeer *self);
const SondeEndpoint *sonde_peer_get_endpoint (SondePeer *self);
void sonde_peer_set_endpoint (SondePeer *self, const SondeEndpoint *endpoint);

G_END_DECLS
