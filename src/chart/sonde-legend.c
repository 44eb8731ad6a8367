/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-legend.h"
#include "sonde-chart-words.h"
#include "sonde-palette.h"

#define SAMPLE_WIDTH_PX 24
#define SPACING_PX      8
/* In less than this for each channel, names come before numbers. */
#define STATISTICS_WIDTH_PX 320
/* In less than this, the first of them before the others. */
#define SPREAD_WIDTH_PX 560
/* Numbers that change at every frame cannot be read. */
#define STATISTICS_INTERVAL_US (500 * G_TIME_SPAN_MILLISECOND)

struct _SondeLegend
{
  GtkWidget parent_instance;

  SondePlot *plot;
  gboolean show_statistics;
  GPtrArray *statistics;
  gint64 counted_us;
  guint count_id;
};

G_DEFINE_FINAL_TYPE (SondeLegend, sonde_legend, GTK_TYPE_WIDGET)

static void
draw_sample (GtkDrawingArea *area, cairo_t *cr, int width_px, int height_px, gpointer data)
{
  SondeLegend *self = SONDE_LEGEND (gtk_widget_get_parent (GTK_WIDGET (area)));
  guint index = GPOINTER_TO_UINT (data);
  GdkRGBA foreground;

  if (index >= sonde_plot_get_n_curves (self->plot))
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &foreground);
  sonde_curve_draw_sample (sonde_plot_get_curve (self->plot, index), cr, width_px, height_px,
                           sonde_palette_is_dark (&foreground));
}

static GtkWidget *
append_label (SondeLegend *self, const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style_class);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
clear (SondeLegend *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->statistics, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
count (SondeLegend *self)
{
  int least_px = STATISTICS_WIDTH_PX * (int) self->statistics->len;
  gboolean fits = sonde_plot_get_width (self->plot) >= least_px;
  gboolean spread_fits = sonde_plot_get_width (self->plot) >=
                         SPREAD_WIDTH_PX * (int) self->statistics->len;

  self->counted_us = g_get_monotonic_time ();
  for (guint i = 0; i < self->statistics->len; i++)
    {
      g_autofree char *text = fits ? sonde_chart_words_statistics (self->plot, i) : NULL;

      g_autofree char *spread = spread_fits && text != NULL
                                    ? sonde_chart_words_spread (self->plot, i)
                                    : NULL;
      g_autofree char *all = spread != NULL ? g_strconcat (text, "  ", spread, NULL)
                                            : g_steal_pointer (&text);

      gtk_label_set_text (g_ptr_array_index (self->statistics, i), all != NULL ? all : "");
    }
}

static void
rebuild (SondeLegend *self)
{
  guint n_curves = sonde_plot_get_n_curves (self->plot);

  clear (self);
  for (guint i = 0; i < n_curves; i++)
    {
      SondeChannel *channel = sonde_plot_get_curve (self->plot, i)->channel;
      g_autofree char *title = sonde_chart_words_title (channel);

      if (n_curves > 1)
        {
          GtkWidget *sample = gtk_drawing_area_new ();

          gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (sample), SAMPLE_WIDTH_PX);
          gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (sample), draw_sample,
                                          GUINT_TO_POINTER (i), NULL);
          gtk_widget_set_parent (sample, GTK_WIDGET (self));
        }
      append_label (self, title, "caption-heading");
      if (self->show_statistics)
        {
          GtkWidget *statistics = append_label (self, "", "caption");

          gtk_widget_add_css_class (statistics, "dim-label");
          gtk_widget_add_css_class (statistics, "numeric");
          g_ptr_array_add (self->statistics, statistics);
        }
    }
  count (self);
}

static gboolean
on_count_due (gpointer data)
{
  SondeLegend *self = data;

  self->count_id = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    count (self);

  return G_SOURCE_REMOVE;
}

static void
on_plot_changed (SondePlot *plot, SondePlotChange what, SondeLegend *self)
{
  gint64 wait_us;

  if ((what & SONDE_PLOT_CURVES) != 0)
    rebuild (self);
  if (self->statistics->len == 0 || self->count_id != 0 ||
      (what & (SONDE_PLOT_TIME | SONDE_PLOT_DATA | SONDE_PLOT_AREA)) == 0)
    return;

  wait_us = self->counted_us + STATISTICS_INTERVAL_US - g_get_monotonic_time ();
  self->count_id = g_timeout_add ((guint) (MAX (wait_us, 0) / G_TIME_SPAN_MILLISECOND),
                                  on_count_due, self);
}

static void
sonde_legend_dispose (GObject *object)
{
  SondeLegend *self = SONDE_LEGEND (object);

  g_clear_handle_id (&self->count_id, g_source_remove);
  if (self->statistics != NULL)
    clear (self);
  g_clear_pointer (&self->statistics, g_ptr_array_unref);
  g_clear_object (&self->plot);

  G_OBJECT_CLASS (sonde_legend_parent_class)->dispose (object);
}

static void
sonde_legend_class_init (SondeLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sonde_legend_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sonde_legend_init (SondeLegend *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  self->statistics = g_ptr_array_new ();
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), SPACING_PX);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * sonde_legend_new:
 *
 * Returns: (transfer floating): the legend of a plot
 */
GtkWidget *
sonde_legend_new (SondePlot *plot)
{
  SondeLegend *self;

  g_return_val_if_fail (SONDE_IS_PLOT (plot), NULL);

  self = g_object_new (SONDE_TYPE_LEGEND, NULL);
  self->plot = g_object_ref (plot);
  g_signal_connect_object (plot, "changed", G_CALLBACK (on_plot_changed), self, 0);
  rebuild (self);

  return GTK_WIDGET (self);
}

/**
 * sonde_legend_get_show_statistics:
 *
 * Returns: whether the least, mean and greatest value of what is shown stand beside each name
 */
gboolean
sonde_legend_get_show_statistics (SondeLegend *self)
{
  g_return_val_if_fail (SONDE_IS_LEGEND (self), FALSE);

  return self->show_statistics;
}

/**
 * sonde_legend_set_show_statistics:
 * @show_statistics: whether the least, mean and greatest value of what is shown stand beside each
 *   name
 */
void
sonde_legend_set_show_statistics (SondeLegend *self, gboolean show_statistics)
{
  g_return_if_fail (SONDE_IS_LEGEND (self));

  self->show_statistics = !!show_statistics;
  rebuild (self);
}
