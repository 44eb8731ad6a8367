/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-connection.h"

#include "sonde-backoff.h"
#include "sonde-close-code.h"
#include "sonde-deflate.h"
#include "sonde-dialer.h"
#include "sonde-error.h"
#include "sonde-ping-list.h"
#include "sonde-tap-stream.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/* How long a peer may take to answer a close frame before the connection is cut, and to read the
 * one that tells it what it did wrong. */
#define CLOSE_MS  3000
#define LINGER_MS 1000

/* libsoup's own cost of a frame is over a hundred bytes, so that messages are counted as well. */
#define MAX_QUEUED_MESSAGES 65536

#define MAX_PING_SIZE 125

/* A server that pings without reading must not fill the memory with pongs. */
#define MAX_OWED_PONGS 4096

struct _SondeConnection
{
  GObject parent_instance;

  SondeEndpoint *endpoint;
  GTlsDatabase *tls_database;
  GMainContext *context;

  SondeState state;
  GError *error;
  guint16 close_code;
  char *close_reason;
  gboolean deliberate; /* the user closed, so that nothing dials again */
  gboolean reopens;    /* opened while it was closing */

  SondeBackoff backoff;
  guint n_attempts;
  gint64 retry_us;
  GSource *retry_source;

  SondeDialer *dialer;
  GCancellable *cancellable;

  SoupWebsocketConnection *websocket;
  SondeTapStream *tap;
  char *subprotocol;
  char *extensions;
  char *server;
  gint64 opened_us;
  GError *failure; /* why this side gives up, once it does */
  gboolean peer_closed;
  gboolean close_sent;
  GSource *close_source;
  guint64 former_bytes[2]; /* of the streams before this one */

  SondePingList pings;
  guint64 ping_serial;
  guint n_owed_pongs;
  GSource *ping_source;
  GSource *watchdog_source;

  GQueue queued_sizes; /* of messages whose last byte is not written */
  gsize n_queued_bytes;

  GQueue reports; /* control frames that were sent, to be reported outside of the write */
  GSource *report_source;
};

