/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-painter.h"
#include "sonde-stroke.h"

#include <math.h>

#define POINT_RADIUS_PX 2.5
/* Samples that lie further apart than this, on average, get a point each. */
#define POINT_SPACING_PX  12
#define LATEST_RADIUS_PX  3.5
#define LATEST_HALO_PX    7.5
#define LATEST_HALO_ALPHA 0.22f

static void
trace_line (const SondeStroke *stroke, cairo_t *cr, const SondeSample *samples, gsize n_samples)
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
fill_run (const SondeStroke *stroke, cairo_t *cr, const SondeSample *samples, gsize n_samples)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  double bottom_px = area->y + area->height;

  trace_line (stroke, cr, samples, n_samples);
  cairo_line_to (cr, sonde_plot_time_to_x (stroke->plot, samples[n_samples - 1].time_us),
                 bottom_px);
  cairo_line_to (cr, sonde_plot_time_to_x (stroke->plot, samples[0].time_us), bottom_px);
  cairo_close_path (cr);
  sonde_stroke_set_fill_source (stroke, cr);
  cairo_fill (cr);
}

static void
draw_run (const SondeStroke *stroke,
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
draw_line (const SondeStroke *stroke, GtkSnapshot *snapshot, gsize n_in_view)
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

  cr = sonde_stroke_begin_outline (stroke, snapshot);
  cairo_set_line_width (cr, SONDE_STROKE_WIDTH_PX);
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

/* The present value stands out, unless a gap has followed it and it is no longer the present one.
 */
static void
draw_latest (const SondeStroke *stroke, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (stroke->plot);
  SondeSeries *series = sonde_plot_get_series (stroke->plot, stroke->index);
  GdkRGBA halo_color = sonde_palette_with_alpha (&stroke->color, LATEST_HALO_ALPHA);
  SondeSample latest;
  double x_px;
  double y_px;

  if (!sonde_series_get_last (series, &latest) || sonde_series_ends_with_gap (series) ||
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
      SondeStroke stroke = {
        .plot = plot,
        .index = i,
        .curve = curve,
        .steps = sonde_plot_has_steps (plot, curve),
        .filled = n_curves == 1,
        .scalable = style->scalable,
        .color = sonde_curve_get_color (curve, style->dark),
      };
      gsize n_in_view = sonde_track_count (curve->track, sonde_plot_get_origin_us (plot),
                                           sonde_plot_get_column_us (plot),
                                           sonde_plot_get_n_columns (plot));

      if (n_in_view > sonde_plot_get_n_columns (plot) / 2)
        sonde_stroke_draw_columns (&stroke, state, snapshot, n_in_view);
      else
        draw_line (&stroke, snapshot, n_in_view);
      draw_latest (&stroke, snapshot);
    }
}

static void
clear (gpointer state)
{
  sonde_stroke_memory_clear (state);
}

/* The data: columns where they are dense, a line with points where they are sparse. */
const SondePainter sonde_line_painter = {
  .redraw = SONDE_PLOT_TIME | SONDE_PLOT_VALUES | SONDE_PLOT_DATA | SONDE_PLOT_AREA |
            SONDE_PLOT_CURVES | SONDE_PLOT_STYLE,
  .state_size = sizeof (SondeStrokeMemory),
  .clear = clear,
  .draw = draw,
};
