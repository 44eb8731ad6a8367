/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-columns.h"

#include <math.h>

/* The end of the line so far, in columns of the plot and in values. */
typedef struct
{
  double column;
  double value;
} Pen;

typedef struct
{
  SondePlot *plot;
  guint axis;
  gboolean steps;
  double line_width_px;
  SondeColumn *columns;
  gsize n_columns;
} Builder;

typedef struct
{
  double least;
  double greatest;
} Extent;

static void
include (Extent *extent, double value)
{
  extent->least = MIN (extent->least, value);
  extent->greatest = MAX (extent->greatest, value);
}

/* Places an extent on the screen, at least as high as the line is wide, and inside the area. */
static void
place (Builder *builder, const Extent *extent, float *top_px, float *bottom_px)
{
  const GdkRectangle *area = sonde_plot_get_area (builder->plot);
  double top = sonde_plot_value_to_y (builder->plot, builder->axis, extent->greatest);
  double bottom = sonde_plot_value_to_y (builder->plot, builder->axis, extent->least);
  double missing = MAX (builder->line_width_px - (bottom - top), 0.0);

  *top_px = (float) CLAMP (top - missing / 2, area->y, area->y + area->height);
  *bottom_px = (float) CLAMP (bottom + missing / 2, area->y, area->y + area->height);
}

static void
add_column (Builder *builder, gint64 index, const Extent *extent, const Extent *mean)
{
  const GdkRectangle *area = sonde_plot_get_area (builder->plot);
  SondeColumn *column = &builder->columns[builder->n_columns++];

  column->index = (guint) index;
  column->x_px = (float) (area->x + (double) index / sonde_plot_get_scale_factor (builder->plot));
  place (builder, extent, &column->top_px, &column->bottom_px);
  place (builder, mean, &column->mean_top_px, &column->mean_bottom_px);
}

/* Draws the straight line from the pen to a value over the columns between them, neither end
 * included; where the curve has steps, a level one. */
static void
bridge (Builder *builder, const Pen *pen, gint64 to_column, double to_value)
{
  double length = (double) to_column - pen->column;

  for (gint64 column = (gint64) MAX (pen->column + 1, 0.0); column < to_column; column++)
    {
      double slope = builder->steps ? 0 : (to_value - pen->value) / length;
      double from = pen->value + slope * ((double) column - 0.5 - pen->column);
      double to = pen->value + slope * ((double) column + 0.5 - pen->column);

      Extent extent = { MIN (from, to), MAX (from, to) };

      add_column (builder, column, &extent, &extent);
    }
}

static double
middle_of_means (const SondeBucket *a, const SondeBucket *b)
{
  return (a->sum / (double) a->count + b->sum / (double) b->count) / 2;
}

static double
to_column (SondePlot *plot, gint64 time_us)
{
  return floor (((double) time_us - (double) sonde_plot_get_origin_us (plot)) /
                (double) sonde_plot_get_column_us (plot));
}

/**
 * sonde_columns_list:
 * @plot: what is drawn
 * @curve: the place of the curve
 * @line_width_px: the least height of a column
 * @n_columns: (out): the number of columns
 *
 * Turns dense data into one rectangle per device pixel of the width, from the least value to the
 * greatest, joined to that of the column before unless a gap lies between them. Its cost depends on
 * the width alone once the buckets are known.
 *
 * Returns: (transfer full) (array length=n_columns): the columns from left to right; none inside a
 * gap
 */
SondeColumn *
sonde_columns_list (SondePlot *plot, guint curve, double line_width_px, gsize *n_columns)
{
  SondeTrack *track = sonde_plot_get_track (plot, curve);
  guint axis = sonde_plot_get_curve (plot, curve)->axis;
  gboolean steps = sonde_plot_has_steps (plot, sonde_plot_get_curve (plot, curve));
  gint64 origin_us = sonde_plot_get_origin_us (plot);
  gint64 column_us = sonde_plot_get_column_us (plot);
  gsize n_buckets = sonde_plot_get_n_columns (plot);
  g_autofree SondeBucket *buckets = g_new (SondeBucket, MAX (n_buckets, 1));
  Builder builder = {
    plot, axis, steps, line_width_px, g_new (SondeColumn, MAX (n_buckets, 1)), 0
  };
  gboolean has_pen = FALSE;
  Pen pen = { 0, 0 };
  SondeSample outside;

  sonde_track_get_buckets (track, origin_us, column_us, buckets, n_buckets);

  if (sonde_track_get_neighbour (track, origin_us, column_us, FALSE, &outside))
    {
      pen = (Pen){ to_column (plot, outside.time_us), outside.value };
      has_pen = TRUE;
    }

  for (gsize i = 0; i < n_buckets; i++)
    {
      const SondeBucket *bucket = &buckets[i];
      Extent extent = { bucket->min, bucket->max };
      Extent mean;

      if (bucket->count == 0)
        continue;

      mean.least = mean.greatest = bucket->sum / (double) bucket->count;

      if (has_pen && !bucket->gap)
        {
          double share = 0.5 / ((double) i - pen.column);
          double edge = steps ? pen.value : bucket->first + (pen.value - bucket->first) * share;

          bridge (&builder, &pen, (gint64) i, bucket->first);
          include (&extent, edge);
          if (i > 0 && buckets[i - 1].count > 0)
            include (&mean, middle_of_means (&buckets[i - 1], bucket));
        }

      /* The line goes on to the middle between this column and the next. */
      if (i + 1 < n_buckets && buckets[i + 1].count > 0 && !buckets[i + 1].gap)
        {
          include (&extent, (bucket->last + buckets[i + 1].first) / 2);
          include (&mean, middle_of_means (bucket, &buckets[i + 1]));
        }

      add_column (&builder, (gint64) i, &extent, &mean);
      pen = (Pen){ (double) i, bucket->last };
      has_pen = TRUE;
    }

  if (has_pen && n_buckets > 0 && pen.column < (double) n_buckets - 1 &&
      !buckets[n_buckets - 1].gap &&
      sonde_track_get_neighbour (track, sonde_plot_get_end_us (plot) - 1, column_us, TRUE,
                                 &outside) &&
      !sonde_track_has_gap (track, sonde_plot_get_end_us (plot), outside.time_us, column_us))
    {
      double column = to_column (plot, outside.time_us);
      double slope = (outside.value - pen.value) / (column - pen.column);
      double edge = pen.value + slope * ((double) n_buckets - pen.column);

      bridge (&builder, &pen, (gint64) n_buckets, edge);
    }

  *n_columns = builder.n_columns;

  return builder.columns;
}
