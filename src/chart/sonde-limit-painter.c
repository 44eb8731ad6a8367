/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-painter.h"

#include <math.h>

#define BAND_ALPHA 0.10f
#define LINE_ALPHA 0.75f
#define DASH_PX    5

/* Shades what lies out of bounds on one side, from the bound to the edge of the area. */
static void
draw_limit (SondePlot *plot,
            const SondeStyle *style,
            GtkSnapshot *snapshot,
            guint axis,
            double limit,
            gboolean below)
{
  static const double dashes_px[] = { DASH_PX, DASH_PX };
  const GdkRectangle *area = sonde_plot_get_area (plot);
  double top_px = area->y;
  double bottom_px = area->y + area->height;
  double y_px = sonde_plot_snap (plot, sonde_plot_value_to_y (plot, axis, limit));
  double edge_px = CLAMP (y_px, top_px, bottom_px);
  double from_px = below ? edge_px : top_px;
  double to_px = below ? bottom_px : edge_px;
  GdkRGBA color = sonde_palette_get_warning (style->dark);
  GdkRGBA band = sonde_palette_with_alpha (&color, BAND_ALPHA);
  GdkRGBA line = sonde_palette_with_alpha (&color, LINE_ALPHA);
  cairo_t *cr;

  if (to_px > from_px)
    gtk_snapshot_append_color (snapshot, &band,
                               &GRAPHENE_RECT_INIT ((float) area->x, (float) from_px,
                                                    (float) area->width,
                                                    (float) (to_px - from_px)));
  if (y_px < top_px || y_px > bottom_px)
    return;

  cr = sonde_style_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) area->x, (float) y_px - 1, (float) area->width, 3));
  gdk_cairo_set_source_rgba (cr, &line);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes_px, G_N_ELEMENTS (dashes_px), 0);
  cairo_move_to (cr, area->x, y_px + 0.5);
  cairo_line_to (cr, area->x + area->width, y_px + 0.5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      const SondeCurve *curve = sonde_plot_get_curve (plot, i);

      if (isfinite (curve->low))
        draw_limit (plot, style, snapshot, curve->axis, curve->low, TRUE);
      if (isfinite (curve->high))
        draw_limit (plot, style, snapshot, curve->axis, curve->high, FALSE);
    }
}

/* What is out of bounds, as bands below the data. */
const SondePainter sonde_limit_painter = {
  .redraw = SONDE_PLOT_VALUES | SONDE_PLOT_AREA | SONDE_PLOT_CURVES | SONDE_PLOT_STYLE,
  .draw = draw,
};
