/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-dialer.h"

#include "sonde-address-list.h"
#include "sonde-answer-buffer.h"
#include "sonde-authorities.h"
#include "sonde-diagnosis.h"
#include "sonde-dial-error.h"
#include "sonde-source.h"
#include "sonde-witness-stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define READ_SIZE 4096

/* How long the body of a refusal may take to come. */
#define EVIDENCE_MS 500

struct _SondeDialer
{
  GObject parent_instance;

  SondeEndpoint *endpoint;
  GTlsDatabase *tls_database;

  /* Of the one dial. */
  GCancellable *cancellable;
  GCancellable *outer_cancellable;
  gulong outer_handler;
  GSource *timeout;
  gboolean timed_out;
  SondeDialStage stage;
  gint64 stage_began_us; /* monotonic */
  SondeDialRecord *record;
  char *address; /* numeric, the latest that was tried */
  char *proxy;
  GTlsCertificate *certificate; /* that was not acceptable */
  GTlsCertificateFlags tls_flags;
  GSocket *socket;
  GIOStream *witness; /* below TLS */
  GIOStream *stream;
  char *key;
  char *request;
  SondeAnswerBuffer buffer;
};

enum
{
  STAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondeDialer, sonde_dialer, G_TYPE_OBJECT)

/* Adds the time since the stage began: that of a name with several addresses begins again. */
static void
end_stage (SondeDialer *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 *stage_us = &self->record->stage_us[self->stage];

  *stage_us = MAX (*stage_us, 0) + now_us - self->stage_began_us;
  self->stage_began_us = now_us;
}

static void
set_stage (SondeDialer *self, SondeDialStage stage)
{
  end_stage (self);
  self->stage = stage;
  g_signal_emit (self, signals[STAGE], 0, stage);
}

static void
start_timeout (SondeDialer *self, guint timeout_ms, GSourceFunc callback)
{
  sonde_source_clear (&self->timeout);
  self->timeout = sonde_source_add_timeout (timeout_ms, callback, self);
}

static gboolean
on_timeout (gpointer user_data)
{
  SondeDialer *self = user_data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
on_evidence_timeout (gpointer user_data)
{
  SondeDialer *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static void
end_dial (SondeDialer *self, const GError *error)
{
  const GByteArray *received = self->buffer.received;
  g_autoptr (GBytes) bytes = g_bytes_new (received->data, received->len);

  end_stage (self);
  self->record->end_stage = self->stage;
  self->record->error = error != NULL ? g_error_copy (error) : NULL;
  if (received->len > 0)
    sonde_dial_record_set_received (self->record, bytes);
}

static void
stop_waiting (SondeDialer *self)
{
  sonde_source_clear (&self->timeout);
  if (self->outer_cancellable != NULL)
    g_cancellable_disconnect (self->outer_cancellable, self->outer_handler);
  g_clear_object (&self->outer_cancellable);
}

/* What came instead of TLS or of a head in HTTP. */
static GBytes *
dup_first_bytes (SondeDialer *self)
{
  if (self->stage == SONDE_DIAL_STAGE_TLS && self->witness != NULL)
    return sonde_witness_stream_dup_first_bytes (SONDE_WITNESS_STREAM (self->witness));
  if (self->stage == SONDE_DIAL_STAGE_UPGRADING)
    return sonde_answer_buffer_dup_first_bytes (&self->buffer);
  return NULL;
}

/* Takes the task and the cause. */
static void
fail (GTask *task, GError *cause)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GError) owned_cause = cause;
  SondeDialer *self = g_task_get_source_object (task);
  g_autoptr (GBytes) first_bytes = dup_first_bytes (self);
  SondeDialScene scene = {
    .endpoint = self->endpoint,
    .stage = self->stage,
    .stage_us = self->record->stage_us,
    .timed_out = self->timed_out,
    .address = self->address,
    .proxy = self->proxy,
    .certificate = self->certificate,
    .tls_flags = self->tls_flags,
    .first_bytes = first_bytes,
  };
  GError *error;

  stop_waiting (self);
  end_stage (self);
  error = sonde_dial_error_new (cause, &scene);
  if (self->stream != NULL)
    g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->stream);
  end_dial (self, error);
  g_task_return_error (task, error);
}

