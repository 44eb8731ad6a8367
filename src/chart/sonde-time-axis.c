/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-time-axis.h"

#include "sonde-layer.h"

static const SondePainter *const painters[] = { &sonde_time_axis_painter,
                                                &sonde_time_cursor_painter };

/**
 * SondeTimeAxis:
 *
 * Ticks and labels at round times, and the time of the cursor. Times have the places that they have
 * in the chart of the plot, so the strip begins and ends where that chart does.
 */
struct _SondeTimeAxis
{
  GtkWidget parent_instance;

  SondePlot *plot; /* or NULL */
  GtkWidget *layers[G_N_ELEMENTS (painters)];
};

G_DEFINE_FINAL_TYPE (SondeTimeAxis, sonde_time_axis, GTK_TYPE_WIDGET)

static void
sonde_time_axis_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  g_autoptr (PangoLayout) caption = NULL;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;

  caption = sonde_style_create_layout_for (widget, "0");
  *minimum = *natural = sonde_painter_get_time_axis_height (caption);
}

static void
sonde_time_axis_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SondeTimeAxis *self = SONDE_TIME_AXIS (widget);

  for (gsize i = 0; self->plot != NULL && i < G_N_ELEMENTS (self->layers); i++)
    gtk_widget_size_allocate (self->layers[i], &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
clear (SondeTimeAxis *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->layers); i++)
    g_clear_pointer (&self->layers[i], gtk_widget_unparent);
  g_clear_object (&self->plot);
}

static void
sonde_time_axis_dispose (GObject *object)
{
  clear (SONDE_TIME_AXIS (object));

  G_OBJECT_CLASS (sonde_time_axis_parent_class)->dispose (object);
}

static void
sonde_time_axis_class_init (SondeTimeAxisClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_time_axis_dispose;
  widget_class->measure = sonde_time_axis_measure;
  widget_class->size_allocate = sonde_time_axis_size_allocate;

  /* A chart says by itself which times it shows. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sonde_time_axis_init (SondeTimeAxis *self)
{
}

/**
 * sonde_time_axis_new:
 *
 * Returns: (transfer floating): an axis without a plot, which shows nothing
 */
GtkWidget *
sonde_time_axis_new (void)
{
  return g_object_new (SONDE_TYPE_TIME_AXIS, NULL);
}

/**
 * sonde_time_axis_set_plot:
 * @plot: (nullable): whose times are shown
 */
void
sonde_time_axis_set_plot (SondeTimeAxis *self, SondePlot *plot)
{
  g_return_if_fail (SONDE_IS_TIME_AXIS (self));
  g_return_if_fail (plot == NULL || SONDE_IS_PLOT (plot));

  if (self->plot == plot)
    return;

  clear (self);
  if (plot == NULL)
    return;

  self->plot = g_object_ref (plot);
  for (gsize i = 0; i < G_N_ELEMENTS (self->layers); i++)
    {
      self->layers[i] = sonde_layer_new (plot, painters[i]);
      gtk_widget_set_parent (self->layers[i], GTK_WIDGET (self));
    }
}
