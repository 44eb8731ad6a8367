/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-columns.h"

#include <math.h>

/* A point of the line, in columns of the plot and in values. */
typedef struct
{
  double column;
  double value;
} Pen;

typedef struct
{
  double least;
  double greatest;
} Extent;

typedef struct
{
  SondePlot *plot;
  const SondeCurve *curve;
  SondeTrack *track;
  gint64 first_column; /* counted from the beginning of time */
  const GdkRectangle *area;
  const SondeValueScale *scale;
  double column_px;
  gboolean steps;
  double line_width_px;
  const SondeBucket *buckets;
  gsize n_buckets;
  GArray *columns;
} Builder;

static void
include (Extent *extent, double value)
{
  extent->least = MIN (extent->least, value);
  extent->greatest = MAX (extent->greatest, value);
}

/* Places an extent on the screen, at least as high as the line is wide, and inside the area. */
static void
place (const Builder *builder, const Extent *extent, float *top_px, float *bottom_px)
{
  double height = builder->area->height;
  double top = sonde_value_scale_to_y (builder->scale, extent->greatest, height);
  double bottom = sonde_value_scale_to_y (builder->scale, extent->least, height);
  double missing = MAX (builder->line_width_px - (bottom - top), 0.0);

  *top_px = (float) (builder->area->y + CLAMP (top - missing / 2, 0, height));
  *bottom_px = (float) (builder->area->y + CLAMP (bottom + missing / 2, 0, height));
}

static void
add_column (Builder *builder, gsize index, const Extent *extent, const Extent *mean)
{
  SondeColumn column = {
    .index = (guint) index,
    .skipped = sonde_curve_skips (builder->curve, builder->first_column + (gint64) index),
  };

  column.x_px = (float) (builder->area->x + (double) index * builder->column_px);
  place (builder, extent, &column.top_px, &column.bottom_px);
  place (builder, mean, &column.mean_top_px, &column.mean_bottom_px);
  g_array_append_val (builder->columns, column);
}

/* What the line from one point to another is at a column; where the curve has steps, it is level.
 */
static double
interpolate (const Builder *builder, const Pen *from, const Pen *to, double column)
{
  if (builder->steps)
    return from->value;

  return from->value +
         (to->value - from->value) * (column - from->column) / (to->column - from->column);
}

/* Draws the line over the columns between two points, neither end included. */
static void
bridge (Builder *builder, const Pen *from, const Pen *to)
{
  double end = MIN (to->column, (double) builder->n_buckets);

  for (double column = MAX (from->column + 1, 0.0); column < end; column++)
    {
      double value = interpolate (builder, from, to, column - 0.5);
      Extent extent = { value, value };

      include (&extent, interpolate (builder, from, to, column + 0.5));
      add_column (builder, (gsize) column, &extent, &extent);
    }
}

static double
get_mean (const SondeBucket *bucket)
{
  return bucket->sum / (double) bucket->count;
}

static double
to_column (SondePlot *plot, gint64 time_us)
{
  return floor (((double) time_us - (double) sonde_plot_get_origin_us (plot)) /
                (double) sonde_plot_get_column_us (plot));
}

static gsize
find_bucket (const Builder *builder, gsize from)
{
  while (from < builder->n_buckets && builder->buckets[from].count == 0)
    from++;

  return from;
}

/* Finds where the line goes on after the last bucket with samples, if it does. */
static gboolean
find_beyond (const Builder *builder, Pen *next)
{
  gint64 column_us = sonde_plot_get_column_us (builder->plot);
  gint64 end_us = sonde_plot_get_end_us (builder->plot);
  const SondeBucket *newest = &builder->buckets[builder->n_buckets - 1];
  SondeSample sample;

  if ((newest->count == 0 && newest->gap) ||
      !sonde_track_get_neighbour (builder->track, end_us - 1, column_us, TRUE, &sample) ||
      sonde_track_has_gap (builder->track, end_us, sample.time_us, column_us))
    return FALSE;

  *next = (Pen){ MAX (to_column (builder->plot, sample.time_us), (double) builder->n_buckets),
                 sample.value };

  return TRUE;
}

