/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_TIME_AXIS (sonde_time_axis_get_type ())

/* The times of a plot as a strip of its own: below one chart, or below a stack of them. */
G_DECLARE_FINAL_TYPE (SondeTimeAxis, sonde_time_axis, SONDE, TIME_AXIS, GtkWidget)

GtkWidget *sonde_time_axis_new (void);
void sonde_time_axis_set_plot (SondeTimeAxis *self, SondePlot *plot);

G_END_DECLS
