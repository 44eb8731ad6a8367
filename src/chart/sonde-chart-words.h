/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"

G_BEGIN_DECLS

char *sonde_chart_words_label (SondePlot *plot);
char *sonde_chart_words_cursor (SondePlot *plot);

G_END_DECLS
