/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-painter.h"
#include "sonde-time-ticks.h"

#include <math.h>

#define LABEL_ALPHA     0.65f
#define LABEL_MARGIN_PX 5
/* The least air between two labels, on average and anywhere. */
#define LABEL_GAP_PX     28
#define MIN_LABEL_GAP_PX 8
/* What the cursor's own time takes around it, beyond the text. */
#define CURSOR_MARGIN_PX 12
#define NOTHING_COVERED  G_MININT64
/* As wide as any label of a clock. */
#define WIDEST_CLOCK "00:00:00"
/* The least distance between two ticks without a label, and their length. */
#define MINOR_DISTANCE_PX 8
#define MINOR_LENGTH_PX   4.0f
#define MINOR_STRENGTH    2.0f

typedef struct
{
  SondeTimeTick tick;
  PangoLayout *layout;
} Tick;

typedef struct
{
  gboolean ready;
  gboolean with_labels;
  const SondeTimeStep *step;
  gint64 column_us;
  gint64 listed_from_us;
  gint64 listed_to_us;
  GArray *ticks;
  SondeTimeTick *minor_ticks;
  gsize n_minor_ticks;
  int clock_width_px;
  gint64 covered_us;
} Grid;

static void
clear_tick (gpointer data)
{
  g_clear_object (&((Tick *) data)->layout);
}

static void
clear (gpointer state)
{
  Grid *grid = state;

  g_clear_pointer (&grid->ticks, g_array_unref);
  g_clear_pointer (&grid->minor_ticks, g_free);
}

static int
get_text_width (const SondeStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = sonde_style_create_layout (style, text);
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);

  return width_px;
}

static double
get_px_us (SondePlot *plot)
{
  return (double) sonde_plot_get_column_us (plot) * sonde_plot_get_scale_factor (plot);
}

static void
list_ticks (Grid *grid, SondePlot *plot, const SondeStyle *style)
{
  GTimeZone *zone = sonde_plot_get_time_zone (plot);
  gsize n_ticks;
  g_autofree SondeTimeTick *ticks = sonde_time_ticks_list (grid->step, zone, grid->listed_from_us,
                                                           grid->listed_to_us, &n_ticks);

  g_array_set_size (grid->ticks, 0);
  for (gsize i = 0; i < n_ticks; i++)
    {
      Tick tick = { ticks[i], NULL };

      if (grid->with_labels)
        {
          g_autofree char *text = sonde_time_tick_format (&ticks[i], grid->step, zone);

          tick.layout = sonde_style_create_layout (style, text);
        }
      g_array_append_val (grid->ticks, tick);
    }
}

/* Whether no label comes too close to the next one, however long the words of the language. */
static gboolean
labels_fit (Grid *grid, SondePlot *plot)
{
  for (guint i = 1; i < grid->ticks->len; i++)
    {
      const Tick *before = &g_array_index (grid->ticks, Tick, i - 1);
      const Tick *after = &g_array_index (grid->ticks, Tick, i);
      double distance_px = (double) (after->tick.time_us - before->tick.time_us) / get_px_us (plot);
      int before_px;
      int after_px;

      if (before->layout == NULL || after->layout == NULL)
        continue;

      pango_layout_get_pixel_size (before->layout, &before_px, NULL);
      pango_layout_get_pixel_size (after->layout, &after_px, NULL);
      if (distance_px < (before_px + after_px) / 2.0 + MIN_LABEL_GAP_PX)
        return FALSE;
    }

  return TRUE;
}

static const SondeTimeStep *
choose_step (Grid *grid, SondePlot *plot, const SondeStyle *style)
{
  double px_us = get_px_us (plot);
  const SondeTimeStep *step;

  grid->clock_width_px = get_text_width (style, WIDEST_CLOCK);
  step = sonde_time_step_choose ((gint64) (px_us * (grid->clock_width_px + LABEL_GAP_PX)));
  for (;;)
    {
      const SondeTimeStep *next = sonde_time_step_choose (sonde_time_step_get_length_us (step) + 1);

      grid->step = step;
      list_ticks (grid, plot, style);
      if (next == step || labels_fit (grid, plot))
        return step;
      step = next;
    }
}

/* Whether a step divides another: a week does not divide a month, nor two days. */
static gboolean
divides (gint64 minor_us, gint64 major_us)
{
  if (major_us % minor_us != 0)
    return FALSE;

  return minor_us <= G_TIME_SPAN_DAY || major_us < 30 * G_TIME_SPAN_DAY ||
         minor_us >= 30 * G_TIME_SPAN_DAY;
}

static void
list_minor_ticks (Grid *grid, SondePlot *plot)
{
  gint64 major_us = sonde_time_step_get_length_us (grid->step);
  gint64 least_us = (gint64) (get_px_us (plot) * MINOR_DISTANCE_PX);

  g_clear_pointer (&grid->minor_ticks, g_free);
  grid->n_minor_ticks = 0;
  for (;;)
    {
      const SondeTimeStep *step = sonde_time_step_choose (least_us);
      gint64 minor_us = sonde_time_step_get_length_us (step);

      if (minor_us >= major_us)
        return;

      if (divides (minor_us, major_us))
        {
          grid->minor_ticks = sonde_time_ticks_list (step, sonde_plot_get_time_zone (plot),
                                                     grid->listed_from_us, grid->listed_to_us,
                                                     &grid->n_minor_ticks);
          return;
        }
      least_us = minor_us + 1;
    }
}

/* Ticks are listed for the span that is shown and half as much on either side, so that a view that
 * follows the present lists, and lays out, once in a while and not at every pixel. */
