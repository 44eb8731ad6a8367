/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-log-plot.h"

#include "sonde-palette.h"
#include "sonde-style.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#define MARGIN_PX      10
#define TICK_HEIGHT_PX 34
#define DISC_PX        3.5
#define LINE_PX        2.0
#define LABEL_ALPHA    0.65f
#define AIR            1.15 /* above and below the points, as a factor */

struct _SondeLogPlot
{
  GtkWidget parent_instance;

  SondeLogUnit x_unit;
  SondeLogUnit y_unit;
  GArray *points; /* of SondeLogPoint */
};

G_DEFINE_FINAL_TYPE (SondeLogPlot, sonde_log_plot, GTK_TYPE_WIDGET)

typedef struct
{
  GtkSnapshot *snapshot;
  const SondeStyle *style;
  SondeLogAxis x;
  SondeLogAxis y;
  graphene_rect_t area;
} Canvas;

static double
get_x_px (const Canvas *canvas, double value)
{
  return canvas->area.origin.x +
         canvas->area.size.width * sonde_log_axis_get_position (&canvas->x, value);
}

static double
get_y_px (const Canvas *canvas, double value)
{
  return canvas->area.origin.y +
         canvas->area.size.height * (1 - sonde_log_axis_get_position (&canvas->y, value));
}

static const SondeLogPoint *
get_point (SondeLogPlot *self, guint index)
{
  return &g_array_index (self->points, SondeLogPoint, index);
}

static void
init_axes (SondeLogPlot *self, Canvas *canvas)
{
  SondeLogPoint least = *get_point (self, 0);
  SondeLogPoint greatest = least;

  for (guint i = 1; i < self->points->len; i++)
    {
      least.x = MIN (least.x, get_point (self, i)->x);
      least.y = MIN (least.y, get_point (self, i)->y);
      greatest.x = MAX (greatest.x, get_point (self, i)->x);
      greatest.y = MAX (greatest.y, get_point (self, i)->y);
    }
  sonde_log_axis_init (&canvas->x, self->x_unit, least.x, greatest.x);
  sonde_log_axis_init (&canvas->y, self->y_unit, least.y / AIR, greatest.y * AIR);
}

static int
measure_labels (SondeLogPlot *self, const Canvas *canvas, int *height_px)
{
  g_autoptr (GArray) ticks = sonde_log_axis_list_ticks (&canvas->y, 8);
  int widest_px = 0;

  *height_px = 0;
  for (guint i = 0; i < ticks->len; i++)
    {
      g_autofree char *text = sonde_log_unit_format (self->y_unit,
                                                     g_array_index (ticks, double, i));
      g_autoptr (PangoLayout) layout = sonde_style_create_layout (canvas->style, text);
      int width_px;

      pango_layout_get_pixel_size (layout, &width_px, height_px);
      widest_px = MAX (widest_px, width_px);
    }
  return widest_px;
}

static void
draw_grid (const Canvas *canvas)
{
  const graphene_rect_t *area = &canvas->area;
  g_autoptr (GArray)
      ys = sonde_log_axis_list_ticks (&canvas->y, (guint) (area->size.height / TICK_HEIGHT_PX));
  GdkRGBA line = canvas->style->foreground;
  GdkRGBA ink = canvas->style->foreground;

  line.alpha *= canvas->style->line_alpha;
  ink.alpha *= LABEL_ALPHA;
  sonde_log_axis_draw (&canvas->x, canvas->style, canvas->snapshot, area);
  for (guint i = 0; i < ys->len; i++)
    {
      double value = g_array_index (ys, double, i);
      g_autofree char *text = sonde_log_unit_format (canvas->y.unit, value);
      g_autoptr (PangoLayout) layout = sonde_style_create_layout (canvas->style, text);
      double y_px = round (get_y_px (canvas, value));
      int width_px;
      int height_px;

      pango_layout_get_pixel_size (layout, &width_px, &height_px);
      gtk_snapshot_append_color (
          canvas->snapshot, &line,
          &GRAPHENE_RECT_INIT (area->origin.x, (float) y_px, area->size.width, 1));
      sonde_style_draw_text (canvas->snapshot, layout, area->origin.x - width_px - 6,
                             y_px - height_px / 2.0, &ink);
    }
}

