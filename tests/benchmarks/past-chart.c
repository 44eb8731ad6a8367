/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-painter.h"
#include "sonde-recording-archive.h"
#include "sonde-store-writer.h"
#include "sonde-weather.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* past-chart [DAYS]: how soon the charts of a recording of four channels at 1 Hz are drawn (a year
 * of it, where nothing else is said), what a frame costs while it is panned and zoomed, and how
 * much memory that takes. Making the file is not timed. Two lines of JSON.
 *
 * past-chart read FILE: the second half alone, in a process whose memory holds nothing else. */

#define N_CHANNELS    4
#define BATCH         100000
#define N_FRAMES      600
#define WIDTH_PX      1400
#define HEIGHT_PX     900
#define FRAME_US      16667
#define START_US      G_GINT64_CONSTANT (1700000000000000)
#define SECONDS_A_DAY 86400

static const char *const ids[N_CHANNELS] = { "luminosite", "temperature", "humidite", "pression" };

static const SondePainter *const painters[] = { &sonde_grid_painter, &sonde_line_painter,
                                                &sonde_mark_painter };

typedef struct
{
  SondeArchive *archive;
  SondeViewport *viewport;
  SondePlot *plots[N_CHANNELS];
  gpointer states[N_CHANNELS][G_N_ELEMENTS (painters)]; /* as their layers keep them */
  SondeStyle style;
  cairo_surface_t *surface;
} Charts;

static void
make_file (const char *path, gint64 n_seconds)
{
  g_autoptr (GError) error = NULL;
  SondeStoreWriter *writer = sonde_store_writer_open (path, &error);

  if (writer == NULL)
    g_error ("%s", error->message);

  for (gint64 second = 0; second < n_seconds; second++)
    {
      SondeWeatherSample sample;

      if (second % BATCH == 0)
        {
          if ((second > 0 && !sonde_store_writer_commit (writer, &error)) ||
              !sonde_store_writer_begin (writer, &error))
            g_error ("%s", error->message);
          for (guint i = 0; i < N_CHANNELS; i++)
            sonde_store_writer_ensure_channel (writer, ids[i], NULL);
        }
      sonde_weather_sample (1, second * G_USEC_PER_SEC, &sample);
      sonde_store_writer_add_measure (
          writer, START_US + second * G_USEC_PER_SEC,
          (double[]){ floor (sample.light_counts), round (sample.temperature_c * 100) / 100,
                      floor (sample.humidity_percent), floor (sample.pressure_hpa) },
          N_CHANNELS);
    }
  if (!sonde_store_writer_commit (writer, &error) || !sonde_store_writer_close (writer, &error))
    g_error ("%s", error->message);
}

/* The processor's time of this thread: on a busy machine the clock on the wall measures the others.
 */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* What the charts' own snapshot and rasterising take. */
static double
draw (Charts *charts)
{
  cairo_t *cr = cairo_create (charts->surface);
  double start_ms = get_cpu_ms ();

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;

      sonde_plot_update (charts->plots[i]);
      for (guint j = 0; j < G_N_ELEMENTS (painters); j++)
        painters[j]->draw (charts->states[i][j], charts->plots[i], &charts->style, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node != NULL)
        gsk_render_node_draw (node, cr);
    }
  cairo_surface_flush (charts->surface);
  cairo_destroy (cr);

  return get_cpu_ms () - start_ms;
}

static void
on_changed (SondePlot *plot, SondePlotChange what, Charts *charts)
{
  for (guint i = 0; i < N_CHANNELS; i++)
    for (guint j = 0; j < G_N_ELEMENTS (painters) && charts->plots[i] == plot; j++)
      if (painters[j]->changed != NULL)
        painters[j]->changed (charts->states[i][j], plot, what);
}

/* Whether nothing of the picture is still to come. */
static gboolean
is_whole (Charts *charts)
{
  gboolean whole = sonde_archive_get_span (charts->archive, NULL, NULL);

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      SondePlot *plot = charts->plots[i];
      gsize n_columns = sonde_plot_get_n_columns (plot);
      g_autofree SondeBucket *buckets = g_new (SondeBucket, n_columns);

      whole &= sonde_track_get_buckets (sonde_plot_get_track (plot, 0),
                                        sonde_plot_get_origin_us (plot),
                                        sonde_plot_get_column_us (plot), buckets, n_columns);
    }

  return whole;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static gint64
get_memory_kib (const char *key)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ||
      (line = strstr (status, key)) == NULL)
    return 0;

  return g_ascii_strtoll (line + strlen (key), NULL, 10);
}

/* In and out at changing places, and a drag now and then: one step a frame, as a user does. */
static void
move (SondeViewport *viewport, guint frame)
{
  gint64 span_us = sonde_viewport_get_span_us (viewport);
  gint64 start_us = sonde_viewport_get_start_us (viewport);

  switch (frame / 60 % 4)
    {
    case 0:
      sonde_viewport_zoom (viewport, 0.9, start_us + span_us / 100 * (gint64) (frame * 37 % 100));
      break;
    case 1:
      sonde_viewport_pan (viewport, span_us / 50);
      break;
    case 2:
      sonde_viewport_zoom (viewport, 1.05, start_us + span_us / 2);
      break;
    default:
      sonde_viewport_pan (viewport, -span_us / 20);
    }
}

