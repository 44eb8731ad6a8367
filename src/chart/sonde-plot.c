/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-plot.h"
#include "sonde-plot-sight.h"

#include <math.h>

/* The height of a row of the value axis: a label and the air around it. */
#define TICK_HEIGHT_PX 26

struct _SondePlot
{
  GObject parent_instance;

  SondeCurveSet curves;
  SondeDataset *dataset;
  SondeViewport *viewport;
  GTimeZone *zone;
  SondeStepMode step_mode;
  guint parts;

  GdkRectangle area;
  int width_px;
  int scale_factor;
  gint64 origin_us;
  gint64 column_us;

  gulong loaded_id;
  SondePlotSight sight;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondePlot, sonde_plot, G_TYPE_OBJECT)

static void
fit_axes (SondePlot *self, SondePlotChange *what)
{
  if (sonde_curve_set_fit (&self->curves, self->origin_us, self->column_us,
                           sonde_plot_get_n_columns (self),
                           (guint) MAX (self->area.height / TICK_HEIGHT_PX + 1, 2)))
    *what |= SONDE_PLOT_VALUES;
}

static void
emit (SondePlot *self, SondePlotChange what)
{
  g_signal_emit (self, signals[CHANGED], 0, what);
}

/* What follows when curves or their axes are others: the scales are fitted to them at once. */
static void
curves_changed (SondePlot *self)
{
  SondePlotChange what = SONDE_PLOT_CURVES | SONDE_PLOT_DATA | SONDE_PLOT_VALUES;

  if (sonde_plot_get_n_columns (self) > 0)
    fit_axes (self, &what);
  emit (self, what);
}

static void
sonde_plot_finalize (GObject *object)
{
  SondePlot *self = SONDE_PLOT (object);

  g_clear_signal_handler (&self->loaded_id, self->curves.archive);
  sonde_curve_set_clear (&self->curves);
  g_clear_object (&self->dataset);
  g_clear_object (&self->viewport);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (sonde_plot_parent_class)->finalize (object);
}

static void
sonde_plot_class_init (SondePlotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_plot_finalize;

  signals[CHANGED] = g_signal_new ("changed", SONDE_TYPE_PLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sonde_plot_init (SondePlot *self)
{
  sonde_curve_set_init (&self->curves);
  self->zone = g_time_zone_new_local ();
  self->parts = SONDE_PLOT_MARK_LABELS;
  self->scale_factor = 1;
  self->column_us = 1;
  sonde_plot_sight_init (&self->sight);
}

/**
 * sonde_plot_new:
 * @channel: what is drawn
 * @dataset: (nullable): where the marks come from
 * @viewport: the span of time
 *
 * Returns: (transfer full): a plot without an area
 */
SondePlot *
sonde_plot_new (SondeChannel *channel, SondeDataset *dataset, SondeViewport *viewport)
{
  SondePlot *self;

  g_return_val_if_fail (SONDE_IS_CHANNEL (channel), NULL);
  g_return_val_if_fail (dataset == NULL || SONDE_IS_DATASET (dataset), NULL);
  g_return_val_if_fail (SONDE_IS_VIEWPORT (viewport), NULL);

  self = g_object_new (SONDE_TYPE_PLOT, NULL);
  g_set_object (&self->dataset, dataset);
  g_set_object (&self->viewport, viewport);
  sonde_plot_add_channel (self, channel);

  return self;
}

/**
 * sonde_plot_copy:
 * @viewport: the span of time of the copy
 *
 * Returns: (transfer full): a plot of the same channels, bounds, fixed ranges and steps, without an
 *   area
 */
SondePlot *
sonde_plot_copy (SondePlot *self, SondeViewport *viewport)
{
  SondePlot *copy;

  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);
  g_return_val_if_fail (SONDE_IS_VIEWPORT (viewport), NULL);

  copy = g_object_new (SONDE_TYPE_PLOT, NULL);
  g_set_object (&copy->dataset, self->dataset);
  g_set_object (&copy->viewport, viewport);
  sonde_curve_set_clear (&copy->curves);
  sonde_curve_set_copy (&copy->curves, &self->curves);
  copy->step_mode = self->step_mode;

  return copy;
}

/**
 * sonde_plot_add_channel:
 * @channel: what else is drawn
 *
 * Returns: %FALSE, and nothing changes, where it is drawn already, where there are
 *   %SONDE_PLOT_MAX_CURVES, and where its unit would need a third axis
 */
gboolean
sonde_plot_add_channel (SondePlot *self, SondeChannel *channel)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), FALSE);
  g_return_val_if_fail (SONDE_IS_CHANNEL (channel), FALSE);

  if (!sonde_curve_set_add (&self->curves, channel))
    return FALSE;

  curves_changed (self);

  return TRUE;
}

/**
 * sonde_plot_remove_channel:
 * @channel: what is no longer drawn; not the only one
 *
 * Returns: whether it was drawn
 */
gboolean
sonde_plot_remove_channel (SondePlot *self, SondeChannel *channel)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), FALSE);

  if (!sonde_curve_set_remove (&self->curves, channel))
    return FALSE;

  curves_changed (self);

  return TRUE;
}

