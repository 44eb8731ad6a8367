/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-endpoint.h"
#include "sonde-frame-log.h"
#include "sonde-handshake.h"
#include "sonde-message.h"
#include "sonde-outgoing.h"

G_BEGIN_DECLS

#define SONDE_TYPE_LINK (sonde_link_get_type ())

/* One WebSocket from the end of its handshake to its own end: libsoup's connection on a tapped
 * stream, with its pings, its send queue and the closing handshake. A #SondeConnection has one
 * after the other.
 *
 * Lives on the #GMainContext that was thread-default when it was made.
 *
 * Signals:
 *  "pong" (GBytes *payload, gint64 rtt_us), "written" (): as those of #SondeConnection
 *  "closing" (): a close frame went either way, or this side gave up; at least once before "closed"
 *     unless the stream ends by itself
 *  "closed" (GError *error): the last of all, with NULL where nothing went wrong */
G_DECLARE_FINAL_TYPE (SondeLink, sonde_link, SONDE, LINK, GObject)

/* What is told of each message, as the signal of #SondeConnection is: a link has one owner, and a
 * signal would cost as much again as the message itself. */
typedef void (*SondeLinkMessageFunc) (SondeMessage *message, gpointer user_data);

SondeLink *sonde_link_new (const SondeEndpoint *endpoint,
                           GIOStream *stream,
                           const SondeHandshakeAnswer *answer,
                           GBytes *received);

void sonde_link_set_message_func (SondeLink *self, SondeLinkMessageFunc func, gpointer user_data);
void sonde_link_set_log (SondeLink *self, SondeFrameLog *log, guint dial);
void sonde_link_set_socket (SondeLink *self, GSocket *socket);
void sonde_link_close (SondeLink *self, guint16 code, const char *reason);
gboolean sonde_link_send (SondeLink *self, SondeOpcode opcode, GBytes *data, GError **error);
gboolean sonde_link_send_raw (SondeLink *self, const SondeOutgoing *outgoing, GError **error);
gboolean sonde_link_ping (SondeLink *self, GBytes *payload, GError **error);

guint16 sonde_link_get_close_code (SondeLink *self); /* 0 where none came */
const char *sonde_link_get_close_reason (SondeLink *self);
guint64 sonde_link_get_n_bytes (SondeLink *self, SondeDirection direction);
gsize sonde_link_get_n_queued_bytes (SondeLink *self);
guint sonde_link_get_n_queued_messages (SondeLink *self);

G_END_DECLS
