/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_LEGEND (sonde_legend_get_type ())

/* The names and units of a plot's channels and, where there are several, a sample of each line. */
G_DECLARE_FINAL_TYPE (SondeLegend, sonde_legend, SONDE, LEGEND, GtkWidget)

GtkWidget *sonde_legend_new (SondePlot *plot);
gboolean sonde_legend_get_show_statistics (SondeLegend *self);
void sonde_legend_set_show_statistics (SondeLegend *self, gboolean show_statistics);

G_END_DECLS
