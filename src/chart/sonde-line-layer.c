/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-line-layer.h"
#include "sonde-columns.h"
#include "sonde-palette.h"
#include "sonde-style.h"

#include <math.h>

#define LINE_WIDTH_PX   1.75
#define POINT_RADIUS_PX 2.5
/* Samples that lie further apart than this, on average, get a point each. */
#define POINT_SPACING_PX  12
#define LATEST_RADIUS_PX  3.5
#define LATEST_HALO_PX    7.5
#define LATEST_HALO_ALPHA 0.22f
/* From so many samples in a column on, their extent is a faint band and the line goes through their
 * means. */
#define BAND_DENSITY      4
#define BAND_ALPHA        0.38f
#define FILL_TOP_ALPHA    0.20
#define FILL_BOTTOM_ALPHA 0.02

struct _SondeLineLayer
{
  GtkWidget parent_instance;

  SondePlot *plot;
};

G_DEFINE_FINAL_TYPE (SondeLineLayer, sonde_line_layer, GTK_TYPE_WIDGET)

static void
set_fill_source (cairo_t *cr, const GdkRectangle *area, const GdkRGBA *color)
{
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, area->y, 0, area->y + area->height);

  cairo_pattern_add_color_stop_rgba (gradient, 0, color->red, color->green, color->blue,
                                     FILL_TOP_ALPHA);
  cairo_pattern_add_color_stop_rgba (gradient, 1, color->red, color->green, color->blue,
                                     FILL_BOTTOM_ALPHA);
  cairo_set_source (cr, gradient);
  cairo_pattern_destroy (gradient);
}

static void
trace_line (SondeLineLayer *self, cairo_t *cr, const SondeSample *samples, gsize n_samples)
{
  for (gsize i = 0; i < n_samples; i++)
    cairo_line_to (cr, sonde_plot_time_to_x (self->plot, samples[i].time_us),
                   sonde_plot_value_to_y (self->plot, samples[i].value));
}

static void
draw_run (SondeLineLayer *self,
          cairo_t *cr,
          const SondeSample *samples,
          gsize n_samples,
          gboolean with_points,
          const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);

  trace_line (self, cr, samples, n_samples);
  cairo_line_to (cr, sonde_plot_time_to_x (self->plot, samples[n_samples - 1].time_us),
                 area->y + area->height);
  cairo_line_to (cr, sonde_plot_time_to_x (self->plot, samples[0].time_us), area->y + area->height);
  cairo_close_path (cr);
  set_fill_source (cr, area, color);
  cairo_fill (cr);

  gdk_cairo_set_source_rgba (cr, color);
  trace_line (self, cr, samples, n_samples);
  cairo_stroke (cr);

  /* A value between two gaps has no line: its point is all that there is to see. */
  if (!with_points && n_samples > 1)
    return;

  for (gsize i = 0; i < n_samples; i++)
    {
      cairo_arc (cr, sonde_plot_time_to_x (self->plot, samples[i].time_us),
                 sonde_plot_value_to_y (self->plot, samples[i].value), POINT_RADIUS_PX, 0,
                 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
draw_line (SondeLineLayer *self, GtkSnapshot *snapshot, gsize n_in_view, const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  gboolean with_points = n_in_view * POINT_SPACING_PX < (gsize) area->width;
  gsize n_samples;
  g_autofree SondeSample *samples = sonde_series_copy_samples (
      sonde_channel_get_series (sonde_plot_get_channel (self->plot)),
      sonde_plot_get_origin_us (self->plot), sonde_plot_get_end_us (self->plot), &n_samples);
  cairo_t *cr;

  if (n_samples == 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT ((float) area->x, (float) area->y,
                                                       (float) area->width, (float) area->height));
  cairo_set_line_width (cr, LINE_WIDTH_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  for (gsize i = 0; i < n_samples;)
    {
      gsize end = i;

      while (end < n_samples && !isnan (samples[end].value))
        end++;
      if (end > i)
        draw_run (self, cr, samples + i, end - i, with_points, color);
      i = end + 1;
    }

  cairo_destroy (cr);
}

static void
append_column (GtkSnapshot *snapshot,
               float x_px,
               float width_px,
               float top_px,
               float bottom_px,
               const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (x_px, top_px, width_px, bottom_px - top_px));
}

static void
draw_columns (SondeLineLayer *self, GtkSnapshot *snapshot, gsize n_in_view, const GdkRGBA *color)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  float bottom_px = (float) (area->y + area->height);
  float column_px = 1.0f / (float) sonde_plot_get_scale_factor (self->plot);
  gboolean with_band = n_in_view >= (gsize) BAND_DENSITY * sonde_plot_get_n_columns (self->plot);
  GdkRGBA band_color = sonde_palette_with_alpha (color, with_band ? BAND_ALPHA : 1.0f);
  gsize n_columns;
  g_autofree SondeColumn *columns = sonde_columns_list (self->plot, LINE_WIDTH_PX, &n_columns);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) area->x, (float) area->y, (float) area->width,
                                     (float) area->height));

  for (gsize i = 0; i < n_columns; i++)
    cairo_rectangle (cr, (double) columns[i].x_px, (double) columns[i].bottom_px,
                     (double) column_px, (double) (bottom_px - columns[i].bottom_px));
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  set_fill_source (cr, area, color);
  cairo_fill (cr);
  cairo_destroy (cr);

  for (gsize i = 0; i < n_columns; i++)
    append_column (snapshot, columns[i].x_px, column_px, columns[i].top_px, columns[i].bottom_px,
                   &band_color);

  if (!with_band)
    return;

  for (gsize i = 0; i < n_columns; i++)
    append_column (snapshot, columns[i].x_px, column_px, columns[i].mean_top_px,
                   columns[i].mean_bottom_px, color);
}

