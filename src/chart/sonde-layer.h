/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-painter.h"

G_BEGIN_DECLS

#define SONDE_TYPE_LAYER (sonde_layer_get_type ())

/* A painter as a widget, so that GTK keeps its render node while only other layers change. */
G_DECLARE_FINAL_TYPE (SondeLayer, sonde_layer, SONDE, LAYER, GtkWidget)

GtkWidget *sonde_layer_new (SondePlot *plot, const SondePainter *painter);
guint sonde_layer_get_n_snapshots (SondeLayer *self);

G_END_DECLS
