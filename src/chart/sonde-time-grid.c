/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-time-grid.h"

#include <math.h>

/* The least air between two labels, on average and anywhere. */
#define LABEL_GAP_PX     28
#define MIN_LABEL_GAP_PX 8
/* As wide as any label of a clock. */
#define WIDEST_CLOCK "00:00:00"

/* A text that is laid out, and when it was last wanted: laying out costs more than all else, and
 * texts come again. */
typedef struct
{
  PangoLayout *layout;
  guint listing;
} Label;

static void
free_label (gpointer data)
{
  Label *label = data;

  g_clear_object (&label->layout);
  g_free (label);
}

static PangoLayout *
ensure_layout (SondeTimeGrid *self, const SondeStyle *style, const char *text)
{
  Label *label = g_hash_table_lookup (self->labels, text);

  if (label == NULL)
    {
      label = g_new0 (Label, 1);
      label->layout = sonde_style_create_layout (style, text);
      g_hash_table_insert (self->labels, g_strdup (text), label);
    }
  label->listing = self->listing;

  return label->layout;
}

static gboolean
is_left_over (gpointer key, gpointer value, gpointer data)
{
  return ((Label *) value)->listing != ((SondeTimeGrid *) data)->listing;
}

static int
get_text_width (const SondeStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = sonde_style_create_layout (style, text);
  int width_px;

  pango_layout_get_pixel_size (layout, &width_px, NULL);

  return width_px;
}

static double
get_px_us (SondePlot *plot)
{
  return (double) sonde_plot_get_column_us (plot) * sonde_plot_get_scale_factor (plot);
}

static void
list_ticks (SondeTimeGrid *self, SondePlot *plot, const SondeStyle *style)
{
  GTimeZone *zone = sonde_plot_get_time_zone (plot);
  gsize n_ticks;
  g_autofree SondeTimeTick *ticks = sonde_time_ticks_list (self->step, zone, self->listed_from_us,
                                                           self->listed_to_us, &n_ticks);

  g_array_set_size (self->ticks, 0);
  for (gsize i = 0; i < n_ticks; i++)
    {
      SondeTimeGridTick tick = { ticks[i], NULL };

      if (self->with_labels)
        {
          g_autofree char *text = sonde_time_tick_format (&ticks[i], self->step, zone);

          tick.layout = ensure_layout (self, style, text);
        }
      g_array_append_val (self->ticks, tick);
    }
}

/* Whether no label comes too close to the next one, however long the words of the language. */
static gboolean
labels_fit (SondeTimeGrid *self, SondePlot *plot)
{
  for (guint i = 1; i < self->ticks->len; i++)
    {
      const SondeTimeGridTick *before = &g_array_index (self->ticks, SondeTimeGridTick, i - 1);
      const SondeTimeGridTick *after = &g_array_index (self->ticks, SondeTimeGridTick, i);
      double distance_px = (double) (after->tick.time_us - before->tick.time_us) / get_px_us (plot);
      int before_px;
      int after_px;

      if (before->layout == NULL || after->layout == NULL)
        continue;

      pango_layout_get_pixel_size (before->layout, &before_px, NULL);
      pango_layout_get_pixel_size (after->layout, &after_px, NULL);
      if (distance_px < (before_px + after_px) / 2.0 + MIN_LABEL_GAP_PX)
        return FALSE;
    }

  return TRUE;
}

static void
choose_step (SondeTimeGrid *self, SondePlot *plot, const SondeStyle *style)
{
  if (self->clock_width_px == 0)
    self->clock_width_px = get_text_width (style, WIDEST_CLOCK);
  self->step = sonde_time_step_choose (
      (gint64) (get_px_us (plot) * (self->clock_width_px + LABEL_GAP_PX)));
  for (;;)
    {
      const SondeTimeStep *next = sonde_time_step_choose (
          sonde_time_step_get_length_us (self->step) + 1);

      list_ticks (self, plot, style);
      if (next == self->step || labels_fit (self, plot))
        return;
      self->step = next;
    }
}

