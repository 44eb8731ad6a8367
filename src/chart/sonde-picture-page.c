/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-picture-page.h"
#include "sonde-chart-words.h"
#include "sonde-painter.h"
#include "sonde-palette.h"
#include "sonde-value-axis.h"

#define TITLE_GAP_PX      4
#define HEADER_GAP_PX     14
#define SAMPLE_WIDTH_PX   24
#define LEGEND_SPACING_PX 8
#define TITLE_SCALE       1.25
#define NOTE_ALPHA        0.65f

/**
 * sonde_picture_page_init:
 * @width_px: the width of the paper
 * @height_px: its height
 * @dark: whether it is dark
 *
 * Begins a page without any axes.
 */
void
sonde_picture_page_init (SondePicturePage *self, int width_px, int height_px, gboolean dark)
{
  g_autoptr (PangoLayout) caption = NULL;

  *self = (SondePicturePage){ .width_px = width_px, .height_px = height_px };
  sonde_style_init_for_paper (&self->style, dark);
  caption = sonde_style_create_layout (&self->style, "0");
  self->time_axis_px = sonde_painter_get_time_axis_height (caption);
  pango_layout_get_pixel_size (caption, NULL, &self->legend_px);
}

/**
 * sonde_picture_page_clear:
 *
 * Frees what the page holds.
 */
void
sonde_picture_page_clear (SondePicturePage *self)
{
  sonde_style_clear (&self->style);
}

/**
 * sonde_picture_page_draw_heading:
 * @title: (nullable): what stands above the charts
 * @span: when they are of
 *
 * Draws what stands above the charts.
 *
 * Returns: where these begin
 */
double
sonde_picture_page_draw_heading (const SondePicturePage *self,
                                 const char *title,
                                 const char *span,
                                 GtkSnapshot *snapshot)
{
  GdkRGBA note_color = sonde_palette_with_alpha (&self->style.foreground, NOTE_ALPHA);
  g_autoptr (PangoLayout) note = sonde_style_create_layout (&self->style, span);
  double y_px = SONDE_PICTURE_PAGE_MARGIN_PX;
  int height_px;

  if (title != NULL && *title != '\0')
    {
      g_autoptr (PangoLayout) heading = sonde_style_create_layout (&self->style, title);
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_scale_new (TITLE_SCALE));
      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (heading, attributes);
      pango_layout_set_width (heading,
                              (self->width_px - 2 * SONDE_PICTURE_PAGE_MARGIN_PX) * PANGO_SCALE);
      pango_layout_set_height (heading, 0);
      pango_layout_set_ellipsize (heading, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (heading, NULL, &height_px);
      sonde_style_draw_text (snapshot, heading, SONDE_PICTURE_PAGE_MARGIN_PX, y_px,
                             &self->style.foreground);
      y_px += height_px + TITLE_GAP_PX;
    }

  pango_layout_get_pixel_size (note, NULL, &height_px);
  sonde_style_draw_text (snapshot, note, SONDE_PICTURE_PAGE_MARGIN_PX, y_px, &note_color);

  return y_px + height_px + HEADER_GAP_PX;
}

