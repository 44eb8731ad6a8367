/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the light sensor of the board takes in each period: its true shortest period. */
#define SONDE_MOCK_LIGHT_READING_MS 1440

/**
 * SondeMockClock:
 *
 * The time of day in the simulation, which may run faster than ours.
 */
typedef struct
{
  double speed;
  gint64 base_local_us;
  gint64 base_monotonic_us;
} SondeMockClock;

void sonde_mock_clock_init (SondeMockClock *self, double speed, gint64 monotonic_us);
void sonde_mock_clock_set_speed (SondeMockClock *self, double speed, gint64 monotonic_us);
gint64 sonde_mock_clock_get_local_us (const SondeMockClock *self, gint64 monotonic_us);
gint64 sonde_mock_clock_check_period_us (gint64 period_ms);
gint64 sonde_mock_clock_next_beat (gint64 due_us, gint64 period_us, gint64 now_us);

G_END_DECLS
