/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

void sonde_chart_input_attach (GtkWidget *chart, SondePlot *plot);

G_END_DECLS