/* Takes the task. */
static void
judge_answer (GTask *task)
{
  SondeDialer *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!sonde_answer_buffer_accept (&self->buffer, &error))
    {
      fail (task, error);
      return;
    }

  stop_waiting (self);
  end_dial (self, NULL);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
take_bytes (SondeDialer *self, GBytes *bytes, GError **error)
{
  gboolean had_head = self->buffer.head_size > 0;
  gboolean taken = sonde_answer_buffer_append (&self->buffer, bytes, self->endpoint, self->key,
                                               error);

  if (!had_head && self->buffer.head_size > 0)
    {
      self->record->answer_time_us = g_get_real_time ();
      if (taken && !sonde_answer_buffer_is_enough (&self->buffer))
        start_timeout (self, EVIDENCE_MS, on_evidence_timeout);
    }
  return taken;
}

static gboolean
is_cancelled (SondeDialer *self)
{
  return self->outer_cancellable != NULL && g_cancellable_is_cancelled (self->outer_cancellable);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeDialer *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gboolean ended = bytes == NULL || g_bytes_get_size (bytes) == 0;

  if (!ended && !take_bytes (self, bytes, &error))
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  /* The body of a refusal may end as it likes, but a cancelled dial is over. */
  if (self->buffer.answer != NULL && (ended || sonde_answer_buffer_is_enough (&self->buffer)) &&
      !is_cancelled (self))
    {
      judge_answer (task);
      return;
    }
  if (ended)
    {
      if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
          g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
        {
          g_clear_error (&error);
          error = sonde_answer_buffer_new_cut_error (&self->buffer);
        }
      fail (task, g_steal_pointer (&error));
      return;
    }
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), READ_SIZE, G_PRIORITY_DEFAULT,
                                   self->cancellable, on_read, task);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeDialer *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* A server that cuts at once may still have said why: what it sent is read in any case. */
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    {
      fail (task, g_steal_pointer (&error));
      return;
    }
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (self->stream), READ_SIZE,
                                   G_PRIORITY_DEFAULT, self->cancellable, on_read, task);
}

static void
write_request (GTask *task)
{
  SondeDialer *self = g_task_get_source_object (task);

  self->record->request_time_us = g_get_real_time ();
  set_stage (self, SONDE_DIAL_STAGE_UPGRADING);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), self->request,
                                   strlen (self->request), G_PRIORITY_DEFAULT, self->cancellable,
                                   on_written, task);
}

static gboolean
on_accept_certificate (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags flags,
                       gpointer user_data)
{
  SondeDialer *self = user_data;

  g_set_object (&self->certificate, certificate);
  self->tls_flags = flags;
  return FALSE;
}

static void
on_secured (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    fail (task, error);
  else
    write_request (task);
}

/* Takes the task. GSocketClient would do the same, and keep from this what the server said. */
static void
start_tls (GTask *task)
{
  SondeDialer *self = g_task_get_source_object (task);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (
      sonde_endpoint_get_host (self->endpoint), sonde_endpoint_get_port (self->endpoint));
  GIOStream *secure;
  GError *error = NULL;

  set_stage (self, SONDE_DIAL_STAGE_TLS);
  self->witness = sonde_witness_stream_new (self->stream);
  secure = g_tls_client_connection_new (self->witness, identity, &error);
  if (secure == NULL)
    {
      fail (task, error);
      return;
    }

  g_object_unref (self->stream);
  self->stream = secure;
  if (self->tls_database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (secure), self->tls_database);
  g_signal_connect_object (secure, "accept-certificate", G_CALLBACK (on_accept_certificate), self,
                           0);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (secure), G_PRIORITY_DEFAULT,
                                    self->cancellable, on_secured, task);
}

/* A ping must not wait for the acknowledgement of what went before it. */
static void
disable_nagle (GSocket *socket)
{
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeDialer *self = g_task_get_source_object (task);
  GSocketConnection *connection;
  GError *error = NULL;

  connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (connection == NULL)
    {
      fail (task, error);
      return;
    }

  self->socket = g_object_ref (g_socket_connection_get_socket (connection));
  disable_nagle (self->socket);
  self->stream = G_IO_STREAM (connection);
  self->record->local = g_socket_connection_get_local_address (connection, NULL);
  self->record->remote = g_socket_connection_get_remote_address (connection, NULL);
  if (sonde_endpoint_get_secure (self->endpoint))
    start_tls (task);
  else
    write_request (task);
}

