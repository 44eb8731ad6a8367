/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the layers of a chart draw, pixel by pixel, on a surface of their own. */
#include "config.h"

#include "sonde-painter.h"

#define WIDTH_PX  400
#define HEIGHT_PX 100
#define COLUMN_US (100 * G_TIME_SPAN_MILLISECOND)
#define START_US  (1000 * G_TIME_SPAN_SECOND)

typedef struct
{
  SondeDataset *dataset;
  SondeSeries *series;
  SondeViewport *viewport;
  SondePlot *plot;
  gboolean scalable;
  guint changed;
  guint n_changed;
} Fixture;

static void
on_changed (SondePlot *plot, guint what, Fixture *fixture)
{
  fixture->changed |= what;
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  SondeChannel *channel;

  fixture->scalable = data != NULL;
  fixture->dataset = sonde_dataset_new (100000);
  channel = sonde_dataset_ensure_channel (fixture->dataset, "temperature");
  fixture->series = sonde_channel_get_series (channel);
  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_range (fixture->viewport, START_US, START_US + WIDTH_PX * COLUMN_US - 1);
  fixture->plot = sonde_plot_new (channel, fixture->dataset, fixture->viewport);
  g_signal_connect (fixture->plot, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->plot);
  g_assert_finalize_object (fixture->viewport);
  g_assert_finalize_object (fixture->dataset);
}

static void
lay_out (Fixture *fixture, int scale_factor)
{
  sonde_plot_set_area (fixture->plot, &(GdkRectangle){ 0, 0, WIDTH_PX, HEIGHT_PX }, WIDTH_PX,
                       scale_factor);
}

static cairo_surface_t *
draw_scaled (Fixture *fixture, const SondePainter *painter, int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX * scale,
                                                         HEIGHT_PX * scale);
  cairo_t *cr;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_auto (SondeStyle) style = { 0 };
  g_autoptr (GskRenderNode) node = NULL;

  sonde_style_init_for_paper (&style, FALSE);
  style.scalable = fixture->scalable;
  sonde_painter_draw_once (painter, fixture->plot, &style, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static cairo_surface_t *
draw (Fixture *fixture, const SondePainter *painter)
{
  return draw_scaled (fixture, painter, 1);
}

static guint
get_alpha (cairo_surface_t *surface, int x_px, int y_px)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize) y_px * (gsize) cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (const void *) row)[x_px] >> 24;
}

/* Whether a column has a pixel of the line itself, and not only of the fill below it. */
static gboolean
has_line (cairo_surface_t *surface, int x_px)
{
  for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
    if (get_alpha (surface, x_px, y_px) > 128)
      return TRUE;

  return FALSE;
}

static gboolean
is_empty (cairo_surface_t *surface, int from_px, int to_px)
{
  for (int x_px = from_px; x_px < to_px; x_px++)
    for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
      if (get_alpha (surface, x_px, y_px) != 0)
        return FALSE;

  return TRUE;
}

/* Appends one value at a time, from one place to another on the screen. */
static void
append (Fixture *fixture, double from_px, double to_px, double step_px, double value)
{
  for (double x_px = from_px; x_px < to_px; x_px += step_px)
    sonde_series_append (fixture->series, START_US + (gint64) (x_px * COLUMN_US), value);
}

static void
append_gap (Fixture *fixture, double x_px)
{
  sonde_series_append_gap (fixture->series, START_US + (gint64) (x_px * COLUMN_US));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;

  lay_out (fixture, 1);
  surface = draw (fixture, &sonde_line_painter);
  g_assert_true (is_empty (surface, 0, WIDTH_PX));
  cairo_surface_destroy (surface);
}

static void
test_sparse (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;

  append (fixture, 50, 150, 5, 20);
  append_gap (fixture, 151);
  append (fixture, 250, 350, 5, 21);
  append_gap (fixture, 351);
  lay_out (fixture, 1);
  surface = draw (fixture, &sonde_line_painter);

  g_assert_true (is_empty (surface, 0, 47));
  for (int x_px = 52; x_px < 144; x_px++)
    g_assert_true (has_line (surface, x_px));
  g_assert_true (is_empty (surface, 150, 247));
  for (int x_px = 252; x_px < 344; x_px++)
    g_assert_true (has_line (surface, x_px));
  g_assert_true (is_empty (surface, 350, WIDTH_PX));
  cairo_surface_destroy (surface);
}

