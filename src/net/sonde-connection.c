/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-connection.h"

#include "sonde-backoff.h"
#include "sonde-close-code.h"
#include "sonde-diagnosis.h"
#include "sonde-dialer.h"
#include "sonde-link.h"
#include "sonde-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _SondeConnection
{
  GObject parent_instance;

  SondeEndpoint *endpoint;
  GTlsDatabase *tls_database;
  SondeFrameLog *frame_log; /* or NULL */
  guint dial;               /* its ordinal there, of the link */
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

  SondeLink *link; /* while it is open or closing */
  SondeHandshakeAnswer *answer;
  gint64 opened_us;        /* monotonic; 0 while it is not open */
  gint64 opened_time_us;   /* wall clock, of the latest opening */
  guint64 former_bytes[2]; /* of the links before this one */
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
set_state (SondeConnection *self, SondeState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
release_link (SondeConnection *self)
{
  if (self->link == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->link, self);
  sonde_link_set_message_func (self->link, NULL, NULL);
  for (SondeDirection direction = 0; direction < G_N_ELEMENTS (self->former_bytes); direction++)
    self->former_bytes[direction] += sonde_link_get_n_bytes (self->link, direction);
  self->close_code = sonde_link_get_close_code (self->link);
  g_free (self->close_reason);
  self->close_reason = g_strdup (sonde_link_get_close_reason (self->link));
  g_clear_object (&self->link);
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

  sonde_source_clear (&self->retry_source);
  sonde_connection_open (self);
  return G_SOURCE_REMOVE;
}

static void
wait_to_retry (SondeConnection *self)
{
  gint64 wait_us = sonde_backoff_next_us (
      &self->backoff, sonde_diagnosis_is_lasting (self->error, self->close_code));

  self->retry_us = g_get_monotonic_time () + wait_us;
  self->retry_source = g_timeout_source_new ((guint) (wait_us / 1000));
  g_source_set_callback (self->retry_source, on_retry, self, NULL);
  g_source_attach (self->retry_source, self->context);
  set_state (self, SONDE_STATE_WAITING);
}

/* Takes the error. */
static void
end (SondeConnection *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  if (self->frame_log != NULL && self->link != NULL)
    sonde_frame_log_end_dial (self->frame_log, self->dial, g_get_real_time (), error);
  if (self->opened_us != 0)
    sonde_backoff_note_open (&self->backoff, g_get_monotonic_time () - self->opened_us);
  self->opened_us = 0;
  release_dial (self);
  release_link (self);
  set_state (self, SONDE_STATE_CLOSED);

  /* A listener may have opened it again. */
  if (self->state != SONDE_STATE_CLOSED)
    return;
  if (self->reopens)
    sonde_connection_open (self);
  else if (!self->deliberate && sonde_endpoint_get_reconnects (self->endpoint))
    wait_to_retry (self);
}

static void
on_link_message (SondeMessage *message, gpointer user_data)
{
  SondeConnection *self = user_data;

  g_signal_emit (self, signals[MESSAGE], 0, message);
}

static void
on_link_pong (SondeConnection *self, GBytes *payload, gint64 rtt_us)
{
  g_signal_emit (self, signals[PONG], 0, payload, rtt_us);
}

static void
on_link_written (SondeConnection *self)
{
  g_signal_emit (self, signals[WRITTEN], 0);
}

static void
on_link_closing (SondeConnection *self)
{
  set_state (self, SONDE_STATE_CLOSING);
}

static void
on_link_closed (SondeConnection *self, const GError *error)
{
  end (self, error != NULL ? g_error_copy (error) : NULL);
}

/* Takes the answer. */
static void
start_link (SondeConnection *self,
            GIOStream *stream,
            GSocket *socket,
            SondeHandshakeAnswer *answer,
            GBytes *received)
{
  self->link = sonde_link_new (self->endpoint, stream, answer, received);
  sonde_link_set_log (self->link, self->frame_log, self->dial);
  sonde_link_set_socket (self->link, socket);
  self->answer = answer;
  sonde_link_set_message_func (self->link, on_link_message, self);
  g_signal_connect_object (self->link, "pong", G_CALLBACK (on_link_pong), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "written", G_CALLBACK (on_link_written), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "closing", G_CALLBACK (on_link_closing), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "closed", G_CALLBACK (on_link_closed), self,
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
  guint ordinal = 0;

  g_weak_ref_clear (weak);
  stream = sonde_dialer_dial_finish (SONDE_DIALER (source), result, &answer, &received, &error);
  if (self != NULL && self->frame_log != NULL)
    ordinal = sonde_frame_log_add_dial (self->frame_log,
                                        sonde_dialer_get_record (SONDE_DIALER (source)));
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
  self->dial = ordinal;
  self->n_attempts = 0;
  self->opened_us = g_get_monotonic_time ();
  self->opened_time_us = g_get_real_time ();
  start_link (self, stream, sonde_dialer_get_socket (SONDE_DIALER (source)),
              g_steal_pointer (&answer), received);
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
  g_clear_pointer (&self->close_reason, g_free);
  g_clear_pointer (&self->answer, sonde_handshake_answer_free);
  self->close_code = 0;
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

  sonde_source_clear (&self->retry_source);
  release_dial (self);
  release_link (self);

  G_OBJECT_CLASS (sonde_connection_parent_class)->dispose (object);
}

static void
sonde_connection_finalize (GObject *object)
{
  SondeConnection *self = SONDE_CONNECTION (object);

  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->frame_log);
  g_clear_error (&self->error);
  g_clear_pointer (&self->close_reason, g_free);
  g_clear_pointer (&self->answer, sonde_handshake_answer_free);
  g_clear_pointer (&self->context, g_main_context_unref);

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
                                   NULL, NULL, G_TYPE_NONE, 1,
                                   SONDE_TYPE_MESSAGE | G_SIGNAL_TYPE_STATIC_SCOPE);
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

  /* As in sonde_net_thread_new(), for a program whose main thread dials. */
  g_vfs_get_default ();
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
 * sonde_connection_set_frame_log:
 * @log: (nullable): where dials and frames go
 *
 * Takes effect with the next dial; until then there is none.
 */
void
sonde_connection_set_frame_log (SondeConnection *self, SondeFrameLog *log)
{
  g_return_if_fail (SONDE_IS_CONNECTION (self));

  g_set_object (&self->frame_log, log);
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

  sonde_source_clear (&self->retry_source);
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
 * Closes for good: nothing dials again until sonde_connection_open(). The peer has 3 s to answer,
 * or the endpoint's time-out where that is shorter, before the connection is cut.
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
      sonde_source_clear (&self->retry_source);
      self->retry_us = 0;
      g_clear_error (&self->error);
      set_state (self, SONDE_STATE_CLOSED);
      break;
    case SONDE_STATE_OPEN:
    case SONDE_STATE_CLOSING:
      cut = sonde_close_reason_cut (reason);
      if (code == 0)
        code = SONDE_CLOSE_CODE_NONE;
      else if (!sonde_close_code_is_sendable (code))
        code = SONDE_CLOSE_CODE_NORMAL;
      sonde_link_close (self->link, code, cut);
      break;
    case SONDE_STATE_IDLE:
    case SONDE_STATE_CLOSED:
    default:
      break;
    }
}

static gboolean
check_is_open (SondeConnection *self, GError **error)
{
  if (self->state == SONDE_STATE_OPEN)
    return TRUE;

  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_NOT_CONNECTED,
                       _ ("The connection is not open"));
  return FALSE;
}

