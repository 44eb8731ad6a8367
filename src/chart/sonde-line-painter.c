/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-columns.h"
#include "sonde-palette.h"
#include "sonde-painter.h"

#include <math.h>

#define LINE_WIDTH_PX   1.75
#define POINT_RADIUS_PX 2.5
/* Samples that lie further apart than this, on average, get a point each. */
#define POINT_SPACING_PX  12
#define LATEST_RADIUS_PX  3.5
#define LATEST_HALO_PX    7.5
#define LATEST_HALO_ALPHA 0.22f
/* From so many samples in a column on, their extent is a faint band and the line goes through their
 * means. */
#define BAND_DENSITY      4
#define BAND_ALPHA        0.38f
#define FILL_TOP_ALPHA    0.20
#define FILL_BOTTOM_ALPHA 0.02

/* A curve while it is drawn. */
typedef struct
{
  SondePlot *plot;
  guint index;
  const SondeCurve *curve;
  SondeSeries *series;
  gboolean steps;
  gboolean filled;
  GdkRGBA color;
} Stroke;

static void
set_fill_source (cairo_t *cr, const GdkRectangle *area, const GdkRGBA *color)
{
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, area->y, 0, area->y + area->height);

  cairo_pattern_add_color_stop_rgba (gradient, 0, color->red, color->green, color->blue,
                                     FILL_TOP_ALPHA);
  cairo_pattern_add_color_stop_rgba (gradient, 1, color->red, color->green, color->blue,
                                     FILL_BOTTOM_ALPHA);
  cairo_set_source (cr, gradient);
  cairo_pattern_destroy (gradient);
}

static void
trace_line (const Stroke *stroke, cairo_t *cr, const SondeSample *samples, gsize n_samples)
{
  double held_px = 0;

  for (gsize i = 0; i < n_samples; i++)
    {
      double x_px = sonde_plot_time_to_x (stroke->plot, samples[i].time_us);
      double y_px = sonde_plot_value_to_y (stroke->plot, stroke->curve->axis, samples[i].value);

      if (stroke->steps && i > 0)
        cairo_line_to (cr, x_px, held_px);
      cairo_line_to (cr, x_px, y_px);
      held_px = y_px;
    }
}

static void
fill_run (const Stroke *stroke, cairo_t *cr, const SondeSample *samples, gsize n_samples)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  double bottom_px = area->y + area->height;

  trace_line (stroke, cr, samples, n_samples);
  cairo_line_to (cr, sonde_plot_time_to_x (stroke->plot, samples[n_samples - 1].time_us),
                 bottom_px);
  cairo_line_to (cr, sonde_plot_time_to_x (stroke->plot, samples[0].time_us), bottom_px);
  cairo_close_path (cr);
  set_fill_source (cr, area, &stroke->color);
  cairo_fill (cr);
}

static void
draw_run (const Stroke *stroke,
          cairo_t *cr,
          const SondeSample *samples,
          gsize n_samples,
          gboolean with_points)
{
  if (stroke->filled)
    fill_run (stroke, cr, samples, n_samples);

  gdk_cairo_set_source_rgba (cr, &stroke->color);
  sonde_curve_set_dash (stroke->curve, cr);
  trace_line (stroke, cr, samples, n_samples);
  cairo_stroke (cr);

  /* A value between two gaps has no line: its point is all that there is to see. */
  if (!with_points && n_samples > 1)
    return;

  for (gsize i = 0; i < n_samples; i++)
    sonde_curve_draw_point (
        stroke->curve, cr, sonde_plot_time_to_x (stroke->plot, samples[i].time_us),
        sonde_plot_value_to_y (stroke->plot, stroke->curve->axis, samples[i].value),
        POINT_RADIUS_PX);
}

static void
draw_line (const Stroke *stroke, GtkSnapshot *snapshot, gsize n_in_view)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  gboolean with_points = n_in_view * POINT_SPACING_PX < (gsize) area->width;
  gsize n_samples;
  g_autofree SondeSample *samples = sonde_track_copy_samples (
      stroke->curve->track, sonde_plot_get_origin_us (stroke->plot),
      sonde_plot_get_column_us (stroke->plot), sonde_plot_get_n_columns (stroke->plot), &n_samples);
  cairo_t *cr;

  if (n_samples == 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT ((float) area->x, (float) area->y,
                                                       (float) area->width, (float) area->height));
  cairo_set_line_width (cr, LINE_WIDTH_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, stroke->curve->pattern == 0 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);

  for (gsize i = 0; i < n_samples;)
    {
      gsize end = i;

      while (end < n_samples && !isnan (samples[end].value))
        end++;
      if (end > i)
        draw_run (stroke, cr, samples + i, end - i, with_points);
      i = end + 1;
    }

  cairo_destroy (cr);
}

