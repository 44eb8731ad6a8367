/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-crosshair.h"
#include "sonde-palette.h"
#include "sonde-style.h"
#include "sonde-time-ticks.h"

#include <math.h>

#define LINE_ALPHA          0.5f
#define POINT_RADIUS_PX     4.5f
#define BUBBLE_PADDING_X_PX 8
#define BUBBLE_PADDING_Y_PX 3
#define BUBBLE_RADIUS_PX    6
#define BUBBLE_DISTANCE_PX  10
#define TIME_MARGIN_PX      3
/* Where there is no line, a sample further from the cursor than this belongs to another moment. */
#define REACH_PX 16

struct _SondeCrosshair
{
  GtkWidget parent_instance;

  SondePlot *plot;
  gboolean show_time;
};

static const GdkRGBA white = { 1.0f, 1.0f, 1.0f, 1.0f };
static const GdkRGBA black = { 0.0f, 0.0f, 0.0f, 0.9f };

G_DEFINE_FINAL_TYPE (SondeCrosshair, sonde_crosshair, GTK_TYPE_WIDGET)

static gboolean
in_view (SondePlot *plot)
{
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));

  return cursor_us != SONDE_VIEWPORT_NO_CURSOR && sonde_plot_get_n_columns (plot) > 0 &&
         cursor_us >= sonde_plot_get_origin_us (plot) && cursor_us <= sonde_plot_get_end_us (plot);
}

/* Whether the line of the data passes at that time: between two samples without a gap. */
static gboolean
on_line (SondeSeries *series, gint64 time_us)
{
  SondeSample before;
  SondeSample after;

  return sonde_series_get_neighbour (series, time_us, FALSE, &before) &&
         sonde_series_get_neighbour (series, time_us, TRUE, &after) &&
         !sonde_series_has_gap (series, before.time_us, after.time_us);
}

static void
append_rounded (GtkSnapshot *snapshot,
                const graphene_rect_t *bounds,
                float radius_px,
                const GdkRGBA *color)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, bounds, radius_px);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, bounds);
  gtk_snapshot_pop (snapshot);
}

/* Draws a text on a rounded plate whose upper left corner is given. */
static void
append_bubble (GtkSnapshot *snapshot,
               PangoLayout *layout,
               double x_px,
               double y_px,
               const GdkRGBA *plate,
               const GdkRGBA *ink)
{
  int width_px;
  int height_px;

  pango_layout_get_pixel_size (layout, &width_px, &height_px);
  append_rounded (snapshot,
                  &GRAPHENE_RECT_INIT ((float) x_px, (float) y_px,
                                       (float) (width_px + 2 * BUBBLE_PADDING_X_PX),
                                       (float) (height_px + 2 * BUBBLE_PADDING_Y_PX)),
                  BUBBLE_RADIUS_PX, plate);
  sonde_style_draw_text (snapshot, layout, x_px + BUBBLE_PADDING_X_PX, y_px + BUBBLE_PADDING_Y_PX,
                         ink);
}

static void
draw_value (SondeCrosshair *self, GtkSnapshot *snapshot, gboolean dark)
{
  SondeChannel *channel = sonde_plot_get_channel (self->plot);
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  GdkRGBA color = sonde_palette_get_channel (sonde_channel_get_index (channel), dark);
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  SondeSample sample;
  double x_px;
  double y_px;
  double bubble_x_px;
  double bubble_y_px;
  int width_px;
  int height_px;

  if (!sonde_crosshair_get_sample (self->plot, &sample))
    return;

  x_px = sonde_plot_time_to_x (self->plot, sample.time_us);
  y_px = sonde_plot_value_to_y (self->plot, sample.value);
  append_rounded (snapshot,
                  &GRAPHENE_RECT_INIT ((float) x_px - POINT_RADIUS_PX,
                                       (float) y_px - POINT_RADIUS_PX, 2 * POINT_RADIUS_PX,
                                       2 * POINT_RADIUS_PX),
                  POINT_RADIUS_PX, &color);

  text = sonde_channel_format_with_unit (channel, sample.value);
  layout = sonde_style_create_layout (GTK_WIDGET (self), text);
  pango_layout_get_pixel_size (layout, &width_px, &height_px);
  width_px += 2 * BUBBLE_PADDING_X_PX;
  height_px += 2 * BUBBLE_PADDING_Y_PX;

  bubble_x_px = x_px + BUBBLE_DISTANCE_PX;
  if (bubble_x_px + width_px > area->x + area->width)
    bubble_x_px = x_px - BUBBLE_DISTANCE_PX - width_px;
  bubble_y_px = y_px - BUBBLE_DISTANCE_PX - height_px;
  if (bubble_y_px < area->y)
    bubble_y_px = MIN (y_px + BUBBLE_DISTANCE_PX, area->y + area->height - height_px);

  append_bubble (snapshot, layout, round (bubble_x_px), round (MAX (bubble_y_px, area->y)), &color,
                 dark ? &black : &white);
}

