/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-curve-set.h"

#include <math.h>
#include <string.h>

static void
clear_curve (gpointer data)
{
  SondeCurve *curve = data;

  g_clear_pointer (&curve->track, sonde_track_free);
  g_clear_object (&curve->channel);
}

static void
clear_axes (SondeCurveSet *self)
{
  for (guint i = 0; i < self->n_axes; i++)
    g_clear_pointer (&self->axes[i].unit, g_free);
  self->n_axes = 0;
}

/* Curves of one unit share an axis; a third unit has none. */
static gboolean
ensure_axis (SondeCurveSet *self, const char *unit, guint *index)
{
  for (*index = 0; *index < self->n_axes; (*index)++)
    if (strcmp (self->axes[*index].unit, unit) == 0)
      return TRUE;

  if (self->n_axes == SONDE_CURVE_SET_MAX_AXES)
    return FALSE;

  self->axes[*index] = (SondeCurveAxis){ g_strdup (unit), { 0 }, (double) NAN, (double) NAN };
  self->n_axes++;

  return TRUE;
}

/* The values in view or, where the view lies between two samples, those of the line that crosses
 * it. */
static gboolean
get_value_range (SondeTrack *track,
                 gint64 start_us,
                 gint64 column_us,
                 gsize n_columns,
                 double *least,
                 double *greatest)
{
  SondeSummary summary;
  SondeSample before;
  SondeSample after;

  sonde_track_get_summary (track, start_us, column_us, n_columns, &summary);
  *least = summary.min;
  *greatest = summary.max;
  if (summary.count > 0)
    return TRUE;

  if (!sonde_track_get_neighbour (track, start_us, column_us, FALSE, &before) ||
      !sonde_track_get_neighbour (track, start_us, column_us, TRUE, &after))
    return FALSE;

  *least = MIN (before.value, after.value);
  *greatest = MAX (before.value, after.value);

  return TRUE;
}

static gboolean
fit_axis (SondeCurveSet *self,
          guint index,
          gint64 start_us,
          gint64 column_us,
          gsize n_columns,
          guint max_ticks)
{
  SondeCurveAxis *axis = &self->axes[index];
  double min_range = 0;
  double least = G_MAXDOUBLE;
  double greatest = -G_MAXDOUBLE;

  if (axis->fixed_max > axis->fixed_min)
    return sonde_value_scale_set (&axis->scale, axis->fixed_min, axis->fixed_max, max_ticks);

  for (guint i = 0; i < self->curves->len; i++)
    {
      const SondeCurve *curve = sonde_curve_set_get (self, i);
      double min;
      double max;

      if (curve->axis != index ||
          !get_value_range (curve->track, start_us, column_us, n_columns, &min, &max))
        continue;

      least = MIN (least, min);
      greatest = MAX (greatest, max);
      min_range = MAX (min_range, sonde_channel_get_min_range (curve->channel));
    }

  return greatest >= least &&
         sonde_value_scale_fit (&axis->scale, least, greatest, min_range, max_ticks);
}

/**
 * sonde_curve_set_init:
 *
 * Makes an empty set.
 */
void
sonde_curve_set_init (SondeCurveSet *self)
{
  *self = (SondeCurveSet){ g_array_new (FALSE, FALSE, sizeof (SondeCurve)) };
  g_array_set_clear_func (self->curves, clear_curve);
}

/**
 * sonde_curve_set_copy:
 * @from: a set
 *
 * Makes a set of the same channels, bounds and fixed ranges.
 */
void
sonde_curve_set_copy (SondeCurveSet *self, const SondeCurveSet *from)
{
  sonde_curve_set_init (self);
  g_set_object (&self->archive, from->archive);
  for (guint i = 0; i < from->curves->len; i++)
    {
      SondeCurve curve = *sonde_curve_set_get (from, i);

      g_object_ref (curve.channel);
      curve.track = sonde_track_new (curve.channel, self->archive);
      curve.generation = G_MAXUINT64;
      g_array_append_val (self->curves, curve);
    }
  for (self->n_axes = 0; self->n_axes < from->n_axes; self->n_axes++)
    {
      self->axes[self->n_axes] = from->axes[self->n_axes];
      self->axes[self->n_axes].unit = g_strdup (from->axes[self->n_axes].unit);
      self->axes[self->n_axes].scale = (SondeValueScale){ 0 };
    }
}

/**
 * sonde_curve_set_clear:
 *
 * Frees what the set holds.
 */
void
sonde_curve_set_clear (SondeCurveSet *self)
{
  g_clear_pointer (&self->curves, g_array_unref);
  g_clear_object (&self->archive);
  clear_axes (self);
}

/**
 * sonde_curve_set_set_archive:
 * @archive: (nullable): what knows of the past of the channels
 *
 * Sets what lies before the samples in memory.
 */
