/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-chart-parts.h"
#include "sonde-layer.h"
#include "sonde-legend.h"
#include "sonde-time-axis.h"
#include "sonde-value-axis.h"

#define MIN_PLOT_WIDTH_PX      120
#define MIN_PLOT_HEIGHT_PX     52
#define NATURAL_PLOT_HEIGHT_PX 120
#define TITLE_MARGIN_PX        8
#define TITLE_GAP_PX           4
/* Half a label of the value axis stands above the area, and half a point of the line below it. */
#define MARGIN_TOP_PX    9
#define MARGIN_BOTTOM_PX 9
#define MARGIN_SIDE_PX   12

/* From the lowest to the highest. */
static const SondePainter *const painters[] = {
  &sonde_limit_painter,  &sonde_grid_painter,      &sonde_line_painter,      &sonde_mark_painter,
  &sonde_marker_painter, &sonde_selection_painter, &sonde_crosshair_painter,
};

G_STATIC_ASSERT (G_N_ELEMENTS (painters) == SONDE_CHART_PARTS_N_LAYERS);

/* Charts of one viewport are a stack: size groups that live with it give their axes one width. */
static GtkSizeGroup *
get_axis_group (SondeViewport *viewport, guint axis)
{
  static const char *const keys[] = { "sonde-chart-axis-group", "sonde-chart-second-axis-group" };
  GtkSizeGroup *group = g_object_get_data (G_OBJECT (viewport), keys[axis]);

  if (group == NULL)
    {
      group = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
      g_object_set_data_full (G_OBJECT (viewport), keys[axis], group, g_object_unref);
    }

  return group;
}

/**
 * sonde_chart_parts_init:
 * @chart: whose children they become
 * @plot: what they show
 *
 * Makes the parts of a chart.
 */
void
sonde_chart_parts_init (SondeChartParts *self, GtkWidget *chart, SondePlot *plot)
{
  self->chart = chart;
  self->plot = plot;
  self->legend = sonde_legend_new (plot);
  gtk_widget_set_parent (self->legend, chart);
  for (gsize i = 0; i < G_N_ELEMENTS (self->layers); i++)
    {
      self->layers[i] = sonde_layer_new (plot, painters[i]);
      gtk_widget_set_parent (self->layers[i], chart);
    }
  self->time_axis = sonde_time_axis_new ();
  sonde_time_axis_set_plot (SONDE_TIME_AXIS (self->time_axis), plot);
  gtk_widget_set_visible (self->time_axis, FALSE);
  gtk_widget_set_parent (self->time_axis, chart);
  for (guint i = 0; i < G_N_ELEMENTS (self->axes); i++)
    {
      self->axes[i] = sonde_value_axis_new (plot, i);
      gtk_widget_set_parent (self->axes[i], chart);
      gtk_size_group_add_widget (get_axis_group (sonde_plot_get_viewport (plot), i), self->axes[i]);
    }
}

void
sonde_chart_parts_clear (SondeChartParts *self)
{
  g_clear_pointer (&self->legend, gtk_widget_unparent);
  for (gsize i = 0; i < G_N_ELEMENTS (self->layers); i++)
    g_clear_pointer (&self->layers[i], gtk_widget_unparent);
  g_clear_pointer (&self->time_axis, gtk_widget_unparent);
  for (guint i = 0; i < G_N_ELEMENTS (self->axes); i++)
    g_clear_pointer (&self->axes[i], gtk_widget_unparent);
}

static int
get_title_height (const SondeChartParts *self)
{
  int height_px;

  if (!gtk_widget_get_visible (self->legend))
    return 0;

  gtk_widget_measure (self->legend, GTK_ORIENTATION_VERTICAL, -1, NULL, &height_px, NULL, NULL);

  return TITLE_MARGIN_PX + height_px + TITLE_GAP_PX;
}

static int
get_height_below (const SondeChartParts *self)
{
  int height_px;

  if (!gtk_widget_get_visible (self->time_axis))
    return MARGIN_BOTTOM_PX;

  gtk_widget_measure (self->time_axis, GTK_ORIENTATION_VERTICAL, -1, NULL, &height_px, NULL, NULL);

  return height_px;
}

/* The width beside the data on the side of an axis. */
static int
get_axis_width (const SondeChartParts *self, guint axis)
{
  int width_px;

  gtk_widget_measure (self->axes[axis], GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width_px, NULL,
                      NULL);

  return MAX (width_px, MARGIN_SIDE_PX);
}

/**
 * sonde_chart_parts_measure:
 *
 * Finds the size that the parts need together.
 */
void
sonde_chart_parts_measure (const SondeChartParts *self,
                           GtkOrientation orientation,
                           int *minimum,
                           int *natural)
{
  int around_px;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = get_axis_width (self, 0) + MIN_PLOT_WIDTH_PX + get_axis_width (self, 1);
    }
  else
    {
      around_px = get_title_height (self) + MARGIN_TOP_PX + get_height_below (self);
      *minimum = around_px + MIN_PLOT_HEIGHT_PX;
      *natural = around_px + NATURAL_PLOT_HEIGHT_PX;
    }
}

/**
 * sonde_chart_parts_allocate:
 * @width: of the chart
 * @height: of the chart
 *
 * Gives each part its place, and the plot its area.
 */
void
sonde_chart_parts_allocate (const SondeChartParts *self, int width, int height)
{
  GtkAllocation whole = { 0, 0, width, height };
  gboolean rtl = gtk_widget_get_direction (self->chart) == GTK_TEXT_DIR_RTL;
  int title_px = get_title_height (self);
  int title_x_px = MARGIN_SIDE_PX + (rtl ? self->title_inset_px : 0);
  int left_px = get_axis_width (self, rtl ? 0 : 1);
  int right_px = get_axis_width (self, rtl ? 1 : 0);
  int below_px = get_height_below (self);
  GdkRectangle area;

  area.x = left_px;
  area.width = MAX (width - left_px - right_px, 0);
  area.y = title_px + MARGIN_TOP_PX;
  area.height = MAX (height - area.y - below_px, 0);

  if (title_px > 0)
    gtk_widget_size_allocate (
        self->legend,
        &(GtkAllocation){ title_x_px, TITLE_MARGIN_PX,
                          MAX (width - 2 * MARGIN_SIDE_PX - self->title_inset_px, 0),
                          title_px - TITLE_MARGIN_PX - TITLE_GAP_PX },
        -1);
  gtk_widget_size_allocate (self->axes[rtl ? 0 : 1], &(GtkAllocation){ 0, 0, left_px, height }, -1);
  gtk_widget_size_allocate (self->axes[rtl ? 1 : 0],
                            &(GtkAllocation){ width - right_px, 0, right_px, height }, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (self->layers); i++)
    gtk_widget_size_allocate (self->layers[i], &whole, -1);
  if (gtk_widget_get_visible (self->time_axis))
    gtk_widget_size_allocate (self->time_axis,
                              &(GtkAllocation){ 0, area.y + area.height, width, below_px }, -1);

  sonde_plot_set_area (self->plot, &area, width, gtk_widget_get_scale_factor (self->chart));
}