static void
draw_time (SondeCrosshair *self, GtkSnapshot *snapshot, double x_px, gboolean dark)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  GdkRGBA plate = dark ? (GdkRGBA){ 0.9f, 0.9f, 0.9f, 1.0f } : (GdkRGBA){ 0.2f, 0.2f, 0.22f, 1.0f };
  gint64 column_us = sonde_plot_get_column_us (self->plot);
  g_autofree char *text = sonde_format_time (
      sonde_viewport_get_cursor_us (sonde_plot_get_viewport (self->plot)),
      column_us >= G_TIME_SPAN_MINUTE ? G_TIME_SPAN_MINUTE
                                      : MIN (column_us * 100, G_TIME_SPAN_SECOND),
      sonde_plot_get_time_zone (self->plot));
  g_autoptr (PangoLayout) layout = sonde_style_create_layout (GTK_WIDGET (self), text);
  double half_px;
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);
  half_px = width_px / 2.0 + BUBBLE_PADDING_X_PX;
  x_px = CLAMP (x_px, half_px, MAX (gtk_widget_get_width (GTK_WIDGET (self)) - half_px, half_px));
  append_bubble (snapshot, layout, round (x_px - half_px), area->y + area->height + TIME_MARGIN_PX,
                 &plate, dark ? &black : &white);
}

static void
sonde_crosshair_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeCrosshair *self = SONDE_CROSSHAIR (widget);
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  GdkRGBA foreground;
  GdkRGBA line_color;
  gboolean dark;
  double x_px;

  if (!in_view (self->plot))
    return;

  sonde_style_get_color (widget, &foreground);
  line_color = sonde_palette_with_alpha (&foreground, LINE_ALPHA);
  dark = sonde_palette_is_dark (&foreground);
  x_px = sonde_plot_snap (
      self->plot, sonde_plot_time_to_x (self->plot, sonde_viewport_get_cursor_us (
                                                        sonde_plot_get_viewport (self->plot))));

  gtk_snapshot_append_color (
      snapshot, &line_color,
      &GRAPHENE_RECT_INIT ((float) x_px, (float) area->y,
                           1.0f / (float) sonde_plot_get_scale_factor (self->plot),
                           (float) area->height));
  draw_value (self, snapshot, dark);
  if (self->show_time)
    draw_time (self, snapshot, x_px, dark);
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeCrosshair *self)
{
  if ((what & SONDE_PLOT_CURSOR) != 0 ||
      sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot)) != SONDE_VIEWPORT_NO_CURSOR)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sonde_crosshair_dispose (GObject *object)
{
  g_clear_object (&SONDE_CROSSHAIR (object)->plot);

  G_OBJECT_CLASS (sonde_crosshair_parent_class)->dispose (object);
}

static void
sonde_crosshair_class_init (SondeCrosshairClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_crosshair_dispose;
  widget_class->snapshot = sonde_crosshair_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sonde_crosshair_init (SondeCrosshair *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_crosshair_new:
 *
 * Returns: (transfer floating): the crosshair of a plot
 */
GtkWidget *
sonde_crosshair_new (SondePlot *plot)
{
  SondeCrosshair *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_CROSSHAIR, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);

  return GTK_WIDGET (self);
}

/**
 * sonde_crosshair_set_show_time:
 * @show_time: whether the time of the cursor is written below the area
 */
void
sonde_crosshair_set_show_time (SondeCrosshair *self, gboolean show_time)
{
  g_return_if_fail (SONDE_IS_CROSSHAIR (self));

  self->show_time = show_time;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * sonde_crosshair_get_sample:
 * @plot: a plot
 * @sample: (out caller-allocates): where the sample goes
 *
 * Finds what the cursor points at: the sample with a value that is nearest in time, if it is in
 * view and the cursor is on its line or near it on the screen.
 *
 * Returns: %FALSE where there is none, and then @sample is not set
 */
gboolean
sonde_crosshair_get_sample (SondePlot *plot, SondeSample *sample)
{
  SondeSeries *series = sonde_channel_get_series (sonde_plot_get_channel (plot));
  gint64 cursor_us = sonde_viewport_get_cursor_us (sonde_plot_get_viewport (plot));
  SondeSample nearest;

  if (!in_view (plot) || !sonde_series_get_nearest (series, cursor_us, &nearest) ||
      nearest.time_us < sonde_plot_get_origin_us (plot) ||
      nearest.time_us > sonde_plot_get_end_us (plot))
    return FALSE;

  if (!on_line (series, cursor_us) && fabs (sonde_plot_time_to_x (plot, nearest.time_us) -
                                            sonde_plot_time_to_x (plot, cursor_us)) > REACH_PX)
    return FALSE;

  *sample = nearest;

  return TRUE;
}