static void
test_dense (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;

  append (fixture, 50, 150, 0.1, 20);
  append_gap (fixture, 150);
  append (fixture, 250, 350, 0.1, 21);
  append_gap (fixture, 350);
  lay_out (fixture, 1);
  surface = draw (fixture, &sonde_line_painter);

  g_assert_true (is_empty (surface, 0, 50));
  for (int x_px = 50; x_px < 150; x_px++)
    g_assert_true (has_line (surface, x_px));
  g_assert_true (is_empty (surface, 150, 250));
  for (int x_px = 250; x_px < 350; x_px++)
    g_assert_true (has_line (surface, x_px));
  g_assert_true (is_empty (surface, 350, WIDTH_PX));
  cairo_surface_destroy (surface);
}

/* A steep line of less than a sample in a column has no hole. */
static void
test_steep (Fixture *fixture, gconstpointer data)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      gint64 step_us = COLUMN_US * 13 / (10 * scale);
      cairo_surface_t *surface;
      int top_px;
      int bottom_px;

      sonde_series_clear (fixture->series);
      for (int i = 0; i < 300 * scale; i++)
        sonde_series_append (fixture->series, START_US + i * step_us, CLAMP (i - 150, 0, 10));
      lay_out (fixture, scale);
      top_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 10) * scale;
      bottom_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 0) * scale;
      g_assert_cmpint (bottom_px, >, top_px + 50);
      surface = draw_scaled (fixture, &sonde_line_painter, scale);

      for (int y_px = top_px; y_px < bottom_px; y_px++)
        {
          guint most = 0;

          for (int x_px = 190; x_px < 215; x_px++)
            most = MAX (most, get_alpha (surface, x_px, y_px));
          g_assert_cmpuint (most, >, 110);
        }
      cairo_surface_destroy (surface);
    }
}

/* The fill is strongest at the upper edge of the area, and begins below the line. */
static void
test_fill (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;
  int y_px;

  append (fixture, 0, 400, 0.1, 20);
  lay_out (fixture, 1);
  surface = draw (fixture, &sonde_line_painter);
  y_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 20);

  g_assert_cmpuint (get_alpha (surface, 200, y_px - 3), ==, 0);
  g_assert_cmpuint (get_alpha (surface, 200, y_px), >, 128);
  for (int below_px = y_px + 3; below_px < HEIGHT_PX; below_px++)
    {
      double share = (below_px + 0.5) / HEIGHT_PX;

      g_assert_cmpfloat_with_epsilon (get_alpha (surface, 200, below_px),
                                      255 * (0.20 + (0.02 - 0.20) * share), 1.5);
    }
  cairo_surface_destroy (surface);
}

/* What is drawn with pixels is what is drawn with outlines, the ends of the line apart. */
static void
test_pixels_and_outlines (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surfaces[2];
  guint64 sums[2] = { 0 };

  for (int i = 0; i < 8 * WIDTH_PX; i++)
    sonde_series_append (fixture->series, START_US + i * COLUMN_US / 8, 20 + i * 7 % 40);
  lay_out (fixture, 1);
  for (int i = 0; i < 2; i++)
    {
      fixture->scalable = i == 1;
      surfaces[i] = draw (fixture, &sonde_line_painter);
      for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
        for (int x_px = 0; x_px < WIDTH_PX; x_px++)
          sums[i] += get_alpha (surfaces[i], x_px, y_px);
      cairo_surface_destroy (surfaces[i]);
    }

  g_assert_cmpuint (sums[0], >, 0);
  g_assert_cmpfloat_with_epsilon ((double) sums[0] / (double) sums[1], 1, 0.1);
}

/* Dense data beside sparse data: what has no gap is joined, over however many columns. */
static void
test_dense_and_sparse (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;

  append (fixture, -300, -299, 1, 20);
  append (fixture, 100, 150, 0.1, 20);
  append (fixture, 500, 501, 1, 20.1);
  lay_out (fixture, 1);
  surface = draw (fixture, &sonde_line_painter);

  for (int x_px = 0; x_px < WIDTH_PX; x_px++)
    g_assert_true (has_line (surface, x_px));
  cairo_surface_destroy (surface);
}

/* A lone value of a thousand shows, and stays in its column while the view moves by whole columns.
 */
