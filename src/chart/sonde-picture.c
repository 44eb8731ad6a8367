/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-picture.h"
#include "sonde-chart-words.h"
#include "sonde-painter.h"
#include "sonde-palette.h"
#include "sonde-value-axis.h"

#include <math.h>

#define MARGIN_PX         20
#define TITLE_GAP_PX      4
#define HEADER_GAP_PX     14
#define LEGEND_GAP_PX     7
#define CHART_GAP_PX      18
#define SAMPLE_WIDTH_PX   24
#define LEGEND_SPACING_PX 8
#define TITLE_SCALE       1.25
#define NOTE_ALPHA        0.65f
#define DEFAULT_WIDTH_PX  1200
#define CHART_HEIGHT_PX   220
#define HEADER_HEIGHT_PX  110
#define MIN_CHART_PX      24
#define MIN_SIZE_PX       200
#define MAX_SIZE_PX       8000
#define DEFAULT_SCALE     2
#define MAX_SCALE         4

struct _SondePicture
{
  GObject parent_instance;

  /* One drawing at a time: drawing lays the plots out. */
  GMutex mutex;
  SondeViewport *viewport;
  GPtrArray *plots;
  SondeArchive *archive;
  GTimeZone *zone;
  char *title;
  int width_px;
  int height_px;
  int scale;
  gboolean dark;
};

/* Where things are while a picture is drawn. */
typedef struct
{
  SondeStyle style;
  int axis_px[SONDE_PLOT_MAX_AXES];
  int legend_px;
  int time_axis_px;
} Layout;

static const SondePainter *const painters[] = {
  &sonde_limit_painter, &sonde_grid_painter,   &sonde_line_painter,
  &sonde_mark_painter,  &sonde_marker_painter,
};

G_DEFINE_FINAL_TYPE (SondePicture, sonde_picture, G_TYPE_OBJECT)

static void
sonde_picture_finalize (GObject *object)
{
  SondePicture *self = SONDE_PICTURE (object);

  g_clear_pointer (&self->plots, g_ptr_array_unref);
  g_clear_object (&self->archive);
  g_clear_object (&self->viewport);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->title, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (sonde_picture_parent_class)->finalize (object);
}

static void
sonde_picture_class_init (SondePictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sonde_picture_finalize;
}

static void
sonde_picture_init (SondePicture *self)
{
  g_mutex_init (&self->mutex);
  self->viewport = sonde_viewport_new ();
  self->plots = g_ptr_array_new_with_free_func (g_object_unref);
  self->zone = g_time_zone_new_local ();
  self->scale = DEFAULT_SCALE;
}

/**
 * sonde_picture_new:
 * @start_us: the time at the left edge
 * @end_us: the time at the right edge
 *
 * Initialises GTK's types where a program has not, which works without a display; so the first
 * picture is made by the main thread. After that any thread may draw.
 *
 * Returns: (transfer full): a picture of no charts yet
 */
SondePicture *
sonde_picture_new (gint64 start_us, gint64 end_us)
{
  SondePicture *self;

  gtk_init_check ();
  self = g_object_new (SONDE_TYPE_PICTURE, NULL);
  sonde_viewport_set_follow (self->viewport, FALSE);
  sonde_viewport_set_range (self->viewport, start_us, end_us);

  return self;
}

/**
 * sonde_picture_set_title:
 * @title: (nullable): what stands above the charts
 */
void
sonde_picture_set_title (SondePicture *self, const char *title)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  g_free (self->title);
  self->title = g_strdup (title);
}

/**
 * sonde_picture_get_title:
 *
 * Returns: (nullable): what stands above the charts
 */
const char *
sonde_picture_get_title (SondePicture *self)
{
  g_return_val_if_fail (SONDE_IS_PICTURE (self), NULL);

  return self->title;
}

/**
 * sonde_picture_set_size:
 * @width_px: the width, or 0 for what suits
 * @height_px: the height, or 0 for what suits the number of charts
 *
 * Sets the size in pixels of 1/96 inch; it is kept between 200 and 8000.
 */
void
sonde_picture_set_size (SondePicture *self, int width_px, int height_px)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  self->width_px = width_px;
  self->height_px = height_px;
}

/**
 * sonde_picture_get_size:
 * @width_px: (out): the width
 * @height_px: (out): the height
 */
