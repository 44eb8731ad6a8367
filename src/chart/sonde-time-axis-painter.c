/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-painter.h"
#include "sonde-palette.h"
#include "sonde-time-grid.h"

#include <math.h>

#define LABEL_ALPHA     0.65f
#define LABEL_MARGIN_PX 5
/* What the cursor's own time takes around it, beyond the text. */
#define CURSOR_MARGIN_PX 12
#define NOTHING_COVERED  G_MININT64
/* The least distance between two ticks without a label. */
#define MINOR_DISTANCE_PX 8
#define MINOR_LENGTH_PX   3.0f
#define MAJOR_LENGTH_PX   5.0f
/* Times the opacity of the hairlines. */
#define TICK_STRENGTH 2.0f

typedef struct
{
  SondeTimeGrid grid;
  SondeTimeTick *minor_ticks;
  gsize n_minor_ticks;
  gint64 covered_us;
} Axis;

static void
clear (gpointer state)
{
  Axis *axis = state;

  sonde_time_grid_clear (&axis->grid);
  g_clear_pointer (&axis->minor_ticks, g_free);
}

/* The tick whose label lies under the cursor's time, and is left out for it. */
static gint64
find_covered (Axis *axis, SondePlot *plot)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));
  double x_px = sonde_plot_time_to_x (plot, cursor_us);

  if (cursor_us == SONDE_VIEWPORT_NO_TIME)
    return NOTHING_COVERED;

  for (guint i = 0; i < axis->grid.ticks->len; i++)
    {
      gint64 time_us = g_array_index (axis->grid.ticks, SondeTimeGridTick, i).tick.time_us;

      if (fabs (sonde_plot_time_to_x (plot, time_us) - x_px) <
          axis->grid.clock_width_px + CURSOR_MARGIN_PX)
        return time_us;
    }

  return NOTHING_COVERED;
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  Axis *axis = state;

  if ((what & (SONDE_PLOT_AREA | SONDE_PLOT_STYLE)) != 0)
    sonde_time_grid_forget (&axis->grid);

  return axis->grid.ready && (what & SONDE_PLOT_CURSOR) != 0 &&
         find_covered (axis, plot) != axis->covered_us;
}

static void
draw_tick (
    SondePlot *plot, GtkSnapshot *snapshot, double x_px, float length_px, const GdkRGBA *color)
{
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (plot);

  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT ((float) x_px, 0.0f, hairline_px, length_px));
}

static void
draw_label (
    SondePlot *plot, GtkSnapshot *snapshot, PangoLayout *layout, double x_px, const GdkRGBA *color)
{
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);
  if (x_px - width_px / 2.0 >= 0 && x_px + width_px / 2.0 <= sonde_plot_get_width (plot))
    sonde_style_draw_text (snapshot, layout, sonde_plot_snap (plot, x_px - width_px / 2.0),
                           LABEL_MARGIN_PX, color);
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  Axis *axis = state;
  GdkRGBA line_color = sonde_palette_with_alpha (&style->foreground, style->line_alpha);
  GdkRGBA tick_color = sonde_palette_with_alpha (&line_color, TICK_STRENGTH);
  GdkRGBA label_color = sonde_palette_with_alpha (&style->foreground, LABEL_ALPHA);

  if (sonde_time_grid_list (&axis->grid, plot, style, TRUE))
    {
      g_free (axis->minor_ticks);
      axis->minor_ticks = sonde_time_grid_list_minor (&axis->grid, plot, MINOR_DISTANCE_PX,
                                                      &axis->n_minor_ticks);
    }
  axis->covered_us = find_covered (axis, plot);

  for (gsize i = 0; i < axis->n_minor_ticks; i++)
    {
      double x_px = sonde_time_grid_place (plot, axis->minor_ticks[i].time_us);

      if (!isnan (x_px))
        draw_tick (plot, snapshot, x_px, MINOR_LENGTH_PX, &tick_color);
    }
  for (guint i = 0; i < axis->grid.ticks->len; i++)
    {
      const SondeTimeGridTick *tick = &g_array_index (axis->grid.ticks, SondeTimeGridTick, i);
      double x_px = sonde_time_grid_place (plot, tick->tick.time_us);

      if (isnan (x_px))
        continue;

      draw_tick (plot, snapshot, x_px, MAJOR_LENGTH_PX, &tick_color);
      if (tick->tick.time_us != axis->covered_us)
        draw_label (plot, snapshot, tick->layout, x_px, &label_color);
    }
}

/* The round times of a plot, whose area ends at 0: ticks, and labels that leave room for the time
 * of the cursor. */
const SondePainter sonde_time_axis_painter = {
  .redraw = SONDE_PLOT_TIME | SONDE_PLOT_AREA | SONDE_PLOT_STYLE,
  .state_size = sizeof (Axis),
  .changed = changed,
  .clear = clear,
  .draw = draw,
};

/**
 * sonde_painter_get_time_axis_height:
 *
 * Returns: the height, in pixels, of the strip that the labels of times need
 */
int
sonde_painter_get_time_axis_height (PangoLayout *caption)
{
  int height_px;

  pango_layout_get_pixel_size (caption, NULL, &height_px);

  return height_px + 2 * LABEL_MARGIN_PX;
}