/**
 * sonde_time_grid_list:
 * @with_labels: whether the ticks have layouts, always the same for one grid
 *
 * Lists the ticks of what is shown and of half as much on either side, so that a view that follows
 * the present lists, and lays out, once in a while and not at every pixel.
 *
 * Returns: whether they were listed anew
 */
gboolean
sonde_time_grid_list (SondeTimeGrid *self,
                      SondePlot *plot,
                      const SondeStyle *style,
                      gboolean with_labels)
{
  gint64 from_us = sonde_plot_get_origin_us (plot);
  gint64 to_us = sonde_plot_get_end_us (plot);
  gint64 column_us = sonde_plot_get_column_us (plot);
  gint64 margin_us = (to_us - from_us) / 2;
  gboolean rescaled = !self->ready || column_us != self->column_us;

  if (!rescaled && from_us >= self->listed_from_us && to_us <= self->listed_to_us)
    return FALSE;

  if (self->ticks == NULL)
    {
      self->ticks = g_array_new (FALSE, FALSE, sizeof (SondeTimeGridTick));
      self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_label);
    }
  self->listing++;
  self->ready = TRUE;
  self->with_labels = with_labels;
  self->column_us = column_us;
  self->listed_from_us = from_us - margin_us;
  self->listed_to_us = to_us + margin_us;

  if (rescaled)
    choose_step (self, plot, style);
  else
    list_ticks (self, plot, style);
  g_hash_table_foreach_remove (self->labels, is_left_over, self);

  return TRUE;
}

/**
 * sonde_time_grid_forget:
 *
 * Has the next drawing list the ticks anew, since the area or the font is another.
 */
void
sonde_time_grid_forget (SondeTimeGrid *self)
{
  if (!self->ready)
    return;

  self->ready = FALSE;
  self->clock_width_px = 0;
  g_array_set_size (self->ticks, 0);
  g_hash_table_remove_all (self->labels);
}

/* Whether a step divides another: a week does not divide a month, nor two days. */
static gboolean
divides (gint64 minor_us, gint64 major_us)
{
  if (major_us % minor_us != 0)
    return FALSE;

  return minor_us <= G_TIME_SPAN_DAY || major_us < 30 * G_TIME_SPAN_DAY ||
         minor_us >= 30 * G_TIME_SPAN_DAY;
}

/**
 * sonde_time_grid_list_minor:
 * @least_distance_px: the least distance between two
 * @n_ticks: (out): how many there are
 *
 * Returns: (array length=n_ticks) (transfer full) (nullable): the ticks between those that were
 *   listed, and on them; %NULL where there is no room for any
 */
SondeTimeTick *
sonde_time_grid_list_minor (const SondeTimeGrid *self,
                            SondePlot *plot,
                            double least_distance_px,
                            gsize *n_ticks)
{
  gint64 major_us = sonde_time_step_get_length_us (self->step);
  gint64 least_us = (gint64) (get_px_us (plot) * least_distance_px);

  *n_ticks = 0;
  for (;;)
    {
      const SondeTimeStep *step = sonde_time_step_choose (least_us);
      gint64 minor_us = sonde_time_step_get_length_us (step);

      if (minor_us >= major_us)
        return NULL;

      if (divides (minor_us, major_us))
        return sonde_time_ticks_list (step, sonde_plot_get_time_zone (plot), self->listed_from_us,
                                      self->listed_to_us, n_ticks);
      least_us = minor_us + 1;
    }
}

/**
 * sonde_time_grid_place:
 *
 * Returns: where a time has its hairline, or NaN outside the area
 */
double
sonde_time_grid_place (SondePlot *plot, gint64 time_us)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);
  double x_px = sonde_plot_snap (plot, sonde_plot_time_to_x (plot, time_us));

  return x_px < area->x || x_px >= area->x + area->width ? (double) NAN : x_px;
}

void
sonde_time_grid_clear (SondeTimeGrid *self)
{
  g_clear_pointer (&self->ticks, g_array_unref);
  g_clear_pointer (&self->labels, g_hash_table_unref);
}
