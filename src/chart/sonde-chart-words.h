/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"

G_BEGIN_DECLS

char *sonde_chart_words_label (SondePlot *plot);
char *sonde_chart_words_cursor (SondePlot *plot);
char *sonde_chart_words_change (SondePlot *plot, guint curve);
char *sonde_chart_words_difference (SondePlot *plot);
char *sonde_chart_words_statistics (SondePlot *plot, guint curve);
char *sonde_chart_words_spread (SondePlot *plot, guint curve);
char *sonde_chart_words_title (SondeChannel *channel);
char *sonde_chart_words_span (gint64 start_us, gint64 end_us, GTimeZone *zone);
char *sonde_chart_words_duration (gint64 duration_us);

G_END_DECLS
