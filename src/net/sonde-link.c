/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-link.h"

#include "sonde-close-code.h"
#include "sonde-close-error.h"
#include "sonde-deflate.h"
#include "sonde-frame.h"
#include "sonde-diagnosis.h"
#include "sonde-keepalive.h"
#include "sonde-send-queue.h"
#include "sonde-source.h"
#include "sonde-tap-stream.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

/* How long a peer may take to answer a close frame before the connection is cut, and to read the
 * one that tells it what it did wrong. */
#define CLOSE_MS  3000
#define LINGER_MS 1000

/* A server that pings without reading must not fill the memory with pongs. */
#define MAX_OWED_PONGS 4096

struct _SondeLink
{
  GObject parent_instance;

  GMainContext *context;
  SoupWebsocketConnection *websocket;
  SondeTapStream *tap;
  SondeDeflate *deflate; /* NULL where it was not granted */
  SondeLinkMessageFunc message_func;
  gpointer message_data;
  SondeFrameLog *log; /* or NULL */
  guint dial;         /* its ordinal there */
  SondeKeepalive *keepalive;
  SondeSendQueue queue;
  guint timeout_ms;
  guint watchdog_ms;
  GSocket *socket;  /* below the stream, or NULL */
  gint64 opened_us; /* monotonic, as the next */
  gint64 last_sent_us;
  gsize last_message_size;

  gboolean deliberate; /* the user closed */
  gboolean closing;
  GError *failure; /* why this side gives up, once it does */
  gboolean peer_closed;
  gboolean close_sent;
  guint16 close_code;
  char *close_reason;
  GSource *close_source;

  guint n_owed_pongs;

  GQueue reports; /* control frames that were sent, to be reported outside of the write */
  GSource *report_source;
};

enum
{
  PONG,
  WRITTEN,
  CLOSING,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeLink, sonde_link, G_TYPE_OBJECT)

static void
set_source (SondeLink *self, GSource **source, GSource *value, GSourceFunc callback)
{
  sonde_source_clear (source);
  g_source_set_callback (value, callback, self, NULL);
  g_source_attach (value, self->context);
  *source = value;
}

static void
tell (SondeLink *self, SondeMessage *message)
{
  if (self->message_func != NULL)
    self->message_func (message, self->message_data);
}

/* Reports what was sent. A handler may send, which must not happen within libsoup's own write, so
 * the frames wait here until the stack is out of it. */
static void
flush_reports (SondeLink *self)
{
  sonde_source_clear (&self->report_source);
  while (!g_queue_is_empty (&self->reports))
    {
      g_autoptr (SondeMessage) message = g_queue_pop_head (&self->reports);

      tell (self, message);
    }
}

static gboolean
on_report (gpointer user_data)
{
  g_autoptr (SondeLink) self = g_object_ref (user_data);

  flush_reports (self);
  return G_SOURCE_REMOVE;
}

static void
emit_message (SondeLink *self,
              SondeDirection direction,
              SondeOpcode opcode,
              GBytes *data,
              gint64 time_us,
              gint64 rtt_us)
{
  g_autoptr (SondeMessage) message = sonde_message_new (direction, opcode, data, time_us, rtt_us);

  if (!g_queue_is_empty (&self->reports))
    flush_reports (self);
  tell (self, message);
}

static gboolean
on_close_timeout (gpointer user_data)
{
  SondeLink *self = user_data;

  sonde_source_clear (&self->close_source);
  sonde_tap_stream_cut (self->tap);
  return G_SOURCE_REMOVE;
}

static void
begin_closing (SondeLink *self, guint limit_ms)
{
  sonde_keepalive_stop (self->keepalive);
  if (self->close_source == NULL)
    set_source (self, &self->close_source, g_timeout_source_new (MIN (limit_ms, self->timeout_ms)),
                on_close_timeout);
  self->closing = TRUE;
  g_signal_emit (self, signals[CLOSING], 0);
}

