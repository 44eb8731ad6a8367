/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"
#include "sonde-style.h"
#include "sonde-time-ticks.h"

G_BEGIN_DECLS

/**
 * SondeTimeGridTick:
 * @tick: when it is, and what it says
 * @layout: (nullable): what it says, where labels are asked for; belongs to the grid
 */
typedef struct
{
  SondeTimeTick tick;
  PangoLayout *layout;
} SondeTimeGridTick;

/**
 * SondeTimeGrid:
 * @ticks: (element-type SondeTimeGridTick): in order of time, from before what is shown to after it
 * @step: the distance between them
 * @clock_width_px: the width of the widest label of a clock
 *
 * The round times of a plot, as a painter keeps them between two drawings; zeroed at first. The
 * other members are private.
 */
typedef struct
{
  GArray *ticks;
  const SondeTimeStep *step;
  int clock_width_px;
  GHashTable *labels;
  guint listing;
  gboolean ready;
  gboolean with_labels;
  gint64 column_us;
  gint64 listed_from_us;
  gint64 listed_to_us;
} SondeTimeGrid;

gboolean sonde_time_grid_list (SondeTimeGrid *self,
                               SondePlot *plot,
                               const SondeStyle *style,
                               gboolean with_labels);
void sonde_time_grid_forget (SondeTimeGrid *self);
SondeTimeTick *sonde_time_grid_list_minor (const SondeTimeGrid *self,
                                           SondePlot *plot,
                                           double least_distance_px,
                                           gsize *n_ticks);
double sonde_time_grid_place (SondePlot *plot, gint64 time_us);
void sonde_time_grid_clear (SondeTimeGrid *self);

G_END_DECLS
