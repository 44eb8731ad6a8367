/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-painter.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* chart-redraw [N]: how long one chart of 1600x400 takes to redraw with its whole history in view,
 * at 10^3 to N points (10^7): finding its scale, snapshot to render node, and rasterising the node
 * with Cairo on an image surface, which is what GTK does where there is no GPU. Each redraw is
 * after another append, so that nothing may be kept from the one before. The lengths take turns,
 * so that a machine that is busy for a while is so for all of them. A line of JSON for each length:
 * “line_ms” is the curve alone, “total_ms” has the grid and its labels too. The last line compares
 * the longest history with 10^4 points. Times are of the thread's processor, medians. */

#define WIDTH_PX         1600
#define HEIGHT_PX        400
#define N_ROUNDS         41
#define STEP_US          G_TIME_SPAN_SECOND
#define START_US         (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)
#define N_LEAST_POINTS   1000
#define N_DEFAULT_POINTS 10000000
#define N_YARDSTICK      10000
#define MAX_LENGTHS      6

static const SondePainter *const painters[] = { &sonde_line_painter, &sonde_grid_painter,
                                                &sonde_time_axis_painter };

/* A chart of some length, and what its redraws took. */
typedef struct
{
  gsize n_points;
  SondeDataset *dataset;
  SondeSeries *series;
  SondeViewport *viewport;
  SondePlot *plot;
  gpointer states[G_N_ELEMENTS (painters)]; /* as their layers keep them */
  double snapshot_ms[N_ROUNDS];
  double line_ms[N_ROUNDS];
  double total_ms[N_ROUNDS];
} Chart;

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

static void
on_changed (SondePlot *plot, SondePlotChange what, Chart *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (painters); i++)
    if (painters[i]->changed != NULL)
      painters[i]->changed (self->states[i], plot, what);
}

static void
chart_init (Chart *self, gsize n_points)
{
  SondeChannel *channel;

  *self = (Chart){ .n_points = n_points };
  self->dataset = sonde_dataset_new (G_MAXUINT32);
  channel = sonde_dataset_ensure_channel (self->dataset, "temperature");
  self->series = sonde_channel_get_series (channel);
  self->viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (self->viewport, FALSE);
  self->plot = sonde_plot_new (channel, self->dataset, self->viewport);
  for (gsize i = 0; i < G_N_ELEMENTS (painters); i++)
    self->states[i] = g_malloc0 (MAX (painters[i]->state_size, 1));
  g_signal_connect (self->plot, "changed", G_CALLBACK (on_changed), self);
  sonde_plot_set_area (self->plot, &(GdkRectangle){ 0, 0, WIDTH_PX, HEIGHT_PX }, WIDTH_PX, 1);

  for (gsize i = 0; i < n_points - N_ROUNDS; i++)
    sonde_series_append (self->series, START_US + (gint64) i * STEP_US, make_value (i, n_points));
}

static void
chart_clear (Chart *self)
{
  g_clear_object (&self->plot);
  for (gsize i = 0; i < G_N_ELEMENTS (painters); i++)
    {
      if (painters[i]->clear != NULL)
        painters[i]->clear (self->states[i]);
      g_clear_pointer (&self->states[i], g_free);
    }
  g_clear_object (&self->viewport);
  g_clear_object (&self->dataset);
}

static void
chart_redraw (Chart *self, gsize round, const SondeStyle *style, cairo_surface_t *surface)
{
  gsize newest = self->n_points - N_ROUNDS + round;
  gint64 newest_us = START_US + (gint64) newest * STEP_US;
  cairo_t *cr = cairo_create (surface);
  double start_ms;

  sonde_series_append (self->series, newest_us, make_value (newest, self->n_points));
  sonde_viewport_set_range (self->viewport, START_US, newest_us);

  start_ms = get_cpu_ms ();
  sonde_plot_update (self->plot);
  for (gsize i = 0; i < G_N_ELEMENTS (painters); i++)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;

      painters[i]->draw (self->states[i], self->plot, style, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      if (i == 0)
        self->snapshot_ms[round] = get_cpu_ms () - start_ms;
      gsk_render_node_draw (node, cr);
      cairo_surface_flush (surface);
      if (i == 0)
        self->line_ms[round] = get_cpu_ms () - start_ms;
    }
  self->total_ms[round] = get_cpu_ms () - start_ms;
  cairo_destroy (cr);
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
  g_autofree Chart *charts = g_new0 (Chart, MAX_LENGTHS);
  g_auto (SondeStyle) style = { 0 };
  cairo_surface_t *surface;
  double yardstick_ms = 0;
  double longest_ms = 0;
  gsize n_charts = 0;

  /* Painters need GTK's types, but no display. */
  gtk_init_check ();
  sonde_style_init_for_paper (&style, FALSE);
  style.scalable = FALSE;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);

  for (gsize n_points = N_LEAST_POINTS; n_points <= n_greatest && n_charts < MAX_LENGTHS;
       n_points *= 10)
    chart_init (&charts[n_charts++], n_points);

  for (gsize round = 0; round < N_ROUNDS; round++)
    for (gsize i = 0; i < n_charts; i++)
      chart_redraw (&charts[i], round, &style, surface);

  for (gsize i = 0; i < n_charts; i++)
    {
      longest_ms = median (charts[i].total_ms, N_ROUNDS);
      if (charts[i].n_points == N_YARDSTICK)
        yardstick_ms = longest_ms;
      g_print ("{\"benchmark\":\"chart-redraw\",\"points\":%" G_GSIZE_FORMAT
               ",\"width_px\":%d,\"height_px\":%d,\"renderer\":\"cairo\",\"clock\":\"thread-cpu\""
               ",\"snapshot_ms\":%.3f,\"line_ms\":%.3f,\"total_ms\":%.3f}\n",
               charts[i].n_points, WIDTH_PX, HEIGHT_PX, median (charts[i].snapshot_ms, N_ROUNDS),
               median (charts[i].line_ms, N_ROUNDS), longest_ms);
    }

  if (yardstick_ms > 0)
    g_print ("{\"benchmark\":\"chart-redraw-ratio\",\"points\":%" G_GSIZE_FORMAT
             ",\"against_points\":%d,\"ratio\":%.2f}\n",
             charts[n_charts - 1].n_points, N_YARDSTICK, longest_ms / yardstick_ms);

  for (gsize i = 0; i < n_charts; i++)
    chart_clear (&charts[i]);
  cairo_surface_destroy (surface);
  return EXIT_SUCCESS;
}
