/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeValueTicks:
 * @first: the first tick
 * @step: the distance between two: 1, 2 or 5 times a power of ten
 * @n_ticks: how many
 * @decimals: digits after the separator that tell the ticks apart
 *
 * Round values along an axis.
 */
typedef struct
{
  double first;
  double step;
  guint n_ticks;
  guint decimals;
} SondeValueTicks;

void sonde_value_ticks_choose (SondeValueTicks *self, double min, double max, guint max_ticks);
double sonde_value_ticks_get (const SondeValueTicks *self, guint index);

G_END_DECLS
