/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "sonde-plot.h"

G_BEGIN_DECLS

#define SONDE_TYPE_CHART_TABLE (sonde_chart_table_get_type ())

/* What a chart shows as a table, for those who read better than they see: a list of SondeChartRow,
 * never longer than SONDE_CHART_TABLE_MAX_ROWS. Interface thread only. */
G_DECLARE_FINAL_TYPE (SondeChartTable, sonde_chart_table, SONDE, CHART_TABLE, GObject)

#define SONDE_CHART_TABLE_MAX_ROWS 500

SondeChartTable *sonde_chart_table_new (SondePlot *plot);

void sonde_chart_table_update (SondeChartTable *self);
guint sonde_chart_table_get_n_values (SondeChartTable *self);
const char *sonde_chart_table_get_title (SondeChartTable *self, guint value);
gboolean sonde_chart_table_is_exact (SondeChartTable *self);

G_END_DECLS
