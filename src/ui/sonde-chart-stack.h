/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-alerts.h"
#include "sonde-chart-memory.h"
#include "sonde-dataset.h"
#include "sonde-viewport.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHART_STACK (sonde_chart_stack_get_type ())

/* A tile and a chart for each channel that has something to show, on one time axis.
 * Property: "n-shown" (u, how many channels show). */
G_DECLARE_FINAL_TYPE (SondeChartStack, sonde_chart_stack, SONDE, CHART_STACK, AdwBin)

void sonde_chart_stack_set_dataset (SondeChartStack *self,
                                    SondeDataset *dataset,
                                    SondeViewport *viewport);
void sonde_chart_stack_set_archive (SondeChartStack *self, SondeArchive *archive);
void sonde_chart_stack_refresh (SondeChartStack *self);
void sonde_chart_stack_set_alerts (SondeChartStack *self, SondeAlerts *alerts, const char *peer_id);
void sonde_chart_stack_set_memory (SondeChartStack *self, SondeChartMemory *memory);
void sonde_chart_stack_set_utc (SondeChartStack *self, gboolean utc);
GPtrArray *sonde_chart_stack_dup_plots (SondeChartStack *self);
char *sonde_chart_stack_describe_difference (SondeChartStack *self);
guint sonde_chart_stack_get_n_shown (SondeChartStack *self);

G_END_DECLS