static void
draw_curve (SondeLogPlot *self, const Canvas *canvas)
{
  GdkRGBA color = sonde_palette_get_channel (0, canvas->style->dark);
  graphene_rect_t bounds = canvas->area;
  cairo_t *cr;

  graphene_rect_inset (&bounds, -(float) DISC_PX, -(float) DISC_PX);
  cr = gtk_snapshot_append_cairo (canvas->snapshot, &bounds);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->points->len; i++)
    cairo_line_to (cr, get_x_px (canvas, get_point (self, i)->x),
                   get_y_px (canvas, get_point (self, i)->y));
  cairo_stroke (cr);
  cairo_destroy (cr);
  for (guint i = 0; i < self->points->len; i++)
    sonde_style_draw_disc (canvas->snapshot, get_x_px (canvas, get_point (self, i)->x),
                           get_y_px (canvas, get_point (self, i)->y), DISC_PX, &color);
}

static void
sonde_log_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeLogPlot *self = SONDE_LOG_PLOT (widget);
  g_auto (SondeStyle) style = { 0 };
  Canvas canvas = { .snapshot = snapshot, .style = &style };
  int label_width_px;
  int label_height_px;

  if (self->points->len == 0)
    return;

  sonde_style_init_for_widget (&style, widget);
  init_axes (self, &canvas);
  label_width_px = measure_labels (self, &canvas, &label_height_px);
  graphene_rect_init (&canvas.area, (float) (label_width_px + 12), MARGIN_PX,
                      (float) (gtk_widget_get_width (widget) - label_width_px - 12 - MARGIN_PX),
                      (float) (gtk_widget_get_height (widget) - label_height_px - 6 - MARGIN_PX));
  if (canvas.area.size.width < 1 || canvas.area.size.height < 1)
    return;

  draw_grid (&canvas);
  draw_curve (self, &canvas);
}

static void
sonde_log_plot_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 200;
}

static void
sonde_log_plot_finalize (GObject *object)
{
  SondeLogPlot *self = SONDE_LOG_PLOT (object);

  g_clear_pointer (&self->points, g_array_unref);

  G_OBJECT_CLASS (sonde_log_plot_parent_class)->finalize (object);
}

static void
sonde_log_plot_class_init (SondeLogPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sonde_log_plot_finalize;
  widget_class->snapshot = sonde_log_plot_snapshot;
  widget_class->measure = sonde_log_plot_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "logplot");
}

static void
sonde_log_plot_init (SondeLogPlot *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (SondeLogPoint));
}

GtkWidget *
sonde_log_plot_new (void)
{
  return g_object_new (SONDE_TYPE_LOG_PLOT, NULL);
}

/**
 * sonde_log_plot_describe:
 *
 * Returns: (transfer full): the points in words, translated
 */
char *
sonde_log_plot_describe (SondeLogPlot *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (SONDE_IS_LOG_PLOT (self), NULL);

  for (guint i = 0; i < self->points->len; i++)
    {
      g_autofree char *x = sonde_log_unit_format (self->x_unit, get_point (self, i)->x);
      g_autofree char *y = sonde_log_unit_format (self->y_unit, get_point (self, i)->y);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", x, y);
    }
  return g_strdup (text->len > 0 ? text->str : _ ("Nothing was measured yet"));
}

/**
 * sonde_log_plot_set_points:
 * @points: (array length=n_points): from left to right, both values over 0; 256 at most are taken
 */
void
sonde_log_plot_set_points (SondeLogPlot *self,
                           SondeLogUnit x_unit,
                           SondeLogUnit y_unit,
                           const SondeLogPoint *points,
                           guint n_points)
{
  g_autofree char *words = NULL;

  g_return_if_fail (SONDE_IS_LOG_PLOT (self));

  self->x_unit = x_unit;
  self->y_unit = y_unit;
  g_array_set_size (self->points, 0);
  g_array_append_vals (self->points, points, MIN (n_points, SONDE_LOG_PLOT_MAX_POINTS));

  words = sonde_log_plot_describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
