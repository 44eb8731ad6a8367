/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

/* What one step of a wheel, or one press of a key, multiplies the span by. */
#define SONDE_CHART_ZOOM_STEP 1.25
/* What one step of a horizontal wheel, or one press of a key, shifts: a share of the span. */
#define SONDE_CHART_PAN_STEP 0.1

gboolean sonde_chart_keys_press (SondePlot *plot, guint keyval, GdkModifierType state);

G_END_DECLS
