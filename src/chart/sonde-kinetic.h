/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SondeKinetic:
 * @velocity_px_s: how fast it still moves, in pixels a second
 *
 * A movement that goes on when the finger has left, and dies away.
 */
typedef struct
{
  double velocity_px_s;
  double place_px;
  gint64 time_us;
} SondeKinetic;

void sonde_kinetic_begin (SondeKinetic *self, gint64 time_us);
void sonde_kinetic_track (SondeKinetic *self, double place_px, gint64 time_us);
gboolean sonde_kinetic_release (SondeKinetic *self, gint64 time_us);
double sonde_kinetic_advance (SondeKinetic *self, gint64 time_us);

G_END_DECLS
