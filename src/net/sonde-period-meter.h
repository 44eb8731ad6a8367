/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SONDE_PERIOD_METER_WINDOW        64
#define SONDE_PERIOD_METER_MIN_INTERVALS 2

/**
 * SondePeriodMeter:
 *
 * How often something really arrives. A plain value, all zero to begin with.
 */
typedef struct
{
  /*< private >*/
  gint64 last_us;                                 /* 0: none yet */
  gint64 intervals_us[SONDE_PERIOD_METER_WINDOW]; /* a ring */
  gint64 sorted_us[SONDE_PERIOD_METER_WINDOW];
  guint n_intervals;
  guint next;
  guint n_set_aside;
} SondePeriodMeter;

void sonde_period_meter_reset (SondePeriodMeter *self);
void sonde_period_meter_add (SondePeriodMeter *self, gint64 time_us);
gboolean
sonde_period_meter_get (const SondePeriodMeter *self, double *median_ms, double *jitter_ms);

G_END_DECLS