static gboolean
is_same_limit (double limit, double other)
{
  return limit == other || (isnan (limit) && isnan (other));
}

/**
 * sonde_plot_set_limits:
 * @channel: one that is drawn
 * @low: the least value that is not out of bounds, or NaN for none
 * @high: the greatest value that is not out of bounds, or NaN for none
 *
 * Shows where the values of a channel leave their bounds.
 */
void
sonde_plot_set_limits (SondePlot *self, SondeChannel *channel, double low, double high)
{
  SondeCurve *curve;

  g_return_if_fail (SONDE_IS_PLOT (self));

  curve = sonde_curve_set_find (&self->curves, channel);
  g_return_if_fail (curve != NULL);

  /* The owner may tell them with every refresh, and new ones make the legend anew. */
  if (is_same_limit (curve->low, low) && is_same_limit (curve->high, high))
    return;

  curve->low = low;
  curve->high = high;
  emit (self, SONDE_PLOT_CURVES);
}

/**
 * sonde_plot_set_fixed_range:
 * @axis: which value axis
 * @min: the value at its lower edge
 * @max: the value at its upper edge; where it is not above @min, the axis follows the data again
 *
 * Fixes the range of values.
 */
void
sonde_plot_set_fixed_range (SondePlot *self, guint axis, double min, double max)
{
  g_return_if_fail (SONDE_IS_PLOT (self));
  g_return_if_fail (axis < SONDE_PLOT_MAX_AXES);

  if (sonde_curve_set_fix (&self->curves, axis, min, max))
    curves_changed (self);
}

/**
 * sonde_plot_get_fixed_range:
 * @min: (out): the value at the lower edge
 * @max: (out): the value at the upper edge
 *
 * Returns: %FALSE where the axis follows the data
 */
gboolean
sonde_plot_get_fixed_range (SondePlot *self, guint axis, double *min, double *max)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), FALSE);

  return sonde_curve_set_get_fixed (&self->curves, axis, min, max);
}

/**
 * sonde_plot_set_step_mode:
 * @mode: how lines go from one value to the next
 */
void
sonde_plot_set_step_mode (SondePlot *self, SondeStepMode mode)
{
  g_return_if_fail (SONDE_IS_PLOT (self));

  if (self->step_mode == mode)
    return;

  self->step_mode = mode;
  emit (self, SONDE_PLOT_CURVES);
}

/**
 * sonde_plot_get_step_mode:
 *
 * Returns: how lines go from one value to the next
 */
SondeStepMode
sonde_plot_get_step_mode (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), SONDE_STEP_AUTO);

  return self->step_mode;
}

/**
 * sonde_plot_set_part:
 * @part: what may be drawn
 * @shown: whether it is
 */
void
sonde_plot_set_part (SondePlot *self, SondePlotParts part, gboolean shown)
{
  g_return_if_fail (SONDE_IS_PLOT (self));

  if (sonde_plot_has_part (self, part) == !!shown)
    return;

  self->parts ^= part;
  emit (self, SONDE_PLOT_STYLE);
}

/**
 * sonde_plot_has_part:
 *
 * Returns: whether that part is drawn
 */
gboolean
sonde_plot_has_part (SondePlot *self, SondePlotParts part)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), FALSE);

  return (self->parts & part) != 0;
}

/**
 * sonde_plot_set_area:
 * @area: where the data are drawn, in the coordinates of the layers
 * @width_px: the width of the layers, in which labels may reach beyond the area
 * @scale_factor: device pixels in a logical one
 *
 * Moves or resizes the area.
 */
void
sonde_plot_set_area (SondePlot *self, const GdkRectangle *area, int width_px, int scale_factor)
{
  g_return_if_fail (SONDE_IS_PLOT (self));

  if (gdk_rectangle_equal (&self->area, area) && self->width_px == width_px &&
      self->scale_factor == scale_factor)
    return;

  self->area = *area;
  self->width_px = width_px;
  self->scale_factor = scale_factor;
  emit (self, SONDE_PLOT_AREA);
  sonde_plot_update (self);
}

/**
 * sonde_plot_set_archive:
 * @archive: (nullable): what knows of the past
 *
 * Sets what is drawn before the first sample in memory of each channel, and before the first mark.
 * The plot changes whenever more of it has been loaded.
 */
void
sonde_plot_set_archive (SondePlot *self, SondeArchive *archive)
{
  g_return_if_fail (SONDE_IS_PLOT (self));
  g_return_if_fail (archive == NULL || SONDE_IS_ARCHIVE (archive));

  if (self->curves.archive == archive)
    return;

  g_clear_signal_handler (&self->loaded_id, self->curves.archive);
  sonde_curve_set_set_archive (&self->curves, archive);
  if (archive != NULL)
    self->loaded_id = g_signal_connect_swapped (archive, "loaded", G_CALLBACK (sonde_plot_update),
                                                self);
  sonde_plot_update (self);
}

/**
 * sonde_plot_get_archive:
 *
 * Returns: (transfer none) (nullable): what knows of the past
 */
SondeArchive *
sonde_plot_get_archive (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return self->curves.archive;
}

