/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-painter.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* chart-redraw [N]: how long one chart of 1600x400 takes to redraw with its whole history in view,
 * at 10^3 to N points (10^7): finding its scale, snapshot to render node, and rasterising the node
 * on an image surface. Each redraw is after another append, so that nothing may be kept from the
 * one before. A line of JSON each, and one that compares the longest history with 10^4 points. */

#define WIDTH_PX         1600
#define HEIGHT_PX        400
#define N_ROUNDS         21
#define STEP_US          G_TIME_SPAN_SECOND
#define START_US         (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)
#define N_DEFAULT_POINTS 10000000
#define N_YARDSTICK      10000

typedef struct
{
  double snapshot_ms;
  double total_ms;
} Redraw;

/* The processor's time of this thread: on a busy machine the clock on the wall measures the others.
 */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* Ten waves with some noise, whatever the length: the picture is the same, so that the times differ
 * by the number of points alone. */
static double
make_value (gsize index, gsize n_points)
{
  return 15 + 8 * sin (20 * G_PI * (double) index / (double) n_points) +
         (double) (index * 2654435761u % 1000) / 1000;
}

static Redraw
redraw (SondePlot *plot, const SondeStyle *style, cairo_surface_t *surface)
{
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  double start_ms = get_cpu_ms ();
  Redraw times;

  sonde_plot_update (plot);
  sonde_painter_draw_once (&sonde_line_painter, plot, style, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  times.snapshot_ms = get_cpu_ms () - start_ms;
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  times.total_ms = get_cpu_ms () - start_ms;
  cairo_destroy (cr);

  return times;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values, gsize n_values)
{
  qsort (values, n_values, sizeof *values, compare);
  return values[n_values / 2];
}

int
main (int argc, char **argv)
{
  gsize n_greatest = argc > 1 ? (gsize) g_ascii_strtoull (argv[1], NULL, 10) : N_DEFAULT_POINTS;
  g_autoptr (SondeDataset) dataset = sonde_dataset_new (G_MAXUINT32);
  g_autoptr (SondeViewport) viewport = sonde_viewport_new ();
  g_autoptr (SondePlot) plot = NULL;
  g_auto (SondeStyle) style = { 0 };
  SondeChannel *channel = sonde_dataset_ensure_channel (dataset, "temperature");
  SondeSeries *series = sonde_channel_get_series (channel);
  cairo_surface_t *surface;
  double yardstick_ms = 0;
  double longest_ms = 0;

  if (!gtk_init_check ())
    {
      g_printerr ("%s: there is no display\n", argv[0]);
      return 77;
    }

  sonde_style_init_for_paper (&style, FALSE);
  plot = sonde_plot_new (channel, dataset, viewport);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);
  sonde_viewport_set_follow (viewport, FALSE);
  sonde_plot_set_area (plot, &(GdkRectangle){ 0, 0, WIDTH_PX, HEIGHT_PX }, WIDTH_PX, 1);

  for (gsize n_points = 1000; n_points <= n_greatest; n_points *= 10)
    {
      double snapshot_ms[N_ROUNDS];
      double total_ms[N_ROUNDS];

      sonde_series_clear (series);
      for (gsize i = 0; i < n_points - N_ROUNDS; i++)
        sonde_series_append (series, START_US + (gint64) i * STEP_US, make_value (i, n_points));

      for (gsize i = 0; i < N_ROUNDS; i++)
        {
          gsize newest = n_points - N_ROUNDS + i;
          gint64 newest_us = START_US + (gint64) newest * STEP_US;
          Redraw times;

          sonde_series_append (series, newest_us, make_value (newest, n_points));
          sonde_viewport_set_range (viewport, START_US, newest_us);
          times = redraw (plot, &style, surface);
          snapshot_ms[i] = times.snapshot_ms;
          total_ms[i] = times.total_ms;
        }

      longest_ms = median (total_ms, N_ROUNDS);
      if (n_points == N_YARDSTICK)
        yardstick_ms = longest_ms;
      g_print ("{\"benchmark\":\"chart-redraw\",\"points\":%" G_GSIZE_FORMAT
               ",\"width_px\":%d,\"height_px\":%d,\"snapshot_ms\":%.3f,\"total_ms\":%.3f}\n",
               n_points, WIDTH_PX, HEIGHT_PX, median (snapshot_ms, N_ROUNDS), longest_ms);
    }

  if (yardstick_ms > 0)
    g_print ("{\"benchmark\":\"chart-redraw-ratio\",\"points\":%" G_GSIZE_FORMAT
             ",\"against_points\":%d,\"ratio\":%.2f}\n",
             n_greatest, N_YARDSTICK, longest_ms / yardstick_ms);

  cairo_surface_destroy (surface);
  return EXIT_SUCCESS;
}
