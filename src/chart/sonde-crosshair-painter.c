/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-painter.h"

#include <math.h>

#define LINE_ALPHA        0.5f
#define POINT_RADIUS_PX   4.5
#define PLATE_DISTANCE_PX 10
#define PLATE_GAP_PX      2

/* What one curve shows at the cursor. */
typedef struct
{
  PangoLayout *layout;
  GdkRGBA color;
  double x_px;
  double y_px;
  double plate_y_px;
  int width_px;
  int height_px;
} Reading;

static int
compare_readings (const void *a, const void *b)
{
  const Reading *left = a;
  const Reading *right = b;

  return left->plate_y_px < right->plate_y_px ? -1 : left->plate_y_px > right->plate_y_px;
}

static gboolean
read_curve (
    SondePlot *plot, const SondeStyle *style, guint index, gint64 cursor_us, Reading *reading)
{
  const SondeCurve *curve = sonde_plot_get_curve (plot, index);
  const GdkRectangle *area = sonde_plot_get_area (plot);
  g_autofree char *text = NULL;
  SondeSample sample;

  if (!sonde_plot_get_sample (plot, index, cursor_us, &sample) ||
      sample.time_us < sonde_plot_get_origin_us (plot) ||
      sample.time_us > sonde_plot_get_end_us (plot))
    return FALSE;

  text = sonde_channel_format_with_unit (curve->channel, sample.value);
  reading->layout = sonde_style_create_layout (style, text);
  reading->color = sonde_curve_get_color (curve, style->dark);
  reading->x_px = sonde_plot_time_to_x (plot, sample.time_us);
  reading->y_px = CLAMP (sonde_plot_value_to_y (plot, curve->axis, sample.value), area->y,
                         area->y + area->height);
  sonde_style_get_plate_size (reading->layout, &reading->width_px, &reading->height_px);
  reading->plate_y_px = reading->y_px - PLATE_DISTANCE_PX - reading->height_px;
  if (reading->plate_y_px < area->y)
    reading->plate_y_px = MIN (reading->y_px + PLATE_DISTANCE_PX,
                               area->y + area->height - reading->height_px);

  return TRUE;
}

/* Moves plates apart: down from the upper one, then up again where the lower edge is too near. */
static void
spread (Reading *readings, guint n_readings, const GdkRectangle *area)
{
  double edge_px = area->y + area->height;

  qsort (readings, n_readings, sizeof *readings, compare_readings);
  for (guint i = 1; i < n_readings; i++)
    readings[i].plate_y_px = MAX (readings[i].plate_y_px, readings[i - 1].plate_y_px +
                                                              readings[i - 1].height_px +
                                                              PLATE_GAP_PX);
  for (guint i = n_readings; i-- > 0;)
    {
      readings[i].plate_y_px = MIN (readings[i].plate_y_px, edge_px - readings[i].height_px);
      edge_px = readings[i].plate_y_px - PLATE_GAP_PX;
    }
}

static void
draw_readings (SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot, gint64 cursor_us)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  Reading readings[SONDE_PLOT_MAX_CURVES];
  guint n_readings = 0;

  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    if (read_curve (plot, style, i, cursor_us, &readings[n_readings]))
      n_readings++;

  if (n_readings > 1)
    spread (readings, n_readings, area);

  for (guint i = 0; i < n_readings; i++)
    sonde_style_draw_disc (snapshot, readings[i].x_px, readings[i].y_px, POINT_RADIUS_PX,
                           &readings[i].color);

  for (guint i = 0; i < n_readings; i++)
    {
      Reading *reading = &readings[i];
      double x_px = reading->x_px + PLATE_DISTANCE_PX;

      if (x_px + reading->width_px > area->x + area->width)
        x_px = reading->x_px - PLATE_DISTANCE_PX - reading->width_px;
      sonde_style_draw_plate (style, snapshot, reading->layout, round (x_px),
                              round (MAX (reading->plate_y_px, area->y)), &reading->color);
      g_object_unref (reading->layout);
    }
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  return sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot)) != SONDE_VIEWPORT_NO_TIME;
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));
  GdkRGBA line_color = sonde_palette_with_alpha (&style->foreground, LINE_ALPHA);

  if (cursor_us == SONDE_VIEWPORT_NO_TIME || cursor_us < sonde_plot_get_origin_us (plot) ||
      cursor_us > sonde_plot_get_end_us (plot))
    return;

  gtk_snapshot_append_color (
      snapshot, &line_color,
      &GRAPHENE_RECT_INIT ((float) sonde_plot_snap (plot, sonde_plot_time_to_x (plot, cursor_us)),
                           (float) area->y, 1.0f / (float) sonde_plot_get_scale_factor (plot),
                           (float) area->height));
  draw_readings (plot, style, snapshot, cursor_us);
}

/* The line at the viewport's cursor, and the values nearest to it. */
const SondePainter sonde_crosshair_painter = {
  .redraw = SONDE_PLOT_CURSOR,
  .changed = changed,
  .draw = draw,
};
