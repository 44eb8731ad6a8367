/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several channels in one plot: axes, ranges, bounds, steps, what is said of them. */
#include "config.h"

#include "sonde-chart-words.h"
#include "sonde-painter.h"

#include <math.h>

#define WIDTH_PX  400
#define HEIGHT_PX 100
#define START_US  (1000 * G_TIME_SPAN_SECOND)

typedef struct
{
  SondeDataset *dataset;
  SondeViewport *viewport;
  SondeChannel *temperature;
  SondeChannel *humidity;
  SondeChannel *battery;
  SondeChannel *pressure;
  SondePlot *plot;
} Fixture;

static void
append (SondeChannel *channel, double second, double value)
{
  sonde_series_append (sonde_channel_get_series (channel),
                       START_US + (gint64) (second * G_TIME_SPAN_SECOND), value);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dataset = sonde_dataset_new (10000);
  fixture->temperature = sonde_dataset_ensure_channel (fixture->dataset, "temperature");
  fixture->humidity = sonde_dataset_ensure_channel (fixture->dataset, "humidite");
  fixture->battery = sonde_dataset_ensure_channel (fixture->dataset, "battery");
  fixture->pressure = sonde_dataset_ensure_channel (fixture->dataset, "pression");
  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_follow (fixture->viewport, FALSE);
  sonde_viewport_set_range (fixture->viewport, START_US, START_US + 400 * G_TIME_SPAN_SECOND - 1);
  fixture->plot = sonde_plot_new (fixture->temperature, NULL, fixture->viewport);
  for (int i = 0; i < 400; i += 20)
    {
      append (fixture->temperature, i, 20 + i / 100.0);
      append (fixture->humidity, i, 50 + i / 200);
      append (fixture->battery, i, 90);
      append (fixture->pressure, i, 1010);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->plot);
  g_assert_finalize_object (fixture->viewport);
  g_assert_finalize_object (fixture->dataset);
}

static void
lay_out (Fixture *fixture)
{
  sonde_plot_set_area (fixture->plot, &(GdkRectangle){ 0, 0, WIDTH_PX, HEIGHT_PX }, WIDTH_PX, 1);
}

static guint32
get_pixel (cairo_surface_t *surface, int x_px, int y_px)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize) y_px * (gsize) cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (const void *) row)[x_px];
}

