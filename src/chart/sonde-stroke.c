/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-palette.h"
#include "sonde-stroke.h"

#include <math.h>

/* From so many samples in a column on, their extent is a faint band and the line goes through their
 * means. */
#define BAND_DENSITY      4
#define BAND_ALPHA        0.38f
#define FILL_TOP_ALPHA    0.20
#define FILL_BOTTOM_ALPHA 0.02

static guint8
to_byte (double alpha)
{
  return (guint8) lround (alpha * 255);
}

static gboolean
is_beside (const SondeColumn *columns, gsize n_columns, gsize index, gssize distance)
{
  gssize other = (gssize) index + distance;

  return other >= 0 && (gsize) other < n_columns &&
         (gssize) columns[other].index == (gssize) columns[index].index + distance;
}

static void
fill_outline (const SondeStroke *self,
              GtkSnapshot *snapshot,
              const SondeColumn *columns,
              gsize n_columns)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  double column_px = 1.0 / sonde_plot_get_scale_factor (self->plot);
  double bottom_px = area->y + area->height;
  cairo_t *cr = sonde_stroke_begin_outline (self, snapshot);

  /* One outline for columns that lie side by side: a gradient is dear for each pixel of width that
   * is filled by itself. */
  for (gsize i = 0; i < n_columns; i++)
    {
      double left_px = (double) columns[i].x_px;
      double right_px = left_px + column_px;

      if (!is_beside (columns, n_columns, i, -1))
        cairo_move_to (cr, left_px, bottom_px);
      /* What is made of level edges alone is filled strip by strip where it is enlarged, and the
       * strips show. */
      cairo_line_to (cr, left_px, (double) columns[i].bottom_px);
      if (!is_beside (columns, n_columns, i, 1))
        {
          cairo_line_to (cr, right_px, (double) columns[i].bottom_px);
          cairo_line_to (cr, right_px, bottom_px);
          cairo_close_path (cr);
        }
    }
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  sonde_stroke_set_fill_source (self, cr);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
draw_outline (const SondeStroke *self,
              GtkSnapshot *snapshot,
              const SondeColumn *columns,
              gsize n_columns,
              gboolean with_band)
{
  double column_px = 1.0 / sonde_plot_get_scale_factor (self->plot);
  GdkRGBA faint = sonde_palette_with_alpha (&self->color, BAND_ALPHA);
  cairo_t *cr;

  if (self->filled)
    fill_outline (self, snapshot, columns, n_columns);

  /* A path for each colour: a node for each column would cost several times as much. */
  cr = sonde_stroke_begin_outline (self, snapshot);
  for (gsize i = 0; i < n_columns; i++)
    if (with_band || columns[i].skipped)
      cairo_rectangle (cr, (double) columns[i].x_px, (double) columns[i].top_px, column_px,
                       (double) (columns[i].bottom_px - columns[i].top_px));
  gdk_cairo_set_source_rgba (cr, &faint);
  cairo_fill (cr);

  for (gsize i = 0; i < n_columns; i++)
    {
      double top_px = (double) (with_band ? columns[i].mean_top_px : columns[i].top_px);
      double bottom_px = (double) (with_band ? columns[i].mean_bottom_px : columns[i].bottom_px);

      if (!columns[i].skipped)
        cairo_rectangle (cr, (double) columns[i].x_px, top_px, column_px, bottom_px - top_px);
    }
  gdk_cairo_set_source_rgba (cr, &self->color);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/* The rows of the area that anything is drawn in, in device pixels. */
static void
get_rows (const SondeStroke *self,
          const SondeColumn *columns,
          gsize n_columns,
          int *first_row,
          int *end_row)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  float scale = (float) sonde_plot_get_scale_factor (self->plot);
  float top_px = G_MAXFLOAT;
  float bottom_px = -G_MAXFLOAT;

  for (gsize i = 0; i < n_columns; i++)
    {
      top_px = MIN (top_px, columns[i].top_px);
      bottom_px = MAX (bottom_px, columns[i].bottom_px);
    }
  if (self->filled)
    bottom_px = (float) (area->y + area->height);

  *first_row = (int) floorf ((top_px - (float) area->y) * scale);
  *end_row = (int) ceilf ((bottom_px - (float) area->y) * scale);
}

