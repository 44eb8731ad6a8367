/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-painter.h"

G_BEGIN_DECLS

#define SONDE_TYPE_VALUE_AXIS (sonde_value_axis_get_type ())

/* The column of value labels beside the area, as wide as its widest label. */
G_DECLARE_FINAL_TYPE (SondeValueAxis, sonde_value_axis, SONDE, VALUE_AXIS, GtkWidget)

GtkWidget *sonde_value_axis_new (SondePlot *plot, guint axis);
GPtrArray *sonde_value_axis_create_labels (SondePlot *plot,
                                           guint axis,
                                           const SondeStyle *style,
                                           int *width_px);
void sonde_value_axis_draw (SondePlot *plot,
                            guint axis,
                            const SondeStyle *style,
                            GtkSnapshot *snapshot,
                            GPtrArray *labels,
                            double x_px,
                            double width_px,
                            gboolean after);

G_END_DECLS