static gboolean
send_close (SondeConnection *self, const SondeOutgoing *outgoing, GError **error)
{
  if (!sonde_link_send_raw (self->link, outgoing, error))
    return FALSE;
  self->deliberate = TRUE;
  self->reopens = FALSE;
  return TRUE;
}

/**
 * sonde_connection_send:
 * @outgoing: what to send
 *
 * Queues a message or a control frame. A text without a fragment size is sent in one frame: the
 * probe ignores a text in fragments. A close is for good, as sonde_connection_close() is, with
 * whatever code it has.
 *
 * Returns: %FALSE with %SONDE_ERROR_NOT_CONNECTED, %SONDE_ERROR_ENCODING, %SONDE_ERROR_ARGUMENT or
 *   %SONDE_ERROR_QUEUE_FULL
 */
gboolean
sonde_connection_send (SondeConnection *self, const SondeOutgoing *outgoing, GError **error)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (outgoing != NULL, FALSE);

  if (!sonde_outgoing_check (outgoing, error) || !check_is_open (self, error))
    return FALSE;
  if (outgoing->opcode == SONDE_OPCODE_PING)
    return sonde_link_ping (self->link, outgoing->data, error);
  if (outgoing->opcode == SONDE_OPCODE_CLOSE)
    return send_close (self, outgoing, error);
  if (outgoing->opcode == SONDE_OPCODE_PONG || outgoing->fragment_size > 0)
    return sonde_link_send_raw (self->link, outgoing, error);
  return sonde_link_send (self->link, outgoing->opcode, outgoing->data, error);
}