static void
wait_for_frame (gint64 due_us)
{
  while (g_get_monotonic_time () < due_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static void
look (const char *path)
{
  Charts charts = { 0 };
  double frames_ms[N_FRAMES];
  double worst_ms = 0;
  double first_ms;
  double whole_ms;
  gint64 start_us;
  gint64 first_us;
  gint64 last_us;
  guint n_coarse = 0;

  sonde_style_init_for_paper (&charts.style, FALSE);
  charts.style.scalable = FALSE;
  charts.surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);
  charts.viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (charts.viewport, FALSE);

  start_us = g_get_monotonic_time ();
  charts.archive = sonde_recording_archive_new (path);
  while (!sonde_archive_get_span (charts.archive, &first_us, &last_us))
    g_main_context_iteration (NULL, TRUE);

  sonde_viewport_set_range (charts.viewport, first_us, last_us);
  for (guint i = 0; i < N_CHANNELS; i++)
    {
      g_autoptr (SondeChannel) channel = sonde_channel_new (ids[i], i, 1000);
      int height_px = HEIGHT_PX / N_CHANNELS;

      charts.plots[i] = sonde_plot_new (channel, NULL, charts.viewport);
      for (guint j = 0; j < G_N_ELEMENTS (painters); j++)
        charts.states[i][j] = g_malloc0 (MAX (painters[j]->state_size, 1));
      g_signal_connect (charts.plots[i], "changed", G_CALLBACK (on_changed), &charts);
      sonde_plot_set_archive (charts.plots[i], charts.archive);
      sonde_plot_set_area (charts.plots[i],
                           &(GdkRectangle){ 0, (int) i * height_px, WIDTH_PX, height_px }, WIDTH_PX,
                           1);
    }
  draw (&charts);
  first_ms = (double) (g_get_monotonic_time () - start_us) / 1e3;
  while (!is_whole (&charts))
    g_main_context_iteration (NULL, TRUE);
  draw (&charts);
  whole_ms = (double) (g_get_monotonic_time () - start_us) / 1e3;
  g_print ("{\"benchmark\":\"past-open\",\"days\":%.1f,\"channels\":%d,\"first_ms\":%.1f,"
           "\"whole_ms\":%.1f}\n",
           (double) (last_us - first_us) / 1e6 / SECONDS_A_DAY, N_CHANNELS, first_ms, whole_ms);

  for (guint i = 0; i < N_FRAMES; i++)
    {
      gint64 due_us = g_get_monotonic_time () + FRAME_US;

      move (charts.viewport, i);
      frames_ms[i] = draw (&charts);
      worst_ms = MAX (worst_ms, frames_ms[i]);
      n_coarse += is_whole (&charts) ? 0 : 1;
      wait_for_frame (due_us);
    }
  qsort (frames_ms, N_FRAMES, sizeof *frames_ms, compare);
  g_print ("{\"benchmark\":\"past-frames\",\"width_px\":%d,\"height_px\":%d,\"frames\":%d,"
           "\"median_ms\":%.2f,\"p95_ms\":%.2f,\"worst_ms\":%.2f,\"not_yet_whole\":%u,"
           "\"resident_mib\":%.1f,\"peak_mib\":%.1f}\n",
           WIDTH_PX, HEIGHT_PX, N_FRAMES, frames_ms[N_FRAMES / 2], frames_ms[N_FRAMES * 95 / 100],
           worst_ms, n_coarse, (double) get_memory_kib ("VmRSS:") / 1024,
           (double) get_memory_kib ("VmHWM:") / 1024);

  for (guint i = 0; i < N_CHANNELS; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (painters); j++)
        {
          if (painters[j]->clear != NULL)
            painters[j]->clear (charts.states[i][j]);
          g_clear_pointer (&charts.states[i][j], g_free);
        }
      g_clear_object (&charts.plots[i]);
    }
  sonde_recording_archive_close (SONDE_RECORDING_ARCHIVE (charts.archive));
  g_clear_object (&charts.archive);
  g_clear_object (&charts.viewport);
  sonde_style_clear (&charts.style);
  cairo_surface_destroy (charts.surface);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  const char *const again[] = { argv[0], "read", NULL, NULL };
  g_autofree const char **command = g_memdup2 (again, sizeof again);
  gint64 days = argc == 2 ? g_ascii_strtoll (argv[1], NULL, 10) : 365;
  int status = 0;

  /* Painters need GTK's types, but no display. */
  gtk_init_check ();

  if (argc == 3 && g_str_equal (argv[1], "read"))
    {
      look (argv[2]);
      return EXIT_SUCCESS;
    }

  folder = g_dir_make_tmp ("sonde-past-XXXXXX", &error);
  if (folder == NULL)
    g_error ("%s", error->message);
  path = g_build_filename (folder, "year.sonde", NULL);
  make_file (path, days * SECONDS_A_DAY);
  command[2] = path;
  if (!g_spawn_sync (NULL, (char **) (gpointer) command, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL,
                     NULL, NULL, NULL, &status, &error))
    g_printerr ("%s\n", error->message);
  g_unlink (path);
  g_rmdir (folder);

  return g_spawn_check_wait_status (status, NULL) ? EXIT_SUCCESS : EXIT_FAILURE;
}
