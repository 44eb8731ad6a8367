/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-connection.h"
#include "sonde-dialer.h"
#include "sonde-frame-log.h"
#include "sonde-frame.h"
#include "sonde-tap-stream.h"

#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What it costs to receive texts of 84 bytes, three ways, from one thread that writes the same
 * frames to each over loopback:
 *
 *  bare: libsoup's connection on the stream as it was dialled
 *  tap: the same on a SondeTapStream that keeps every frame in a SondeFrameLog
 *  connection: a whole SondeConnection, as the application has it, with the frame log
 *
 * Each round has one turn of all three, in an order that changes from round to round; a ratio is
 * the median of the rounds' ratios, in messages per second of wall-clock time, and in messages per
 * second of the receiving thread's processor time, which other programs disturb less. */

#define N_ROUNDS           15
#define N_MESSAGES         100000
#define MESSAGES_PER_WRITE 1000

#define TEXT                                                                                       \
  "{\"luminosite\":152,\"temperature\":28.34,\"humidite\":45,\"pression\":1014,\"type\":\"mesure\"}"
G_STATIC_ASSERT (sizeof TEXT - 1 == 84);

#define FRAME_SIZE (sizeof TEXT + 1)

typedef enum
{
  WAY_BARE,
  WAY_TAP,
  WAY_CONNECTION,
  N_WAYS,
} Way;

typedef struct
{
  double per_s;
  double per_cpu_s;
} Rate;

typedef struct
{
  GMainLoop *loop;
  guint n_received;
  guint n_first; /* of the message that the clock starts with */
  gint64 start_us;
  gint64 start_cpu_ns;
  gint64 end_us;
  gint64 end_cpu_ns;
} Receiver;

static gint64
get_cpu_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

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

  for (guint i = 0; i < MESSAGES_PER_WRITE; i++)
    {
      g_byte_array_append (block, head, sizeof head);
      g_byte_array_append (block, (const guint8 *) TEXT, sizeof TEXT - 1);
    }

  for (guint turn = 0; turn < N_WAYS * N_ROUNDS; turn++)
    {
      g_autoptr (GSocketConnection)
          connection = g_socket_listener_accept (listener, NULL, NULL, NULL);
      g_autoptr (GIOStream) stream = G_IO_STREAM (g_steal_pointer (&connection));
      guint8 rest[256];

      answer (stream);
      for (guint i = 0; i < N_MESSAGES / MESSAGES_PER_WRITE; i++)
        write_all (g_io_stream_get_output_stream (stream), block->data, block->len);
      /* The first word of the client, or its end, is that it has all. */
      g_input_stream_read (g_io_stream_get_input_stream (stream), rest, sizeof rest, NULL, NULL);
    }
  return NULL;
}

/* The clock starts with the first message, so that it leaves out the handshake. */
static void
count (Receiver *self)
{
  if (self->start_us == 0)
    {
      self->start_us = g_get_monotonic_time ();
      self->start_cpu_ns = get_cpu_ns ();
      self->n_first = self->n_received;
    }
  if (++self->n_received < N_MESSAGES)
    return;
  self->end_us = g_get_monotonic_time ();
  self->end_cpu_ns = get_cpu_ns ();
  g_main_loop_quit (self->loop);
}

static Rate
get_rate (const Receiver *self)
{
  double n = N_MESSAGES - self->n_first - 1;

  return (Rate){ n * G_USEC_PER_SEC / (double) (self->end_us - self->start_us),
                 n * 1e9 / (double) (self->end_cpu_ns - self->start_cpu_ns) };
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

static Rate
measure_connection (const SondeEndpoint *endpoint)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SondeConnection) connection = sonde_connection_new (endpoint);
  g_autoptr (SondeFrameLog)
      log = sonde_frame_log_new (SONDE_FRAME_LOG_DEFAULT_FRAMES, SONDE_FRAME_LOG_DEFAULT_BYTES);
  Receiver receiver = { .loop = loop };

  sonde_connection_set_frame_log (connection, log);
  g_signal_connect_swapped (connection, "message", G_CALLBACK (on_sonde_message), &receiver);
  sonde_connection_open (connection);
  g_main_loop_run (loop);
  return get_rate (&receiver);
}

static void
on_dialed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_object_set_data_full (source, "result", g_object_ref (result), g_object_unref);
  g_main_loop_quit (user_data);
}

/* What came with the answer is lost to a bare connection, up to the end of a frame, and for the
 * sake of fairness to one on a tap as well. */
