/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-painter.h"

#define FILL_ALPHA 0.14f
#define EDGE_ALPHA 0.55f

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (plot);
  GdkRGBA fill = sonde_palette_with_alpha (&style->foreground, FILL_ALPHA);
  GdkRGBA edge = sonde_palette_with_alpha (&style->foreground, EDGE_ALPHA);
  gint64 from_us;
  gint64 to_us;
  float left_px;
  float right_px;

  if (!sonde_viewport_get_selection (sonde_plot_get_viewport (plot), &from_us, &to_us))
    return;

  left_px = (float) MAX (sonde_plot_snap (plot, sonde_plot_time_to_x (plot, from_us)), area->x);
  right_px = (float) MIN (sonde_plot_snap (plot, sonde_plot_time_to_x (plot, to_us)),
                          area->x + area->width);
  if (right_px <= left_px)
    return;

  gtk_snapshot_append_color (
      snapshot, &fill,
      &GRAPHENE_RECT_INIT (left_px, (float) area->y, right_px - left_px, (float) area->height));
  gtk_snapshot_append_color (
      snapshot, &edge,
      &GRAPHENE_RECT_INIT (left_px, (float) area->y, hairline_px, (float) area->height));
  gtk_snapshot_append_color (snapshot, &edge,
                             &GRAPHENE_RECT_INIT (right_px - hairline_px, (float) area->y,
                                                  hairline_px, (float) area->height));
}

/* The span that is being chosen. */
const SondePainter sonde_selection_painter = {
  .redraw = SONDE_PLOT_SELECTION,
  .draw = draw,
};
