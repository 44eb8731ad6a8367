/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-value-axis.h"
#include "sonde-format.h"
#include "sonde-palette.h"
#include "sonde-style.h"

#include <math.h>

#define MARGIN_PX    8
#define MIN_WIDTH_PX 28
/* Widths are multiples of this, so that a label that grows by a hair moves nothing. */
#define WIDTH_STEP_PX 6
#define LABEL_ALPHA   0.65f

struct _SondeValueAxis
{
  GtkWidget parent_instance;

  SondePlot *plot;
  GPtrArray *labels;
  int width_px;
  guint resize_id;
};

G_DEFINE_FINAL_TYPE (SondeValueAxis, sonde_value_axis, GTK_TYPE_WIDGET)

static gboolean
on_resize_idle (gpointer data)
{
  SondeValueAxis *self = data;

  self->resize_id = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* The labels also change while the chart is given its size, when no other size may be asked for. */
static void
queue_resize_later (SondeValueAxis *self)
{
  if (self->resize_id == 0)
    self->resize_id = g_idle_add_full (GTK_PRIORITY_RESIZE, on_resize_idle, self, NULL);
}

static void
rebuild_labels (SondeValueAxis *self)
{
  const SondeValueTicks *ticks = &sonde_plot_get_scale (self->plot)->ticks;
  int widest_px = MIN_WIDTH_PX;

  g_ptr_array_set_size (self->labels, 0);
  for (guint i = 0; i < ticks->n_ticks; i++)
    {
      g_autofree char *text = sonde_format_number (sonde_value_ticks_get (ticks, i),
                                                   ticks->decimals);
      PangoLayout *layout = sonde_style_create_layout (GTK_WIDGET (self), text);
      int width_px;

      pango_layout_get_pixel_size (layout, &width_px, NULL);
      widest_px = MAX (widest_px, width_px);
      g_ptr_array_add (self->labels, layout);
    }

  widest_px = (widest_px + WIDTH_STEP_PX - 1) / WIDTH_STEP_PX * WIDTH_STEP_PX;
  if (widest_px != self->width_px)
    {
      self->width_px = widest_px;
      queue_resize_later (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeValueAxis *self)
{
  if ((what & SONDE_PLOT_VALUES) != 0)
    rebuild_labels (self);
  else if ((what & SONDE_PLOT_AREA) != 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sonde_value_axis_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  SondeValueAxis *self = SONDE_VALUE_AXIS (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width_px + 2 * MARGIN_PX
                                                                  : 0;
}

/* The column is as high as the chart, so its y coordinates are those of the plot. */
static void
sonde_value_axis_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeValueAxis *self = SONDE_VALUE_AXIS (widget);
  const SondeValueTicks *ticks = &sonde_plot_get_scale (self->plot)->ticks;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color;

  sonde_style_get_color (widget, &color);
  color = sonde_palette_with_alpha (&color, LABEL_ALPHA);

  for (guint i = 0; i < self->labels->len; i++)
    {
      PangoLayout *layout = g_ptr_array_index (self->labels, i);
      double y_px = sonde_plot_value_to_y (self->plot, sonde_value_ticks_get (ticks, i));
      int width_px;
      int height_px;

      pango_layout_get_pixel_size (layout, &width_px, &height_px);
      sonde_style_draw_text (snapshot, layout,
                             rtl ? gtk_widget_get_width (widget) - MARGIN_PX - width_px : MARGIN_PX,
                             round (y_px - height_px / 2.0), &color);
    }
}

static void
sonde_value_axis_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SondeValueAxis *self = SONDE_VALUE_AXIS (widget);

  GTK_WIDGET_CLASS (sonde_value_axis_parent_class)->css_changed (widget, change);

  if (self->plot != NULL)
    rebuild_labels (self);
}

static void
sonde_value_axis_dispose (GObject *object)
{
  SondeValueAxis *self = SONDE_VALUE_AXIS (object);

  g_clear_handle_id (&self->resize_id, g_source_remove);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  g_clear_object (&self->plot);

  G_OBJECT_CLASS (sonde_value_axis_parent_class)->dispose (object);
}

static void
sonde_value_axis_class_init (SondeValueAxisClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_value_axis_dispose;
  widget_class->measure = sonde_value_axis_measure;
  widget_class->snapshot = sonde_value_axis_snapshot;
  widget_class->css_changed = sonde_value_axis_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sonde_value_axis_init (SondeValueAxis *self)
{
  self->labels = g_ptr_array_new_with_free_func (g_object_unref);
  self->width_px = MIN_WIDTH_PX;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_value_axis_new:
 *
 * Returns: (transfer floating): the value axis of a plot
 */
GtkWidget *
sonde_value_axis_new (SondePlot *plot)
{
  SondeValueAxis *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_VALUE_AXIS, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);

  return GTK_WIDGET (self);
}
