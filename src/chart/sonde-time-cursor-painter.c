/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-painter.h"
#include "sonde-time-ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TIME_MARGIN_PX 3

/* The time of the cursor, as exactly as the view resolves it, with its date where the view is
 * longer than a day. */
static char *
format_time (SondePlot *plot, gint64 cursor_us)
{
  GTimeZone *zone = sonde_plot_get_time_zone (plot);
  gint64 column_us = sonde_plot_get_column_us (plot);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (sonde_plot_get_end_us (plot) - sonde_plot_get_origin_us (plot) <= G_TIME_SPAN_DAY)
    return sonde_format_time (cursor_us,
                              column_us >= G_TIME_SPAN_MINUTE
                                  ? G_TIME_SPAN_MINUTE
                                  : MIN (column_us * 100, G_TIME_SPAN_SECOND),
                              zone);

  utc = g_date_time_new_from_unix_utc (cursor_us / G_TIME_SPAN_SECOND);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  /* Translators: a day, its month and a time of day, as g_date_time_format() takes it. */
  return local != NULL ? g_date_time_format (local, _ ("%-d %b %H:%M"))
                       : sonde_format_time (cursor_us, G_TIME_SPAN_MINUTE, zone);
}

static void
draw_time (SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot, gint64 cursor_us)
{
  GdkRGBA plate = style->dark ? (GdkRGBA){ 0.9f, 0.9f, 0.9f, 1.0f }
                              : (GdkRGBA){ 0.2f, 0.2f, 0.22f, 1.0f };
  GTimeZone *zone = sonde_plot_get_time_zone (plot);
  g_autofree char *clock = format_time (plot, cursor_us);
  /* Whose clock it is goes without saying where it is the local one. */
  g_autofree char *text = g_strcmp0 (g_time_zone_get_identifier (zone), "UTC") == 0
                              ? g_strconcat (clock, "\302\240UTC", NULL)
                              : g_strdup (clock);
  g_autoptr (PangoLayout) layout = sonde_style_create_layout (style, text);
  double x_px = sonde_plot_time_to_x (plot, cursor_us);
  int width_px;
  int height_px;

  sonde_style_get_plate_size (layout, &width_px, &height_px);
  x_px = CLAMP (x_px - width_px / 2.0, 0, MAX (sonde_plot_get_width (plot) - width_px, 0));
  sonde_style_draw_plate (style, snapshot, layout, round (x_px), TIME_MARGIN_PX, &plate);
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  return sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot)) != SONDE_VIEWPORT_NO_TIME;
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));

  if (cursor_us != SONDE_VIEWPORT_NO_TIME && cursor_us >= sonde_plot_get_origin_us (plot) &&
      cursor_us <= sonde_plot_get_end_us (plot))
    draw_time (plot, style, snapshot, cursor_us);
}

/* The time of the viewport's cursor, on the time axis of a plot, whose area ends at 0. */
const SondePainter sonde_time_cursor_painter = {
  .redraw = SONDE_PLOT_CURSOR,
  .changed = changed,
  .draw = draw,
};
