/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "raw-peer.h"

#include "sonde-frame.h"

#include <string.h>
#include <sys/socket.h>

struct _RawPeer
{
  GSocketService *service;
  GTlsCertificate *certificate;
  GCancellable *cancellable;
  guint16 port;

  GMutex mutex;
  GCond cond;
  RawPeerScript script;
  gboolean held;
  guint n_clients;
  guint n_running;
  GString *request;
  GByteArray *received;
};

static gboolean
read_request (RawPeer *self, GInputStream *input)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (input, &c, 1, self->cancellable, NULL) != 1)
        return FALSE;
      g_string_append_c (head, c);
    }

  g_mutex_lock (&self->mutex);
  g_string_assign (self->request, head->str);
  g_byte_array_set_size (self->received, 0);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static char *
get_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], name, strlen (name)) == 0 &&
          lines[i][strlen (name)] == ':')
        return g_strstrip (g_strdup (lines[i] + strlen (name) + 1));
    }
  return NULL;
}

static char *
make_answer (RawPeer *self, const RawPeerScript *script)
{
  g_autofree char *request = raw_peer_get_request (self);
  g_autofree char *key = get_header (request, "Sec-WebSocket-Key");
  g_autofree char *accept = sonde_frame_compute_accept (key != NULL ? key : "");

  if (script->answer != NULL)
    return g_strdup (script->answer);
  return g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n"
                          "%s\r\n",
                          accept, script->headers != NULL ? script->headers : "");
}

static gboolean
write_script (RawPeer *self, GOutputStream *output, const RawPeerScript *script)
{
  g_autofree char *answer = make_answer (self, script);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  gsize step;

  g_byte_array_append (all, (const guint8 *) answer, (guint) strlen (answer));
  if (!script->joined)
    {
      if (!g_output_stream_write_all (output, all->data, all->len, NULL, self->cancellable, NULL))
        return FALSE;
      g_byte_array_set_size (all, 0);
    }
  if (script->starts_text &&
      !g_output_stream_write_all (output, "\x01\x00", 2, NULL, self->cancellable, NULL))
    return FALSE;
  if (script->bytes != NULL)
    g_byte_array_append (all, g_bytes_get_data (script->bytes, NULL),
                         (guint) g_bytes_get_size (script->bytes));

  step = script->one_by_one ? 1 : all->len;
  do
    {
      for (gsize at = 0; at < all->len; at += step)
        {
          if (!g_output_stream_write_all (output, all->data + at, step, NULL, self->cancellable,
                                          NULL))
            return FALSE;
        }
    }
  while (script->endless && all->len > 0);
  return TRUE;
}

