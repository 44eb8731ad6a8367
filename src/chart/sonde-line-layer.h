/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_LINE_LAYER (sonde_line_layer_get_type ())

/* The data of a chart: a line with points where they are sparse, a column per pixel where they are
 * dense. */
G_DECLARE_FINAL_TYPE (SondeLineLayer, sonde_line_layer, SONDE, LINE_LAYER, GtkWidget)

GtkWidget *sonde_line_layer_new (SondePlot *plot);

G_END_DECLS