enum
{
  STATE_CHANGED,
  MESSAGE,
  PONG,
  WRITTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeConnection, sonde_connection, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_source (SondeConnection *self, GSource **source, GSource *value, GSourceFunc callback)
{
  clear_source (source);
  g_source_set_callback (value, callback, self, NULL);
  g_source_attach (value, self->context);
  *source = value;
}

static void
set_state (SondeConnection *self, SondeState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/* Reports what was sent. A handler may send, which must not happen within libsoup's own write, so
 * the frames wait here until the stack is out of it. */
static void
flush_reports (SondeConnection *self)
{
  clear_source (&self->report_source);
  while (!g_queue_is_empty (&self->reports))
    {
      g_autoptr (SondeMessage) message = g_queue_pop_head (&self->reports);

      g_signal_emit (self, signals[MESSAGE], 0, message);
    }
}

static gboolean
on_report (gpointer user_data)
{
  g_autoptr (SondeConnection) self = g_object_ref (user_data);

  flush_reports (self);
  return G_SOURCE_REMOVE;
}

static void
emit_message (SondeConnection *self,
              SondeDirection direction,
              SondeOpcode opcode,
              GBytes *data,
              gint64 time_us,
              gint64 rtt_us)
{
  g_autoptr (SondeMessage) message = sonde_message_new (direction, opcode, data, time_us, rtt_us);

  if (!g_queue_is_empty (&self->reports))
    flush_reports (self);
  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
release_stream (SondeConnection *self)
{
  clear_source (&self->close_source);
  clear_source (&self->ping_source);
  clear_source (&self->watchdog_source);
  if (self->tap != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->tap, self);
      self->former_bytes[SONDE_DIRECTION_RECEIVED] += sonde_tap_stream_get_n_bytes (
          self->tap, SONDE_DIRECTION_RECEIVED);
      self->former_bytes[SONDE_DIRECTION_SENT] += sonde_tap_stream_get_n_bytes (
          self->tap, SONDE_DIRECTION_SENT);
    }
  if (self->websocket != NULL)
    g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_clear_object (&self->websocket);
  g_clear_object (&self->tap);
  sonde_ping_list_clear (&self->pings);
  self->n_owed_pongs = 0;
  g_queue_clear (&self->queued_sizes);
  self->n_queued_bytes = 0;
}

static void
release_dial (SondeConnection *self)
{
  if (self->dialer != NULL)
    g_signal_handlers_disconnect_by_data (self->dialer, self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->dialer);
  g_clear_object (&self->cancellable);
}

static gboolean
on_retry (gpointer user_data)
{
  g_autoptr (SondeConnection) self = g_object_ref (user_data);

  clear_source (&self->retry_source);
  sonde_connection_open (self);
  return G_SOURCE_REMOVE;
}

/* Whether another attempt will hardly fare better until someone changes something. It is still
 * made, since that someone may be at the server's end. */
static gboolean
is_lasting (const GError *error, guint16 close_code)
{
  static const SondeError lasting[] = {
    SONDE_ERROR_TLS,      SONDE_ERROR_NOT_WEBSOCKET, SONDE_ERROR_HANDSHAKE, SONDE_ERROR_SUBPROTOCOL,
    SONDE_ERROR_PROTOCOL, SONDE_ERROR_ENCODING,      SONDE_ERROR_TOO_BIG,
  };

  if (error == NULL)
    return close_code == SONDE_CLOSE_CODE_NORMAL;
  for (gsize i = 0; i < G_N_ELEMENTS (lasting); i++)
    {
      if (g_error_matches (error, SONDE_ERROR, lasting[i]))
        return TRUE;
    }
  return FALSE;
}

static void
wait_to_retry (SondeConnection *self)
{
  gint64 wait_us = sonde_backoff_next_us (&self->backoff,
                                          is_lasting (self->error, self->close_code));
  GSource *source = g_timeout_source_new ((guint) (wait_us / 1000));

  self->retry_us = g_get_monotonic_time () + wait_us;
  set_source (self, &self->retry_source, source, on_retry);
  set_state (self, SONDE_STATE_WAITING);
}

/* Takes the error. */
static void
end (SondeConnection *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  if (self->opened_us != 0)
    sonde_backoff_note_open (&self->backoff, g_get_monotonic_time () - self->opened_us);
  self->opened_us = 0;
  release_dial (self);
  release_stream (self);
  flush_reports (self);
  set_state (self, SONDE_STATE_CLOSED);

  /* A listener may have opened it again. */
  if (self->state != SONDE_STATE_CLOSED)
    return;
  if (self->reopens)
    sonde_connection_open (self);
  else if (!self->deliberate && sonde_endpoint_get_reconnects (self->endpoint))
    wait_to_retry (self);
}

static gboolean
on_close_timeout (gpointer user_data)
{
  SondeConnection *self = user_data;

  clear_source (&self->close_source);
  sonde_tap_stream_cut (self->tap);
  return G_SOURCE_REMOVE;
}

static void
begin_closing (SondeConnection *self, guint limit_ms)
{
  clear_source (&self->ping_source);
  clear_source (&self->watchdog_source);
  if (self->close_source == NULL)
    set_source (self, &self->close_source, g_timeout_source_new (limit_ms), on_close_timeout);
  set_state (self, SONDE_STATE_CLOSING);
}

/* Gives up on the peer for a reason of this side's. libsoup may find more reasons on its way out,
 * but only the first one counts. */
static void
give_up (SondeConnection *self, GError *failure, guint16 code)
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
on_tap_failed (SondeConnection *self, const GError *error)
{
  give_up (self, g_error_copy (error),
           error->code == SONDE_ERROR_TOO_BIG ? SONDE_CLOSE_CODE_TOO_BIG
                                              : SONDE_CLOSE_CODE_PROTOCOL);
}

static GError *
translate_websocket_error (const GError *error)
{
  if (error->domain != SOUP_WEBSOCKET_ERROR)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_LOST, _ ("The connection was cut: %s"),
                        error->message);

  switch (error->code)
    {
    case SOUP_WEBSOCKET_CLOSE_BAD_DATA:
      return g_error_new_literal (
          SONDE_ERROR, SONDE_ERROR_ENCODING,
          _ ("The server sent a text that is not UTF-8, or compressed data that cannot be inflated"));
    case SOUP_WEBSOCKET_CLOSE_TOO_BIG:
      return g_error_new_literal (
          SONDE_ERROR, SONDE_ERROR_TOO_BIG,
          _ ("The server sent a message that is over the limit once it is inflated"));
    default:
      return g_error_new_literal (SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                                  _ ("The server breaks the framing rules of RFC 6455"));
    }
}

static void
on_websocket_error (SondeConnection *self, const GError *error)
{
  GError *failure;

  /* What goes wrong once a close frame went either way changes nothing any more. */
  if (self->peer_closed || self->state != SONDE_STATE_OPEN)
    return;

  failure = translate_websocket_error (error);
  /* libsoup sends the close code by itself, or has cut the stream already. */
  self->failure = failure;
  sonde_tap_stream_discard_input (self->tap);
  begin_closing (self, LINGER_MS);
}

static GError *
new_closed_error (SondeConnection *self)
{
  if (!sonde_close_code_is_refusal (self->close_code))
    return NULL;
  if (self->close_reason == NULL)
    return g_error_new (SONDE_ERROR, SONDE_ERROR_CLOSED, _ ("The server closed with %u (%s)"),
                        self->close_code, sonde_close_code_get_meaning (self->close_code));
  return g_error_new (SONDE_ERROR, SONDE_ERROR_CLOSED, _ ("The server closed with %u (%s): “%s”"),
                      self->close_code, sonde_close_code_get_meaning (self->close_code),
                      self->close_reason);
}

static void
on_websocket_closed (SondeConnection *self)
{
  GError *error = NULL;

  if (self->failure != NULL)
    error = g_steal_pointer (&self->failure);
  else if (self->peer_closed && !self->deliberate)
    error = new_closed_error (self);
  else if (!self->peer_closed && !self->deliberate)
    error = g_error_new_literal (SONDE_ERROR, SONDE_ERROR_LOST,
                                 _ ("The connection ended without a close frame"));
  end (self, error);
}

static void
on_websocket_message (SondeConnection *self, int type, GBytes *data)
{
  emit_message (self, SONDE_DIRECTION_RECEIVED,
                type == SOUP_WEBSOCKET_DATA_TEXT ? SONDE_OPCODE_TEXT : SONDE_OPCODE_BINARY, data,
                sonde_tap_stream_get_arrival_us (self->tap), -1);
}

static void
note_close_frame (SondeConnection *self, GBytes *payload)
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
shut_output_if_done (SondeConnection *self)
{
  if (self->close_sent && (self->peer_closed || self->failure != NULL))
    sonde_tap_stream_shut_output (self->tap);
}

static void
on_frame_received (SondeConnection *self, SondeOpcode opcode, GBytes *payload)
{
  gint64 rtt_us = -1;

  if (opcode == SONDE_OPCODE_PONG)
    rtt_us = sonde_ping_list_match (&self->pings, payload, g_get_monotonic_time ());
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
             g_error_new (SONDE_ERROR, SONDE_ERROR_PROTOCOL,
                          _ ("The server sent %d pings without reading one pong"), MAX_OWED_PONGS),
             SONDE_CLOSE_CODE_POLICY);
}

