/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_VALUE_AXIS (sonde_value_axis_get_type ())

/* The column of value labels beside the area, as wide as its widest label. */
G_DECLARE_FINAL_TYPE (SondeValueAxis, sonde_value_axis, SONDE, VALUE_AXIS, GtkWidget)

GtkWidget *sonde_value_axis_new (SondePlot *plot);

G_END_DECLS