static void
fill_columns (const Stroke *stroke,
              GtkSnapshot *snapshot,
              const SondeColumn *columns,
              gsize n_columns,
              double column_px)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  double bottom_px = area->y + area->height;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) area->x, (float) area->y, (float) area->width,
                                     (float) area->height));

  /* One outline for columns that lie side by side: a gradient is dear for each pixel of width that
   * is filled by itself. */
  for (gsize i = 0; i < n_columns; i++)
    {
      double left_px = (double) columns[i].x_px;
      double right_px = left_px + column_px;

      if (i == 0 || columns[i].index != columns[i - 1].index + 1)
        cairo_move_to (cr, left_px, bottom_px);
      cairo_line_to (cr, left_px, (double) columns[i].bottom_px);
      cairo_line_to (cr, right_px, (double) columns[i].bottom_px);
      if (i + 1 == n_columns || columns[i + 1].index != columns[i].index + 1)
        {
          cairo_line_to (cr, right_px, bottom_px);
          cairo_close_path (cr);
        }
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  set_fill_source (cr, area, &stroke->color);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
draw_columns (const Stroke *stroke, GtkSnapshot *snapshot, gsize n_in_view)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  double column_px = 1.0 / sonde_plot_get_scale_factor (stroke->plot);
  gboolean with_band = n_in_view >= (gsize) BAND_DENSITY * sonde_plot_get_n_columns (stroke->plot);
  GdkRGBA faint = sonde_palette_with_alpha (&stroke->color, BAND_ALPHA);
  gint64 first = sonde_plot_get_origin_us (stroke->plot) / sonde_plot_get_column_us (stroke->plot);
  gsize n_columns;
  cairo_t *cr;
  g_autofree SondeColumn *columns = sonde_columns_list (stroke->plot, stroke->index, LINE_WIDTH_PX,
                                                        &n_columns);

  if (stroke->filled)
    fill_columns (stroke, snapshot, columns, n_columns, column_px);

  /* A path for each colour: a node for each column would cost several times as much. */
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT ((float) area->x, (float) area->y,
                                                       (float) area->width, (float) area->height));
  for (gsize i = 0; i < n_columns; i++)
    if (with_band || sonde_curve_skips (stroke->curve, first + columns[i].index))
      cairo_rectangle (cr, (double) columns[i].x_px, (double) columns[i].top_px, column_px,
                       (double) (columns[i].bottom_px - columns[i].top_px));
  gdk_cairo_set_source_rgba (cr, &faint);
  cairo_fill (cr);

  for (gsize i = 0; i < n_columns; i++)
    {
      double top_px = (double) (with_band ? columns[i].mean_top_px : columns[i].top_px);
      double bottom_px = (double) (with_band ? columns[i].mean_bottom_px : columns[i].bottom_px);

      if (!sonde_curve_skips (stroke->curve, first + columns[i].index))
        cairo_rectangle (cr, (double) columns[i].x_px, top_px, column_px, bottom_px - top_px);
    }
  gdk_cairo_set_source_rgba (cr, &stroke->color);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/* The present value stands out, unless a gap has followed it and it is no longer the present one.
 */
static void
draw_latest (const Stroke *stroke, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  GdkRGBA halo_color = sonde_palette_with_alpha (&stroke->color, LATEST_HALO_ALPHA);
  SondeSample latest;
  double x_px;
  double y_px;

  if (!sonde_series_get_last (stroke->series, &latest) ||
      sonde_series_ends_with_gap (stroke->series) ||
      latest.time_us < sonde_plot_get_origin_us (stroke->plot) ||
      latest.time_us > sonde_plot_get_end_us (stroke->plot))
    return;

  x_px = sonde_plot_time_to_x (stroke->plot, latest.time_us);
  y_px = sonde_plot_value_to_y (stroke->plot, stroke->curve->axis, latest.value);
  if (y_px < area->y || y_px > area->y + area->height)
    return;

  sonde_style_draw_disc (snapshot, x_px, y_px, LATEST_HALO_PX, &halo_color);
  sonde_style_draw_disc (snapshot, x_px, y_px, LATEST_RADIUS_PX, &stroke->color);
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  guint n_curves = sonde_plot_get_n_curves (plot);

  if (area->height <= 0)
    return;

  /* The first channel is drawn last, over the others. */
  for (guint i = n_curves; i-- > 0;)
    {
      const SondeCurve *curve = sonde_plot_get_curve (plot, i);
      Stroke stroke = { plot,
                        i,
                        curve,
                        sonde_plot_get_series (plot, i),
                        sonde_plot_has_steps (plot, curve),
                        n_curves == 1,
                        sonde_curve_get_color (curve, style->dark) };
      gsize n_in_view = sonde_track_count (curve->track, sonde_plot_get_origin_us (plot),
                                           sonde_plot_get_column_us (plot),
                                           sonde_plot_get_n_columns (plot));

      if (n_in_view > sonde_plot_get_n_columns (plot) / 2)
        draw_columns (&stroke, snapshot, n_in_view);
      else
        draw_line (&stroke, snapshot, n_in_view);
      draw_latest (&stroke, snapshot);
    }
}

/* The data: columns where they are dense, a line with points where they are sparse. */
const SondePainter sonde_line_painter = {
  .redraw = SONDE_PLOT_TIME | SONDE_PLOT_VALUES | SONDE_PLOT_DATA | SONDE_PLOT_AREA |
            SONDE_PLOT_CURVES | SONDE_PLOT_STYLE,
  .draw = draw,
};