static void
on_control_frame (SondeConnection *self, guint direction, guint opcode, GBytes *payload)
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
    sonde_ping_list_add (&self->pings, payload, g_get_monotonic_time ());
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
on_message_sent (SondeConnection *self)
{
  self->n_queued_bytes -= GPOINTER_TO_SIZE (g_queue_pop_head (&self->queued_sizes));
  g_signal_emit (self, signals[WRITTEN], 0);
}

static gboolean
on_ping (gpointer user_data)
{
  SondeConnection *self = user_data;
  g_autofree char *text = g_strdup_printf ("sonde %" G_GUINT64_FORMAT, ++self->ping_serial);
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  sonde_tap_stream_inject (self->tap, SONDE_OPCODE_PING, payload);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_watchdog (gpointer user_data)
{
  g_autoptr (SondeConnection) self = g_object_ref (user_data);
  gint64 limit_us = (gint64) sonde_endpoint_get_watchdog_ms (self->endpoint) * 1000;
  gint64 silent_us = g_get_monotonic_time () - sonde_tap_stream_get_life_us (self->tap);

  /* This side may have been stopped or busy, with life in the socket that nobody has read. */
  if (silent_us < limit_us || sonde_tap_stream_has_input (self->tap))
    {
      g_source_set_ready_time (self->watchdog_source,
                               g_get_monotonic_time () + MAX (limit_us - silent_us, 10000));
      return G_SOURCE_CONTINUE;
    }

  self->failure = g_error_new (SONDE_ERROR, SONDE_ERROR_DEAD_PEER,
                               _ ("Nothing came from the server for %g s, not even a pong"),
                               (double) limit_us / G_USEC_PER_SEC);
  clear_source (&self->watchdog_source);
  sonde_tap_stream_cut (self->tap);
  return G_SOURCE_REMOVE;
}

/* A ping must have been due well before the watchdog barks, and without pings silence is normal
 * (a probe whose etat is off says nothing at all), so that the watchdog then sleeps.
 *
 * The default limits: the probe answers nothing while it reads its light sensor (1.44 s) and while
 * another client that stalls blocks a broadcast (10 s), so 15 s of silence is the least that does
 * not raise a false alarm in either case. */
static void
start_keepalive (SondeConnection *self)
{
  guint keepalive_ms = sonde_endpoint_get_keepalive_ms (self->endpoint);
  guint watchdog_ms = sonde_endpoint_get_watchdog_ms (self->endpoint);

  if (keepalive_ms == 0)
    return;
  if (watchdog_ms > 0)
    {
      keepalive_ms = MAX (MIN (keepalive_ms, watchdog_ms / 3 * 2), 1);
      set_source (self, &self->watchdog_source, g_timeout_source_new (watchdog_ms), on_watchdog);
    }
  set_source (self, &self->ping_source, g_timeout_source_new (keepalive_ms), on_ping);
}

/* Takes the answer's strings. */
static void
start_websocket (SondeConnection *self,
                 GIOStream *stream,
                 SondeHandshakeAnswer *answer,
                 GBytes *received)
{
  gsize max_size = sonde_endpoint_get_max_message_size (self->endpoint);
  g_autoptr (GUri)
      uri = g_uri_parse (sonde_endpoint_get_uri (self->endpoint), G_URI_FLAGS_ENCODED, NULL);
  GList *extensions = NULL;

  if (answer->deflate != NULL)
    {
      SondeDeflate *deflate = sonde_deflate_new (max_size);

      soup_websocket_extension_configure (SOUP_WEBSOCKET_EXTENSION (deflate),
                                          SOUP_WEBSOCKET_CONNECTION_CLIENT, answer->deflate, NULL);
      extensions = g_list_append (NULL, deflate);
    }

  self->tap = sonde_tap_stream_new (stream, received, answer->deflate != NULL, max_size);
  self->subprotocol = g_steal_pointer (&answer->subprotocol);
  self->extensions = g_steal_pointer (&answer->extensions);
  self->server = g_steal_pointer (&answer->server);
  self->websocket = soup_websocket_connection_new (
      G_IO_STREAM (self->tap), uri, SOUP_WEBSOCKET_CONNECTION_CLIENT,
      sonde_endpoint_get_origin (self->endpoint), self->subprotocol, extensions);
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, max_size);

  g_signal_connect_object (self->tap, "control-frame", G_CALLBACK (on_control_frame), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tap, "message-sent", G_CALLBACK (on_message_sent), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tap, "failed", G_CALLBACK (on_tap_failed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->websocket, "message", G_CALLBACK (on_websocket_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->websocket, "error", G_CALLBACK (on_websocket_error), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->websocket, "closed", G_CALLBACK (on_websocket_closed), self,
                           G_CONNECT_SWAPPED);
}

static void
on_dialed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree GWeakRef *weak = user_data;
  g_autoptr (SondeConnection) self = g_weak_ref_get (weak);
  g_autoptr (SondeHandshakeAnswer) answer = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autoptr (GIOStream) stream = NULL;
  GError *error = NULL;

  g_weak_ref_clear (weak);
  stream = sonde_dialer_dial_finish (SONDE_DIALER (source), result, &answer, &received, &error);
  if (self == NULL || self->dialer != SONDE_DIALER (source))
    {
      g_clear_error (&error);
      return;
    }
  if (stream == NULL)
    {
      end (self, error);
      return;
    }

  release_dial (self);
  self->n_attempts = 0;
  self->opened_us = g_get_monotonic_time ();
  start_websocket (self, stream, answer, received);
  start_keepalive (self);
  set_state (self, SONDE_STATE_OPEN);
}

static void
on_stage (SondeConnection *self, guint stage)
{
  static const SondeState states[] = {
    [SONDE_DIAL_STAGE_RESOLVING] = SONDE_STATE_RESOLVING,
    [SONDE_DIAL_STAGE_CONNECTING] = SONDE_STATE_CONNECTING,
    [SONDE_DIAL_STAGE_TLS] = SONDE_STATE_TLS,
    [SONDE_DIAL_STAGE_UPGRADING] = SONDE_STATE_UPGRADING,
  };

  set_state (self, states[stage]);
}

static void
dial (SondeConnection *self)
{
  g_autoptr (SondeDialer) dialer = NULL;
  GWeakRef *weak;

  g_clear_error (&self->error);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->close_reason, g_free);
  g_clear_pointer (&self->subprotocol, g_free);
  g_clear_pointer (&self->extensions, g_free);
  g_clear_pointer (&self->server, g_free);
  self->close_code = 0;
  self->peer_closed = FALSE;
  self->close_sent = FALSE;
  self->n_attempts++;

  self->cancellable = g_cancellable_new ();
  self->dialer = sonde_dialer_new (self->endpoint);
  sonde_dialer_set_tls_database (self->dialer, self->tls_database);
  g_signal_connect_object (self->dialer, "stage", G_CALLBACK (on_stage), self, G_CONNECT_SWAPPED);
  dialer = g_object_ref (self->dialer);
  set_state (self, SONDE_STATE_RESOLVING);

  /* A listener may have closed it at once. */
  if (self->dialer != dialer)
    return;
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  sonde_dialer_dial_async (dialer, self->cancellable, on_dialed, weak);
}

