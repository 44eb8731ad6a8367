/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-picture.h"
#include "sonde-chart-words.h"
#include "sonde-painter.h"
#include "sonde-picture-page.h"
#include "sonde-picture-past.h"

#include <math.h>

#define LEGEND_GAP_PX    7
#define CHART_GAP_PX     18
#define DEFAULT_WIDTH_PX 1200
#define CHART_HEIGHT_PX  220
#define HEADER_HEIGHT_PX 110
#define MIN_CHART_PX     24
#define MIN_SIZE_PX      200
#define MAX_SIZE_PX      8000
#define DEFAULT_SCALE    2
#define MAX_SCALE        4
/* How many rows of an image are painted before one asks whether to go on: some milliseconds' worth
 * where it is as wide as can be. */
#define BAND_ROWS 64

struct _SondePicture
{
  GObject parent_instance;

  /* One drawing at a time: drawing lays the plots out. */
  GMutex mutex;
  SondeViewport *viewport;
  GPtrArray *plots;
  SondeArchive *archive;
  SondeProgress *progress;
  GTimeZone *zone;
  char *title;
  int width_px;
  int height_px;
  int scale;
  gboolean dark;
};

/* What share of a drawing has come when the past was read to measure the axes, and when it was read
 * to be drawn. */
#define MEASURED 0.15
#define FETCHED  0.3

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
  g_clear_object (&self->progress);
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
  self->progress = sonde_progress_new ();
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

/**
 * sonde_picture_get_progress:
 *
 * Returns: (transfer none): how far its contents have come, of the first time that they are made
 */
SondeProgress *
sonde_picture_get_progress (SondePicture *self)
{
  g_return_val_if_fail (SONDE_IS_PICTURE (self), NULL);

  return self->progress;
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

static gboolean
fetch (SondePicture *self, int n_columns, const SondeWork *work, GError **error)
{
  return self->archive == NULL || n_columns <= 0 ||
         sonde_picture_past_fetch (self->archive, self->plots, self->viewport, (guint) n_columns,
                                   work, error);
}

/* Draws what is in a snapshot, and frees that. Where there are many pixels, this is most of the
 * work: then it is done in bands, so that it can be stopped in between. */
static gboolean
paint (GtkSnapshot *snapshot, cairo_t *cr, const SondeWork *work, GError **error)
{
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  cairo_surface_t *surface = cairo_get_target (cr);
  gboolean going = TRUE;
  graphene_rect_t bounds;
  double x_scale;
  double y_scale;
  int end_row;

  if (node == NULL)
    return TRUE;

  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE)
    {
      gsk_render_node_draw (node, cr);
      return TRUE;
    }

  cairo_surface_get_device_scale (surface, &x_scale, &y_scale);
  gsk_render_node_get_bounds (node, &bounds);
  end_row = (int) ceil ((double) (bounds.origin.y + bounds.size.height) * y_scale);
  end_row = MIN (end_row, cairo_image_surface_get_height (surface));
  for (int row = MAX ((int) ((double) bounds.origin.y * y_scale), 0); going && row < end_row;
       row += BAND_ROWS)
    {
      cairo_save (cr);
      cairo_rectangle (cr, 0, row / y_scale, cairo_image_surface_get_width (surface) / x_scale,
                       BAND_ROWS / y_scale);
      cairo_clip (cr);
      gsk_render_node_draw (node, cr);
      cairo_restore (cr);
      going = sonde_work_reach (work, (double) row / end_row, error);
    }

  return going;
}

static gboolean
draw_chart (const SondePicturePage *page,
            SondePlot *plot,
            double y_px,
            gboolean with_times,
            cairo_t *cr,
            const SondeWork *work,
            GError **error)
{
  const double n_layers = G_N_ELEMENTS (painters) + 1;
  SondeWork drawing = sonde_work_get_part (work, 0, 0);
  GtkSnapshot *snapshot;

  for (gsize i = 0; i < G_N_ELEMENTS (painters); i++)
    {
      if (!sonde_work_reach (&drawing, 1, error))
        return FALSE;

      snapshot = gtk_snapshot_new ();
      sonde_painter_draw_once (painters[i], plot, &page->style, snapshot);
      drawing = sonde_work_get_part (work, (double) i / n_layers, ((double) i + 1) / n_layers);
      if (!paint (snapshot, cr, &drawing, error))
        return FALSE;
    }

  snapshot = gtk_snapshot_new ();
  sonde_picture_page_draw_legend (page, plot, y_px, snapshot);
  sonde_picture_page_draw_axes (page, plot, snapshot);
  if (with_times)
    sonde_picture_page_draw_time_axis (page, plot, snapshot);
  drawing = sonde_work_get_part (work, 1 - 1 / n_layers, 1);

  return paint (snapshot, cr, &drawing, error) && sonde_work_reach (work, 1, error);
}

