/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "sonde-channel.h"
#include "sonde-dataset.h"
#include "sonde-plot.h"
#include "sonde-viewport.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHART (sonde_chart_get_type ())

/* One channel against time: grid, line, marks and crosshair as child widgets, so that each keeps
 * its own render node. Charts that share a viewport have value axes of equal width, so that their
 * times line up. The style class "high-contrast", which the owner sets on it or around it,
 * strengthens the hairlines. Properties: "channel", "dataset" (marks; may be NULL), "viewport"
 * (construct only), "show-time-axis" (b, FALSE: the labels of the shared time axis, for the lowest
 * chart of a stack), "show-mark-labels" (b, TRUE: marks in words; for the highest chart of a
 * stack), "show-title" (b, TRUE: the channels' names and units above the data), "show-statistics"
 * (b, FALSE: least, mean and greatest beside them), "utc" (b, FALSE: whose clock the time axis
 * shows). */
G_DECLARE_FINAL_TYPE (SondeChart, sonde_chart, SONDE, CHART, GtkWidget)

GtkWidget *sonde_chart_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport);

SondeChannel *sonde_chart_get_channel (SondeChart *self);
gboolean sonde_chart_get_show_time_axis (SondeChart *self);
void sonde_chart_set_show_time_axis (SondeChart *self, gboolean show_time_axis);
gboolean sonde_chart_get_show_mark_labels (SondeChart *self);
void sonde_chart_set_show_mark_labels (SondeChart *self, gboolean show_mark_labels);
gboolean sonde_chart_get_show_title (SondeChart *self);
void sonde_chart_set_show_title (SondeChart *self, gboolean show_title);
void sonde_chart_set_show_statistics (SondeChart *self, gboolean show_statistics);
void sonde_chart_set_title_inset (SondeChart *self, int inset_px);
void sonde_chart_set_utc (SondeChart *self, gboolean utc);
gboolean sonde_chart_add_channel (SondeChart *self, SondeChannel *channel);
gboolean sonde_chart_remove_channel (SondeChart *self, SondeChannel *channel);
/* For bounds, fixed value ranges and steps: see sonde-plot.h. */
SondePlot *sonde_chart_get_plot (SondeChart *self);
void sonde_chart_set_time_zone (SondeChart *self, GTimeZone *zone);
/* Compares generations and redraws what changed; the owner calls it once per frame while shown. */
void sonde_chart_refresh (SondeChart *self);

G_END_DECLS