void
sonde_picture_get_size (SondePicture *self, int *width_px, int *height_px)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  *width_px = self->width_px > 0 ? self->width_px : DEFAULT_WIDTH_PX;
  *height_px = self->height_px > 0 ? self->height_px
                                   : HEADER_HEIGHT_PX + CHART_HEIGHT_PX * (int) self->plots->len;
  *width_px = CLAMP (*width_px, MIN_SIZE_PX, MAX_SIZE_PX);
  *height_px = CLAMP (*height_px, MIN_SIZE_PX, MAX_SIZE_PX);
}

/**
 * sonde_picture_set_scale:
 * @scale: how many pixels of a PNG make a pixel of 1/96 inch on either side, 1 to 4; at first 2
 */
void
sonde_picture_set_scale (SondePicture *self, int scale)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  self->scale = CLAMP (scale, 1, MAX_SCALE);
}

/**
 * sonde_picture_get_scale:
 *
 * Returns: how many pixels of a PNG make a pixel of 1/96 inch on either side
 */
int
sonde_picture_get_scale (SondePicture *self)
{
  g_return_val_if_fail (SONDE_IS_PICTURE (self), 1);

  return self->scale;
}

/**
 * sonde_picture_set_dark:
 * @dark: whether to draw light on dark; at first dark on white, as for print
 */
void
sonde_picture_set_dark (SondePicture *self, gboolean dark)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  self->dark = dark;
}

/**
 * sonde_picture_set_time_zone:
 * @zone: whose clock is shown; at first the local one
 */
void
sonde_picture_set_time_zone (SondePicture *self, GTimeZone *zone)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  g_time_zone_ref (zone);
  g_time_zone_unref (self->zone);
  self->zone = zone;
}

static void
add_plot (SondePicture *self, SondePlot *plot)
{
  if (self->archive != NULL)
    sonde_plot_set_archive (plot, self->archive);
  g_ptr_array_add (self->plots, plot);
}

/**
 * sonde_picture_set_archive:
 * @archive: what knows of the past of the charts that are there and of those to come
 *
 * Has the past drawn from @archive, in the place of what a plot has. It must answer whole and from
 * any thread: what is only asked to load would be missing in a picture, which is drawn once.
 */
void
sonde_picture_set_archive (SondePicture *self, SondeArchive *archive)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));
  g_return_if_fail (SONDE_IS_ARCHIVE (archive));

  g_set_object (&self->archive, archive);
  for (guint i = 0; i < self->plots->len; i++)
    sonde_plot_set_archive (g_ptr_array_index (self->plots, i), archive);
}

/**
 * sonde_picture_add_channel:
 * @channel: what the next chart shows
 * @dataset: (nullable): where its marks come from
 */
void
sonde_picture_add_channel (SondePicture *self, SondeChannel *channel, SondeDataset *dataset)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));

  add_plot (self, sonde_plot_new (channel, dataset, self->viewport));
}

/**
 * sonde_picture_add_plot:
 * @plot: what the next chart shows, such as `sonde_chart_get_plot()` gives
 *
 * Takes its channels, bounds, fixed ranges, steps and markers; it is not kept.
 */
void
sonde_picture_add_plot (SondePicture *self, SondePlot *plot)
{
  g_return_if_fail (SONDE_IS_PICTURE (self));
  g_return_if_fail (SONDE_IS_PLOT (plot));

  for (guint i = 0; i < SONDE_N_MARKERS; i++)
    sonde_viewport_set_marker_us (self->viewport, i,
                                  sonde_viewport_get_marker_us (sonde_plot_get_viewport (plot), i));
  add_plot (self, sonde_plot_copy (plot, self->viewport));
}

