/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-plot.h"

#include <math.h>

/* The height of a row of the value axis: a label and the air around it. */
#define TICK_HEIGHT_PX 26

struct _SondePlot
{
  GObject parent_instance;

  SondeChannel *channel;
  SondeDataset *dataset;
  SondeViewport *viewport;
  GTimeZone *zone;

  GdkRectangle area;
  int scale_factor;
  gint64 origin_us;
  gint64 column_us;
  SondeValueScale scale;

  guint64 series_generation;
  guint64 mark_generation;
  gint64 cursor_us;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SondePlot, sonde_plot, G_TYPE_OBJECT)

/* The values in view or, where the view lies between two samples, those of the line that crosses
 * it. */
static gboolean
get_value_range (SondePlot *self, double *least, double *greatest)
{
  SondeSeries *series = sonde_channel_get_series (self->channel);
  SondeSummary summary;
  SondeSample before;
  SondeSample after;

  sonde_series_get_summary (series, self->origin_us, sonde_plot_get_end_us (self), &summary);
  *least = summary.min;
  *greatest = summary.max;
  if (summary.count > 0)
    return TRUE;

  if (!sonde_series_get_neighbour (series, self->origin_us, FALSE, &before) ||
      !sonde_series_get_neighbour (series, self->origin_us, TRUE, &after))
    return FALSE;

  *least = MIN (before.value, after.value);
  *greatest = MAX (before.value, after.value);

  return TRUE;
}

static void
fit_scale (SondePlot *self, SondePlotChange *what)
{
  double least;
  double greatest;

  if (get_value_range (self, &least, &greatest) &&
      sonde_value_scale_fit (&self->scale, least, greatest,
                             sonde_channel_get_min_range (self->channel),
                             (guint) MAX (self->area.height / TICK_HEIGHT_PX + 1, 2)))
    *what |= SONDE_PLOT_VALUES;
}

static void
sonde_plot_finalize (GObject *object)
{
  SondePlot *self = SONDE_PLOT (object);

  g_clear_object (&self->channel);
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
  self->zone = g_time_zone_new_local ();
  self->scale_factor = 1;
  self->column_us = 1;
  self->cursor_us = SONDE_VIEWPORT_NO_CURSOR;
  self->series_generation = G_MAXUINT64;
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
  g_set_object (&self->channel, channel);
  g_set_object (&self->dataset, dataset);
  g_set_object (&self->viewport, viewport);

  return self;
}

/**
 * sonde_plot_set_area:
 * @area: where the data are drawn, in the coordinates of the layers
 * @scale_factor: device pixels in a logical one
 *
 * Moves or resizes the area.
 */
void
sonde_plot_set_area (SondePlot *self, const GdkRectangle *area, int scale_factor)
{
  g_return_if_fail (SONDE_IS_PLOT (self));

  if (gdk_rectangle_equal (&self->area, area) && self->scale_factor == scale_factor)
    return;

  self->area = *area;
  self->scale_factor = scale_factor;
  g_signal_emit (self, signals[CHANGED], 0, SONDE_PLOT_AREA);
  sonde_plot_update (self);
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
  g_signal_emit (self, signals[CHANGED], 0, SONDE_PLOT_TIME | SONDE_PLOT_AREA);
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
  guint64 generation;
  gint64 cursor_us;

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

  generation = sonde_series_get_generation (sonde_channel_get_series (self->channel));
  if (generation != self->series_generation)
    {
      self->series_generation = generation;
      what |= SONDE_PLOT_DATA;
    }

  generation = self->dataset != NULL ? sonde_dataset_get_mark_generation (self->dataset) : 0;
  if (generation != self->mark_generation)
    {
      self->mark_generation = generation;
      what |= SONDE_PLOT_MARKS;
    }

  cursor_us = sonde_viewport_get_cursor_us (self->viewport);
  if (cursor_us != self->cursor_us)
    {
      self->cursor_us = cursor_us;
      what |= SONDE_PLOT_CURSOR;
    }

  if ((what & (SONDE_PLOT_TIME | SONDE_PLOT_DATA)) != 0)
    fit_scale (self, &what);

  if (what != 0)
    g_signal_emit (self, signals[CHANGED], 0, what);
}

/**
 * sonde_plot_get_channel:
 *
 * Returns: (transfer none): what is drawn
 */
SondeChannel *
sonde_plot_get_channel (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return self->channel;
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
sonde_plot_get_scale (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), NULL);

  return &self->scale;
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

/**
 * sonde_plot_get_end_us:
 *
 * Returns: the time at the right edge of the last column
 */
gint64
sonde_plot_get_end_us (SondePlot *self)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0);

  return self->origin_us + self->column_us * sonde_plot_get_n_columns (self);
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

  return self->area.x + ((double) time_us - (double) self->origin_us) /
                            ((double) self->column_us * self->scale_factor);
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

  return self->origin_us +
         (gint64) round ((x_px - self->area.x) * (double) self->column_us * self->scale_factor);
}

/**
 * sonde_plot_value_to_y:
 *
 * Returns: where a value lies, in the coordinates of the layers
 */
double
sonde_plot_value_to_y (SondePlot *self, double value)
{
  g_return_val_if_fail (SONDE_IS_PLOT (self), 0.0);

  return self->area.y + sonde_value_scale_to_y (&self->scale, value, self->area.height);
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

  return round (position_px * self->scale_factor) / self->scale_factor;
}
