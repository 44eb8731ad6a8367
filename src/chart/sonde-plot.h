/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include "sonde-channel.h"
#include "sonde-dataset.h"
#include "sonde-value-scale.h"
#include "sonde-viewport.h"

G_BEGIN_DECLS

#define SONDE_TYPE_PLOT (sonde_plot_get_type ())

/* What the layers of one chart share: the channel, the scales, and the area they draw in.
 * Signal "changed" (SondePlotChange what): something that some layer draws is different. */
G_DECLARE_FINAL_TYPE (SondePlot, sonde_plot, SONDE, PLOT, GObject)

typedef enum
{
  SONDE_PLOT_TIME = 1 << 0,
  SONDE_PLOT_VALUES = 1 << 1,
  SONDE_PLOT_DATA = 1 << 2,
  SONDE_PLOT_MARKS = 1 << 3,
  SONDE_PLOT_CURSOR = 1 << 4,
  SONDE_PLOT_AREA = 1 << 5,
} SondePlotChange;

SondePlot *sonde_plot_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport);

void sonde_plot_set_area (SondePlot *self, const GdkRectangle *area, int scale_factor);
void sonde_plot_set_time_zone (SondePlot *self, GTimeZone *zone);
void sonde_plot_update (SondePlot *self);

SondeChannel *sonde_plot_get_channel (SondePlot *self);
SondeDataset *sonde_plot_get_dataset (SondePlot *self);
SondeViewport *sonde_plot_get_viewport (SondePlot *self);
GTimeZone *sonde_plot_get_time_zone (SondePlot *self);
const SondeValueScale *sonde_plot_get_scale (SondePlot *self);
const GdkRectangle *sonde_plot_get_area (SondePlot *self);
int sonde_plot_get_scale_factor (SondePlot *self);
guint sonde_plot_get_n_columns (SondePlot *self);
gint64 sonde_plot_get_origin_us (SondePlot *self);
gint64 sonde_plot_get_column_us (SondePlot *self);
gint64 sonde_plot_get_end_us (SondePlot *self);
double sonde_plot_time_to_x (SondePlot *self, gint64 time_us);
gint64 sonde_plot_x_to_time (SondePlot *self, double x_px);
double sonde_plot_value_to_y (SondePlot *self, double value);
double sonde_plot_snap (SondePlot *self, double position_px);

G_END_DECLS
