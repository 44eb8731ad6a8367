/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-grid.h"
#include "sonde-palette.h"
#include "sonde-style.h"
#include "sonde-time-ticks.h"

#include <math.h>

#define LABEL_ALPHA     0.65f
#define LABEL_MARGIN_PX 5
/* The least air between two labels. */
#define LABEL_GAP_PX 28
/* What the cursor's own time takes around it, beyond the text. */
#define CURSOR_MARGIN_PX 12
#define NOTHING_COVERED  G_MININT64
/* As wide as any label of a clock; a date is narrower. */
#define WIDEST_CLOCK        "00:00:00"
#define WIDEST_MILLISECONDS "00:00:00.000"

typedef struct
{
  SondeTimeTick tick;
  PangoLayout *layout;
} Tick;

struct _SondeGrid
{
  GtkWidget parent_instance;

  SondePlot *plot;
  gboolean show_labels;
  const SondeTimeStep *step;
  gint64 column_us;
  gint64 listed_from_us;
  gint64 listed_to_us;
  GArray *ticks;
  int clock_width_px;
  gint64 covered_us;
};

G_DEFINE_FINAL_TYPE (SondeGrid, sonde_grid, GTK_TYPE_WIDGET)

static void
clear_tick (gpointer data)
{
  g_clear_object (&((Tick *) data)->layout);
}

static void
get_text_size (SondeGrid *self, const char *text, int *width_px, int *height_px)
{
  g_autoptr (PangoLayout) layout = sonde_style_create_layout (GTK_WIDGET (self), text);

  pango_layout_get_pixel_size (layout, width_px, height_px);
}

static const SondeTimeStep *
choose_step (SondeGrid *self)
{
  double px_us = (double) sonde_plot_get_column_us (self->plot) *
                 sonde_plot_get_scale_factor (self->plot);
  const SondeTimeStep *step;
  int width_px;

  get_text_size (self, WIDEST_CLOCK, &width_px, NULL);
  self->clock_width_px = width_px;
  step = sonde_time_step_choose ((gint64) (px_us * (width_px + LABEL_GAP_PX)));

  if (sonde_time_step_get_length_us (step) < G_TIME_SPAN_SECOND)
    {
      get_text_size (self, WIDEST_MILLISECONDS, &width_px, NULL);
      step = sonde_time_step_choose ((gint64) (px_us * (width_px + LABEL_GAP_PX)));
    }

  return step;
}

/* Ticks are listed for the span that is shown and half as much on either side, so that a view that
 * follows the present lists, and lays out, once in a while and not at every pixel. */
static void
ensure_ticks (SondeGrid *self)
{
  gint64 from_us = sonde_plot_get_origin_us (self->plot);
  gint64 to_us = sonde_plot_get_end_us (self->plot);
  gint64 column_us = sonde_plot_get_column_us (self->plot);
  gint64 margin_us = (to_us - from_us) / 2;
  GTimeZone *zone = sonde_plot_get_time_zone (self->plot);
  g_autofree SondeTimeTick *ticks = NULL;
  gsize n_ticks;

  if (column_us == self->column_us && from_us >= self->listed_from_us &&
      to_us <= self->listed_to_us)
    return;

  if (column_us != self->column_us || self->step == NULL)
    self->step = choose_step (self);
  self->column_us = column_us;
  self->listed_from_us = from_us - margin_us;
  self->listed_to_us = to_us + margin_us;

  ticks = sonde_time_ticks_list (self->step, zone, self->listed_from_us, self->listed_to_us,
                                 &n_ticks);

  g_array_set_size (self->ticks, 0);
  for (gsize i = 0; i < n_ticks; i++)
    {
      Tick tick = { ticks[i], NULL };

      if (self->show_labels)
        {
          g_autofree char *text = sonde_time_tick_format (&ticks[i], self->step, zone);

          tick.layout = sonde_style_create_layout (GTK_WIDGET (self), text);
        }
      g_array_append_val (self->ticks, tick);
    }
}

