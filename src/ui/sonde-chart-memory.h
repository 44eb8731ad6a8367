/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHART_MEMORY (sonde_chart_memory_get_type ())

/* Remembers how the user wants each chart of each endpoint, in the settings. */
G_DECLARE_FINAL_TYPE (SondeChartMemory, sonde_chart_memory, SONDE, CHART_MEMORY, GObject)

/**
 * SondeChartSetup:
 * @steps: how the lines go from one value to the next
 * @statistics: whether they stand beside the name
 * @ranges: the ends of the value axes that are fixed, or NaN where they follow the data
 * @others: (array zero-terminated=1): the names of the channels shown with the first one
 *
 * How a chart is wanted.
 */
typedef struct
{
  SondeStepMode steps;
  gboolean statistics;
  double ranges[SONDE_PLOT_MAX_AXES][2];
  char **others;
} SondeChartSetup;

void sonde_chart_setup_init_for_plot (SondeChartSetup *self, SondePlot *plot);
void sonde_chart_setup_clear (SondeChartSetup *self);

SondeChartMemory *sonde_chart_memory_new (GSettings *settings);
gboolean sonde_chart_memory_recall (SondeChartMemory *self,
                                    const char *peer_id,
                                    const char *channel_id,
                                    SondeChartSetup *setup);
void sonde_chart_memory_keep (SondeChartMemory *self,
                              const char *peer_id,
                              const char *channel_id,
                              const SondeChartSetup *setup);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondeChartSetup, sonde_chart_setup_clear)

G_END_DECLS
