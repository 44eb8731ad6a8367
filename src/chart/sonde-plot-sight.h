/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"

G_BEGIN_DECLS

/* What a plot shows besides its curves, as it was when the layers were last told. Private to the
 * layer. */
typedef struct
{
  gint64 cursor_us;
  gint64 markers_us[2];
  gint64 selection_us[2];
  guint64 mark_generation;
} SondePlotSight;

void sonde_plot_sight_init (SondePlotSight *self);
SondePlotChange sonde_plot_sight_look (SondePlotSight *self,
                                       SondeCurveSet *curves,
                                       SondeDataset *dataset,
                                       SondeViewport *viewport);

G_END_DECLS