/* Tints what lies below the columns. The gradient is that of the whole area. */
static void
fill_pixels (const SondeStroke *self,
             SondeStrokeMemory *memory,
             const SondeColumn *columns,
             gsize n_columns,
             double origin_px,
             gsize n_rows)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  double scale = sonde_plot_get_scale_factor (self->plot);
  gsize width = sonde_plot_get_n_columns (self->plot);
  gint16 *starts_px;

  g_array_set_size (memory->starts_px, (guint) width);
  starts_px = (gint16 *) (gpointer) memory->starts_px->data;
  for (gsize i = 0; i < width; i++)
    starts_px[i] = G_MAXINT16;
  for (gsize i = 0; i < n_columns; i++)
    starts_px[columns[i].index] = (gint16) (((double) columns[i].bottom_px - origin_px) * scale);

  g_byte_array_set_size (memory->alphas, (guint) n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      double share = (origin_px - area->y + ((double) i + 0.5) / scale) / area->height;

      memory->alphas->data[i] = to_byte (FILL_TOP_ALPHA +
                                         (FILL_BOTTOM_ALPHA - FILL_TOP_ALPHA) * share);
    }

  sonde_raster_fill (memory->raster, starts_px, memory->alphas->data);
}

/* The widest line, in columns to either side of itself. */
#define MAX_REACH 15

/* What the pixels of a line are drawn with. */
typedef struct
{
  SondeRaster *raster;
  const SondeColumn *columns;
  gsize n_columns;
  gboolean with_band;
  float origin_px;
  float scale;
  guint8 band_alpha;
  gssize reach;                 /* the line is wider than a column */
  guint8 alphas[MAX_REACH + 1]; /* how much of a column it covers, at each distance */
} Pen;

static void
init_pen (Pen *pen,
          const SondeStroke *self,
          SondeRaster *raster,
          const SondeColumn *columns,
          gsize n_columns,
          gboolean with_band,
          double origin_px)
{
  double scale = sonde_plot_get_scale_factor (self->plot);
  double half_width = SONDE_STROKE_WIDTH_PX * scale / 2;

  *pen = (Pen){
    .raster = raster,
    .columns = columns,
    .n_columns = n_columns,
    .with_band = with_band,
    .origin_px = (float) origin_px,
    .scale = (float) scale,
    .band_alpha = to_byte ((double) BAND_ALPHA),
    .reach = MIN ((gssize) ceil (half_width - 0.5), MAX_REACH),
  };
  for (gssize distance = 0; distance <= pen->reach; distance++)
    pen->alphas[distance] = to_byte (CLAMP (half_width + 0.5 - (double) distance, 0.0, 1.0));
}

/* Draws in one column what the line through another leaves there, at some distance beside it. Where
 * the other is none, there is a gap, out of which nothing reaches. */
static void
draw_beside (const Pen *pen, gsize index, gssize distance)
{
  const SondeColumn *other;

  if (!is_beside (pen->columns, pen->n_columns, index, distance))
    return;

  other = &pen->columns[(gssize) index + distance];
  if (!other->skipped)
    sonde_raster_add_run (
        pen->raster, (int) pen->columns[index].index,
        ((pen->with_band ? other->mean_top_px : other->top_px) - pen->origin_px) * pen->scale,
        ((pen->with_band ? other->mean_bottom_px : other->bottom_px) - pen->origin_px) * pen->scale,
        pen->alphas[ABS (distance)]);
}

/* Draws all that there is in one column: its pixels are then in the first cache. */
static void
draw_column (const Pen *pen, gsize index)
{
  const SondeColumn *column = &pen->columns[index];

  if (pen->with_band || column->skipped)
    sonde_raster_add_run (pen->raster, (int) column->index,
                          (column->top_px - pen->origin_px) * pen->scale,
                          (column->bottom_px - pen->origin_px) * pen->scale, pen->band_alpha);

  for (gssize distance = pen->reach; distance > 0; distance--)
    {
      draw_beside (pen, index, -distance);
      draw_beside (pen, index, distance);
    }
  draw_beside (pen, index, 0);
}

