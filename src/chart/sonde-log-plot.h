/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-log-axis.h"

G_BEGIN_DECLS

#define SONDE_LOG_PLOT_MAX_POINTS 256

typedef struct
{
  double x;
  double y;
} SondeLogPoint;

#define SONDE_TYPE_LOG_PLOT (sonde_log_plot_get_type ())

/* A curve through points on two axes on which equal distances are equal factors, and the same in
 * words for who does not see it. */
G_DECLARE_FINAL_TYPE (SondeLogPlot, sonde_log_plot, SONDE, LOG_PLOT, GtkWidget)

GtkWidget *sonde_log_plot_new (void);
void sonde_log_plot_set_points (SondeLogPlot *self,
                                SondeLogUnit x_unit,
                                SondeLogUnit y_unit,
                                const SondeLogPoint *points,
                                guint n_points);
char *sonde_log_plot_describe (SondeLogPlot *self);

G_END_DECLS
