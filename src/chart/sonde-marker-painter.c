/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-words.h"
#include "sonde-palette.h"
#include "sonde-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LINE_ALPHA      0.8f
#define SHADE_ALPHA     0.05f
#define PLATE_ALPHA     0.92f
#define PLATE_MARGIN_PX 4
#define POINT_RADIUS_PX 3.5

static const GdkRGBA light = { 1.0f, 1.0f, 1.0f, 1.0f };
static const GdkRGBA ink = { 0.1f, 0.1f, 0.12f, 1.0f };

static GdkRGBA
get_plate_color (const SondeStyle *style)
{
  return sonde_palette_with_alpha (style->dark ? &light : &ink, PLATE_ALPHA);
}

static void
draw_marker (SondePlot *plot,
             const SondeStyle *style,
             GtkSnapshot *snapshot,
             SondeMarker marker,
             gint64 time_us)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  GdkRGBA line = sonde_palette_with_alpha (&style->foreground, LINE_ALPHA);
  GdkRGBA plate = get_plate_color (style);
  /* Translators: the names of two markers in a chart. */
  const char *names[] = { C_ ("marker", "A"), C_ ("marker", "B") };
  g_autoptr (PangoLayout) layout = sonde_style_create_layout (style, names[marker]);
  double x_px = sonde_plot_snap (plot, sonde_plot_time_to_x (plot, time_us));
  int width_px;
  int height_px;

  if (x_px < area->x || x_px > area->x + area->width)
    return;

  gtk_snapshot_append_color (snapshot, &line,
                             &GRAPHENE_RECT_INIT ((float) x_px, (float) area->y,
                                                  1.0f / (float) sonde_plot_get_scale_factor (plot),
                                                  (float) area->height));
  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      const SondeCurve *curve = sonde_plot_get_curve (plot, i);
      GdkRGBA color = sonde_curve_get_color (curve, style->dark);
      SondeSample sample;

      if (sonde_plot_get_sample (plot, i, time_us, &sample))
        sonde_style_draw_disc (snapshot, sonde_plot_time_to_x (plot, sample.time_us),
                               sonde_plot_value_to_y (plot, curve->axis, sample.value),
                               POINT_RADIUS_PX, &color);
    }

  sonde_style_get_plate_size (layout, &width_px, &height_px);
  sonde_style_draw_plate (style, snapshot, layout,
                          CLAMP (x_px - width_px / 2.0, area->x, area->x + area->width - width_px),
                          area->y, &plate);
}

static void
draw_difference (
    SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot, double from_px, double to_px)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  GdkRGBA plate = get_plate_color (style);
  g_autofree char *text = sonde_chart_words_difference (plot);
  g_autoptr (PangoLayout) layout = NULL;
  double x_px;
  int width_px;
  int height_px;

  if (text == NULL)
    return;

  layout = sonde_style_create_layout (style, text);
  sonde_style_get_plate_size (layout, &width_px, &height_px);
  x_px = (MAX (from_px, area->x) + MIN (to_px, area->x + area->width) - width_px) / 2;
  x_px = CLAMP (x_px, area->x, MAX (area->x + area->width - width_px, area->x));
  sonde_style_draw_plate (style, snapshot, layout, round (x_px),
                          area->y + area->height - height_px - PLATE_MARGIN_PX, &plate);
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  GdkRGBA shade = sonde_palette_with_alpha (&style->foreground, SHADE_ALPHA);
  double places_px[SONDE_N_MARKERS];
  guint n_markers = 0;

  for (guint i = 0; i < SONDE_N_MARKERS; i++)
    {
      gint64 time_us = sonde_viewport_get_marker_us (viewport, i);

      if (time_us == SONDE_VIEWPORT_NO_TIME)
        continue;

      places_px[n_markers++] = sonde_plot_time_to_x (plot, time_us);
      draw_marker (plot, style, snapshot, i, time_us);
    }

  if (n_markers == SONDE_N_MARKERS)
    {
      double from_px = MIN (places_px[0], places_px[1]);
      double to_px = MAX (places_px[0], places_px[1]);

      if (to_px < area->x || from_px > area->x + area->width)
        return;

      from_px = MAX (from_px, area->x);
      to_px = MIN (to_px, area->x + area->width);
      gtk_snapshot_append_color (snapshot, &shade,
                                 &GRAPHENE_RECT_INIT ((float) from_px, (float) area->y,
                                                      (float) (to_px - from_px),
                                                      (float) area->height));
      draw_difference (plot, style, snapshot, from_px, to_px);
    }
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  SondeViewport *viewport = sonde_plot_get_viewport (plot);
  const SondePlotChange relevant = SONDE_PLOT_TIME | SONDE_PLOT_VALUES | SONDE_PLOT_DATA |
                                   SONDE_PLOT_AREA | SONDE_PLOT_CURVES | SONDE_PLOT_STYLE;

  return (what & relevant) != 0 &&
         (sonde_viewport_get_marker_us (viewport, SONDE_MARKER_A) != SONDE_VIEWPORT_NO_TIME ||
          sonde_viewport_get_marker_us (viewport, SONDE_MARKER_B) != SONDE_VIEWPORT_NO_TIME);
}

/* The two markers, and what changed from the first to the second. */
const SondePainter sonde_marker_painter = {
  .redraw = SONDE_PLOT_MARKERS,
  .changed = changed,
  .draw = draw,
};
