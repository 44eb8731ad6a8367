/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_MARK_LAYER (sonde_mark_layer_get_type ())

/* Dashed lines where something other than a measure happened, and in words what it was. */
G_DECLARE_FINAL_TYPE (SondeMarkLayer, sonde_mark_layer, SONDE, MARK_LAYER, GtkWidget)

GtkWidget *sonde_mark_layer_new (SondePlot *plot);
void sonde_mark_layer_set_show_labels (SondeMarkLayer *self, gboolean show_labels);

G_END_DECLS