static void
note_address (SondeDialer *self, GIOStream *stream)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (!G_IS_SOCKET_CONNECTION (stream))
    return;
  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (stream), NULL);
  if (address == NULL)
    return;
  g_free (self->address);
  self->address = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  g_clear_pointer (&self->proxy, g_free);
  if (G_IS_PROXY_ADDRESS (address))
    self->proxy = g_strdup_printf (
        "%s://%s", g_proxy_address_get_protocol (G_PROXY_ADDRESS (address)), self->address);
}

static void
on_client_event (SondeDialer *self,
                 GSocketClientEvent event,
                 GSocketConnectable *connectable,
                 GIOStream *stream)
{
  switch (event)
    {
    case G_SOCKET_CLIENT_RESOLVING:
      set_stage (self, SONDE_DIAL_STAGE_RESOLVING);
      break;
    case G_SOCKET_CLIENT_CONNECTING:
      note_address (self, stream);
      set_stage (self, SONDE_DIAL_STAGE_CONNECTING);
      break;
    case G_SOCKET_CLIENT_TLS_HANDSHAKING:
    case G_SOCKET_CLIENT_RESOLVED:
    case G_SOCKET_CLIENT_CONNECTED:
    case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
    case G_SOCKET_CLIENT_PROXY_NEGOTIATED:
    case G_SOCKET_CLIENT_TLS_HANDSHAKED:
    case G_SOCKET_CLIENT_COMPLETE:
    default:
      break;
    }
}

/* Takes the task. */
static void
connect_to (GTask *task, GSocketConnectable *address)
{
  SondeDialer *self = g_task_get_source_object (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_signal_connect_object (client, "event", G_CALLBACK (on_client_event), self, G_CONNECT_SWAPPED);
  g_socket_client_connect_async (client, address, self->cancellable, on_connected, task);
}

/* A name of the local network leads through no proxy. */
static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeDialer *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (SondeAddressList) list = NULL;

  addresses = sonde_resolver_lookup_finish (result, &self->record->name_way, &error);
  if (addresses == NULL)
    {
      fail (task, error);
      return;
    }
  list = sonde_address_list_new (addresses);
  connect_to (task, G_SOCKET_CONNECTABLE (list));
}

static void
sonde_dialer_finalize (GObject *object)
{
  SondeDialer *self = SONDE_DIALER (object);

  stop_waiting (self);
  g_clear_pointer (&self->record, sonde_dial_record_unref);
  g_clear_pointer (&self->endpoint, sonde_endpoint_free);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->stream);
  g_clear_object (&self->witness);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->proxy, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->request, g_free);
  sonde_answer_buffer_clear (&self->buffer);

  G_OBJECT_CLASS (sonde_dialer_parent_class)->finalize (object);
}

