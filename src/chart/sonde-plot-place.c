/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things are in a plot: times, values, samples. */
#include "config.h"

#include "sonde-plot.h"

#include <math.h>

/* A step of the source's resolution that is at least so high is drawn as one. */
#define STEP_HEIGHT_PX 8
/* Where there is no line, a sample further than this from a time belongs to another moment. */
#define REACH_PX 16

/**
 * sonde_plot_get_series:
 *
 * Returns: (transfer none): the samples of a curve
 */
SondeSeries *
sonde_plot_get_series (SondePlot *self, guint index)
{
  return sonde_channel_get_series (sonde_plot_get_curve (self, index)->channel);
}

/**
 * sonde_plot_get_channel:
 *
 * Returns: (transfer none): what is drawn first
 */
SondeChannel *
sonde_plot_get_channel (SondePlot *self)
{
  return sonde_plot_get_curve (self, 0)->channel;
}

/**
 * sonde_plot_has_steps:
 *
 * Returns: whether a curve holds each value until the next. By itself it does where its values are
 *   whole numbers and the scale is so large that one is plainly seen from the next: a slope would
 *   then show values that were never measured.
 */
gboolean
sonde_plot_has_steps (SondePlot *self, const SondeCurve *curve)
{
  const SondeValueScale *scale;

  g_return_val_if_fail (SONDE_IS_PLOT (self), FALSE);

  if (sonde_plot_get_step_mode (self) != SONDE_STEP_AUTO)
    return sonde_plot_get_step_mode (self) == SONDE_STEP_ALWAYS;

  scale = sonde_plot_get_scale (self, curve->axis);

  return sonde_channel_get_decimals (curve->channel) == 0 && scale->max > scale->min &&
         sonde_plot_get_area (self)->height / (scale->max - scale->min) >= STEP_HEIGHT_PX;
}

/**
 * sonde_plot_get_end_us:
 *
 * Returns: the time at the right edge of the last column
 */
gint64
sonde_plot_get_end_us (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return sonde_plot_get_origin_us (self) +
         sonde_plot_get_column_us (self) * sonde_plot_get_n_columns (self);
}

/**
 * sonde_plot_time_to_x:
 *
 * Returns: where a time lies, in the coordinates of the layers
 */
double
sonde_plot_time_to_x (SondePlot *self, gint64 time_us)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0.0);

  return sonde_plot_get_area (self)->x +
         ((double) time_us - (double) sonde_plot_get_origin_us (self)) /
             ((double) sonde_plot_get_column_us (self) * sonde_plot_get_scale_factor (self));
}

/**
 * sonde_plot_x_to_time:
 *
 * Returns: the time at a place in the coordinates of the layers
 */
gint64
sonde_plot_x_to_time (SondePlot *self, double x_px)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return sonde_plot_get_origin_us (self) +
         (gint64) round ((x_px - sonde_plot_get_area (self)->x) *
                         (double) sonde_plot_get_column_us (self) *
                         sonde_plot_get_scale_factor (self));
}

/**
 * sonde_plot_value_to_y:
 *
 * Returns: where a value lies, in the coordinates of the layers
 */
double
sonde_plot_value_to_y (SondePlot *self, guint axis, double value)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0.0);
  g_return_val_if_fail (axis < SONDE_PLOT_MAX_AXES, 0.0);

  return sonde_plot_get_area (self)->y +
         sonde_value_scale_to_y (sonde_plot_get_scale (self, axis), value,
                                 sonde_plot_get_area (self)->height);
}

/**
 * sonde_plot_snap:
 *
 * Returns: the edge of a device pixel that is nearest to a position
 */
double
sonde_plot_snap (SondePlot *self, double position_px)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), position_px);

  return round (position_px * sonde_plot_get_scale_factor (self)) /
         sonde_plot_get_scale_factor (self);
}

/**
 * sonde_plot_get_sample:
 * @curve: the place of a curve
 * @time_us: a time
 * @sample: (out caller-allocates): where the sample goes
 *
 * Finds what a curve shows at a time: the sample with a value that is nearest, if the time is on
 * its line, or near it on the screen.
 *
 * Returns: %FALSE where there is none, and then @sample is not set
 */
gboolean
sonde_plot_get_sample (SondePlot *self, guint curve, gint64 time_us, SondeSample *sample)
{
  SondeSample nearest;
  gboolean on_line;

  g_return_val_if_fail (SONDE_IS_PLOT (self), FALSE);

  if (!sonde_track_get_nearest (sonde_plot_get_track (self, curve), time_us,
                                sonde_plot_get_column_us (self), &on_line, &nearest))
    return FALSE;

  if (!on_line && fabs (sonde_plot_time_to_x (self, nearest.time_us) -
                        sonde_plot_time_to_x (self, time_us)) > REACH_PX)
    return FALSE;

  *sample = nearest;

  return TRUE;
}