/**
 * sonde_connection_send_text:
 * @text: UTF-8, which may contain NUL
 * @size: bytes, or -1 where @text ends with its first NUL
 *
 * Queues a text message, which is sent in one frame.
 *
 * Returns: as sonde_connection_send() does
 */
gboolean
sonde_connection_send_text (SondeConnection *self, const char *text, gssize size, GError **error)
{
  g_autoptr (GBytes) data = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  data = g_bytes_new (text, size < 0 ? strlen (text) : (gsize) size);
  return sonde_connection_send (self, &(SondeOutgoing){ .opcode = SONDE_OPCODE_TEXT, .data = data },
                                error);
}

/**
 * sonde_connection_send_binary:
 *
 * Queues a binary message.
 *
 * Returns: as sonde_connection_send() does
 */
gboolean
sonde_connection_send_binary (SondeConnection *self, GBytes *data, GError **error)
{
  g_return_val_if_fail (data != NULL, FALSE);

  return sonde_connection_send (
      self, &(SondeOutgoing){ .opcode = SONDE_OPCODE_BINARY, .data = data }, error);
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

  return check_is_open (self, error) && sonde_link_ping (self->link, payload, error);
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

  return self->link != NULL ? sonde_link_get_close_code (self->link) : self->close_code;
}

const char *
sonde_connection_get_close_reason (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->link != NULL ? sonde_link_get_close_reason (self->link) : self->close_reason;
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

  return self->answer != NULL ? self->answer->subprotocol : NULL;
}

const char *
sonde_connection_get_extensions (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->answer != NULL ? self->answer->extensions : NULL;
}

const char *
sonde_connection_get_server (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), NULL);

  return self->answer != NULL ? self->answer->server : NULL;
}

/**
 * sonde_connection_get_opened_time_us:
 *
 * Returns: when it last opened, in wall-clock microseconds since the Unix epoch: before the arrival
 *   of whatever came through it, even where the first frames came along with the handshake's
 *   answer; 0 where it never did
 */
gint64
sonde_connection_get_opened_time_us (SondeConnection *self)
{
  g_return_val_if_fail (SONDE_IS_CONNECTION (self), 0);

  return self->opened_time_us;
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
  if (self->link != NULL)
    n_bytes += sonde_link_get_n_bytes (self->link, direction);
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

  return self->link != NULL ? sonde_link_get_n_queued_bytes (self->link) : 0;
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

  return self->link != NULL ? sonde_link_get_n_queued_messages (self->link) : 0;
}