static void
ensure_ticks (Grid *grid, SondePlot *plot, const SondeStyle *style)
{
  gint64 from_us = sonde_plot_get_origin_us (plot);
  gint64 to_us = sonde_plot_get_end_us (plot);
  gint64 column_us = sonde_plot_get_column_us (plot);
  gint64 margin_us = (to_us - from_us) / 2;
  gboolean rescaled = !grid->ready || column_us != grid->column_us;

  if (!rescaled && from_us >= grid->listed_from_us && to_us <= grid->listed_to_us)
    return;

  if (grid->ticks == NULL)
    {
      grid->ticks = g_array_new (FALSE, FALSE, sizeof (Tick));
      g_array_set_clear_func (grid->ticks, clear_tick);
    }
  grid->ready = TRUE;
  grid->with_labels = sonde_plot_has_part (plot, SONDE_PLOT_TIME_AXIS);
  grid->column_us = column_us;
  grid->listed_from_us = from_us - margin_us;
  grid->listed_to_us = to_us + margin_us;

  if (rescaled)
    choose_step (grid, plot, style);
  else
    list_ticks (grid, plot, style);
  list_minor_ticks (grid, plot);
}

/* The tick whose label lies under the cursor's time, and is left out for it. */
static gint64
find_covered (Grid *grid, SondePlot *plot)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));
  double x_px = sonde_plot_time_to_x (plot, cursor_us);

  if (!grid->ready || !grid->with_labels || cursor_us == SONDE_VIEWPORT_NO_TIME)
    return NOTHING_COVERED;

  for (guint i = 0; i < grid->ticks->len; i++)
    {
      gint64 time_us = g_array_index (grid->ticks, Tick, i).tick.time_us;

      if (fabs (sonde_plot_time_to_x (plot, time_us) - x_px) <
          grid->clock_width_px + CURSOR_MARGIN_PX)
        return time_us;
    }

  return NOTHING_COVERED;
}

static gboolean
changed (gpointer state, SondePlot *plot, SondePlotChange what)
{
  Grid *grid = state;

  if ((what & (SONDE_PLOT_AREA | SONDE_PLOT_STYLE)) != 0)
    grid->ready = FALSE;

  return grid->ready && (what & SONDE_PLOT_CURSOR) != 0 &&
         find_covered (grid, plot) != grid->covered_us;
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

/* Where a time has its hairline, or NaN outside the area. */
static double
place_time (SondePlot *plot, gint64 time_us)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  double x_px = sonde_plot_snap (plot, sonde_plot_time_to_x (plot, time_us));

  return x_px < area->x || x_px >= area->x + area->width ? (double) NAN : x_px;
}

static void
draw_minor (Grid *grid, SondePlot *plot, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (plot);

  for (gsize i = 0; i < grid->n_minor_ticks; i++)
    {
      double x_px = place_time (plot, grid->minor_ticks[i].time_us);

      if (!isnan (x_px))
        gtk_snapshot_append_color (
            snapshot, color,
            &GRAPHENE_RECT_INIT ((float) x_px, (float) (area->y + area->height) - MINOR_LENGTH_PX,
                                 hairline_px, MINOR_LENGTH_PX));
    }
}

static void
draw (gpointer state, SondePlot *plot, const SondeStyle *style, GtkSnapshot *snapshot)
{
  Grid *grid = state;
  const GdkRectangle *area = sonde_plot_get_area (plot);
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (plot);
  GdkRGBA line_color = sonde_palette_with_alpha (&style->foreground, style->line_alpha);
  GdkRGBA minor_color = sonde_palette_with_alpha (&line_color, MINOR_STRENGTH);
  GdkRGBA label_color = sonde_palette_with_alpha (&style->foreground, LABEL_ALPHA);

  ensure_ticks (grid, plot, style);
  grid->covered_us = find_covered (grid, plot);
  draw_values (plot, snapshot, &line_color);
  if (grid->with_labels)
    draw_minor (grid, plot, snapshot, &minor_color);

  for (guint i = 0; i < grid->ticks->len; i++)
    {
      const Tick *tick = &g_array_index (grid->ticks, Tick, i);
      double x_px = place_time (plot, tick->tick.time_us);
      int width_px;

      if (isnan (x_px))
        continue;

      gtk_snapshot_append_color (
          snapshot, &line_color,
          &GRAPHENE_RECT_INIT ((float) x_px, (float) area->y, hairline_px, (float) area->height));

      if (tick->layout == NULL || tick->tick.time_us == grid->covered_us)
        continue;

      pango_layout_get_pixel_size (tick->layout, &width_px, NULL);
      if (x_px - width_px / 2.0 >= 0 && x_px + width_px / 2.0 <= sonde_plot_get_width (plot))
        sonde_style_draw_text (snapshot, tick->layout,
                               sonde_plot_snap (plot, x_px - width_px / 2.0),
                               area->y + area->height + LABEL_MARGIN_PX, &label_color);
    }
}

/* The hairlines of a chart at round values and times and, where wanted, the labels of the time axis
 * below it. */
const SondePainter sonde_grid_painter = {
  .redraw = SONDE_PLOT_TIME | SONDE_PLOT_VALUES | SONDE_PLOT_AREA | SONDE_PLOT_STYLE,
  .state_size = sizeof (Grid),
  .changed = changed,
  .clear = clear,
  .draw = draw,
};

/**
 * sonde_painter_get_time_axis_height:
 *
 * Returns: the height, in pixels, of the strip below the area that the labels of times need
 */
int
sonde_painter_get_time_axis_height (PangoLayout *caption)
{
  int height_px;

  pango_layout_get_pixel_size (caption, NULL, &height_px);

  return height_px + 2 * LABEL_MARGIN_PX;
}
