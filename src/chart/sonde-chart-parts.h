/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_CHART_PARTS_N_LAYERS 7

/**
 * SondeChartParts:
 * @chart: not owned: it owns the parts
 * @plot: not owned
 * @title_inset_px: how much of the end of the legend's row is left to the chart's owner
 *
 * The widgets that a chart is a stack of, and their places. Private to the layer.
 */
typedef struct
{
  GtkWidget *chart;
  SondePlot *plot;
  GtkWidget *legend;
  GtkWidget *axes[SONDE_PLOT_MAX_AXES];
  GtkWidget *layers[SONDE_CHART_PARTS_N_LAYERS];
  GtkWidget *time_axis;
  int title_inset_px;
} SondeChartParts;

void sonde_chart_parts_init (SondeChartParts *self, GtkWidget *chart, SondePlot *plot);
void sonde_chart_parts_clear (SondeChartParts *self);
void sonde_chart_parts_measure (const SondeChartParts *self,
                                GtkOrientation orientation,
                                int *minimum,
                                int *natural);
void sonde_chart_parts_allocate (const SondeChartParts *self, int width, int height);

G_END_DECLS