/* Gives up on the peer for a reason of this side's. libsoup may find more reasons on its way out,
 * but only the first one counts. */
static void
give_up (SondeLink *self, GError *failure, guint16 code)
{
  g_autoptr (GError) owned = failure;

  if (self->failure != NULL)
    return;

  sonde_tap_stream_discard_input (self->tap);
  /* Whoever has asked for the end has no use for another reason. */
  if (self->deliberate)
    return;
  self->failure = g_steal_pointer (&owned);
  if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->websocket, code, NULL);
  begin_closing (self, LINGER_MS);
}

static void
on_tap_failed (SondeLink *self, const GError *error)
{
  give_up (self, g_error_copy (error),
           error->code == SONDE_ERROR_TOO_BIG ? SONDE_CLOSE_CODE_TOO_BIG
                                              : SONDE_CLOSE_CODE_PROTOCOL);
}

static SondeCloseScene
get_scene (SondeLink *self)
{
  gint64 now_us = g_get_monotonic_time ();

  return (SondeCloseScene){
    .socket = self->socket,
    .open_us = now_us - self->opened_us,
    .silence_us = now_us - sonde_tap_stream_get_life_us (self->tap),
    .n_received = sonde_tap_stream_get_n_bytes (self->tap, SONDE_DIRECTION_RECEIVED),
    .n_sent = sonde_tap_stream_get_n_bytes (self->tap, SONDE_DIRECTION_SENT),
    .last_message_size = self->last_message_size,
    .last_message_us = now_us - self->last_sent_us,
  };
}

/* libsoup tells why only by a close code, but an extension knows more. */
static GError *
new_websocket_error (SondeLink *self, const GError *error)
{
  SondeCloseScene scene = get_scene (self);

  if (self->deflate != NULL && sonde_deflate_get_failure (self->deflate) != NULL)
    return g_error_copy (sonde_deflate_get_failure (self->deflate));
  return sonde_close_error_new (error, &scene);
}

static void
on_websocket_error (SondeLink *self, const GError *error)
{
  /* What goes wrong once a close frame went either way changes nothing any more. */
  if (self->peer_closed || self->closing)
    return;

  /* libsoup sends the close code by itself, or has cut the stream already. */
  self->failure = new_websocket_error (self, error);
  sonde_tap_stream_discard_input (self->tap);
  begin_closing (self, LINGER_MS);
}

static void
on_websocket_closed (SondeLink *self)
{
  SondeCloseScene scene = get_scene (self);
  g_autoptr (GError) error = NULL;

  flush_reports (self);
  if (self->failure != NULL)
    error = g_steal_pointer (&self->failure);
  else if (self->peer_closed && !self->deliberate)
    error = sonde_close_error_new_refused (self->close_code, self->close_reason, &scene);
  else if (!self->peer_closed && !self->deliberate)
    error = sonde_close_error_new (NULL, &scene);
  if (error != NULL)
    sonde_close_error_add_scene (error, &scene);
  self->closing = TRUE;
  sonde_keepalive_stop (self->keepalive);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

static void
on_websocket_message (SondeLink *self, int type, GBytes *data)
{
  g_autoptr (SondeLink) alive = g_object_ref (self); /* whatever a listener does */

  emit_message (self, SONDE_DIRECTION_RECEIVED,
                type == SOUP_WEBSOCKET_DATA_TEXT ? SONDE_OPCODE_TEXT : SONDE_OPCODE_BINARY, data,
                sonde_tap_stream_get_arrival_us (self->tap), -1);
}

static void
note_close_frame (SondeLink *self, GBytes *payload)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (payload, &size);

  self->peer_closed = TRUE;
  self->close_code = size >= 2 ? (guint16) (data[0] << 8 | data[1]) : SONDE_CLOSE_CODE_NONE;
  g_clear_pointer (&self->close_reason, g_free);
  if (size > 2)
    self->close_reason = g_utf8_make_valid ((const char *) data + 2, (gssize) size - 2);
}

