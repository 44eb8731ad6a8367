/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-plot.h"

G_BEGIN_DECLS

/**
 * SondeColumn:
 * @index: which pixel of the width, from the left
 * @x_px: the left edge, that of a device pixel
 * @top_px: the upper edge
 * @bottom_px: the lower edge
 * @mean_top_px: the upper edge of the line through the means
 * @mean_bottom_px: its lower edge
 * @skipped: whether the dashes of the curve leave it out
 *
 * What a line does within one device pixel of the width.
 */
typedef struct
{
  guint index;
  float x_px;
  float top_px;
  float bottom_px;
  float mean_top_px;
  float mean_bottom_px;
  gboolean skipped;
} SondeColumn;

void sonde_columns_list (SondePlot *plot, guint curve, double line_width_px, GArray *columns);

G_END_DECLS