static cairo_surface_t *
draw (Fixture *fixture, const SondePainter *painter)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_auto (SondeStyle) style = { 0 };
  g_autoptr (GskRenderNode) node = NULL;

  sonde_style_init_for_paper (&style, FALSE);
  sonde_painter_draw_once (painter, fixture->plot, &style, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

/* A unit has one axis, and a third unit none. */
static void
test_axes (Fixture *fixture, gconstpointer data)
{
  g_assert_false (sonde_plot_add_channel (fixture->plot, fixture->temperature));
  g_assert_true (sonde_plot_add_channel (fixture->plot, fixture->humidity));
  g_assert_true (sonde_plot_add_channel (fixture->plot, fixture->battery));
  g_assert_false (sonde_plot_add_channel (fixture->plot, fixture->pressure));
  g_assert_cmpuint (sonde_plot_get_n_curves (fixture->plot), ==, 3);
  g_assert_cmpuint (sonde_plot_get_n_axes (fixture->plot), ==, 2);
  g_assert_cmpuint (sonde_plot_get_curve (fixture->plot, 1)->axis, ==, 1);
  g_assert_cmpuint (sonde_plot_get_curve (fixture->plot, 2)->axis, ==, 1);
  lay_out (fixture);
  g_assert_cmpfloat (sonde_plot_get_scale (fixture->plot, 1)->min, <=, 50);
  g_assert_cmpfloat (sonde_plot_get_scale (fixture->plot, 1)->max, >=, 90);

  g_assert_true (sonde_plot_remove_channel (fixture->plot, fixture->temperature));
  g_assert_cmpuint (sonde_plot_get_n_axes (fixture->plot), ==, 1);
  g_assert_cmpstr (sonde_plot_get_unit (fixture->plot, 0), ==, "%");
  g_assert_true (sonde_plot_remove_channel (fixture->plot, fixture->battery));
  g_assert_false (sonde_plot_remove_channel (fixture->plot, fixture->humidity));
  g_assert_true (sonde_plot_add_channel (fixture->plot, fixture->pressure));
}

static void
test_fixed_range (Fixture *fixture, gconstpointer data)
{
  double min;
  double max;

  lay_out (fixture);
  g_assert_false (sonde_plot_get_fixed_range (fixture->plot, 0, &min, &max));
  sonde_plot_set_fixed_range (fixture->plot, 0, -10, 40);
  g_assert_true (sonde_plot_get_fixed_range (fixture->plot, 0, &min, &max));
  g_assert_cmpfloat (sonde_plot_get_scale (fixture->plot, 0)->min, ==, -10);
  append (fixture->temperature, 399, 900);
  sonde_plot_update (fixture->plot);
  g_assert_cmpfloat (sonde_plot_get_scale (fixture->plot, 0)->max, ==, 40);
  sonde_plot_set_fixed_range (fixture->plot, 0, (double) NAN, (double) NAN);
  g_assert_cmpfloat (sonde_plot_get_scale (fixture->plot, 0)->max, >=, 900);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;
  int y_px;

  sonde_plot_set_fixed_range (fixture->plot, 0, 0, 100);
  sonde_plot_set_limits (fixture->plot, fixture->temperature, (double) NAN, 70);
  lay_out (fixture);
  y_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 70);
  surface = draw (fixture, &sonde_limit_painter);
  g_assert_cmphex (get_pixel (surface, 200, 2), !=, 0);
  g_assert_cmphex (get_pixel (surface, 200, y_px - 4), !=, 0);
  g_assert_cmphex (get_pixel (surface, 200, y_px + 4), ==, 0);
  g_assert_cmphex (get_pixel (surface, 200, HEIGHT_PX - 2), ==, 0);
  cairo_surface_destroy (surface);
}

/* Whole numbers that are seen one from the next are steps, and others are not unless asked. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;
  int y_px;

  g_assert_true (sonde_plot_add_channel (fixture->plot, fixture->humidity));
  lay_out (fixture);
  g_assert_false (sonde_plot_has_steps (fixture->plot, sonde_plot_get_curve (fixture->plot, 0)));
  g_assert_true (sonde_plot_has_steps (fixture->plot, sonde_plot_get_curve (fixture->plot, 1)));
  sonde_plot_set_fixed_range (fixture->plot, 1, 0, 100);
  g_assert_false (sonde_plot_has_steps (fixture->plot, sonde_plot_get_curve (fixture->plot, 1)));

  sonde_plot_remove_channel (fixture->plot, fixture->humidity);
  sonde_plot_set_step_mode (fixture->plot, SONDE_STEP_ALWAYS);
  sonde_plot_set_fixed_range (fixture->plot, 0, 20, 24);
  y_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 22);
  surface = draw (fixture, &sonde_line_painter);
  for (int x_px = 202; x_px < 218; x_px++)
    g_assert_cmphex (get_pixel (surface, x_px, y_px) >> 24, >, 200);
  cairo_surface_destroy (surface);
}

/* Dashes are anchored to time: they do not crawl while the view moves. */
static void
test_patterns (Fixture *fixture, gconstpointer data)
{
  SondeCurve solid = { .channel = fixture->temperature, .pattern = 0 };
  SondeCurve dashed = { .channel = fixture->humidity, .pattern = 1 };
  int n_skipped = 0;

  for (gint64 column = -100; column < 100; column++)
    {
      g_assert_false (sonde_curve_skips (&solid, column));
      g_assert_cmpint (sonde_curve_skips (&dashed, column), ==,
                       sonde_curve_skips (&dashed, column + 13));
      n_skipped += sonde_curve_skips (&dashed, column);
    }
  g_assert_cmpint (n_skipped, >, 50);
  g_assert_cmpint (n_skipped, <, 100);
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = NULL;
  g_autofree char *difference = NULL;
  g_autofree char *statistics = NULL;
  g_autofree char *spread = NULL;
  g_autofree char *cursor = NULL;

  lay_out (fixture);
  nothing = sonde_chart_words_difference (fixture->plot);
  g_assert_null (nothing);
  sonde_plot_add_channel (fixture->plot, fixture->humidity);
  /* The difference is that from the earlier to the later, whichever was placed first. */
  sonde_viewport_set_marker_us (fixture->viewport, SONDE_MARKER_B, START_US);
  sonde_viewport_set_marker_us (fixture->viewport, SONDE_MARKER_A,
                                START_US + 200 * G_TIME_SPAN_SECOND);
  difference = sonde_chart_words_difference (fixture->plot);
  g_assert_cmpstr (difference, ==,
                   "Δ 3 min 20 s  +2.00\302\240°C  +0.600\302\240°C/min\n"
                   "+1\302\240%  +0.3\302\240%/min");
  statistics = sonde_chart_words_statistics (fixture->plot, 0);
  g_assert_cmpstr (statistics, ==, "min 20.00  mean 21.90  max 23.80");
  spread = sonde_chart_words_spread (fixture->plot, 0);
  g_assert_true (g_str_has_prefix (spread, "median 21."));
  g_assert_nonnull (strstr (spread, "  σ 1."));
  sonde_viewport_set_cursor_us (fixture->viewport, START_US + 201 * G_TIME_SPAN_SECOND);
  cursor = sonde_chart_words_cursor (fixture->plot);
  g_assert_true (g_str_has_prefix (cursor, "22.00\302\240°C, 51\302\240% at "));
}

