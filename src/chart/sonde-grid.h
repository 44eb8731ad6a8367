/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_GRID (sonde_grid_get_type ())

/* The hairlines of a chart at round values and times and, where wanted, the labels of the time axis
 * below it. */
G_DECLARE_FINAL_TYPE (SondeGrid, sonde_grid, SONDE, GRID, GtkWidget)

GtkWidget *sonde_grid_new (SondePlot *plot);
void sonde_grid_set_show_labels (SondeGrid *self, gboolean show_labels);
int sonde_grid_get_label_height (SondeGrid *self);

G_END_DECLS