static void
draw_pixels (const SondeStroke *self,
             SondeStrokeMemory *memory,
             GtkSnapshot *snapshot,
             const SondeColumn *columns,
             gsize n_columns,
             gboolean with_band)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  int scale = sonde_plot_get_scale_factor (self->plot);
  int first_row;
  int end_row;
  double origin_px;
  Pen pen;
  cairo_matrix_t matrix;
  cairo_pattern_t *pattern;
  cairo_t *cr;

  get_rows (self, columns, n_columns, &first_row, &end_row);
  if (end_row <= first_row)
    return;

  origin_px = area->y + (double) first_row / scale;
  sonde_raster_begin (memory->raster, (int) sonde_plot_get_n_columns (self->plot),
                      end_row - first_row);
  if (self->filled)
    fill_pixels (self, memory, columns, n_columns, origin_px, (gsize) (end_row - first_row));
  else
    sonde_raster_fill (memory->raster, NULL, NULL);

  init_pen (&pen, self, memory->raster, columns, n_columns, with_band, origin_px);
  for (gsize i = 0; i < n_columns; i++)
    draw_column (&pen, i);

  pattern = sonde_raster_end (memory->raster);
  cairo_matrix_init_scale (&matrix, scale, scale);
  cairo_matrix_translate (&matrix, -area->x, -origin_px);
  cairo_pattern_set_matrix (pattern, &matrix);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) area->x, (float) origin_px, (float) area->width,
                                     (float) (end_row - first_row) / (float) scale));
  gdk_cairo_set_source_rgba (cr, &self->color);
  cairo_mask (cr, pattern);
  cairo_destroy (cr);
  cairo_pattern_destroy (pattern);
}

/**
 * sonde_stroke_memory_clear:
 *
 * Frees what is kept.
 */
void
sonde_stroke_memory_clear (SondeStrokeMemory *self)
{
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->starts_px, g_array_unref);
  g_clear_pointer (&self->alphas, g_byte_array_unref);
  g_clear_pointer (&self->raster, sonde_raster_free);
}

/**
 * sonde_stroke_begin_outline:
 *
 * Returns: (transfer full): what to draw with in the area
 */
cairo_t *
sonde_stroke_begin_outline (const SondeStroke *self, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);

  return sonde_style_append_cairo (snapshot,
                                   &GRAPHENE_RECT_INIT ((float) area->x, (float) area->y,
                                                        (float) area->width, (float) area->height));
}

/**
 * sonde_stroke_set_fill_source:
 *
 * Sets the tint of what lies below the curve.
 */
void
sonde_stroke_set_fill_source (const SondeStroke *self, cairo_t *cr)
{
  const GdkRectangle *area = sonde_plot_get_area (self->plot);
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, area->y, 0, area->y + area->height);

  cairo_pattern_add_color_stop_rgba (gradient, 0, self->color.red, self->color.green,
                                     self->color.blue, FILL_TOP_ALPHA);
  cairo_pattern_add_color_stop_rgba (gradient, 1, self->color.red, self->color.green,
                                     self->color.blue, FILL_BOTTOM_ALPHA);
  cairo_set_source (cr, gradient);
  cairo_pattern_destroy (gradient);
}

/**
 * sonde_stroke_draw_columns:
 * @memory: zeroed at first
 * @n_in_view: how many samples there are to see
 *
 * Draws dense data, as one column for each device pixel of the width.
 */
void
sonde_stroke_draw_columns (const SondeStroke *self,
                           SondeStrokeMemory *memory,
                           GtkSnapshot *snapshot,
                           gsize n_in_view)
{
  gboolean with_band = n_in_view >= (gsize) BAND_DENSITY * sonde_plot_get_n_columns (self->plot);
  const SondeColumn *columns;
  gsize n_columns;

  if (memory->raster == NULL)
    {
      memory->columns = g_array_new (FALSE, FALSE, sizeof (SondeColumn));
      memory->starts_px = g_array_new (FALSE, FALSE, sizeof (gint16));
      memory->alphas = g_byte_array_new ();
      memory->raster = sonde_raster_new ();
    }

  sonde_columns_list (self->plot, self->index, SONDE_STROKE_WIDTH_PX, memory->columns);
  columns = (const SondeColumn *) (gpointer) memory->columns->data;
  n_columns = memory->columns->len;
  if (n_columns == 0)
    return;

  if (self->scalable)
    draw_outline (self, snapshot, columns, n_columns, with_band);
  else
    draw_pixels (self, memory, snapshot, columns, n_columns, with_band);
}