/* Once nothing more is to be said, the peer need not wait to hear it. */
static void
shut_output_if_done (SondeLink *self)
{
  if (self->close_sent && (self->peer_closed || self->failure != NULL))
    sonde_tap_stream_shut_output (self->tap);
}

static void
on_frame_received (SondeLink *self, SondeOpcode opcode, GBytes *payload)
{
  gint64 rtt_us = -1;

  if (opcode == SONDE_OPCODE_PONG)
    rtt_us = sonde_keepalive_note_pong (self->keepalive, payload);
  if (opcode == SONDE_OPCODE_CLOSE && !self->peer_closed)
    note_close_frame (self, payload);

  emit_message (self, SONDE_DIRECTION_RECEIVED, opcode, payload,
                sonde_tap_stream_get_arrival_us (self->tap), rtt_us);
  if (rtt_us >= 0)
    g_signal_emit (self, signals[PONG], 0, payload, rtt_us);
  if (opcode == SONDE_OPCODE_CLOSE && self->tap != NULL)
    {
      shut_output_if_done (self);
      begin_closing (self, CLOSE_MS);
    }
  if (opcode == SONDE_OPCODE_PING && self->tap != NULL && ++self->n_owed_pongs > MAX_OWED_PONGS)
    give_up (self,
             sonde_diagnosis_new_error (SONDE_CAUSE_PING_FLOOD,
                                        _ ("The server sent %d pings without reading one pong"),
                                        MAX_OWED_PONGS),
             SONDE_CLOSE_CODE_POLICY);
}

static void
on_control_frame (SondeLink *self, guint direction, guint opcode, GBytes *payload)
{
  if (direction == SONDE_DIRECTION_RECEIVED)
    {
      on_frame_received (self, (SondeOpcode) opcode, payload);
      return;
    }

  if (opcode == SONDE_OPCODE_PONG && self->n_owed_pongs > 0)
    self->n_owed_pongs--;
  if (opcode == SONDE_OPCODE_CLOSE)
    {
      self->close_sent = TRUE;
      shut_output_if_done (self);
    }
  if (opcode == SONDE_OPCODE_PING)
    sonde_keepalive_note_sent (self->keepalive, payload);
  g_queue_push_tail (&self->reports, sonde_message_new (SONDE_DIRECTION_SENT, (SondeOpcode) opcode,
                                                        payload, g_get_real_time (), -1));
  if (self->report_source == NULL)
    {
      GSource *source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      set_source (self, &self->report_source, source, on_report);
    }
}

static void
on_message_sent (SondeLink *self)
{
  sonde_send_queue_pop (&self->queue);
  g_signal_emit (self, signals[WRITTEN], 0);
}

static void
on_dead (gpointer user_data)
{
  SondeLink *self = user_data;

  SondeCloseScene scene = get_scene (self);

  self->failure = sonde_close_error_new_dead (self->watchdog_ms, &scene);
  sonde_tap_stream_cut (self->tap);
}

static void
sonde_link_dispose (GObject *object)
{
  SondeLink *self = SONDE_LINK (object);

  sonde_source_clear (&self->close_source);
  sonde_source_clear (&self->report_source);
  if (self->tap != NULL)
    g_signal_handlers_disconnect_by_data (self->tap, self);
  if (self->websocket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->websocket, self);
      if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->websocket, SONDE_CLOSE_CODE_GOING_AWAY, NULL);
    }
  g_clear_pointer (&self->keepalive, sonde_keepalive_free);
  g_clear_object (&self->websocket);
  if (self->deflate != NULL)
    sonde_deflate_set_window_func (self->deflate, NULL, NULL);
  g_clear_object (&self->deflate);
  g_clear_object (&self->tap);

  G_OBJECT_CLASS (sonde_link_parent_class)->dispose (object);
}