static double
draw_heading (SondePicture *self, Layout *layout, GtkSnapshot *snapshot)
{
  GdkRGBA note_color = sonde_palette_with_alpha (&layout->style.foreground, NOTE_ALPHA);
  g_autofree char *span = sonde_chart_words_span (sonde_viewport_get_start_us (self->viewport),
                                                  sonde_viewport_get_end_us (self->viewport),
                                                  self->zone);
  g_autoptr (PangoLayout) note = sonde_style_create_layout (&layout->style, span);
  double y_px = MARGIN_PX;
  int height_px;

  if (self->title != NULL && *self->title != '\0')
    {
      g_autoptr (PangoLayout) title = sonde_style_create_layout (&layout->style, self->title);
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
      int width_px;

      sonde_picture_get_size (self, &width_px, &height_px);
      pango_attr_list_insert (attributes, pango_attr_scale_new (TITLE_SCALE));
      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (title, attributes);
      pango_layout_set_width (title, (width_px - 2 * MARGIN_PX) * PANGO_SCALE);
      pango_layout_set_height (title, 0);
      pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (title, NULL, &height_px);
      sonde_style_draw_text (snapshot, title, MARGIN_PX, y_px, &layout->style.foreground);
      y_px += height_px + TITLE_GAP_PX;
    }

  pango_layout_get_pixel_size (note, NULL, &height_px);
  sonde_style_draw_text (snapshot, note, MARGIN_PX, y_px, &note_color);

  return y_px + height_px + HEADER_GAP_PX;
}

/* Draws a text if there is room for it, and moves on behind it. */
static void
draw_legend_text (Layout *layout,
                  GtkSnapshot *snapshot,
                  const char *text,
                  gboolean bold,
                  double *x_px,
                  double y_px,
                  double right_px)
{
  GdkRGBA note_color = sonde_palette_with_alpha (&layout->style.foreground, NOTE_ALPHA);
  g_autoptr (PangoLayout) label = sonde_style_create_layout (&layout->style, text);
  int width_px;

  if (bold)
    pango_attr_list_insert (pango_layout_get_attributes (label),
                            pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_context_changed (label);
  pango_layout_get_pixel_size (label, &width_px, NULL);
  if (*x_px + width_px <= right_px)
    sonde_style_draw_text (snapshot, label, *x_px, y_px,
                           bold ? &layout->style.foreground : &note_color);
  *x_px += width_px + LEGEND_SPACING_PX;
}

static void
draw_legend (Layout *layout, SondePlot *plot, GtkSnapshot *snapshot, double y_px, double right_px)
{
  double x_px = MARGIN_PX;
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
                                             (float) layout->legend_px));

          cairo_translate (cr, x_px, y_px);
          sonde_curve_draw_sample (curve, cr, SAMPLE_WIDTH_PX, layout->legend_px,
                                   layout->style.dark);
          cairo_destroy (cr);
          x_px += SAMPLE_WIDTH_PX + LEGEND_SPACING_PX;
        }
      draw_legend_text (layout, snapshot, title, TRUE, &x_px, y_px, right_px);
      if (statistics != NULL)
        draw_legend_text (layout, snapshot, statistics, FALSE, &x_px, y_px, right_px);
      if (spread != NULL)
        draw_legend_text (layout, snapshot, spread, FALSE, &x_px, y_px, right_px);
      x_px += LEGEND_SPACING_PX;
    }
}

static void
draw_axes (Layout *layout, SondePlot *plot, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);

  for (guint i = 0; i < sonde_plot_get_n_axes (plot); i++)
    {
      int width_px;
      g_autoptr (GPtrArray)
          labels = sonde_value_axis_create_labels (plot, i, &layout->style, &width_px);

      sonde_value_axis_draw (plot, i, &layout->style, snapshot, labels,
                             i == 0 ? area->x + area->width : area->x - layout->axis_px[1],
                             layout->axis_px[i], i == 0);
    }
}

static void
draw_time_axis (Layout *layout, SondePlot *plot, GtkSnapshot *snapshot)
{
  const GdkRectangle *area = sonde_plot_get_area (plot);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0.0f, (float) (area->y + area->height)));
  sonde_painter_draw_once (&sonde_time_axis_painter, plot, &layout->style, snapshot);
  gtk_snapshot_restore (snapshot);
}

/* The width of an axis depends on its numbers, and these on the height of the charts alone. */
static void
measure_axes (SondePicture *self, Layout *layout, int width_px, int height_px, int scale)
{
  for (guint i = 0; i < self->plots->len; i++)
    {
      SondePlot *plot = g_ptr_array_index (self->plots, i);

      sonde_plot_set_area (plot, &(GdkRectangle){ 0, 0, width_px - 2 * MARGIN_PX, height_px },
                           width_px, scale);
      for (guint j = 0; j < sonde_plot_get_n_axes (plot); j++)
        {
          int axis_px;
          g_autoptr (GPtrArray)
              labels = sonde_value_axis_create_labels (plot, j, &layout->style, &axis_px);

          layout->axis_px[j] = MAX (layout->axis_px[j], axis_px);
        }
    }
}

