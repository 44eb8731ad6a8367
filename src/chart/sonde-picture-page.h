/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"
#include "sonde-style.h"

G_BEGIN_DECLS

#define SONDE_PICTURE_PAGE_MARGIN_PX 20

/**
 * SondePicturePage:
 * @style: how things are drawn
 * @width_px: the width of the paper
 * @height_px: its height
 * @axis_px: the widths of the value axes, the first one on the right
 * @legend_px: the height of a legend
 * @time_axis_px: the height of the time axis
 *
 * Where things are while a picture is drawn, and what stands around its charts.
 */
typedef struct
{
  SondeStyle style;
  int width_px;
  int height_px;
  int axis_px[SONDE_PLOT_MAX_AXES];
  int legend_px;
  int time_axis_px;
} SondePicturePage;

void sonde_picture_page_init (SondePicturePage *self, int width_px, int height_px, gboolean dark);
void sonde_picture_page_clear (SondePicturePage *self);

void sonde_picture_page_measure_axes (SondePicturePage *self, SondePlot *plot);
double sonde_picture_page_draw_heading (const SondePicturePage *self,
                                        const char *title,
                                        const char *span,
                                        GtkSnapshot *snapshot);
void sonde_picture_page_draw_legend (const SondePicturePage *self,
                                     SondePlot *plot,
                                     double y_px,
                                     GtkSnapshot *snapshot);
void
sonde_picture_page_draw_axes (const SondePicturePage *self, SondePlot *plot, GtkSnapshot *snapshot);
void sonde_picture_page_draw_time_axis (const SondePicturePage *self,
                                        SondePlot *plot,
                                        GtkSnapshot *snapshot);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SondePicturePage, sonde_picture_page_clear)

G_END_DECLS