static void
forget_ticks (SondeGrid *self)
{
  self->column_us = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The tick whose label lies under the cursor's time, and is left out for it. */
static gint64
find_covered (SondeGrid *self)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (self->plot));
  double x_px = sonde_plot_time_to_x (self->plot, cursor_us);

  if (!self->show_labels || cursor_us == SONDE_VIEWPORT_NO_CURSOR)
    return NOTHING_COVERED;

  for (guint i = 0; i < self->ticks->len; i++)
    {
      gint64 time_us = g_array_index (self->ticks, Tick, i).tick.time_us;

      if (fabs (sonde_plot_time_to_x (self->plot, time_us) - x_px) <
          self->clock_width_px + CURSOR_MARGIN_PX)
        return time_us;
    }

  return NOTHING_COVERED;
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeGrid *self)
{
  if ((what & SONDE_PLOT_AREA) != 0)
    forget_ticks (self);
  else if ((what & (SONDE_PLOT_TIME | SONDE_PLOT_VALUES)) != 0 ||
           ((what & SONDE_PLOT_CURSOR) != 0 && find_covered (self) != self->covered_us))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_values (SondeGrid *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  const SondeValueTicks *ticks = &sonde_plot_get_scale (self->plot)->ticks;
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (self->plot);

  for (guint i = 0; i < ticks->n_ticks; i++)
    {
      double y_px = sonde_plot_snap (
          self->plot, sonde_plot_value_to_y (self->plot, sonde_value_ticks_get (ticks, i)));

      gtk_snapshot_append_color (
          snapshot, color,
          &GRAPHENE_RECT_INIT ((float) area->x, (float) y_px, (float) area->width, hairline_px));
    }
}

static void
sonde_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeGrid *self = SONDE_GRID (widget);
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  float hairline_px = 1.0f / (float) sonde_plot_get_scale_factor (self->plot);
  float line_alpha = sonde_style_get_line_alpha (widget);
  GdkRGBA foreground;
  GdkRGBA line_color;
  GdkRGBA label_color;

  if (sonde_plot_get_n_columns (self->plot) == 0)
    return;

  ensure_ticks (self);
  self->covered_us = find_covered (self);

  sonde_style_get_color (widget, &foreground);
  line_color = sonde_palette_with_alpha (&foreground, line_alpha);
  label_color = sonde_palette_with_alpha (&foreground, LABEL_ALPHA);

  draw_values (self, snapshot, &line_color);

  for (guint i = 0; i < self->ticks->len; i++)
    {
      const Tick *tick = &g_array_index (self->ticks, Tick, i);
      double x_px = sonde_plot_snap (self->plot,
                                     sonde_plot_time_to_x (self->plot, tick->tick.time_us));
      int width_px;

      if (x_px < area->x || x_px >= area->x + area->width)
        continue;

      gtk_snapshot_append_color (
          snapshot, &line_color,
          &GRAPHENE_RECT_INIT ((float) x_px, (float) area->y, hairline_px, (float) area->height));

      if (tick->layout == NULL || tick->tick.time_us == self->covered_us)
        continue;

      pango_layout_get_pixel_size (tick->layout, &width_px, NULL);
      if (x_px - width_px / 2.0 >= 0 && x_px + width_px / 2.0 <= gtk_widget_get_width (widget))
        sonde_style_draw_text (snapshot, tick->layout,
                               sonde_plot_snap (self->plot, x_px - width_px / 2.0),
                               area->y + area->height + LABEL_MARGIN_PX, &label_color);
    }
}

static void
sonde_grid_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sonde_grid_parent_class)->css_changed (widget, change);
  forget_ticks (SONDE_GRID (widget));
}

static void
sonde_grid_dispose (GObject *object)
{
  SondeGrid *self = SONDE_GRID (object);

  g_clear_pointer (&self->ticks, g_array_unref);
  g_clear_object (&self->plot);

  G_OBJECT_CLASS (sonde_grid_parent_class)->dispose (object);
}

static void
sonde_grid_class_init (SondeGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_grid_dispose;
  widget_class->snapshot = sonde_grid_snapshot;
  widget_class->css_changed = sonde_grid_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sonde_grid_init (SondeGrid *self)
{
  self->covered_us = NOTHING_COVERED;
  self->ticks = g_array_new (FALSE, FALSE, sizeof (Tick));
  g_array_set_clear_func (self->ticks, clear_tick);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_grid_new:
 *
 * Returns: (transfer floating): the grid of a plot, without labels
 */
GtkWidget *
sonde_grid_new (SondePlot *plot)
{
  SondeGrid *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_GRID, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);

  return GTK_WIDGET (self);
}

/**
 * sonde_grid_set_show_labels:
 * @show_labels: whether the times are written below the area
 */
void
sonde_grid_set_show_labels (SondeGrid *self, gboolean show_labels)
{
  g_return_if_fail (SONDE_IS_GRID (self));

  self->show_labels = show_labels;
  forget_ticks (self);
}

/**
 * sonde_grid_get_label_height:
 *
 * Returns: the height, in pixels, of the strip below the area that the labels need; 0 without
 * labels
 */
int
sonde_grid_get_label_height (SondeGrid *self)
{
  int height_px;

  g_return_val_if_fail (SONDE_IS_GRID (self), 0);

  if (!self->show_labels)
    return 0;

  get_text_size (self, WIDEST_CLOCK, NULL, &height_px);

  return height_px + 2 * LABEL_MARGIN_PX;
}
