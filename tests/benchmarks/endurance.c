/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-frame.h"
#include "sonde-mock-board.h"
#include "sonde-painter.h"
#include "sonde-recorder.h"
#include "sonde-recording-archive.h"
#include "sonde-session.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* endurance [MESSAGES]: ten hours of a probe at 10 Hz, at speed, the way that the window takes: a
 * server on loopback, a session with its connection, frame log, message log and dataset, a recorder
 * and, over the file that it writes, the archive that the charts page from, which are drawn
 * meanwhile with all that has come in view. One line of JSON: the resident memory after each tenth,
 * and how much it grew after the first. It fails where that is more than the measuring is off: the
 * archive is first read near the end of the first tenth, once samples are no longer in memory, and
 * the page caches of SQLite and the arenas of threads fill for some time.
 *
 * The message log holds MESSAGES, as many as in the application where nobody set another number.
 * That is less than a tenth: what it keeps is no leak, but where it held more it would hide one. */

#define N_MEASURES 360000
#define N_TENTHS   10
#define N_CHANNELS 4
#define PERIOD_US  100000
#define START_US   G_GINT64_CONSTANT (1700000000000000)

/* A probe would not wait; this has to, or it would measure how much is lost. */
#define BATCH      1000
#define MESSAGES   30000
#define SLACK_KIB  6144
#define WIDTH_PX   1400
#define HEIGHT_PX  225
#define DEADLINE_S 60

static const char *const ids[N_CHANNELS] = { "luminosite", "temperature", "humidite", "pression" };

typedef struct
{
  GSocketListener *listener;
  GAsyncQueue *orders; /* one more batch each; the last one is “stop” */
} Server;

static char stop_order;

static glong
get_resident_kib (void)
{
  g_autofree char *text = NULL;
  glong total = 0;
  glong resident = 0;

  /* What is free, but not yet given back, comes and goes. */
  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%ld %ld", &total, &resident) != 2)
    g_error ("/proc/self/statm cannot be read");

  return resident * (sysconf (_SC_PAGESIZE) / 1024);
}

static void
write_all (GIOStream *stream, const void *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all (g_io_stream_get_output_stream (stream), data, size, NULL, NULL,
                                  &error))
    g_error ("writing: %s", error->message);
}

static void
answer (GIOStream *stream)
{
  static const char name[] = "Sec-WebSocket-Key: ";
  g_autoptr (GString) head = g_string_new (NULL);
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  g_autofree char *text = NULL;
  const char *line;
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n") &&
         g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL) == 1)
    g_string_append_c (head, c);
  line = strstr (head->str, name);
  if (line == NULL)
    g_error ("no handshake: %s", head->str);

  line += strlen (name);
  key = g_strndup (line, strcspn (line, "\r"));
  accept = sonde_frame_compute_accept (key);
  text = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
  write_all (stream, text, strlen (text));
}