static void
test_peak (Fixture *fixture, gconstpointer data)
{
  append (fixture, -100, 200.55, 0.1, 20);
  append (fixture, 200.6, 200.65, 1, 30);
  append (fixture, 200.7, 600, 0.1, 20);
  lay_out (fixture, 1);

  for (int shift_px = 0; shift_px < 50; shift_px++)
    {
      cairo_surface_t *surface;
      int peak_px = 200 - shift_px;
      int y_px;

      sonde_viewport_set_range (fixture->viewport, START_US + shift_px * COLUMN_US,
                                START_US + (WIDTH_PX + shift_px) * COLUMN_US - 1);
      sonde_plot_update (fixture->plot);
      g_assert_cmpint (sonde_plot_get_column_us (fixture->plot), ==, COLUMN_US);
      y_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 30) + 2;
      surface = draw (fixture, &sonde_line_painter);

      g_assert_cmpuint (get_alpha (surface, peak_px, y_px), >, 64);
      g_assert_cmpuint (get_alpha (surface, peak_px - 2, y_px), ==, 0);
      g_assert_cmpuint (get_alpha (surface, peak_px + 2, y_px), ==, 0);
      cairo_surface_destroy (surface);
    }
}

static void
test_latest (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;
  int y_px;

  append (fixture, 10, 201, 10, 20);
  lay_out (fixture, 1);
  y_px = (int) sonde_plot_value_to_y (fixture->plot, 0, 20);

  surface = draw (fixture, &sonde_line_painter);
  g_assert_cmpuint (get_alpha (surface, 206, y_px), >, 32);
  cairo_surface_destroy (surface);

  append_gap (fixture, 202);
  surface = draw (fixture, &sonde_line_painter);
  g_assert_cmpuint (get_alpha (surface, 206, y_px), ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_between_samples (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;

  append (fixture, -1000, -999, 1, 20);
  append (fixture, 1000, 1001, 1, 80);
  lay_out (fixture, 1);
  surface = draw (fixture, &sonde_line_painter);

  for (int x_px = 0; x_px < WIDTH_PX; x_px++)
    g_assert_true (has_line (surface, x_px));
  cairo_surface_destroy (surface);
}

/* Scrolling by less than a pixel is no change, and neither is nothing. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  append (fixture, 0, 400, 10, 20);
  lay_out (fixture, 1);
  g_assert_cmpint (fixture->changed & SONDE_PLOT_DATA, !=, 0);
  fixture->n_changed = 0;

  sonde_plot_update (fixture->plot);
  g_assert_cmpuint (fixture->n_changed, ==, 0);

  sonde_viewport_set_range (fixture->viewport, START_US - 10, START_US + WIDTH_PX * COLUMN_US - 11);
  sonde_plot_update (fixture->plot);
  g_assert_cmpuint (fixture->n_changed, ==, 0);

  fixture->changed = 0;
  sonde_viewport_set_cursor_us (fixture->viewport, START_US + COLUMN_US);
  sonde_plot_update (fixture->plot);
  g_assert_cmpuint (fixture->changed, ==, SONDE_PLOT_CURSOR);

  fixture->changed = 0;
  sonde_viewport_set_range (fixture->viewport, START_US + COLUMN_US,
                            START_US + (WIDTH_PX + 1) * COLUMN_US - 1);
  sonde_plot_update (fixture->plot);
  g_assert_cmpuint (fixture->changed, ==, SONDE_PLOT_TIME);

  fixture->changed = 0;
  sonde_dataset_add_mark (fixture->dataset, &(SondeMark){ START_US, SONDE_MARK_ETAT, 1 });
  sonde_plot_update (fixture->plot);
  g_assert_cmpuint (fixture->changed, ==, SONDE_PLOT_MARKS);

  fixture->changed = 0;
  append (fixture, 400, 401, 1, 90);
  sonde_plot_update (fixture->plot);
  g_assert_cmpuint (fixture->changed, ==, SONDE_PLOT_DATA | SONDE_PLOT_VALUES);
}

static void
test_crosshair (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double cursor_px;
    double sample_px;
  } cases[] = {
    { 80, -1 }, { 90, 100 }, { 101, 100 }, { 148, 100 }, { 152, 200 }, { 215, 200 }, { 260, -1 },
  };
  cairo_surface_t *surface;

  append (fixture, 100, 201, 100, 20);
  append_gap (fixture, 201);
  append (fixture, 390, 391, 1, 20);
  lay_out (fixture, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SondeSample sample;
      gboolean found;

      sonde_viewport_set_cursor_us (fixture->viewport,
                                    START_US + (gint64) (cases[i].cursor_px * COLUMN_US));
      found = sonde_plot_get_sample (fixture->plot, 0,
                                     sonde_viewport_get_cursor_us (fixture->viewport), &sample);
      g_assert_cmpint (found, ==, cases[i].sample_px >= 0);
      if (found)
        g_assert_cmpint (sample.time_us, ==, START_US + (gint64) (cases[i].sample_px * COLUMN_US));
    }

  surface = draw (fixture, &sonde_crosshair_painter);
  g_assert_cmpuint (get_alpha (surface, 260, 5), >, 32);
  g_assert_true (is_empty (surface, 262, WIDTH_PX));
  cairo_surface_destroy (surface);

  sonde_viewport_set_cursor_us (fixture->viewport, SONDE_VIEWPORT_NO_CURSOR);
  surface = draw (fixture, &sonde_crosshair_painter);
  g_assert_true (is_empty (surface, 0, WIDTH_PX));
  cairo_surface_destroy (surface);
}

/* A label is there or is not, whole: it never reaches the mark before it. */
static void
test_marks (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;

  lay_out (fixture, 1);
  sonde_dataset_add_mark (fixture->dataset,
                          &(SondeMark){ START_US + 200 * COLUMN_US, SONDE_MARK_CONNECTED, 0 });
  sonde_dataset_add_mark (fixture->dataset,
                          &(SondeMark){ START_US + 220 * COLUMN_US, SONDE_MARK_ETAT, 0 });
  sonde_dataset_add_mark (fixture->dataset,
                          &(SondeMark){ START_US + 380 * COLUMN_US, SONDE_MARK_PERIODE, 5000 });
  sonde_plot_update (fixture->plot);
  surface = draw (fixture, &sonde_mark_painter);

  g_assert_false (is_empty (surface, 140, 194));
  g_assert_true (is_empty (surface, 205, 215));
  g_assert_true (is_empty (surface, 225, 300));
  g_assert_false (is_empty (surface, 300, 373));
  cairo_surface_destroy (surface);
}

static void
test_grid (Fixture *fixture, gconstpointer data)
{
  static const int scale_factors[] = { 1, 2, 3 };

  append (fixture, 0, 400, 10, 20);

  for (gsize i = 0; i < G_N_ELEMENTS (scale_factors); i++)
    {
      cairo_surface_t *surface;
      double x_px;

      lay_out (fixture, scale_factors[i]);
      x_px = sonde_plot_time_to_x (fixture->plot, START_US + 20 * G_TIME_SPAN_SECOND);
      surface = draw (fixture, &sonde_grid_painter);
      g_assert_cmpuint (get_alpha (surface, (int) x_px, 3), >, 0);
      g_assert_cmpuint (get_alpha (surface, (int) x_px + 2, 3), ==, 0);
      cairo_surface_destroy (surface);
    }
}

/* Below this there are labels, and above it ticks. */
#define LABELS_PX 6

static guint
count_columns_with_label (cairo_surface_t *surface, int from_px, int to_px)
{
  guint n_columns = 0;

  for (int x_px = from_px; x_px < to_px; x_px++)
    for (int y_px = LABELS_PX; y_px < HEIGHT_PX; y_px++)
      if (get_alpha (surface, x_px, y_px) != 0)
        {
          n_columns++;
          break;
        }

  return n_columns;
}

/* There is a tick and a label at each round time, but for the label that the cursor's own time is
 * written over. */
static void
test_time_axis (Fixture *fixture, gconstpointer data)
{
  const gint64 round_us = START_US + 20 * G_TIME_SPAN_SECOND;
  cairo_surface_t *surface;
  int x_px;

  lay_out (fixture, 1);
  x_px = (int) sonde_plot_time_to_x (fixture->plot, round_us);
  surface = draw (fixture, &sonde_time_axis_painter);
  g_assert_cmpuint (get_alpha (surface, x_px, 1), >, 0);
  g_assert_cmpuint (get_alpha (surface, x_px, LABELS_PX - 2), >, 0);
  g_assert_cmpuint (get_alpha (surface, x_px + 2, 1), ==, 0);
  g_assert_cmpuint (count_columns_with_label (surface, x_px - 20, x_px + 20), >, 20);
  cairo_surface_destroy (surface);

  surface = draw (fixture, &sonde_time_cursor_painter);
  g_assert_true (is_empty (surface, 0, WIDTH_PX));
  cairo_surface_destroy (surface);

  sonde_viewport_set_cursor_us (fixture->viewport, round_us + G_TIME_SPAN_SECOND);
  surface = draw (fixture, &sonde_time_axis_painter);
  g_assert_cmpuint (get_alpha (surface, x_px, 1), >, 0);
  g_assert_cmpuint (count_columns_with_label (surface, x_px - 20, x_px + 20), ==, 0);
  cairo_surface_destroy (surface);

  surface = draw (fixture, &sonde_time_cursor_painter);
  g_assert_cmpuint (count_columns_with_label (surface, x_px - 20, x_px + 20), >, 30);
  cairo_surface_destroy (surface);
}

static cairo_surface_t *
draw_time_axis (Fixture *fixture, gpointer state, const SondeStyle *style)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  if (state != NULL)
    sonde_time_axis_painter.draw (state, fixture->plot, style, snapshot);
  else
    sonde_painter_draw_once (&sonde_time_axis_painter, fixture->plot, style, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

/* An axis that has drawn before, and kept its labels, draws what one does that never has. */
static void
assert_axis_as_new (Fixture *fixture, gpointer state, const SondeStyle *style)
{
  cairo_surface_t *kept = draw_time_axis (fixture, state, style);
  cairo_surface_t *new = draw_time_axis (fixture, NULL, style);

  g_assert_cmpuint (count_columns_with_label (new, 0, WIDTH_PX), >, 20);
  g_assert_cmpmem (cairo_image_surface_get_data (kept),
                   (gsize) (cairo_image_surface_get_stride (kept) * HEIGHT_PX),
                   cairo_image_surface_get_data (new),
                   (gsize) (cairo_image_surface_get_stride (new) * HEIGHT_PX));
  cairo_surface_destroy (kept);
  cairo_surface_destroy (new);
}

static void
test_labels (Fixture *fixture, gconstpointer data)
{
  static const int spans_px[] = { 400, 405, 397, 4000, 400, 3900, 40, 400 };
  g_autofree gpointer state = g_malloc0 (sonde_time_axis_painter.state_size);
  g_auto (SondeStyle) style = { 0 };
  g_auto (SondeStyle) large = { 0 };
  PangoFontDescription *font = pango_font_description_from_string ("Sans 17");

  lay_out (fixture, 1);
  sonde_style_init_for_paper (&style, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (spans_px); i++)
    {
      sonde_viewport_set_range (fixture->viewport, START_US,
                                START_US + spans_px[i] * COLUMN_US - 1);
      sonde_plot_update (fixture->plot);
      assert_axis_as_new (fixture, state, &style);
    }

  sonde_style_init_for_paper (&large, FALSE);
  pango_context_set_font_description (large.context, font);
  pango_font_description_free (font);
  sonde_time_axis_painter.changed (state, fixture->plot, SONDE_PLOT_STYLE);
  assert_axis_as_new (fixture, state, &large);

  sonde_time_axis_painter.clear (state);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* Painters need GTK's types, but no display. */
  gtk_init_check ();

#define ADD(name, function) g_test_add ("/layers/" name, Fixture, NULL, set_up, function, tear_down)
#define ADD_SCALABLE(name, function)                                                               \
  g_test_add ("/layers/scalable/" name, Fixture, GINT_TO_POINTER (TRUE), set_up, function,         \
              tear_down)

  ADD ("empty", test_empty);
  ADD ("sparse", test_sparse);
  ADD ("dense", test_dense);
  ADD ("dense-and-sparse", test_dense_and_sparse);
  ADD ("steep", test_steep);
  ADD ("fill", test_fill);
  ADD ("pixels-and-outlines", test_pixels_and_outlines);
  ADD ("peak", test_peak);
  ADD ("latest", test_latest);
  ADD ("between-samples", test_between_samples);
  ADD ("changes", test_changes);
  ADD ("crosshair", test_crosshair);
  ADD ("marks", test_marks);
  ADD ("grid", test_grid);
  ADD ("time-axis", test_time_axis);
  ADD ("labels", test_labels);

  ADD_SCALABLE ("sparse", test_sparse);
  ADD_SCALABLE ("dense", test_dense);
  ADD_SCALABLE ("dense-and-sparse", test_dense_and_sparse);
  ADD_SCALABLE ("steep", test_steep);
  ADD_SCALABLE ("fill", test_fill);
  ADD_SCALABLE ("peak", test_peak);
  ADD_SCALABLE ("latest", test_latest);
  ADD_SCALABLE ("between-samples", test_between_samples);

  return g_test_run ();
}