static void
append_disc (
    GtkSnapshot *snapshot, double x_px, double y_px, double radius_px, const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) (x_px - radius_px),
                                               (float) (y_px - radius_px), (float) (2 * radius_px),
                                               (float) (2 * radius_px));
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, &bounds, (float) radius_px);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

/* The present value stands out, unless a gap has followed it and it is no longer the present one.
 */
static void
draw_latest (SondeLineLayer *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  SondeSeries *series = sonde_channel_get_series (sonde_plot_get_channel (self->plot));
  GdkRGBA halo_color = sonde_palette_with_alpha (color, LATEST_HALO_ALPHA);
  SondeSample latest;
  double x_px;
  double y_px;

  if (!sonde_series_get_last (series, &latest) || sonde_series_ends_with_gap (series) ||
      latest.time_us < sonde_plot_get_origin_us (self->plot) ||
      latest.time_us > sonde_plot_get_end_us (self->plot))
    return;

  x_px = sonde_plot_time_to_x (self->plot, latest.time_us);
  y_px = sonde_plot_value_to_y (self->plot, latest.value);
  append_disc (snapshot, x_px, y_px, LATEST_HALO_PX, &halo_color);
  append_disc (snapshot, x_px, y_px, LATEST_RADIUS_PX, color);
}

static void
sonde_line_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeLineLayer *self = SONDE_LINE_LAYER (widget);
  SondeChannel *channel = sonde_plot_get_channel (self->plot);
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  guint n_columns = sonde_plot_get_n_columns (self->plot);
  GdkRGBA foreground;
  GdkRGBA color;
  gsize n_in_view;

  if (n_columns == 0 || area->height <= 0)
    return;

  sonde_style_get_color (widget, &foreground);
  color = sonde_palette_get_channel (sonde_channel_get_index (channel),
                                     sonde_palette_is_dark (&foreground));
  n_in_view = sonde_series_count (sonde_channel_get_series (channel),
                                  sonde_plot_get_origin_us (self->plot),
                                  sonde_plot_get_end_us (self->plot));

  if (n_in_view > n_columns / 2)
    draw_columns (self, snapshot, n_in_view, &color);
  else
    draw_line (self, snapshot, n_in_view, &color);

  draw_latest (self, snapshot, &color);
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeLineLayer *self)
{
  if ((what & (SONDE_PLOT_TIME | SONDE_PLOT_VALUES | SONDE_PLOT_DATA | SONDE_PLOT_AREA)) != 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sonde_line_layer_dispose (GObject *object)
{
  g_clear_object (&SONDE_LINE_LAYER (object)->plot);

  G_OBJECT_CLASS (sonde_line_layer_parent_class)->dispose (object);
}

static void
sonde_line_layer_class_init (SondeLineLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_line_layer_dispose;
  widget_class->snapshot = sonde_line_layer_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sonde_line_layer_init (SondeLineLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_line_layer_new:
 *
 * Returns: (transfer floating): the data of a plot
 */
GtkWidget *
sonde_line_layer_new (SondePlot *plot)
{
  SondeLineLayer *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_LINE_LAYER, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);

  return GTK_WIDGET (self);
}