static void
sonde_connection_dispose (GObject *object)
{
  SondeConnection *self = SONDE_CONNECTION (object);

  clear_source (&self->retry_source);
  clear_source (&self->report_source);
  release_dial (self);
  if (self->websocket != NULL &&
      soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_signal_handlers_disconnect_by_data (self->websocket, self);
      soup_websocket_connection_close (self->websocket, SONDE_CLOSE_CODE_GOING_AWAY, NULL);
    }
  release_stream (self);
  clear_source (&self->report_source);

  G_OBJECT_CLASS (sonde_connection_parent_class)->dispose (object);
}

static void
sonde_connection_finalize (GObject *object)
{
  SondeConnection *self = SONDE_CONNECTION (object);

  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_object (&self->tls_database);
  g_clear_error (&self->error);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->close_reason, g_free);
  g_clear_pointer (&self->subprotocol, g_free);
  g_clear_pointer (&self->extensions, g_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_queue_clear_full (&self->reports, (GDestroyNotify) sonde_message_unref);

  G_OBJECT_CLASS (sonde_connection_parent_class)->finalize (object);
}

static void
sonde_connection_class_init (SondeConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sonde_connection_dispose;
  object_class->finalize = sonde_connection_finalize;

  signals[STATE_CHANGED] = g_signal_new ("state-changed", SONDE_TYPE_CONNECTION, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", SONDE_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, SONDE_TYPE_MESSAGE);
  signals[PONG] = g_signal_new ("pong", SONDE_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_BYTES, G_TYPE_INT64);
  signals[WRITTEN] = g_signal_new ("written", SONDE_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
sonde_connection_init (SondeConnection *self)
{
  self->context = g_main_context_ref_thread_default ();
  sonde_backoff_init (&self->backoff, (guint64) g_random_int () << 32 | g_random_int ());
}

/**
 * sonde_connection_new:
 *
 * Returns: (transfer full): an idle connection to @endpoint, which it copies
 */
SondeConnection *
sonde_connection_new (const SondeEndpoint *endpoint)
{
  SondeConnection *self;

  g_return_val_if_fail (endpoint != NULL, NULL);

  self = g_object_new (SONDE_TYPE_CONNECTION, NULL);
  self->endpoint = sonde_endpoint_copy (endpoint);
  return self;
}

/**
 * sonde_connection_set_tls_database:
 * @tls_database: (nullable): the authorities that may sign a server's certificate; NULL for those
 *   of the system
 *
 * Takes effect with the next dial.
 */
void
sonde_connection_set_tls_database (SondeConnection *self, GTlsDatabase *tls_database)
{
  g_return_if_fail (SONDE_IS_CONNECTION (self));

  g_set_object (&self->tls_database, tls_database);
}

/**
 * sonde_connection_open:
 *
 * Dials, and keeps the connection open from then on where the endpoint says so. Where it is open
 * or on its way already, nothing happens; where it waits to dial again, it dials at once; where it
 * is closing, it dials once that is over.
 */
void
sonde_connection_open (SondeConnection *self)
{
  g_return_if_fail (SONDE_IS_CONNECTION (self));

  switch (self->state)
    {
    case SONDE_STATE_IDLE:
    case SONDE_STATE_CLOSED:
      sonde_backoff_reset (&self->backoff);
      self->n_attempts = 0;
      break;
    case SONDE_STATE_WAITING:
      /* A timer that still runs shows that a person was faster. */
      if (self->retry_source != NULL)
        sonde_backoff_reset (&self->backoff);
      break;
    case SONDE_STATE_CLOSING:
      self->reopens = TRUE;
      return;
    case SONDE_STATE_RESOLVING:
    case SONDE_STATE_CONNECTING:
    case SONDE_STATE_TLS:
    case SONDE_STATE_UPGRADING:
    case SONDE_STATE_OPEN:
    default:
      return;
    }

  clear_source (&self->retry_source);
  self->retry_us = 0;
  self->deliberate = FALSE;
  self->reopens = FALSE;
  dial (self);
}

/**
 * sonde_connection_close:
 * @code: 1000 to 1003, 1007 to 1010 or 3000 to 4999 (RFC 6455 section 7.4); 0 for a close frame
 *   without a code; 1000 is sent in place of any other
 * @reason: (nullable): for the peer; at most 123 bytes of it are sent
 *
 * Closes for good: nothing dials again until sonde_connection_open(). The peer has 3 s to answer
 * before the connection is cut.
 */
void
sonde_connection_close (SondeConnection *self, guint16 code, const char *reason)
{
  g_autofree char *cut = NULL;

  g_return_if_fail (SONDE_IS_CONNECTION (self));

  self->deliberate = TRUE;
  self->reopens = FALSE;
  switch (self->state)
    {
    case SONDE_STATE_RESOLVING:
    case SONDE_STATE_CONNECTING:
    case SONDE_STATE_TLS:
    case SONDE_STATE_UPGRADING:
      end (self, NULL);
      break;
    case SONDE_STATE_WAITING:
      clear_source (&self->retry_source);
      self->retry_us = 0;
      g_clear_error (&self->error);
      set_state (self, SONDE_STATE_CLOSED);
      break;
    case SONDE_STATE_OPEN:
      cut = sonde_close_reason_cut (reason);
      if (code == 0)
        code = SONDE_CLOSE_CODE_NONE;
      else if (!sonde_close_code_is_sendable (code))
        code = SONDE_CLOSE_CODE_NORMAL;
      if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->websocket, code, cut);
      begin_closing (self, CLOSE_MS);
      break;
    case SONDE_STATE_IDLE:
    case SONDE_STATE_CLOSING:
    case SONDE_STATE_CLOSED:
    default:
      break;
    }
}

static gboolean
check_can_send (SondeConnection *self, gsize size, GError **error)
{
  if (self->state != SONDE_STATE_OPEN ||
      soup_websocket_connection_get_state (self->websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED,
                           _ ("The connection is not open"));
      return FALSE;
    }
  if (size > SONDE_CONNECTION_MAX_QUEUED_BYTES - self->n_queued_bytes ||
      g_queue_get_length (&self->queued_sizes) >= MAX_QUEUED_MESSAGES)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
                   _ ("%u messages of %zu bytes in all wait to be sent already"),
                   g_queue_get_length (&self->queued_sizes), self->n_queued_bytes);
      return FALSE;
    }
  return TRUE;
}