void
sonde_curve_set_set_archive (SondeCurveSet *self, SondeArchive *archive)
{
  if (!g_set_object (&self->archive, archive))
    return;

  for (guint i = 0; i < self->curves->len; i++)
    {
      SondeCurve *curve = sonde_curve_set_get (self, i);

      g_clear_pointer (&curve->track, sonde_track_free);
      curve->track = sonde_track_new (curve->channel, archive);
      curve->generation = G_MAXUINT64;
    }
}

/**
 * sonde_curve_set_get:
 * @index: less than the number of curves
 *
 * Returns: (transfer none): a curve, until the set changes
 */
SondeCurve *
sonde_curve_set_get (const SondeCurveSet *self, guint index)
{
  return &g_array_index (self->curves, SondeCurve, index);
}

/**
 * sonde_curve_set_find:
 *
 * Returns: (transfer none) (nullable): the curve of a channel, until the set changes
 */
SondeCurve *
sonde_curve_set_find (const SondeCurveSet *self, SondeChannel *channel)
{
  for (guint i = 0; i < self->curves->len; i++)
    if (sonde_curve_set_get (self, i)->channel == channel)
      return sonde_curve_set_get (self, i);

  return NULL;
}

/**
 * sonde_curve_set_add:
 *
 * Returns: %FALSE, and nothing changes, where the channel is in the set, the set is full, or its
 *   unit would need an axis too many
 */
gboolean
sonde_curve_set_add (SondeCurveSet *self, SondeChannel *channel)
{
  SondeCurve curve = { .low = (double) NAN, .high = (double) NAN, .generation = G_MAXUINT64 };

  if (sonde_curve_set_find (self, channel) != NULL ||
      self->curves->len == SONDE_CURVE_SET_MAX_CURVES ||
      !ensure_axis (self, sonde_channel_get_unit (channel), &curve.axis))
    return FALSE;

  curve.channel = g_object_ref (channel);
  curve.track = sonde_track_new (channel, self->archive);
  curve.pattern = self->curves->len;
  g_array_append_val (self->curves, curve);

  return TRUE;
}

/**
 * sonde_curve_set_remove:
 *
 * Returns: %FALSE, and nothing changes, where the channel is not in the set or alone in it
 */
gboolean
sonde_curve_set_remove (SondeCurveSet *self, SondeChannel *channel)
{
  SondeCurve *curve = sonde_curve_set_find (self, channel);

  if (curve == NULL || self->curves->len == 1)
    return FALSE;

  g_array_remove_index (self->curves, (guint) (curve - sonde_curve_set_get (self, 0)));
  clear_axes (self);
  for (guint i = 0; i < self->curves->len; i++)
    {
      curve = sonde_curve_set_get (self, i);
      curve->pattern = i;
      ensure_axis (self, sonde_channel_get_unit (curve->channel), &curve->axis);
    }

  return TRUE;
}

/**
 * sonde_curve_set_fix:
 * @axis: which axis
 * @min: the value at its lower edge
 * @max: the value at its upper edge; where it is not above @min, the axis follows the data again
 *
 * Returns: %FALSE where there is no such axis
 */
gboolean
sonde_curve_set_fix (SondeCurveSet *self, guint axis, double min, double max)
{
  if (axis >= self->n_axes)
    return FALSE;

  if (!isfinite (max - min) || max <= min)
    {
      min = max = (double) NAN;
      self->axes[axis].scale = (SondeValueScale){ 0 };
    }
  self->axes[axis].fixed_min = min;
  self->axes[axis].fixed_max = max;

  return TRUE;
}

/**
 * sonde_curve_set_get_fixed:
 * @min: (out): the value at the lower edge
 * @max: (out): the value at the upper edge
 *
 * Returns: %FALSE where the axis follows the data
 */
gboolean
sonde_curve_set_get_fixed (const SondeCurveSet *self, guint axis, double *min, double *max)
{
  if (axis >= self->n_axes || !(self->axes[axis].fixed_max > self->axes[axis].fixed_min))
    return FALSE;

  *min = self->axes[axis].fixed_min;
  *max = self->axes[axis].fixed_max;

  return TRUE;
}

/**
 * sonde_curve_set_fit:
 * @start_us: the start of the first column
 * @column_us: the width of a column
 * @n_columns: how many are shown
 * @max_ticks: how many ticks there is room for on an axis, at least 2
 *
 * Fits the axes to the data.
 *
 * Returns: whether any changed
 */
gboolean
sonde_curve_set_fit (
    SondeCurveSet *self, gint64 start_us, gint64 column_us, gsize n_columns, guint max_ticks)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->n_axes; i++)
    changed |= fit_axis (self, i, start_us, column_us, n_columns, max_ticks);

  return changed;
}
