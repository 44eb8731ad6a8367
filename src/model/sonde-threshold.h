/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SONDE_THRESHOLD_ABOVE,
  SONDE_THRESHOLD_BELOW,
} SondeThresholdKind;

typedef enum
{
  SONDE_CROSSING_NONE,
  SONDE_CROSSING_ENTERED,
  SONDE_CROSSING_LEFT,
} SondeCrossing;

/**
 * SondeThreshold:
 * @kind: on which side of @value it warns
 * @value: the value that must be passed to enter
 * @hysteresis: how far back behind @value the way out lies; not negative
 * @inside: whether the last value was one to warn of
 *
 * A value that is watched for.
 */
typedef struct
{
  SondeThresholdKind kind;
  double value;
  double hysteresis;
  gboolean inside;
} SondeThreshold;

gboolean sonde_threshold_init (SondeThreshold *self,
                               SondeThresholdKind kind,
                               double value,
                               double hysteresis);
SondeCrossing sonde_threshold_feed (SondeThreshold *self, double value);
void sonde_threshold_reset (SondeThreshold *self);

G_END_DECLS
