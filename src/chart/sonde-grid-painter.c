/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-painter.h"
#include "sonde-palette.h"
#include "sonde-time-grid.h"

#include <math.h>

static void
clear (gpointer state)
{
  sonde_time_grid_clear (state);
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  if ((what & (SONDE_PLOT_AREA | SONDE_PLOT_STYLE)) != 0)
    sonde_time_grid_forget (state);

  return FALSE;
}

static void
draw_values (SondePlot *plot, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  const SondeValueTicks *ticks = &sonde_plot_get_scale (plot, 0)->ticks;
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (plot);

  for (guint i = 0; i < ticks->n_ticks; i++)
    {
      double y_px = sonde_plot_snap (
          plot, sonde_plot_value_to_y (plot, 0, sonde_value_ticks_get (ticks, i)));

      gtk_snapshot_append_color (
          snapshot, color,
          &GRAPHENE_RECT_INIT ((float) area->x, (float) y_px, (float) area->width, hairline_px));
    }
}

static void
draw_times (SondeTimeGrid *grid, SondePlot *plot, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (plot);

  for (guint i = 0; i < grid->ticks->len; i++)
    {
      double x_px = sonde_time_grid_place (
          plot, g_array_index (grid->ticks, SondeTimeGridTick, i).tick.time_us);

      if (!isnan (x_px))
        gtk_snapshot_append_color (
            snapshot, color,
            &GRAPHENE_RECT_INIT ((float) x_px, (float) area->y, hairline_px, (float) area->height));
    }
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  GdkRGBA color = sonde_palette_with_alpha (&style->foreground, style->line_alpha);

  sonde_time_grid_list (state, plot, style, FALSE);
  draw_values (plot, snapshot, &color);
  draw_times (state, plot, snapshot, &color);
}

/* The hairlines of a chart at round values and times. */
const SondePainter sonde_grid_painter = {
  .redraw = SONDE_PLOT_TIME | SONDE_PLOT_VALUES | SONDE_PLOT_AREA | SONDE_PLOT_STYLE,
  .state_size = sizeof (SondeTimeGrid),
  .changed = changed,
  .clear = clear,
  .draw = draw,
};
