/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SONDE_TYPE_CHART_ROW (sonde_chart_row_get_type ())

/* A row of a SondeChartTable. Immutable.
 * Properties: "time-us" (x), "time" (s), "values" (as, one text a channel, empty where nothing was
 * measured). */
G_DECLARE_FINAL_TYPE (SondeChartRow, sonde_chart_row, SONDE, CHART_ROW, GObject)

SondeChartRow *sonde_chart_row_new (gint64 time_us, const char *time, GStrv values);

gint64 sonde_chart_row_get_time_us (SondeChartRow *self);
const char *sonde_chart_row_get_time (SondeChartRow *self);
const char *sonde_chart_row_get_value (SondeChartRow *self, guint index);

G_END_DECLS