static guint
drop_start (GIOStream *stream, GBytes *received)
{
  gsize size = g_bytes_get_size (received);
  guint n_lost = (guint) ((size + FRAME_SIZE - 1) / FRAME_SIZE);
  guint8 rest[FRAME_SIZE];

  if (n_lost * FRAME_SIZE > size)
    g_input_stream_read_all (g_io_stream_get_input_stream (stream), rest,
                             n_lost * FRAME_SIZE - size, NULL, NULL, NULL);
  return n_lost;
}

static Rate
measure_soup (const SondeEndpoint *endpoint, gboolean tapped)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SondeDialer) dialer = sonde_dialer_new (endpoint);
  g_autoptr (SondeHandshakeAnswer) head = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GIOStream) tap = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (sonde_endpoint_get_uri (endpoint), G_URI_FLAGS_NONE, NULL);
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  g_autoptr (SondeFrameLog) log = NULL;
  Receiver receiver = { .loop = loop };

  sonde_dialer_dial_async (dialer, NULL, on_dialed, loop);
  g_main_loop_run (loop);
  stream = sonde_dialer_dial_finish (dialer, g_object_get_data (G_OBJECT (dialer), "result"), &head,
                                     &received, &error);
  if (stream == NULL)
    g_error ("dialling: %s", error->message);
  g_object_set_data (G_OBJECT (dialer), "result", NULL);

  receiver.n_received = drop_start (stream, received);
  if (tapped)
    {
      log = sonde_frame_log_new (SONDE_FRAME_LOG_DEFAULT_FRAMES, SONDE_FRAME_LOG_DEFAULT_BYTES);
      tap = G_IO_STREAM (sonde_tap_stream_new (stream, NULL, FALSE,
                                               sonde_endpoint_get_max_message_size (endpoint)));
      sonde_tap_stream_set_log (SONDE_TAP_STREAM (tap), log, 1);
    }
  websocket = soup_websocket_connection_new (tapped ? tap : stream, uri,
                                             SOUP_WEBSOCKET_CONNECTION_CLIENT, NULL, NULL, NULL);
  g_signal_connect_swapped (websocket, "message", G_CALLBACK (on_soup_message), &receiver);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (websocket, &receiver);
  g_io_stream_close (stream, NULL, NULL);
  return get_rate (&receiver);
}

static int
compare (const void *a, const void *b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
get_median (const double values[N_ROUNDS])
{
  double sorted[N_ROUNDS];

  memcpy (sorted, values, sizeof sorted);
  qsort (sorted, N_ROUNDS, sizeof *sorted, compare);
  return sorted[N_ROUNDS / 2];
}

static double
get_median_rate (Rate rates[N_WAYS][N_ROUNDS], Way way)
{
  double values[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    values[round] = rates[way][round].per_s;
  return get_median (values);
}

static Rate
get_median_ratio (Rate rates[N_WAYS][N_ROUNDS], Way way)
{
  double wall[N_ROUNDS];
  double cpu[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      wall[round] = rates[way][round].per_s / rates[WAY_BARE][round].per_s;
      cpu[round] = rates[way][round].per_cpu_s / rates[WAY_BARE][round].per_cpu_s;
    }
  return (Rate){ get_median (wall), get_median (cpu) };
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
  Rate rates[N_WAYS][N_ROUNDS];
  Rate tap;
  Rate connection;
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
    for (guint turn = 0; turn < N_WAYS; turn++)
      {
        Way way = (Way) ((round + turn) % N_WAYS);

        rates[way][round] = way == WAY_CONNECTION ? measure_connection (endpoint)
                                                  : measure_soup (endpoint, way == WAY_TAP);
        while (g_main_context_iteration (NULL, FALSE))
          ;
      }
  g_thread_join (sender);

  tap = get_median_ratio (rates, WAY_TAP);
  connection = get_median_ratio (rates, WAY_CONNECTION);
  printf ("{\"benchmark\":\"receive\",\"bytes\":%zu,\"rounds\":%d,\"bare_per_s\":%.0f,"
          "\"tap_per_s\":%.0f,\"connection_per_s\":%.0f,\"tap_ratio\":%.3f,\"tap_cpu_ratio\":%.3f,"
          "\"connection_ratio\":%.3f,\"connection_cpu_ratio\":%.3f}\n",
          sizeof TEXT - 1, N_ROUNDS, get_median_rate (rates, WAY_BARE),
          get_median_rate (rates, WAY_TAP), get_median_rate (rates, WAY_CONNECTION), tap.per_s,
          tap.per_cpu_s, connection.per_s, connection.per_cpu_s);
  return EXIT_SUCCESS;
}