static void
sonde_dialer_class_init (SondeDialerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sonde_dialer_finalize;

  signals[STAGE] = g_signal_new ("stage", SONDE_TYPE_DIALER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sonde_dialer_init (SondeDialer *self)
{
  self->cancellable = g_cancellable_new ();
  sonde_answer_buffer_init (&self->buffer);
}

/**
 * sonde_dialer_new:
 *
 * Returns: (transfer full): a dialer for one dial to @endpoint, which it copies
 */
SondeDialer *
sonde_dialer_new (const SondeEndpoint *endpoint)
{
  SondeDialer *self;

  g_return_val_if_fail (endpoint != NULL, NULL);

  self = g_object_new (SONDE_TYPE_DIALER, NULL);
  self->endpoint = sonde_endpoint_copy (endpoint);
  self->key = sonde_handshake_create_key ();
  self->request = sonde_handshake_write_request (endpoint, self->key);
  self->record = sonde_dial_record_new (endpoint, self->key, self->request);
  self->stage_began_us = self->record->start_monotonic_us;
  return self;
}

/**
 * sonde_dialer_set_tls_database:
 * @tls_database: (nullable): the authorities that may sign a server's certificate; NULL for those
 *   of the system
 */
void
sonde_dialer_set_tls_database (SondeDialer *self, GTlsDatabase *tls_database)
{
  g_return_if_fail (SONDE_IS_DIALER (self));

  g_set_object (&self->tls_database, tls_database);
}

/**
 * sonde_dialer_offer_nothing:
 *
 * Offers no extension in this dial, so that frames come as they are.
 */
void
sonde_dialer_offer_nothing (SondeDialer *self)
{
  g_return_if_fail (SONDE_IS_DIALER (self));

  g_free (self->request);
  self->request = sonde_handshake_write_plain_request (self->endpoint, self->key);
  sonde_dial_record_unref (self->record);
  self->record = sonde_dial_record_new (self->endpoint, self->key, self->request);
}

static void
on_outer_cancelled (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* Takes the task. */
static void
look_up (GTask *task)
{
  SondeDialer *self = g_task_get_source_object (task);
  const char *host = sonde_endpoint_get_host (self->endpoint);
  guint16 port = sonde_endpoint_get_port (self->endpoint);
  g_autoptr (GSocketConnectable) address = NULL;

  if (sonde_resolver_is_local_name (host))
    {
      set_stage (self, SONDE_DIAL_STAGE_RESOLVING);
      sonde_resolver_lookup_async (host, port, self->cancellable, on_resolved, task);
      return;
    }

  /* The scheme chooses the proxy: RFC 6455 section 4.1 treats a WebSocket like a page. */
  address = g_object_new (G_TYPE_NETWORK_ADDRESS, "hostname", host, "port", (guint) port, "scheme",
                          sonde_endpoint_get_secure (self->endpoint) ? "https" : "http", NULL);
  connect_to (task, address);
}

static void
on_authorities (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SondeDialer *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->tls_database = sonde_authorities_load_finish (result, &error);
  self->stage_began_us = g_get_monotonic_time ();
  if (self->tls_database != NULL)
    look_up (task);
  else
    fail (task, error);
}

/**
 * sonde_dialer_dial_async:
 *
 * Dials, once in a dialer's life. The time-out of the endpoint covers all of it.
 */
void
sonde_dialer_dial_async (SondeDialer *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  const char *authorities;
  GTask *task;

  g_return_if_fail (SONDE_IS_DIALER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sonde_dialer_dial_async);
  if (cancellable != NULL)
    {
      self->outer_cancellable = g_object_ref (cancellable);
      self->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled),
                                                   g_object_ref (self->cancellable),
                                                   g_object_unref);
    }
  start_timeout (self, sonde_endpoint_get_timeout_ms (self->endpoint), on_timeout);

  authorities = sonde_endpoint_get_ca_file (self->endpoint);
  if (authorities != NULL && sonde_endpoint_get_secure (self->endpoint) &&
      self->tls_database == NULL)
    sonde_authorities_load_async (authorities, self->cancellable, on_authorities, task);
  else
    look_up (task);
}

/**
 * sonde_dialer_dial_finish:
 * @answer: (out): what the server answered
 * @received: (out): bytes that came after the answer
 *
 * Returns: (transfer full): the upgraded stream, or %NULL with an error of %SONDE_ERROR
 */
GIOStream *
sonde_dialer_dial_finish (SondeDialer *self,
                          GAsyncResult *result,
                          SondeHandshakeAnswer **answer,
                          GBytes **received,
                          GError **error)
{
  g_return_val_if_fail (SONDE_IS_DIALER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (answer != NULL && received != NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  *answer = g_steal_pointer (&self->buffer.answer);
  *received = sonde_answer_buffer_dup_rest (&self->buffer);
  return g_steal_pointer (&self->stream);
}

/**
 * sonde_dialer_get_record:
 *
 * Returns: (transfer none): what is known of the dial, complete once it is over
 */
const SondeDialRecord *
sonde_dialer_get_record (SondeDialer *self)
{
  g_return_val_if_fail (SONDE_IS_DIALER (self), NULL);

  return self->record;
}

/**
 * sonde_dialer_get_socket:
 *
 * Returns: (nullable) (transfer none): what the stream of a dial lies on; %NULL before there is one
 */
GSocket *
sonde_dialer_get_socket (SondeDialer *self)
{
  g_return_val_if_fail (SONDE_IS_DIALER (self), NULL);

  return self->socket;
}
