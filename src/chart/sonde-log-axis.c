/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-log-axis.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#define TICK_WIDTH_PX 64
#define OVERHANG_PX   10 /* of a label, beyond the end of the axis */
#define LABEL_GAP_PX  4
#define LABEL_ALPHA   0.65f

/**
 * sonde_log_axis_init:
 * @self: (out caller-allocates): an axis over at least one tenfold, whatever is asked for
 */
void
sonde_log_axis_init (SondeLogAxis *self, SondeLogUnit unit, double least, double greatest)
{
  double middle;

  self->unit = unit;
  self->least = MAX (least, 1e-9);
  self->greatest = MAX (greatest, self->least);
  if (self->greatest >= self->least * 10)
    return;
  middle = sqrt (self->least * self->greatest);
  self->least = middle / sqrt (10);
  self->greatest = middle * sqrt (10);
}

double
sonde_log_axis_get_position (const SondeLogAxis *self, double value)
{
  return log (MAX (value, 1e-9) / self->least) / log (self->greatest / self->least);
}

/**
 * sonde_log_axis_list_ticks:
 * @max_ticks: how many there is room for, at least two
 *
 * Returns: (transfer full) (element-type double): round values on the axis, a power of ten apart,
 * or of two for bytes; closer ones where that gives fewer than two
 */
GArray *
sonde_log_axis_list_ticks (const SondeLogAxis *self, guint max_ticks)
{
  static const double parts[] = { 1, 2, 5 };
  double base = self->unit == SONDE_LOG_UNIT_BYTES ? 2 : 10;
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
  double first = ceil (log (self->least) / log (base) - 1e-9);
  double last = floor (log (self->greatest) / log (base) + 1e-9);
  guint step = 1;

  while ((last - first) / step + 1 > MAX (max_ticks, 2))
    step++;
  for (double power = ceil (first / step) * step; power <= last; power += step)
    {
      double value = pow (base, power);

      g_array_append_val (ticks, value);
    }
  if (ticks->len >= 2 || base < 10)
    return ticks;

  g_array_set_size (ticks, 0);
  for (double power = first - 1; power <= last; power++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          double value = parts[i] * pow (base, power);

          if (value >= self->least * (1 - 1e-9) && value <= self->greatest * (1 + 1e-9))
            g_array_append_val (ticks, value);
        }
    }
  return ticks;
}

/**
 * sonde_log_axis_draw:
 * @area: what lies on the axis
 *
 * Draws the axis from the left to the right of an area: a hairline across it for each tick, and the
 * labels below.
 */
void
sonde_log_axis_draw (const SondeLogAxis *self,
                     const SondeStyle *style,
                     GtkSnapshot *snapshot,
                     const graphene_rect_t *area)
{
  g_autoptr (GArray)
      ticks = sonde_log_axis_list_ticks (self, (guint) (area->size.width / TICK_WIDTH_PX));
  const double right_px = area->origin.x + area->size.width + OVERHANG_PX;
  GdkRGBA line = style->foreground;
  GdkRGBA ink = style->foreground;

  line.alpha *= style->line_alpha;
  ink.alpha *= LABEL_ALPHA;
  for (guint i = 0; i < ticks->len; i++)
    {
      double value = g_array_index (ticks, double, i);
      double x_px = round (area->origin.x +
                           area->size.width * sonde_log_axis_get_position (self, value));
      g_autofree char *text = sonde_log_unit_format (self->unit, value);
      g_autoptr (PangoLayout) layout = sonde_style_create_layout (style, text);
      int width_px;

      pango_layout_get_pixel_size (layout, &width_px, NULL);
      gtk_snapshot_append_color (
          snapshot, &line,
          &GRAPHENE_RECT_INIT ((float) x_px, area->origin.y, 1, area->size.height));
      sonde_style_draw_text (snapshot, layout,
                             CLAMP (x_px - width_px / 2.0, 0, MAX (right_px - width_px, 0)),
                             area->origin.y + area->size.height + LABEL_GAP_PX, &ink);
    }
}

/**
 * sonde_log_unit_format:
 *
 * Returns: (transfer full): a value with its unit, as a person writes it: at most three digits
 */
char *
sonde_log_unit_format (SondeLogUnit unit, double value)
{
  static const struct
  {
    double from;
    double divisor;
    const char *format;
  } rows[][4] = {
    [SONDE_LOG_UNIT_US] = {
      { 1e6, 1e6, N_ ("%.3g s") },
      { 999.5, 1e3, N_ ("%.3g ms") },
      { 0, 1, N_ ("%.3g µs") },
    },
    [SONDE_LOG_UNIT_BYTES] = {
      { 1024 * 1024, 1024 * 1024, N_ ("%.3g MiB") },
      { 1024, 1024, N_ ("%.3g KiB") },
      { 0, 1, N_ ("%.4g B") },
    },
    [SONDE_LOG_UNIT_RATE] = {
      { 1e6, 1e3, N_ ("%.4g k/s") },
      { 0, 1, N_ ("%.4g/s") },
    },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows[unit]) && rows[unit][i].format != NULL; i++)
    {
      if (value >= rows[unit][i].from)
        {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
          return g_strdup_printf (_ (rows[unit][i].format), value / rows[unit][i].divisor);
#pragma GCC diagnostic pop
        }
    }
  return g_strdup ("");
}
