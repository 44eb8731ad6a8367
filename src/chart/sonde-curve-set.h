/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sonde-curve.h"
#include "sonde-value-scale.h"

G_BEGIN_DECLS

#define SONDE_CURVE_SET_MAX_CURVES 8
#define SONDE_CURVE_SET_MAX_AXES   2

/**
 * SondeCurveAxis:
 * @unit: what is measured against it; owned
 * @scale: the range of values that it shows
 * @fixed_min: the value at its lower edge, or NaN where it follows the data
 * @fixed_max: the value at its upper edge, or NaN
 */
typedef struct
{
  char *unit;
  SondeValueScale scale;
  double fixed_min;
  double fixed_max;
} SondeCurveAxis;

/**
 * SondeCurveSet:
 * @curves: (element-type SondeCurve): in the order of their legend
 * @archive: (nullable): what knows of their past; owned
 * @axes: the value axes
 * @n_axes: how many of them there are, one for each unit
 *
 * The channels of one chart and the axes that they are drawn against.
 */
typedef struct
{
  GArray *curves;
  SondeArchive *archive;
  SondeCurveAxis axes[SONDE_CURVE_SET_MAX_AXES];
  guint n_axes;
} SondeCurveSet;

void sonde_curve_set_init (SondeCurveSet *self);
void sonde_curve_set_copy (SondeCurveSet *self, const SondeCurveSet *from);
void sonde_curve_set_clear (SondeCurveSet *self);

void sonde_curve_set_set_archive (SondeCurveSet *self, SondeArchive *archive);
SondeCurve *sonde_curve_set_get (const SondeCurveSet *self, guint index);
SondeCurve *sonde_curve_set_find (const SondeCurveSet *self, SondeChannel *channel);
gboolean sonde_curve_set_add (SondeCurveSet *self, SondeChannel *channel);
gboolean sonde_curve_set_remove (SondeCurveSet *self, SondeChannel *channel);
gboolean sonde_curve_set_fix (SondeCurveSet *self, guint axis, double min, double max);
gboolean
sonde_curve_set_get_fixed (const SondeCurveSet *self, guint axis, double *min, double *max);
gboolean sonde_curve_set_fit (
    SondeCurveSet *self, gint64 start_us, gint64 column_us, gsize n_columns, guint max_ticks);

G_END_DECLS