/* Draws a text if there is room for it, and moves on behind it. */
static void
draw_legend_text (const SondePicturePage *self,
                  GtkSnapshot *snapshot,
                  const char *text,
                  gboolean bold,
                  double *x_px,
                  double y_px,
                  double right_px)
{
  GdkRGBA note_color = sonde_palette_with_alpha (&self->style.foreground, NOTE_ALPHA);
  g_autoptr (PangoLayout) label = sonde_style_create_layout (&self->style, text);
  int width_px;

  if (bold)
    pango_attr_list_insert (pango_layout_get_attributes (label),
                            pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_context_changed (label);
  pango_layout_get_pixel_size (label, &width_px, NULL);
  if (*x_px + width_px <= right_px)
    sonde_style_draw_text (snapshot, label, *x_px, y_px,
                           bold ? &self->style.foreground : &note_color);
  *x_px += width_px + LEGEND_SPACING_PX;
}

/**
 * sonde_picture_page_draw_legend:
 * @y_px: where
 *
 * Draws the names of the curves of a chart and what is to be said of each, as far as there is room.
 */
void
sonde_picture_page_draw_legend (const SondePicturePage *self,
                                SondePlot *plot,
                                double y_px,
                                GtkSnapshot *snapshot)
{
  const double right_px = self->width_px - SONDE_PICTURE_PAGE_MARGIN_PX;
  double x_px = SONDE_PICTURE_PAGE_MARGIN_PX;
  guint n_curves = sonde_plot_get_n_curves (plot);

  for (guint i = 0; i < n_curves; i++)
    {
      const SondeCurve *curve = sonde_plot_get_curve (plot, i);
      g_autofree char *title = sonde_chart_words_title (curve->channel);
      g_autofree char *statistics = sonde_chart_words_statistics (plot, i);
      g_autofree char *spread = sonde_chart_words_spread (plot, i);

      if (n_curves > 1 && x_px + SAMPLE_WIDTH_PX <= right_px)
        {
          cairo_t *cr = sonde_style_append_cairo (
              snapshot, &GRAPHENE_RECT_INIT ((float) x_px, (float) y_px, SAMPLE_WIDTH_PX,
                                             (float) self->legend_px));

          cairo_translate (cr, x_px, y_px);
          sonde_curve_draw_sample (curve, cr, SAMPLE_WIDTH_PX, self->legend_px, self->style.dark);
          cairo_destroy (cr);
          x_px += SAMPLE_WIDTH_PX + LEGEND_SPACING_PX;
        }
      draw_legend_text (self, snapshot, title, TRUE, &x_px, y_px, right_px);
      if (statistics != NULL)
        draw_legend_text (self, snapshot, statistics, FALSE, &x_px, y_px, right_px);
      if (spread != NULL)
        draw_legend_text (self, snapshot, spread, FALSE, &x_px, y_px, right_px);
      x_px += LEGEND_SPACING_PX;
    }
}

/**
 * sonde_picture_page_draw_axes:
 *
 * Draws the value axes beside the area of a chart.
 */
void
sonde_picture_page_draw_axes (const SondePicturePage *self, SondePlot *plot, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);

  for (guint i = 0; i < sonde_plot_get_n_axes (plot); i++)
    {
      int width_px;
      g_autoptr (GPtrArray)
          labels = sonde_value_axis_create_labels (plot, i, &self->style, &width_px);

      sonde_value_axis_draw (plot, i, &self->style, snapshot, labels,
                             i == 0 ? area->x + area->width : area->x - self->axis_px[1],
                             self->axis_px[i], i == 0);
    }
}

/**
 * sonde_picture_page_measure_axes:
 * @plot: a chart with an area as high as it will be
 *
 * Makes room for the numbers of a chart, which depend on its height alone.
 */
void
sonde_picture_page_measure_axes (SondePicturePage *self, SondePlot *plot)
{
  for (guint i = 0; i < sonde_plot_get_n_axes (plot); i++)
    {
      int axis_px;
      g_autoptr (GPtrArray)
          labels = sonde_value_axis_create_labels (plot, i, &self->style, &axis_px);

      self->axis_px[i] = MAX (self->axis_px[i], axis_px);
    }
}

/**
 * sonde_picture_page_draw_time_axis:
 *
 * Draws the times below the area of a plot.
 */
void
sonde_picture_page_draw_time_axis (const SondePicturePage *self,
                                   SondePlot *plot,
                                   GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0.0f, (float) (area->y + area->height)));
  sonde_painter_draw_once (&sonde_time_axis_painter, plot, &self->style, snapshot);
  gtk_snapshot_restore (snapshot);
}
