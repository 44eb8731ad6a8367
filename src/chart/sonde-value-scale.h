/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-value-ticks.h"

G_BEGIN_DECLS

/**
 * SondeValueScale:
 * @min: the value at the lower edge
 * @max: the value at the upper edge
 * @ticks: the round values between them
 *
 * The range of values that a chart shows: it follows the data, but not every twitch of it.
 */
typedef struct
{
  double min;
  double max;
  SondeValueTicks ticks;
} SondeValueScale;

gboolean sonde_value_scale_set (SondeValueScale *self, double min, double max, guint max_ticks);
gboolean sonde_value_scale_fit (
    SondeValueScale *self, double least, double greatest, double min_range, guint max_ticks);
double sonde_value_scale_to_y (const SondeValueScale *self, double value, double height_px);

G_END_DECLS
