/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sonde-alerts.h"
#include "sonde-chart-memory.h"
#include "sonde-peer.h"

G_BEGIN_DECLS

#define SONDE_TYPE_DASHBOARD_PAGE (sonde_dashboard_page_get_type ())

/* Tiles and charts of a peer. Properties: "peer", "range" (s, see SondeRange),
 * "following" (b), "wait-s" (u, to read), "has-data" (b, to read), "clock" (s: "local" or "utc"),
 * "selecting" (b: a drag in a chart chooses a span), "difference" (s, to read: what changed between
 * the markers, or NULL). */
G_DECLARE_FINAL_TYPE (SondeDashboardPage, sonde_dashboard_page, SONDE, DASHBOARD_PAGE, AdwBin)

/* Before a peer is set. */
void sonde_dashboard_page_set_alerts (SondeDashboardPage *self, SondeAlerts *alerts);

void sonde_dashboard_page_set_memory (SondeDashboardPage *self, SondeChartMemory *memory);
/* Asks how to write what it shows. */
void sonde_dashboard_page_export (SondeDashboardPage *self);

G_END_DECLS
