/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-layer.h"

struct _SondeLayer
{
  GtkWidget parent_instance;

  SondePlot *plot;
  const SondePainter *painter;
  gpointer state;
  guint n_snapshots;
};

G_DEFINE_FINAL_TYPE (SondeLayer, sonde_layer, GTK_TYPE_WIDGET)

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeLayer *self)
{
  gboolean asks = self->painter->changed != NULL &&
                  self->painter->changed (self->state, plot, what);

  if (asks || (what & self->painter->redraw) != 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sonde_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SondeLayer *self = SONDE_LAYER (widget);
  g_auto (SondeStyle) style = { 0 };

  self->n_snapshots++;
  if (sonde_plot_get_n_columns (self->plot) == 0)
    return;

  sonde_style_init_for_widget (&style, widget);
  self->painter->draw (self->state, self->plot, &style, snapshot);
}

static void
sonde_layer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SondeLayer *self = SONDE_LAYER (widget);

  GTK_WIDGET_CLASS (sonde_layer_parent_class)->css_changed (widget, change);
  if (self->plot != NULL)
    on_plot_changed (self->plot, SONDE_PLOT_STYLE, self);
}

static void
sonde_layer_dispose (GObject *object)
{
  SondeLayer *self = SONDE_LAYER (object);

  if (self->state != NULL && self->painter->clear != NULL)
    self->painter->clear (self->state);
  g_clear_pointer (&self->state, g_free);
  g_clear_object (&self->plot);

  G_OBJECT_CLASS (sonde_layer_parent_class)->dispose (object);
}

static void
sonde_layer_class_init (SondeLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_layer_dispose;
  widget_class->snapshot = sonde_layer_snapshot;
  widget_class->css_changed = sonde_layer_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sonde_layer_init (SondeLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_layer_new:
 * @plot: what is drawn
 * @painter: (not nullable): who draws it; lives longer than the layer
 *
 * Returns: (transfer floating): the layer
 */
GtkWidget *
sonde_layer_new (SondePlot *plot, const SondePainter *painter)
{
  SondeLayer *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);
  g_return_val_if_fail (painter != NULL, NULL);

  self = g_object_new (SONDE_TYPE_LAYER, NULL);
  self->plot = g_object_ref (plot);
  self->painter = painter;
  self->state = g_malloc0 (MAX (painter->state_size, 1));
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);

  return GTK_WIDGET (self);
}

/**
 * sonde_layer_get_n_snapshots:
 *
 * Returns: how often the layer has been drawn, by which a test sees that a still one is not
 */
guint
sonde_layer_get_n_snapshots (SondeLayer *self)
{
  g_return_val_if_fail (SONDE_IS_LAYER (self), 0);

  return self->n_snapshots;
}

/**
 * sonde_painter_draw_once:
 * @painter: who draws
 * @style: how
 * @snapshot: where
 *
 * Draws a plot where nothing is kept for another time, such as into a file.
 */
void
sonde_painter_draw_once (const SondePainter *painter,
                         SondePlot *plot,
                         const SondeStyle *style,
                         GtkSnapshot *snapshot)
{
  g_autofree gpointer state = NULL;

  g_return_if_fail (painter != NULL);
  g_return_if_fail (SONDE_IS_PLOT (plot));

  if (sonde_plot_get_n_columns (plot) == 0)
    return;

  state = g_malloc0 (MAX (painter->state_size, 1));
  painter->draw (state, plot, style, snapshot);
  if (painter->clear != NULL)
    painter->clear (state);
}
