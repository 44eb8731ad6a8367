/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include "sonde-channel.h"
#include "sonde-track.h"

G_BEGIN_DECLS

/**
 * SondeStepMode:
 * @SONDE_STEP_AUTO: as steps where the source's own resolution is so coarse that it shows
 * @SONDE_STEP_NEVER: as a straight line from one value to the next
 * @SONDE_STEP_ALWAYS: as a line that holds each value until the next
 *
 * How a line goes from one value to the next.
 */
typedef enum
{
  SONDE_STEP_AUTO,
  SONDE_STEP_NEVER,
  SONDE_STEP_ALWAYS,
} SondeStepMode;

/**
 * SondeCurve:
 * @channel: what is drawn; owned
 * @track: its samples, with those of the archive before them; owned
 * @axis: the value axis that it is drawn against
 * @pattern: its place in the chart, which chooses its dashes and the shape of its points
 * @low: the least value that is not out of bounds, or NaN where no bound is set
 * @high: the greatest value that is not out of bounds, or NaN
 * @generation: that of the samples when they were last looked at
 *
 * One channel in a chart.
 */
typedef struct
{
  SondeChannel *channel;
  SondeTrack *track;
  guint axis;
  guint pattern;
  double low;
  double high;
  guint64 generation;
} SondeCurve;

GdkRGBA sonde_curve_get_color (const SondeCurve *self, gboolean dark);
void sonde_curve_set_dash (const SondeCurve *self, cairo_t *cr);
gboolean sonde_curve_skips (const SondeCurve *self, gint64 column);
void
sonde_curve_draw_point (const SondeCurve *self, cairo_t *cr, double x_px, double y_px, double size);
void sonde_curve_draw_sample (
    const SondeCurve *self, cairo_t *cr, double width_px, double height_px, gboolean dark);

G_END_DECLS
