/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-value-axis.h"
#include "sonde-format.h"
#include "sonde-palette.h"

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
  guint axis;
  GPtrArray *labels;
  int width_px;
  guint resize_id;
};

G_DEFINE_FINAL_TYPE (SondeValueAxis, sonde_value_axis, GTK_TYPE_WIDGET)

/**
 * sonde_value_axis_create_labels:
 * @axis: which of the value axes
 * @width_px: (out): the width that they need, margins included
 *
 * Returns: (transfer full) (element-type PangoLayout): a label for each tick, from the lowest
 */
GPtrArray *
sonde_value_axis_create_labels (SondePlot *plot, guint axis, const SondeStyle *style, int *width_px)
{
  const SondeValueTicks *ticks = &sonde_plot_get_scale (plot, axis)->ticks;
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_object_unref);
  int widest_px = MIN_WIDTH_PX;

  for (guint i = 0; i < ticks->n_ticks; i++)
    {
      g_autofree char *text = sonde_format_number (sonde_value_ticks_get (ticks, i),
                                                   ticks->decimals);
      PangoLayout *layout = sonde_style_create_layout (style, text);
      int label_px;

      pango_layout_get_pixel_size (layout, &label_px, NULL);
      widest_px = MAX (widest_px, label_px);
      g_ptr_array_add (labels, layout);
    }

  *width_px = (widest_px + WIDTH_STEP_PX - 1) / WIDTH_STEP_PX * WIDTH_STEP_PX + 2 * MARGIN_PX;

  return labels;
}

/* The colour of the numbers: that of the curve where two axes need telling apart and one curve
 * alone is drawn against this one. */
static GdkRGBA
get_color (SondePlot *plot, guint axis, const SondeStyle *style)
{
  const SondeCurve *only = NULL;

  for (guint i = 0; i < sonde_plot_get_n_curves (plot); i++)
    {
      const SondeCurve *curve = sonde_plot_get_curve (plot, i);

      if (curve->axis != axis)
        continue;
      if (only != NULL)
        return sonde_palette_with_alpha (&style->foreground, LABEL_ALPHA);
      only = curve;
    }

  return only != NULL && sonde_plot_get_n_axes (plot) > 1
             ? sonde_curve_get_color (only, style->dark)
             : sonde_palette_with_alpha (&style->foreground, LABEL_ALPHA);
}

/**
 * sonde_value_axis_draw:
 * @labels: (element-type PangoLayout): what `sonde_value_axis_create_labels()` made
 * @x_px: the left edge of the strip
 * @width_px: its width
 * @after: whether the data are on its left
 *
 * Writes the values beside the data. The strip's y coordinates are those of the plot.
 */
void
sonde_value_axis_draw (SondePlot *plot,
                       guint axis,
                       const SondeStyle *style,
                       GtkSnapshot *snapshot,
                       GPtrArray *labels,
                       double x_px,
                       double width_px,
                       gboolean after)
{
  const SondeValueTicks *ticks = &sonde_plot_get_scale (plot, axis)->ticks;
  GdkRGBA color = get_color (plot, axis, style);

  for (guint i = 0; i < MIN (labels->len, ticks->n_ticks); i++)
    {
      PangoLayout *layout = g_ptr_array_index (labels, i);
      double y_px = sonde_plot_value_to_y (plot, axis, sonde_value_ticks_get (ticks, i));
      int label_px;
      int height_px;

      pango_layout_get_pixel_size (layout, &label_px, &height_px);
      sonde_style_draw_text (snapshot, layout,
                             after ? x_px + MARGIN_PX : x_px + width_px - MARGIN_PX - label_px,
                             round (y_px - height_px / 2.0), &color);
    }
}

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

static gboolean
is_present (SondeValueAxis *self)
{
  return self->axis < sonde_plot_get_n_axes (self->plot);
}

static void
rebuild_labels (SondeValueAxis *self)
{
  g_auto (SondeStyle) style = { 0 };
  int width_px = 0;

  sonde_style_init_for_widget (&style, GTK_WIDGET (self));
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  if (is_present (self))
    self->labels = sonde_value_axis_create_labels (self->plot, self->axis, &style, &width_px);

  if (width_px != self->width_px)
    {
      self->width_px = width_px;
      queue_resize_later (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeValueAxis *self)
{
  if ((what & (SONDE_PLOT_VALUES | SONDE_PLOT_CURVES)) != 0)
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

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width_px : 0;
}

static void
sonde_value_axis_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeValueAxis *self = SONDE_VALUE_AXIS (widget);
  g_auto (SondeStyle) style = { 0 };
  gboolean after = (self->axis == 0) == (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_LTR);

  if (self->labels == NULL || !is_present (self))
    return;

  sonde_style_init_for_widget (&style, widget);
  sonde_value_axis_draw (self->plot, self->axis, &style, snapshot, self->labels, 0,
                         gtk_widget_get_width (widget), after);
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
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_value_axis_new:
 * @axis: which of the value axes; the first stands behind the data, the second before them
 *
 * Returns: (transfer floating): the value axis of a plot, without width while the plot has no such
 *   axis
 */
GtkWidget *
sonde_value_axis_new (SondePlot *plot, guint axis)
{
  SondeValueAxis *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_VALUE_AXIS, NULL);
  self->plot = g_object_ref (plot);
  self->axis = axis;
  self->width_px = axis < sonde_plot_get_n_axes (plot) ? MIN_WIDTH_PX + 2 * MARGIN_PX : 0;
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);

  return GTK_WIDGET (self);
}