static void
sonde_link_finalize (GObject *object)
{
  SondeLink *self = SONDE_LINK (object);

  sonde_send_queue_clear (&self->queue);
  g_clear_object (&self->log);
  g_clear_object (&self->socket);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->close_reason, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_queue_clear_full (&self->reports, (GDestroyNotify) sonde_message_unref);

  G_OBJECT_CLASS (sonde_link_parent_class)->finalize (object);
}

static void
sonde_link_class_init (SondeLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_link_dispose;
  object_class->finalize = sonde_link_finalize;

  signals[PONG] = g_signal_new ("pong", SONDE_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_INT64);
  signals[WRITTEN] = g_signal_new ("written", SONDE_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[CLOSING] = g_signal_new ("closing", SONDE_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", SONDE_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
sonde_link_init (SondeLink *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->opened_us = g_get_monotonic_time ();
}

/**
 * sonde_link_new:
 * @endpoint: where the stream leads
 * @stream: an upgraded connection; both its streams must be pollable
 * @answer: to the handshake
 * @received: bytes that came with the answer
 *
 * Returns: (transfer full): an open link; it emits nothing before the main context runs again
 */
SondeLink *
sonde_link_new (const SondeEndpoint *endpoint,
                GIOStream *stream,
                const SondeHandshakeAnswer *answer,
                GBytes *received)
{
  SondeLink *self;
  gsize max_size;
  g_autoptr (GUri) uri = NULL;
  GList *extensions = NULL;

  g_return_val_if_fail (endpoint != NULL && answer != NULL, NULL);

  self = g_object_new (SONDE_TYPE_LINK, NULL);
  self->timeout_ms = sonde_endpoint_get_timeout_ms (endpoint);
  self->watchdog_ms = sonde_endpoint_get_watchdog_ms (endpoint);
  max_size = sonde_endpoint_get_max_message_size (endpoint);
  if (answer->deflate != NULL)
    {
      self->deflate = sonde_deflate_new (max_size);
      soup_websocket_extension_configure (SOUP_WEBSOCKET_EXTENSION (self->deflate),
                                          SOUP_WEBSOCKET_CONNECTION_CLIENT, answer->deflate, NULL);
      extensions = g_list_append (NULL, g_object_ref (self->deflate));
    }

  uri = g_uri_parse (sonde_endpoint_get_uri (endpoint), G_URI_FLAGS_ENCODED, NULL);
  self->tap = sonde_tap_stream_new (stream, received, answer->deflate != NULL, max_size);
  if (sonde_endpoint_get_accepts_masked (endpoint))
    sonde_tap_stream_accept_masked (self->tap);
  self->websocket = soup_websocket_connection_new (
      G_IO_STREAM (self->tap), uri, SOUP_WEBSOCKET_CONNECTION_CLIENT,
      sonde_endpoint_get_origin (endpoint), answer->subprotocol, extensions);
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, max_size);
  self->keepalive = sonde_keepalive_new (self->tap, sonde_endpoint_get_keepalive_ms (endpoint),
                                         self->watchdog_ms, on_dead, self);

  g_signal_connect_object (self->tap, "control-frame", G_CALLBACK (on_control_frame), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tap, "message-sent", G_CALLBACK (on_message_sent), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tap, "failed", G_CALLBACK (on_tap_failed), self,
                           G_CONNECT_SWAPPED);
  /* Disposal disconnects it; that the closure would hold the link is dear for each message. */
  g_signal_connect_swapped (self->websocket, "message", G_CALLBACK (on_websocket_message), self);
  g_signal_connect_object (self->websocket, "error", G_CALLBACK (on_websocket_error), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->websocket, "closed", G_CALLBACK (on_websocket_closed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * sonde_link_set_message_func:
 * @func: (nullable): what is told of every whole message and every ping, pong and close frame
 */
void
sonde_link_set_message_func (SondeLink *self, SondeLinkMessageFunc func, gpointer user_data)
{
  g_return_if_fail (SONDE_IS_LINK (self));

  self->message_func = func;
  self->message_data = user_data;
}

static void
on_window (SondeDirection direction, guint ordinal, GBytes *window, gpointer user_data)
{
  SondeLink *self = user_data;

  sonde_frame_log_add_window (self->log, self->dial, direction, ordinal, window);
}

/**
 * sonde_link_set_log:
 * @log: (nullable): where every frame goes, both ways
 * @dial: the ordinal of the dial that led to the stream
 *
 * To be called before the main context runs again.
 */
void
sonde_link_set_log (SondeLink *self, SondeFrameLog *log, guint dial)
{
  g_return_if_fail (SONDE_IS_LINK (self));

  g_set_object (&self->log, log);
  self->dial = dial;
  sonde_tap_stream_set_log (self->tap, log, dial);
  if (self->deflate != NULL)
    sonde_deflate_set_window_func (self->deflate, log != NULL ? on_window : NULL, self);
}

/**
 * sonde_link_set_socket:
 * @socket: (nullable): what the stream lies on, which can tell why a connection is lost
 */
void
sonde_link_set_socket (SondeLink *self, GSocket *socket)
{
  g_return_if_fail (SONDE_IS_LINK (self));

  g_set_object (&self->socket, socket);
}

/**
 * sonde_link_close:
 * @code: that may be sent, or %SONDE_CLOSE_CODE_NONE
 * @reason: (nullable): UTF-8 of at most 123 bytes
 *
 * Starts the closing handshake, unless something else did. The peer has 3 s to answer, or the
 * endpoint's time-out where that is shorter, before the connection is cut.
 */
void
sonde_link_close (SondeLink *self, guint16 code, const char *reason)
{
  g_return_if_fail (SONDE_IS_LINK (self));

  self->deliberate = TRUE;
  if (self->closing)
    return;
  if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->websocket, code, reason);
  begin_closing (self, CLOSE_MS);
}

static gboolean
check_can_send (SondeLink *self, gsize size, GError **error)
{
  if (!self->closing &&
      soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    return sonde_send_queue_check (&self->queue, size, error);

  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED,
                       _ ("The connection is not open"));
  return FALSE;
}

/**
 * sonde_link_send:
 * @opcode: %SONDE_OPCODE_TEXT for UTF-8, or %SONDE_OPCODE_BINARY
 *
 * Queues a message, which is sent in one frame.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED or %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_link_send (SondeLink *self, SondeOpcode opcode, GBytes *data, GError **error)
{
  g_autoptr (SondeLink) alive = NULL; /* whatever a listener does */

  g_return_val_if_fail (SONDE_IS_LINK (self), FALSE);
  g_return_val_if_fail (opcode == SONDE_OPCODE_TEXT || opcode == SONDE_OPCODE_BINARY, FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  if (!check_can_send (self, g_bytes_get_size (data), error))
    return FALSE;

  alive = g_object_ref (self);
  sonde_send_queue_push (&self->queue, g_bytes_get_size (data));
  self->last_message_size = g_bytes_get_size (data);
  self->last_sent_us = g_get_monotonic_time ();
  soup_websocket_connection_send_message (
      self->websocket,
      opcode == SONDE_OPCODE_TEXT ? SOUP_WEBSOCKET_DATA_TEXT : SOUP_WEBSOCKET_DATA_BINARY, data);
  emit_message (self, SONDE_DIRECTION_SENT, opcode, data, g_get_real_time (), -1);
  return TRUE;
}

/* What no peer may receive (RFC 6455 section 7.4.1) is sent all the same. */
static gboolean
inject_close (SondeLink *self, const SondeOutgoing *outgoing)
{
  guint8 code[] = { (guint8) (outgoing->close_code >> 8), (guint8) outgoing->close_code };
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (outgoing->close_code != 0)
    g_byte_array_append (payload, code, sizeof code);
  if (g_bytes_get_size (outgoing->data) > 0)
    g_byte_array_append (payload, g_bytes_get_data (outgoing->data, NULL),
                         (guint) g_bytes_get_size (outgoing->data));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&payload));
  if (!sonde_tap_stream_inject (self->tap, SONDE_OPCODE_CLOSE, bytes))
    return FALSE;
  self->deliberate = TRUE;
  begin_closing (self, CLOSE_MS);
  return TRUE;
}

/**
 * sonde_link_send_raw:
 * @outgoing: that sonde_outgoing_check() let pass: a message in fragments, a pong nobody asked for,
 *   or a close with any code
 *
 * Sends frames that libsoup would not make, ahead of the messages that wait. A close is for good,
 * as sonde_link_close() is.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED or %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_link_send_raw (SondeLink *self, const SondeOutgoing *outgoing, GError **error)
{
  g_autoptr (SondeLink) alive = NULL; /* whatever a listener does */
  gboolean injected;

  g_return_val_if_fail (SONDE_IS_LINK (self), FALSE);
  g_return_val_if_fail (outgoing != NULL, FALSE);

  if (!check_can_send (self, g_bytes_get_size (outgoing->data), error))
    return FALSE;

  alive = g_object_ref (self);
  if (outgoing->opcode == SONDE_OPCODE_CLOSE)
    injected = inject_close (self, outgoing);
  else if (sonde_opcode_is_control ((guint8) outgoing->opcode))
    injected = sonde_tap_stream_inject (self->tap, outgoing->opcode, outgoing->data);
  else
    injected = sonde_tap_stream_inject_message (self->tap, outgoing->opcode, outgoing->data,
                                                MAX (1, outgoing->fragment_size));
  if (!injected)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
                           _ ("Too many frames wait to be sent"));
      return FALSE;
    }
  if (!sonde_opcode_is_control ((guint8) outgoing->opcode))
    emit_message (self, SONDE_DIRECTION_SENT, outgoing->opcode, outgoing->data, g_get_real_time (),
                  -1);
  return TRUE;
}

