/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-curve.h"
#include "sonde-palette.h"

#define SAMPLE_LINE_WIDTH_PX 2.0
#define SAMPLE_POINT_PX      3.0

typedef enum
{
  POINT_DISC,
  POINT_SQUARE,
  POINT_TRIANGLE,
  POINT_DIAMOND,
} Point;

/* What tells curves apart where colours do not: lengths in pixels of what is drawn and what is left
 * out, by turns. */
static const struct
{
  Point point;
  int n_dashes;
  double dashes_px[4];
} patterns[] = {
  { POINT_DISC, 0, { 0 } },
  { POINT_SQUARE, 2, { 8, 5 } },
  { POINT_TRIANGLE, 2, { 3, 4 } },
  { POINT_DIAMOND, 4, { 10, 4, 2, 4 } },
};

static guint
get_pattern (const SondeCurve *self)
{
  return self->pattern % G_N_ELEMENTS (patterns);
}

/**
 * sonde_curve_get_color:
 * @dark: whether the background is dark
 *
 * Returns: the colour of the line
 */
GdkRGBA
sonde_curve_get_color (const SondeCurve *self, gboolean dark)
{
  return sonde_palette_get_channel (sonde_channel_get_index (self->channel), dark);
}

/**
 * sonde_curve_set_dash:
 * @cr: where the line is about to be drawn
 *
 * Sets the dashes of the curve.
 */
void
sonde_curve_set_dash (const SondeCurve *self, cairo_t *cr)
{
  guint pattern = get_pattern (self);

  cairo_set_dash (cr, patterns[pattern].dashes_px, patterns[pattern].n_dashes, 0);
}

/**
 * sonde_curve_skips:
 * @column: a column, counted from the beginning of time so that dashes move with the data
 *
 * Returns: whether the dashes of the curve leave that column out
 */
gboolean
sonde_curve_skips (const SondeCurve *self, gint64 column)
{
  guint pattern = get_pattern (self);
  double length_px = 0;
  double place_px;

  for (int i = 0; i < patterns[pattern].n_dashes; i++)
    length_px += patterns[pattern].dashes_px[i];
  if (length_px <= 0)
    return FALSE;

  place_px = (double) (column % (gint64) length_px);
  if (place_px < 0)
    place_px += length_px;
  for (int i = 0; i < patterns[pattern].n_dashes; i++)
    {
      place_px -= patterns[pattern].dashes_px[i];
      if (place_px < 0)
        return i % 2 == 1;
    }

  return FALSE;
}

/**
 * sonde_curve_draw_point:
 * @cr: where, with the colour set
 * @x_px: its middle
 * @y_px: its middle
 * @size: its radius in pixels
 *
 * Draws a point in the shape of the curve.
 */
void
sonde_curve_draw_point (const SondeCurve *self, cairo_t *cr, double x_px, double y_px, double size)
{
  cairo_new_path (cr);
  switch (patterns[get_pattern (self)].point)
    {
    case POINT_DISC:
      cairo_arc (cr, x_px, y_px, size, 0, 2 * G_PI);
      break;
    case POINT_SQUARE:
      cairo_rectangle (cr, x_px - size, y_px - size, 2 * size, 2 * size);
      break;
    case POINT_TRIANGLE:
      cairo_move_to (cr, x_px, y_px - 1.2 * size);
      cairo_line_to (cr, x_px + 1.2 * size, y_px + size);
      cairo_line_to (cr, x_px - 1.2 * size, y_px + size);
      cairo_close_path (cr);
      break;
    case POINT_DIAMOND:
      cairo_move_to (cr, x_px, y_px - 1.4 * size);
      cairo_line_to (cr, x_px + 1.4 * size, y_px);
      cairo_line_to (cr, x_px, y_px + 1.4 * size);
      cairo_line_to (cr, x_px - 1.4 * size, y_px);
      cairo_close_path (cr);
      break;
    default:
      g_assert_not_reached ();
    }
  cairo_fill (cr);
}

/**
 * sonde_curve_draw_sample:
 * @cr: where, its origin the upper left corner
 * @dark: whether the background is dark
 *
 * Draws a piece of the line with a point, as a legend shows it.
 */
void
sonde_curve_draw_sample (
    const SondeCurve *self, cairo_t *cr, double width_px, double height_px, gboolean dark)
{
  GdkRGBA color = sonde_curve_get_color (self, dark);

  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, SAMPLE_LINE_WIDTH_PX);
  sonde_curve_set_dash (self, cr);
  cairo_move_to (cr, 0, height_px / 2);
  cairo_line_to (cr, width_px, height_px / 2);
  cairo_stroke (cr);
  sonde_curve_draw_point (self, cr, width_px / 2, height_px / 2, SAMPLE_POINT_PX);
}
