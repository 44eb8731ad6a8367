/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "flood-server.h"

#include "sonde-frame.h"

#include <string.h>

#define KEY_HEADER "Sec-WebSocket-Key: "
#define TIMEOUT_S  20
#define BATCH      1000

struct _FloodServer
{
  GSocket *listener;
  GThread *thread;
  char *text;
  guint n_messages;
};

static void
send_all (GSocket *socket, const char *data, gsize size)
{
  while (size > 0)
    {
      gssize n = g_socket_send (socket, data, size, NULL, NULL);

      if (n <= 0)
        return;
      data += n;
      size -= (gsize) n;
    }
}

static void
answer_handshake (GSocket *socket)
{
  g_autoptr (GString) request = g_string_new (NULL);
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  const char *start;

  while (strstr (request->str, "\r\n\r\n") == NULL)
    {
      char buffer[1024];
      gssize n = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);

      if (n <= 0)
        return;
      g_string_append_len (request, buffer, n);
    }

  start = strstr (request->str, KEY_HEADER);
  g_assert_nonnull (start);
  start += strlen (KEY_HEADER);
  key = g_strndup (start, strcspn (start, "\r"));
  accept = sonde_frame_compute_accept (key);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                            "Upgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n"
                            "\r\n",
                            accept);
  send_all (socket, answer, strlen (answer));
}

static gpointer
run (gpointer data)
{
  FloodServer *self = data;
  g_autoptr (GSocket) socket = g_socket_accept (self->listener, NULL, NULL);
  g_autoptr (GByteArray) batch = g_byte_array_new ();
  SondeFrameHeader header = {
    .fin = TRUE,
    .opcode = SONDE_OPCODE_TEXT,
    .payload_size = strlen (self->text),
  };
  guint8 head[SONDE_FRAME_MAX_HEADER_SIZE];
  gsize head_size = sonde_frame_header_write (&header, head);
  char buffer[1024];

  if (socket == NULL)
    return NULL;

  g_socket_set_timeout (socket, TIMEOUT_S);
  answer_handshake (socket);
  for (guint i = 0; i < BATCH; i++)
    {
      g_byte_array_append (batch, head, (guint) head_size);
      g_byte_array_append (batch, (const guint8 *) self->text, (guint) strlen (self->text));
    }
  for (guint i = 0; i < self->n_messages; i += BATCH)
    send_all (socket, (const char *) batch->data, batch->len);

  /* The client's close frame, or its end. */
  g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
  return NULL;
}

/* Sends @text @n_messages times, a multiple of a thousand. */
FloodServer *
flood_server_new (const char *text, guint n_messages)
{
  FloodServer *self = g_new0 (FloodServer, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  self->text = g_strdup (text);
  self->n_messages = n_messages;
  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL);
  g_assert_true (g_socket_bind (self->listener, address, TRUE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
  g_socket_set_timeout (self->listener, TIMEOUT_S);
  self->thread = g_thread_new ("flood", run, self);

  return self;
}

/* Waits for the client to end. */
void
flood_server_free (FloodServer *self)
{
  g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_free (self->text);
  g_free (self);
}

guint16
flood_server_get_port (FloodServer *self)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (self->listener, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}