/**
 * sonde_plot_get_track:
 *
 * Returns: (transfer none): the samples of a curve, with those of the archive before them
 */
SondeTrack *
sonde_plot_get_track (SondePlot *self, guint index)
{
  return sonde_plot_get_curve (self, index)->track;
}

/**
 * sonde_plot_set_time_zone:
 * @zone: whose clock the time axis shows
 */
void
sonde_plot_set_time_zone (SondePlot *self, GTimeZone *zone)
{
  g_return_if_fail (SONDE_IS_PLOT (self));
  g_return_if_fail (zone != NULL);

  if (self->zone == zone)
    return;

  g_time_zone_unref (self->zone);
  self->zone = g_time_zone_ref (zone);
  emit (self, SONDE_PLOT_TIME | SONDE_PLOT_AREA | SONDE_PLOT_STYLE);
}

/**
 * sonde_plot_update:
 *
 * Compares with what was last drawn, and emits “changed” once where anything differs. Costs next to
 * nothing where nothing does: no lock is taken, and a shift of less than a pixel is none.
 */
void
sonde_plot_update (SondePlot *self)
{
  SondePlotChange what = 0;
  gint64 origin_us;
  gint64 column_us;

  g_return_if_fail (SONDE_IS_PLOT (self));

  if (sonde_plot_get_n_columns (self) == 0)
    return;

  sonde_viewport_get_columns (self->viewport, sonde_plot_get_n_columns (self), &origin_us,
                              &column_us);
  if (origin_us != self->origin_us || column_us != self->column_us)
    {
      self->origin_us = origin_us;
      self->column_us = column_us;
      what |= SONDE_PLOT_TIME;
    }

  what |= sonde_plot_sight_look (&self->sight, &self->curves, self->dataset, self->viewport);
  if ((what & (SONDE_PLOT_TIME | SONDE_PLOT_DATA)) != 0)
    fit_axes (self, &what);

  if (what != 0)
    emit (self, what);
}

/**
 * sonde_plot_get_n_curves:
 *
 * Returns: how many channels are drawn, at least 1
 */
guint
sonde_plot_get_n_curves (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return self->curves.curves->len;
}

/**
 * sonde_plot_get_curve:
 * @index: less than the number of curves
 *
 * Returns: (transfer none): a curve, until the curves change
 */
const SondeCurve *
sonde_plot_get_curve (SondePlot *self, guint index)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);
  g_return_val_if_fail (index < self->curves.curves->len, NULL);

  return sonde_curve_set_get (&self->curves, index);
}

/**
 * sonde_plot_get_n_axes:
 *
 * Returns: how many value axes there are, one for each unit
 */
guint
sonde_plot_get_n_axes (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return self->curves.n_axes;
}

/**
 * sonde_plot_get_unit:
 *
 * Returns: (transfer none): the unit of an axis, or an empty string
 */
const char *
sonde_plot_get_unit (SondePlot *self, guint axis)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), "");
  g_return_val_if_fail (axis < self->curves.n_axes, "");

  return self->curves.axes[axis].unit;
}

/**
 * sonde_plot_get_dataset:
 *
 * Returns: (transfer none) (nullable): where the marks come from
 */
SondeDataset *
sonde_plot_get_dataset (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return self->dataset;
}

/**
 * sonde_plot_get_viewport:
 *
 * Returns: (transfer none): the span of time
 */
SondeViewport *
sonde_plot_get_viewport (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return self->viewport;
}

/**
 * sonde_plot_get_time_zone:
 *
 * Returns: (transfer none): whose clock the time axis shows
 */
GTimeZone *
sonde_plot_get_time_zone (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return self->zone;
}

/**
 * sonde_plot_get_scale:
 *
 * Returns: (transfer none): the range of values
 */
const SondeValueScale *
sonde_plot_get_scale (SondePlot *self, guint axis)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);
  g_return_val_if_fail (axis < SONDE_PLOT_MAX_AXES, NULL);

  return &self->curves.axes[axis].scale;
}

/**
 * sonde_plot_get_area:
 *
 * Returns: (transfer none): where the data are drawn
 */
const GdkRectangle *
sonde_plot_get_area (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return &self->area;
}

/**
 * sonde_plot_get_width:
 *
 * Returns: the width of the layers
 */
int
sonde_plot_get_width (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return self->width_px;
}

/**
 * sonde_plot_get_scale_factor:
 *
 * Returns: device pixels in a logical one
 */
int
sonde_plot_get_scale_factor (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 1);

  return self->scale_factor;
}

/**
 * sonde_plot_get_n_columns:
 *
 * Returns: the width of the area in device pixels
 */
guint
sonde_plot_get_n_columns (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return (guint) MAX (self->area.width * self->scale_factor, 0);
}

/**
 * sonde_plot_get_origin_us:
 *
 * Returns: the time at the left edge of the first column
 */
gint64
sonde_plot_get_origin_us (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return self->origin_us;
}

/**
 * sonde_plot_get_column_us:
 *
 * Returns: the time in a column, one device pixel wide
 */
gint64
sonde_plot_get_column_us (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 1);

  return self->column_us;
}
