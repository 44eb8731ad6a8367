/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CROSSHAIR (sonde_crosshair_get_type ())

/* The line at the viewport's cursor, the value nearest to it and, on a time axis, its time. */
G_DECLARE_FINAL_TYPE (SondeCrosshair, sonde_crosshair, SONDE, CROSSHAIR, GtkWidget)

GtkWidget *sonde_crosshair_new (SondePlot *plot);
void sonde_crosshair_set_show_time (SondeCrosshair *self, gboolean show_time);
gboolean sonde_crosshair_get_sample (SondePlot *plot, SondeSample *sample);

G_END_DECLS
