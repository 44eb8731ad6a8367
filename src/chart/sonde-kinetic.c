/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-kinetic.h"

#include <math.h>

/* The time in which the speed falls to a third, roughly. */
#define DECAY_S 0.325
/* Slower than this it stands still. */
#define LEAST_PX_S 25.0
#define MOST_PX_S  8000.0
/* How much the latest movement counts against those before it. */
#define WEIGHT 0.6
/* A finger that rested so long before it left throws nothing. */
#define REST_US (80 * G_TIME_SPAN_MILLISECOND)

/**
 * sonde_kinetic_begin:
 * @time_us: now, by a clock that never steps
 *
 * Begins to watch a finger, at place 0.
 */
void
sonde_kinetic_begin (SondeKinetic *self, gint64 time_us)
{
  *self = (SondeKinetic){ 0, 0, time_us };
}

/**
 * sonde_kinetic_track:
 * @place_px: where the finger is
 * @time_us: now
 *
 * Learns the speed of the finger.
 */
void
sonde_kinetic_track (SondeKinetic *self, double place_px, gint64 time_us)
{
  double elapsed_s = (double) (time_us - self->time_us) / G_TIME_SPAN_SECOND;

  /* Several movements of one moment are one. */
  if (elapsed_s <= 0.001)
    return;

  self->velocity_px_s = WEIGHT * (place_px - self->place_px) / elapsed_s +
                        (1 - WEIGHT) * self->velocity_px_s;
  self->velocity_px_s = CLAMP (self->velocity_px_s, -MOST_PX_S, MOST_PX_S);
  self->place_px = place_px;
  self->time_us = time_us;
}

/**
 * sonde_kinetic_release:
 * @time_us: now
 *
 * The finger leaves.
 *
 * Returns: whether the movement goes on
 */
gboolean
sonde_kinetic_release (SondeKinetic *self, gint64 time_us)
{
  if (time_us - self->time_us > REST_US)
    self->velocity_px_s = 0;
  self->time_us = time_us;

  return fabs (self->velocity_px_s) >= LEAST_PX_S;
}

/**
 * sonde_kinetic_advance:
 * @time_us: now
 *
 * Moves on. It has come to rest once its speed is 0.
 *
 * Returns: how far it has moved since the last time, in pixels
 */
double
sonde_kinetic_advance (SondeKinetic *self, gint64 time_us)
{
  double elapsed_s = (double) MAX (time_us - self->time_us, 0) / G_TIME_SPAN_SECOND;
  double left = exp (-elapsed_s / DECAY_S);
  double moved_px = self->velocity_px_s * DECAY_S * (1 - left);

  self->velocity_px_s *= left;
  self->time_us = time_us;
  if (fabs (self->velocity_px_s) < LEAST_PX_S)
    self->velocity_px_s = 0;

  return moved_px;
}