static gboolean
draw_charts (SondePicture *self,
             Layout *layout,
             GtkSnapshot *snapshot,
             double y_px,
             int scale,
             GCancellable *cancellable,
             GError **error)
{
  int n_plots = (int) self->plots->len;
  int width_px;
  int height_px;
  int chart_px;

  sonde_picture_get_size (self, &width_px, &height_px);
  chart_px = (height_px - (int) y_px - layout->time_axis_px - MARGIN_PX -
              n_plots * (layout->legend_px + LEGEND_GAP_PX) - (n_plots - 1) * CHART_GAP_PX) /
             MAX (n_plots, 1);
  chart_px = MAX (chart_px, MIN_CHART_PX);
  measure_axes (self, layout, width_px, chart_px, scale);

  for (int i = 0; i < n_plots; i++)
    {
      SondePlot *plot = g_ptr_array_index (self->plots, (guint) i);
      int left_px = MAX (layout->axis_px[1], MARGIN_PX);
      GdkRectangle area = { left_px, (int) ceil (y_px) + layout->legend_px + LEGEND_GAP_PX,
                            width_px - left_px - MAX (layout->axis_px[0], MARGIN_PX), chart_px };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      sonde_plot_set_time_zone (plot, self->zone);
      sonde_plot_set_part (plot, SONDE_PLOT_MARK_LABELS, i == 0);
      sonde_plot_set_area (plot, &area, width_px, scale);
      draw_legend (layout, plot, snapshot, y_px, width_px - MARGIN_PX);
      for (gsize j = 0; j < G_N_ELEMENTS (painters); j++)
        sonde_painter_draw_once (painters[j], plot, &layout->style, snapshot);
      draw_axes (layout, plot, snapshot);
      if (i == n_plots - 1)
        draw_time_axis (layout, plot, snapshot);
      y_px = area.y + chart_px + CHART_GAP_PX;
    }

  return TRUE;
}

static gboolean
check_archive (SondePicture *self, GError **error)
{
  GError *own_error = self->archive != NULL ? sonde_archive_dup_error (self->archive) : NULL;

  if (own_error == NULL)
    return TRUE;

  g_propagate_error (error, own_error);
  return FALSE;
}

/**
 * sonde_picture_draw:
 * @cr: where to draw, in pixels of 1/96 inch, the upper left corner at the origin
 * @scale: how many columns of data to a pixel: the finer the surface, the more
 * @cancellable: (nullable): stops between two charts
 *
 * Draws the picture. Safe from any thread, while nothing is added to it.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED where it was stopped, or with the error of its archive
 *   where the past cannot be read
 */
gboolean
sonde_picture_draw (
    SondePicture *self, cairo_t *cr, int scale, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (PangoLayout) caption = NULL;
  GtkSnapshot *snapshot;
  Layout layout = { 0 };
  gboolean drawn;

  g_return_val_if_fail (SONDE_IS_PICTURE (self), FALSE);
  g_return_val_if_fail (cr != NULL, FALSE);
  g_return_val_if_fail (scale > 0, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  sonde_style_init_for_paper (&layout.style, self->dark);
  caption = sonde_style_create_layout (&layout.style, "0");
  layout.time_axis_px = sonde_painter_get_time_axis_height (caption);
  pango_layout_get_pixel_size (caption, NULL, &layout.legend_px);

  snapshot = gtk_snapshot_new ();
  drawn = draw_charts (self, &layout, snapshot, draw_heading (self, &layout, snapshot), scale,
                       cancellable, error) &&
          check_archive (self, error);
  node = gtk_snapshot_free_to_node (snapshot);
  if (drawn)
    {
      if (self->dark)
        cairo_set_source_rgb (cr, 0.14, 0.14, 0.15);
      else
        cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      if (node != NULL)
        gsk_render_node_draw (node, cr);
    }
  sonde_style_clear (&layout.style);

  return drawn;
}