/* The day is said once where it is the same for both, by the clock that is read. */
static void
test_spans (void)
{
  static const struct
  {
    gint64 start_s;
    gint64 end_s;
    const char *zone;
    const char *text;
  } cases[] = {
    { 1717156800, 1717160400, "UTC", "31 May 2024 12:00:00 – 13:00:00 UTC" },
    { 1717156800, 1717243200, "UTC", "31 May 2024 12:00:00 – 1 Jun 2024 12:00:00 UTC" },
    { 1717156800, 1748692800, "UTC", "31 May 2024 12:00:00 – 31 May 2025 12:00:00 UTC" },
    { 1717192800, 1717196400, "UTC", "31 May 2024 22:00:00 – 23:00:00 UTC" },
    { 1717192800, 1717196400, "+01:30", "31 May 2024 23:30:00 – 1 Jun 2024 00:30:00 +01:30" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autofree char *text = sonde_chart_words_span (cases[i].start_s * G_TIME_SPAN_SECOND,
                                                      cases[i].end_s * G_TIME_SPAN_SECOND, zone);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_durations (void)
{
  static const struct
  {
    gint64 duration_us;
    const char *text;
  } cases[] = {
    { 250 * G_TIME_SPAN_MILLISECOND, "250 ms" }, { 12500 * G_TIME_SPAN_MILLISECOND, "12.5 s" },
    { 83 * G_TIME_SPAN_SECOND, "1 min 23 s" },   { 125 * G_TIME_SPAN_MINUTE, "2 h 5 min" },
    { 76 * G_TIME_SPAN_HOUR, "3 d 4 h" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sonde_chart_words_duration (cases[i].duration_us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Painters need GTK's types, but no display. */
  gtk_init_check ();

#define ADD(name, function) g_test_add ("/curves/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("axes", test_axes);
  ADD ("fixed-range", test_fixed_range);
  ADD ("limits", test_limits);
  ADD ("steps", test_steps);
  ADD ("patterns", test_patterns);
  ADD ("words", test_words);
  g_test_add_func ("/curves/durations", test_durations);
  g_test_add_func ("/curves/spans", test_spans);

  return g_test_run ();
}