/* Where the line goes on after a point, if it does: the first value of a bucket, or what lies
 * beyond the last one. */
static gboolean
find_next (const Builder *builder, gsize bucket, Pen *next)
{
  if (bucket == builder->n_buckets)
    return find_beyond (builder, next);

  *next = (Pen){ (double) bucket, builder->buckets[bucket].first };

  return !builder->buckets[bucket].gap;
}

static void
list (Builder *builder)
{
  gsize index = find_bucket (builder, 0);
  gboolean joined;
  SondeSample outside;
  Pen pen = { 0, 0 };
  Pen next;

  joined = sonde_track_get_neighbour (builder->track, sonde_plot_get_origin_us (builder->plot),
                                      sonde_plot_get_column_us (builder->plot), FALSE, &outside);
  if (joined)
    {
      pen = (Pen){ to_column (builder->plot, outside.time_us), outside.value };
      joined = find_next (builder, index, &next);
      if (joined)
        bridge (builder, &pen, &next);
    }

  while (index < builder->n_buckets)
    {
      const SondeBucket *bucket = &builder->buckets[index];
      gsize following = find_bucket (builder, index + 1);
      Pen first = { (double) index, bucket->first };
      Extent extent = { bucket->min, bucket->max };
      Extent mean = { get_mean (bucket), get_mean (bucket) };

      /* The line reaches half way into this column from that before it, and half way out of it. */
      if (joined)
        {
          double edge = interpolate (builder, &pen, &first, (double) index - 0.5);
          gboolean adjacent = pen.column == (double) index - 1 && index > 0;

          include (&extent, edge);
          include (&mean, adjacent ? (get_mean (bucket - 1) + get_mean (bucket)) / 2 : edge);
        }

      pen = (Pen){ (double) index, bucket->last };
      joined = find_next (builder, following, &next);
      if (joined)
        {
          double edge = interpolate (builder, &pen, &next, (double) index + 0.5);
          gboolean adjacent = following == index + 1 && following < builder->n_buckets;

          include (&extent, edge);
          include (&mean, adjacent ? (get_mean (bucket) + get_mean (bucket + 1)) / 2 : edge);
        }

      add_column (builder, index, &extent, &mean);
      if (joined)
        bridge (builder, &pen, &next);
      index = following;
    }
}

/**
 * sonde_columns_list:
 * @plot: what is drawn
 * @curve: the place of the curve
 * @line_width_px: the least height of a column
 * @columns: (element-type SondeColumn): where the columns go, from left to right; none inside a gap
 *
 * Turns dense data into one rectangle per device pixel of the width, from the least value to the
 * greatest, joined to that of the column before unless a gap lies between them. Its cost depends on
 * the width alone once the buckets are known.
 */
void
sonde_columns_list (SondePlot *plot, guint curve, double line_width_px, GArray *columns)
{
  const SondeCurve *drawn = sonde_plot_get_curve (plot, curve);
  gsize n_buckets = sonde_plot_get_n_columns (plot);
  Builder builder = {
    .plot = plot,
    .curve = drawn,
    .track = drawn->track,
    .first_column = sonde_plot_get_origin_us (plot) / sonde_plot_get_column_us (plot),
    .area = sonde_plot_get_area (plot),
    .scale = sonde_plot_get_scale (plot, drawn->axis),
    .column_px = 1.0 / sonde_plot_get_scale_factor (plot),
    .steps = sonde_plot_has_steps (plot, drawn),
    .line_width_px = line_width_px,
    .n_buckets = n_buckets,
    .columns = columns,
  };

  g_array_set_size (columns, 0);
  if (n_buckets == 0)
    return;

  builder.buckets = sonde_track_peek_buckets (drawn->track, sonde_plot_get_origin_us (plot),
                                              sonde_plot_get_column_us (plot), n_buckets);
  list (&builder);
}
