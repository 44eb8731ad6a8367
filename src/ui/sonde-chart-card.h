/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-alerts.h"
#include "sonde-chart-memory.h"
#include "sonde-chart.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHART_CARD (sonde_chart_card_get_type ())

/* A chart with the menu of what can be done with it. Properties: "chart" (construct only),
 * "dataset" (construct only: the channels that can be shown with it), "steps" (s: "auto", "never"
 * or "always"), "statistics" (b). */
G_DECLARE_FINAL_TYPE (SondeChartCard, sonde_chart_card, SONDE, CHART_CARD, AdwBin)

GtkWidget *
sonde_chart_card_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport);

void sonde_chart_card_set_alerts (SondeChartCard *self, SondeAlerts *alerts, const char *peer_id);
void
sonde_chart_card_set_memory (SondeChartCard *self, SondeChartMemory *memory, const char *peer_id);
void sonde_chart_card_refresh (SondeChartCard *self);
SondeChart *sonde_chart_card_get_chart (SondeChartCard *self);

G_END_DECLS