static void
wait_while_held (RawPeer *self)
{
  g_mutex_lock (&self->mutex);
  while (self->held)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
read_the_rest (RawPeer *self, GInputStream *input)
{
  guint8 block[65536];
  gssize n;

  wait_while_held (self);
  while ((n = g_input_stream_read (input, block, sizeof block, self->cancellable, NULL)) > 0)
    {
      g_mutex_lock (&self->mutex);
      g_byte_array_append (self->received, block, (guint) n);
      g_mutex_unlock (&self->mutex);
    }
}

static void
read_a_byte (RawPeer *self, GInputStream *input)
{
  guint8 byte;

  g_input_stream_read (input, &byte, 1, self->cancellable, NULL);
}

static void
wait_for_the_end (RawPeer *self)
{
  GPollFD fd;

  if (!g_cancellable_make_pollfd (self->cancellable, &fd))
    return;
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (self->cancellable);
}

static void
serve (RawPeer *self, GSocketConnection *connection, const RawPeerScript *script)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GIOStream) stream = NULL;

  if (!script->skips_request)
    {
      stream = self->certificate != NULL
                   ? g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL)
                   : g_object_ref (G_IO_STREAM (connection));
      if ((script->greets || read_request (self, g_io_stream_get_input_stream (stream))) &&
          write_script (self, g_io_stream_get_output_stream (stream), script))
        {
          if (script->end == RAW_PEER_STAY)
            read_the_rest (self, g_io_stream_get_input_stream (stream));
          else if (script->end == RAW_PEER_DEAF)
            wait_for_the_end (self);
          else if (script->end == RAW_PEER_RESET_ON_INPUT)
            read_a_byte (self, g_io_stream_get_input_stream (stream));
        }
    }

  if (script->end == RAW_PEER_RESET || script->end == RAW_PEER_RESET_ON_INPUT)
    {
      struct linger linger = { .l_onoff = 1, .l_linger = 0 };

      setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

/* Counted before a thread starts, so that none is missed by who waits for all of them. */
static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source_object,
             gpointer user_data)
{
  RawPeer *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_clients++;
  self->n_running++;
  g_mutex_unlock (&self->mutex);
  return FALSE;
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source_object,
        gpointer user_data)
{
  RawPeer *self = user_data;
  g_autoptr (GBytes) bytes = NULL;
  RawPeerScript script;

  g_mutex_lock (&self->mutex);
  script = self->script;
  bytes = script.bytes != NULL ? g_bytes_ref (script.bytes) : NULL;
  g_mutex_unlock (&self->mutex);

  serve (self, connection, &script);

  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

RawPeer *
raw_peer_new_tls (const RawPeerScript *script, GTlsCertificate *certificate)
{
  RawPeer *self = g_new0 (RawPeer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->certificate = certificate != NULL ? g_object_ref (certificate) : NULL;
  self->cancellable = g_cancellable_new ();
  self->request = g_string_new (NULL);
  self->received = g_byte_array_new ();
  raw_peer_set_script (self, script);

  self->service = g_threaded_socket_service_new (16);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);
  return self;
}

RawPeer *
raw_peer_new (const RawPeerScript *script)
{
  return raw_peer_new_tls (script, NULL);
}

void
raw_peer_hold (RawPeer *self, gboolean held)
{
  g_mutex_lock (&self->mutex);
  self->held = held;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
raw_peer_free (RawPeer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->cancellable);
  raw_peer_hold (self, FALSE);
  g_mutex_lock (&self->mutex);
  while (self->n_running > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_clear_object (&self->service);
  g_clear_object (&self->certificate);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->script.bytes, g_bytes_unref);
  g_string_free (self->request, TRUE);
  g_byte_array_unref (self->received);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

guint16
raw_peer_get_port (RawPeer *self)
{
  return self->port;
}

char *
raw_peer_get_uri (RawPeer *self)
{
  return g_strdup_printf ("%s://%s:%u/", self->certificate != NULL ? "wss" : "ws",
                          self->certificate != NULL ? "localhost" : "127.0.0.1",
                          (guint) self->port);
}

void
raw_peer_set_script (RawPeer *self, const RawPeerScript *script)
{
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->script.bytes, g_bytes_unref);
  self->script = *script;
  if (script->bytes != NULL)
    g_bytes_ref (script->bytes);
  g_mutex_unlock (&self->mutex);
}

guint
raw_peer_get_n_clients (RawPeer *self)
{
  guint n_clients;

  g_mutex_lock (&self->mutex);
  n_clients = self->n_clients;
  g_mutex_unlock (&self->mutex);
  return n_clients;
}

char *
raw_peer_get_request (RawPeer *self)
{
  char *request;

  g_mutex_lock (&self->mutex);
  request = g_strdup (self->request->str);
  g_mutex_unlock (&self->mutex);
  return request;
}

GBytes *
raw_peer_get_received (RawPeer *self)
{
  GBytes *received;

  g_mutex_lock (&self->mutex);
  received = g_bytes_new (self->received->data, self->received->len);
  g_mutex_unlock (&self->mutex);
  return received;
}

gsize
raw_peer_get_n_received (RawPeer *self)
{
  gsize n_received;

  g_mutex_lock (&self->mutex);
  n_received = self->received->len;
  g_mutex_unlock (&self->mutex);
  return n_received;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Other threads change what is waited for, which by itself would not wake this one. */
GSource *
raw_peer_start_tick (void)
{
  GSource *source = g_timeout_source_new (5);

  g_source_set_callback (source, on_tick, NULL, NULL);
  g_source_attach (source, NULL);
  return source;
}
