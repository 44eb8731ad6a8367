/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-endpoint.h"
#include "sonde-frame-log.h"
#include "sonde-message.h"
#include "sonde-outgoing.h"
#include "sonde-send-queue.h"

G_BEGIN_DECLS

typedef enum
{
  SONDE_STATE_IDLE,
  SONDE_STATE_RESOLVING,
  SONDE_STATE_CONNECTING,
  SONDE_STATE_TLS,
  SONDE_STATE_UPGRADING,
  SONDE_STATE_OPEN,
  SONDE_STATE_CLOSING,
  SONDE_STATE_CLOSED,
  SONDE_STATE_WAITING,
} SondeState;

#define SONDE_TYPE_CONNECTION (sonde_connection_get_type ())

/* One WebSocket connection to an endpoint, redialled where the endpoint asks for it.
 *
 * Lives on the #GMainContext that was thread-default when it was made: call it and listen to it
 * there only.
 *
 * Signals:
 *  "state-changed" ()
 *  "message" (SondeMessage *message): every whole message and every ping, pong and close frame, in
 *     wire order, received or sent; a sent one when it is handed to the stream
 *  "pong" (GBytes *payload, gint64 rtt_us): answers a ping of ours
 *  "written" (): the last byte of the oldest queued message went to the system; a handler must not
 *     send, since libsoup is at it */
G_DECLARE_FINAL_TYPE (SondeConnection, sonde_connection, SONDE, CONNECTION, GObject)

#define SONDE_CONNECTION_MAX_QUEUED_BYTES SONDE_SEND_QUEUE_MAX_BYTES

SondeConnection *sonde_connection_new (const SondeEndpoint *endpoint);
void sonde_connection_set_tls_database (SondeConnection *self, GTlsDatabase *tls_database);
void sonde_connection_set_frame_log (SondeConnection *self, SondeFrameLog *log);

void sonde_connection_open (SondeConnection *self);
void sonde_connection_close (SondeConnection *self, guint16 code, const char *reason);
gboolean
sonde_connection_send (SondeConnection *self, const SondeOutgoing *outgoing, GError **error);
gboolean
sonde_connection_send_text (SondeConnection *self, const char *text, gssize size, GError **error);
gboolean sonde_connection_send_binary (SondeConnection *self, GBytes *data, GError **error);
gboolean sonde_connection_ping (SondeConnection *self, GBytes *payload, GError **error);

const SondeEndpoint *sonde_connection_get_endpoint (SondeConnection *self);
SondeState sonde_connection_get_state (SondeConnection *self);
const GError *sonde_connection_get_error (SondeConnection *self); /* why it last closed, or NULL */
guint16 sonde_connection_get_close_code (SondeConnection *self);  /* 0 where none came */
const char *sonde_connection_get_close_reason (SondeConnection *self);
gint64 sonde_connection_get_retry_us (SondeConnection *self); /* monotonic, while waiting; else 0 */
gint64 sonde_connection_get_opened_time_us (SondeConnection *self); /* wall clock */
guint sonde_connection_get_n_attempts (SondeConnection *self);      /* since it was last open */
const char *sonde_connection_get_subprotocol (SondeConnection *self);
const char *sonde_connection_get_extensions (SondeConnection *self);
const char *sonde_connection_get_server (SondeConnection *self); /* the Server header, or NULL */
guint64 sonde_connection_get_n_bytes (SondeConnection *self, SondeDirection direction);
gsize sonde_connection_get_n_queued_bytes (SondeConnection *self);
guint sonde_connection_get_n_queued_messages (SondeConnection *self);

G_END_DECLS