/* The width of the axes depends on their numbers, and these on what is in view and on the height of
 * the charts. */
static gboolean
lay_out (SondePicture *self,
         SondePicturePage *page,
         int chart_px,
         int scale,
         const SondeWork *work,
         GError **error)
{
  GdkRectangle area = { 0, 0, page->width_px - 2 * SONDE_PICTURE_PAGE_MARGIN_PX, chart_px };

  if (!fetch (self, area.width * scale, work, error))
    return FALSE;

  for (guint i = 0; i < self->plots->len; i++)
    {
      SondePlot *plot = g_ptr_array_index (self->plots, i);

      if (!sonde_work_reach (work, 1, error))
        return FALSE;

      sonde_plot_set_area (plot, &area, page->width_px, scale);
      sonde_picture_page_measure_axes (page, plot);
    }

  return TRUE;
}

static gboolean
draw_charts (SondePicture *self,
             SondePicturePage *page,
             double y_px,
             cairo_t *cr,
             int scale,
             const SondeWork *work,
             GError **error)
{
  SondeWork measuring = sonde_work_get_part (work, 0, MEASURED);
  SondeWork fetching = sonde_work_get_part (work, MEASURED, FETCHED);
  const int n_plots = (int) self->plots->len;
  int chart_px = (page->height_px - (int) y_px - page->time_axis_px - SONDE_PICTURE_PAGE_MARGIN_PX -
                  n_plots * (page->legend_px + LEGEND_GAP_PX) - (n_plots - 1) * CHART_GAP_PX) /
                 MAX (n_plots, 1);
  GdkRectangle area = { 0 };

  area.height = MAX (chart_px, MIN_CHART_PX);
  if (!lay_out (self, page, area.height, scale, &measuring, error))
    return FALSE;

  area.x = MAX (page->axis_px[1], SONDE_PICTURE_PAGE_MARGIN_PX);
  area.width = page->width_px - area.x - MAX (page->axis_px[0], SONDE_PICTURE_PAGE_MARGIN_PX);
  if (!fetch (self, area.width * scale, &fetching, error))
    return FALSE;

  for (int i = 0; i < n_plots; i++)
    {
      SondePlot *plot = g_ptr_array_index (self->plots, (guint) i);
      SondeWork drawing = sonde_work_get_part (work, FETCHED + (1 - FETCHED) * i / n_plots,
                                               FETCHED + (1 - FETCHED) * (i + 1) / n_plots);

      area.y = (int) ceil (y_px) + page->legend_px + LEGEND_GAP_PX;
      sonde_plot_set_time_zone (plot, self->zone);
      sonde_plot_set_part (plot, SONDE_PLOT_MARK_LABELS, i == 0);
      sonde_plot_set_area (plot, &area, page->width_px, scale);
      if (!draw_chart (page, plot, y_px, i == n_plots - 1, cr, &drawing, error))
        return FALSE;

      y_px = area.y + area.height + CHART_GAP_PX;
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
 * @work: (nullable): who is told of it, and may stop it, between two layers of a chart and while
 *   the archive is read
 *
 * Draws the picture. Safe from any thread, while nothing is added to it.
 *
 * Returns: %FALSE with %G_IO_ERROR_CANCELLED where it was stopped, or with the error of its archive
 *   where the past cannot be read, and then what is drawn is not whole
 */
gboolean
sonde_picture_draw (
    SondePicture *self, cairo_t *cr, int scale, const SondeWork *work, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_auto (SondePicturePage) page = { 0 };
  g_autofree char *span = NULL;
  GtkSnapshot *snapshot;
  double y_px;

  g_return_val_if_fail (SONDE_IS_PICTURE (self), FALSE);
  g_return_val_if_fail (cr != NULL, FALSE);
  g_return_val_if_fail (scale > 0, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  sonde_picture_get_size (self, &page.width_px, &page.height_px);
  sonde_picture_page_init (&page, page.width_px, page.height_px, self->dark);

  if (self->dark)
    cairo_set_source_rgb (cr, 0.14, 0.14, 0.15);
  else
    cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);

  span = sonde_chart_words_span (sonde_viewport_get_start_us (self->viewport),
                                 sonde_viewport_get_end_us (self->viewport), self->zone);
  snapshot = gtk_snapshot_new ();
  y_px = sonde_picture_page_draw_heading (&page, self->title, span, snapshot);

  return paint (snapshot, cr, NULL, error) &&
         draw_charts (self, &page, y_px, cr, scale, work, error) && check_archive (self, error);
}
