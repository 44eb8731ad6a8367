/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-connection.h"
#include "sonde-dialer.h"
#include "sonde-frame.h"

#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What receiving a text costs through a whole SondeConnection, compared with libsoup's bare
 * connection on the same kind of stream. One thread writes the same frames to both over loopback.
 * The rounds take turns, and the best of each counts: the others were disturbed. */

#define N_ROUNDS   7
#define N_MESSAGES 100000

#define TEXT                                                                                       \
  "{\"luminosite\":152,\"temperature\":28.34,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}"
G_STATIC_ASSERT (sizeof TEXT - 1 == 84);

typedef struct
{
  GMainLoop *loop;
  guint n_received;
  gint64 end_us;
} Receiver;

static void
write_all (GOutputStream *output, const void *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all (output, data, size, NULL, NULL, &error))
    g_error ("writing: %s", error->message);
}

static void
answer (GIOStream *stream)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  g_autofree char *text = NULL;
  const char *line;
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n") &&
         g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL) == 1)
    g_string_append_c (head, c);
  line = strstr (head->str, "Sec-WebSocket-Key: ");
  if (line == NULL)
    g_error ("no handshake: %s", head->str);
  line += strlen ("Sec-WebSocket-Key: ");
  key = g_strndup (line, strcspn (line, "\r"));
  accept = sonde_frame_compute_accept (key);
  text = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
  write_all (g_io_stream_get_output_stream (stream), text, strlen (text));
}

static gpointer
send_frames (gpointer data)
{
  GSocketListener *listener = data;
  g_autoptr (GByteArray) block = g_byte_array_new ();
  static const guint8 head[] = { 0x81, sizeof TEXT - 1 };
  guint n_per_block = 1000;

  for (guint i = 0; i < n_per_block; i++)
    {
      g_byte_array_append (block, head, sizeof head);
      g_byte_array_append (block, (const guint8 *) TEXT, sizeof TEXT - 1);
    }

  for (guint round = 0; round < 2 * N_ROUNDS; round++)
    {
      g_autoptr (GSocketConnection)
          connection = g_socket_listener_accept (listener, NULL, NULL, NULL);
      g_autoptr (GIOStream) stream = G_IO_STREAM (g_steal_pointer (&connection));
      guint8 rest[256];

      answer (stream);
      for (guint i = 0; i < N_MESSAGES / n_per_block; i++)
        write_all (g_io_stream_get_output_stream (stream), block->data, block->len);
      /* The first word of the client, or its end, is that it has all. */
      g_input_stream_read (g_io_stream_get_input_stream (stream), rest, sizeof rest, NULL, NULL);
    }
  return NULL;
}

static void
count (Receiver *self)
{
  if (++self->n_received < N_MESSAGES)
    return;
  self->end_us = g_get_monotonic_time ();
  g_main_loop_quit (self->loop);
}

static void
on_sonde_message (Receiver *self, SondeMessage *message)
{
  if (sonde_message_get_direction (message) == SONDE_DIRECTION_RECEIVED)
    count (self);
}

static void
on_soup_message (Receiver *self, int type, GBytes *data)
{
  count (self);
}

static void
on_state_changed (SondeConnection *connection, gint64 *start_us)
{
  if (sonde_connection_get_state (connection) == SONDE_STATE_OPEN)
    *start_us = g_get_monotonic_time ();
}

static double
measure_sonde (const SondeEndpoint *endpoint)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SondeConnection) connection = sonde_connection_new (endpoint);
  Receiver receiver = { .loop = loop };
  gint64 start_us = 0;

  g_signal_connect (connection, "state-changed", G_CALLBACK (on_state_changed), &start_us);
  g_signal_connect_swapped (connection, "message", G_CALLBACK (on_sonde_message), &receiver);
  sonde_connection_open (connection);
  g_main_loop_run (loop);
  return (double) N_MESSAGES * G_USEC_PER_SEC / (double) (receiver.end_us - start_us);
}

static void
on_dialed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_object_set_data_full (source, "result", g_object_ref (result), g_object_unref);
  g_main_loop_quit (user_data);
}

static double
measure_soup (const SondeEndpoint *endpoint)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SondeDialer) dialer = sonde_dialer_new (endpoint);
  g_autoptr (SondeHandshakeAnswer) head = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (sonde_endpoint_get_uri (endpoint), G_URI_FLAGS_NONE, NULL);
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  Receiver receiver = { .loop = loop };
  guint n_missing;
  gint64 start_us;

  sonde_dialer_dial_async (dialer, NULL, on_dialed, loop);
  g_main_loop_run (loop);
  stream = sonde_dialer_dial_finish (dialer, g_object_get_data (G_OBJECT (dialer), "result"), &head,
                                     &received, &error);
  if (stream == NULL)
    g_error ("dialling: %s", error->message);
  g_object_set_data (G_OBJECT (dialer), "result", NULL);

  /* What came with the answer is lost to the bare connection, up to the end of a frame. */
  n_missing = (guint) ((g_bytes_get_size (received) + sizeof TEXT) / (sizeof TEXT + 1));
  if (g_bytes_get_size (received) % (sizeof TEXT + 1) != 0)
    {
      gsize n_more = n_missing * (sizeof TEXT + 1) - g_bytes_get_size (received);
      guint8 rest[sizeof TEXT + 1];

      g_input_stream_read_all (g_io_stream_get_input_stream (stream), rest, n_more, NULL, NULL,
                               NULL);
    }
  receiver.n_received = n_missing;

  start_us = g_get_monotonic_time ();
  websocket = soup_websocket_connection_new (stream, uri, SOUP_WEBSOCKET_CONNECTION_CLIENT, NULL,
                                             NULL, NULL);
  g_signal_connect_swapped (websocket, "message", G_CALLBACK (on_soup_message), &receiver);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (websocket, &receiver);
  g_io_stream_close (stream, NULL, NULL);
  return (double) N_MESSAGES * G_USEC_PER_SEC / (double) (receiver.end_us - start_us);
}

int
main (int argc, char **argv)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (SondeEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  double sonde = 0;
  double soup = 0;
  GThread *sender;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (!g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error))
    g_error ("listening: %s", error->message);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  endpoint = sonde_endpoint_new (uri, NULL);
  sonde_endpoint_set_reconnects (endpoint, FALSE);
  sender = g_thread_new ("sender", send_frames, listener);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      double sonde_round = measure_sonde (endpoint);
      double soup_round = measure_soup (endpoint);

      sonde = MAX (sonde, sonde_round);
      soup = MAX (soup, soup_round);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_thread_join (sender);

  printf ("{\"benchmark\":\"receive\",\"bytes\":%zu,\"sonde_per_s\":%.0f,\"soup_per_s\":%.0f,"
          "\"ratio\":%.3f}\n",
          sizeof TEXT - 1, sonde, soup, sonde / soup);
  return EXIT_SUCCESS;
}