/**
 * sonde_link_ping:
 * @payload: at most 125 bytes
 *
 * Sends a ping ahead of the messages that wait.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED, %SONDE_ERROR_ARGUMENT or
 *   %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_link_ping (SondeLink *self, GBytes *payload, GError **error)
{
  g_return_val_if_fail (SONDE_IS_LINK (self), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (g_bytes_get_size (payload) > SONDE_FRAME_MAX_CONTROL_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("A ping takes %d bytes at most (RFC 6455 section 5.5)"),
                   SONDE_FRAME_MAX_CONTROL_SIZE);
      return FALSE;
    }
  if (!check_can_send (self, 0, error))
    return FALSE;
  if (!sonde_keepalive_ping (self->keepalive, payload))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
                           _ ("Too many pings wait to be sent"));
      return FALSE;
    }
  return TRUE;
}

guint16
sonde_link_get_close_code (SondeLink *self)
{
  g_return_val_if_fail (SONDE_IS_LINK (self), 0);

  return self->close_code;
}

const char *
sonde_link_get_close_reason (SondeLink *self)
{
  g_return_val_if_fail (SONDE_IS_LINK (self), NULL);

  return self->close_reason;
}

guint64
sonde_link_get_n_bytes (SondeLink *self, SondeDirection direction)
{
  g_return_val_if_fail (SONDE_IS_LINK (self), 0);

  return sonde_tap_stream_get_n_bytes (self->tap, direction);
}

gsize
sonde_link_get_n_queued_bytes (SondeLink *self)
{
  g_return_val_if_fail (SONDE_IS_LINK (self), 0);

  return sonde_send_queue_get_n_bytes (&self->queue);
}

guint
sonde_link_get_n_queued_messages (SondeLink *self)
{
  g_return_val_if_fail (SONDE_IS_LINK (self), 0);

  return sonde_send_queue_get_n_messages (&self->queue);
}