static gboolean
send_message (SondeConnection *self, SoupWebsocketDataType type, GBytes *data, GError **error)
{
  gsize size = g_bytes_get_size (data);

  if (!check_can_send (self, size, error))
    return FALSE;

  self->n_queued_bytes += size;
  g_queue_push_tail (&self->queued_sizes, GSIZE_TO_POINTER (size));
  soup_websocket_connection_send_message (self->websocket, type, data);
  emit_message (self, SONDE_DIRECTION_SENT,
                type == SOUP_WEBSOCKET_DATA_TEXT ? SONDE_OPCODE_TEXT : SONDE_OPCODE_BINARY, data,
                g_get_real_time (), -1);
  return TRUE;
}

/* A NUL is a character like any other here, which g_utf8_validate() does not think. */
static gboolean
is_utf8 (const char *text, gsize size)
{
  const char *end = text + size;

  while (!g_utf8_validate_len (text, (gsize) (end - text), &text))
    {
      if (*text != '\0')
        return FALSE;
      text++;
    }
  return TRUE;
}

/**
 * sonde_connection_send_text:
 * @text: UTF-8, which may contain NUL
 * @size: bytes, or -1 where @text ends with its first NUL
 *
 * Queues a text message, which is sent in one frame: the probe ignores a text in fragments.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED, %SONDE_ERROR_ENCODING or
 *   %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_connection_send_text (SondeConnection *self, const char *text, gssize size, GError **error)
{
  g_autoptr (GBytes) data = NULL;
  gsize n_bytes;

  g_return_val_if_fail (SONDE_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  n_bytes = size < 0 ? strlen (text) : (gsize) size;
  if (!is_utf8 (text, n_bytes))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_ENCODING, _ ("The text is not UTF-8"));
      return FALSE;
    }
  data = g_bytes_new (text, n_bytes);
  return send_message (self, SOUP_WEBSOCKET_DATA_TEXT, data, error);
}

/**
 * sonde_connection_send_binary:
 *
 * Queues a binary message.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED or %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_connection_send_binary (SondeConnection *self, GBytes *data, GError **error)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  return send_message (self, SOUP_WEBSOCKET_DATA_BINARY, data, error);
}

/**
 * sonde_connection_ping:
 * @payload: at most 125 bytes
 *
 * Sends a ping ahead of the messages that wait. Its pong comes as the signal "pong".
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED, %SONDE_ERROR_ARGUMENT or
 *   %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_connection_ping (SondeConnection *self, GBytes *payload, GError **error)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (g_bytes_get_size (payload) > MAX_PING_SIZE)
    {
      g_set_error (error, SONDE_ERROR, SONDE_ERROR_ARGUMENT,
                   _ ("A ping takes %d bytes at most (RFC 6455 section 5.5)"), MAX_PING_SIZE);
      return FALSE;
    }
  if (!check_can_send (self, 0, error))
    return FALSE;
  if (!sonde_tap_stream_inject (self->tap, SONDE_OPCODE_PING, payload))
    {
      g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_QUEUE_FULL,
                           _ ("Too many pings wait to be sent"));
      return FALSE;
    }
  return TRUE;
}

const SondeEndpoint *
sonde_connection_get_endpoint (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->endpoint;
}

SondeState
sonde_connection_get_state (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), SONDE_STATE_IDLE);

  return self->state;
}

const GError *
sonde_connection_get_error (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->error;
}

guint16
sonde_connection_get_close_code (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  return self->close_code;
}

const char *
sonde_connection_get_close_reason (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->close_reason;
}

gint64
sonde_connection_get_retry_us (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  return self->retry_us;
}

guint
sonde_connection_get_n_attempts (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  return self->n_attempts;
}

const char *
sonde_connection_get_subprotocol (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->subprotocol;
}

const char *
sonde_connection_get_extensions (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->extensions;
}

const char *
sonde_connection_get_server (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->server;
}

/**
 * sonde_connection_get_n_bytes:
 *
 * Returns: bytes of frames since the connection was made, over all its dials
 */
guint64
sonde_connection_get_n_bytes (SondeConnection *self, SondeDirection direction)
{
  guint64 n_bytes;

  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  n_bytes = self->former_bytes[direction];
  if (self->tap != NULL)
    n_bytes += sonde_tap_stream_get_n_bytes (self->tap, direction);
  return n_bytes;
}

/**
 * sonde_connection_get_n_queued_bytes:
 *
 * Returns: bytes of the messages whose last byte was not written yet
 */
gsize
sonde_connection_get_n_queued_bytes (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  return self->n_queued_bytes;
}

/**
 * sonde_connection_get_n_queued_messages:
 *
 * Returns: how many messages were handed over whose last byte was not written yet
 */
guint
sonde_connection_get_n_queued_messages (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  return g_queue_get_length (&self->queued_sizes);
}