static gpointer
serve (gpointer data)
{
  Server *self = data;
  g_autoptr (GSocketConnection)
      connection = g_socket_listener_accept (self->listener, NULL, NULL, NULL);
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_auto (SondeMockConfig) config = { 0 };
  g_autoptr (SondeMockBoard) board = NULL;
  gint64 number = 0;

  sonde_mock_config_init (&config);
  board = sonde_mock_board_new (&config, TRUE);
  answer (G_IO_STREAM (connection));
  while (g_async_queue_pop (self->orders) != &stop_order)
    {
      g_byte_array_set_size (block, 0);
      for (guint i = 0; i < BATCH; i++)
        {
          SondeWeatherSample weather;
          g_autofree char *text = NULL;
          guint8 head[] = { 0x81, 0 };

          sonde_weather_sample (1, START_US + number++ * PERIOD_US, &weather);
          text = sonde_mock_board_measure (board, &weather);
          head[1] = (guint8) strlen (text); /* always below 126 */
          g_byte_array_append (block, head, sizeof head);
          g_byte_array_append (block, (const guint8 *) text, head[1]);
        }
      write_all (G_IO_STREAM (connection), block->data, block->len);
    }

  return NULL;
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("%s: nothing for %d s", (const char *) data, DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
wait_for_messages (SondeSession *session, guint64 n_messages)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "waiting for messages");
  guint64 first;
  guint64 end;

  for (;;)
    {
      sonde_message_log_get_range (sonde_session_get_log (session), &first, &end);
      if (end >= n_messages)
        break;
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
  g_source_remove (deadline);
}

/* All that has come, from the archive as far as it is no longer in memory. */
static void
draw (SondePlot *const *plots, SondeViewport *viewport, gint64 start_us, cairo_surface_t *surface)
{
  g_auto (SondeStyle) style = { 0 };

  sonde_style_init_for_paper (&style, FALSE);
  style.scalable = FALSE;
  sonde_viewport_set_range (viewport, start_us, g_get_real_time ());
  for (guint i = 0; i < N_CHANNELS; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;
      cairo_t *cr = cairo_create (surface);

      sonde_plot_update (plots[i]);
      sonde_painter_draw_once (&sonde_line_painter, plots[i], &style, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node != NULL)
        gsk_render_node_draw (node, cr);
      cairo_destroy (cr);
    }
  sonde_style_clear (&style);
}

int
main (int argc, char **argv)
{
  guint n_messages = argc == 2 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : MESSAGES;
  g_autofree char *folder = g_dir_make_tmp ("sonde-endurance-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "probe.sonde", NULL);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GAsyncQueue) orders = g_async_queue_new ();
  Server server = { listener, orders };
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("ws://127.0.0.1:%u", port);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (address, NULL);
  g_autoptr (SondeNetThread) thread = sonde_net_thread_new ("endurance");
  g_autoptr (SondeSession) session = sonde_session_new (thread, endpoint);
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, "id", NULL, NULL);
  g_autoptr (SondeArchive) archive = sonde_recording_archive_new (path);
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  SondePlot *plots[N_CHANNELS];
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);
  GThread *server_thread = g_thread_new ("server", serve, &server);
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();
  gint64 first_us = g_get_real_time ();
  glong resident_kib[N_TENTHS];
  glong growth_kib = 0;
  SondeSummary summary;

  /* Painters need GTK's types, but no display. */
  gtk_init_check ();
  sonde_message_log_set_bounds (sonde_session_get_log (session), n_messages,
                                SONDE_MESSAGE_LOG_DEFAULT_BYTES);
  sonde_session_set_sink (session, SONDE_SINK (recorder));
  sonde_session_connect (session);
  sonde_viewport_set_follow (viewport, FALSE);
  for (guint i = 0; i < N_CHANNELS; i++)
    {
      SondeDataset *dataset = sonde_session_get_dataset (session);

      plots[i] = sonde_plot_new (sonde_dataset_ensure_channel (dataset, ids[i]), NULL, viewport);
      sonde_plot_set_archive (plots[i], archive);
      sonde_plot_set_area (plots[i], &(GdkRectangle){ 0, 0, WIDTH_PX, HEIGHT_PX }, WIDTH_PX, 1);
    }

  for (guint i = 0; i < N_MEASURES / BATCH; i++)
    {
      g_async_queue_push (orders, orders);
      wait_for_messages (session, (guint64) (i + 1) * BATCH);
      if (!sonde_recorder_flush (recorder, &error))
        g_error ("%s", error->message);
      draw (plots, viewport, first_us, surface);
      if ((i + 1) % (N_MEASURES / BATCH / N_TENTHS) == 0)
        resident_kib[i / (N_MEASURES / BATCH / N_TENTHS)] = get_resident_kib ();
    }
  g_async_queue_push (orders, &stop_order);
  g_thread_join (server_thread);

  /* The charts must have seen all of it, or the memory of not looking was measured. */
  sonde_track_get_summary (sonde_plot_get_track (plots[0], 0), sonde_plot_get_origin_us (plots[0]),
                           sonde_plot_get_column_us (plots[0]), sonde_plot_get_n_columns (plots[0]),
                           &summary);

  for (guint i = 0; i < N_CHANNELS; i++)
    g_clear_object (&plots[i]);
  sonde_session_set_sink (session, NULL);
  sonde_session_disconnect (session);
  sonde_recording_archive_close (SONDE_RECORDING_ARCHIVE (archive));
  if (!sonde_recorder_close (recorder, &error))
    g_error ("%s", error->message);

  printf ("{\"benchmark\":\"endurance\",\"measures\":%d,\"channels\":%d,\"messages\":%u"
          ",\"samples_in_memory\":%d,\"samples_in_view\":%" G_GUINT64_FORMAT
          ",\"seconds\":%.1f,\"resident_kib\":[",
          N_MEASURES, N_CHANNELS, n_messages, SONDE_SESSION_MAX_RECORDED_SAMPLES, summary.count,
          (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC);
  for (guint i = 0; i < N_TENTHS; i++)
    {
      growth_kib = MAX (growth_kib, resident_kib[i] - resident_kib[0]);
      printf ("%s%ld", i > 0 ? "," : "", resident_kib[i]);
    }
  printf ("],\"growth_kib\":%ld}\n", growth_kib);

  cairo_surface_destroy (surface);
  g_unlink (path);
  g_rmdir (folder);

  return argc == 2 || growth_kib <= SLACK_KIB ? EXIT_SUCCESS : EXIT_FAILURE;
}
