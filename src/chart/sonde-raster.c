/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-raster.h"

#include <math.h>
#include <string.h>

/* Each curve of a chart has an image on the screen and one on its way there. */
#define MAX_BLOCKS 8

/* The height of an image changes a little with every redraw, and its memory should not. */
#define BLOCK_STEP (128 * 1024)

#define OPAQUE 255

/* As many columns at once as every 64-bit processor can. */
#define N_LANES 8
typedef gint16 Lanes __attribute__ ((vector_size (N_LANES * sizeof (gint16)), aligned (2)));
typedef guint8 Opacities __attribute__ ((vector_size (N_LANES), aligned (1)));

/* The opacities of an image, and how many patterns show them: none, and others may be drawn. */
typedef struct
{
  gint n_patterns; /* atomic */
  gsize size;
  guint8 *pixels;
  cairo_surface_t *surface;
} Block;

/**
 * SondeRaster:
 *
 * Draws what a path would, where all that there is to draw are vertical runs as wide as a pixel.
 * Cairo makes a polygon, its edges and its spans of each of thousands of them; this writes the
 * pixels, which costs a tenth of it. As there is one colour, they are a mask for it: a byte each,
 * so that an image fits into the second cache, and two runs on top of each other are blended
 * without a multiplication for each channel.
 */
struct _SondeRaster
{
  GPtrArray *blocks;
  Block *block;
  gsize width;
  gsize height;
  gsize stride; /* what Cairo wants */
};

static void
clear_block (gpointer data)
{
  Block *block = data;

  g_clear_pointer (&block->surface, cairo_surface_destroy);
  g_free (block->pixels);
}

static void
unref_block (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_block);
}

/* Cairo copies a pattern into what it records, but would copy the pixels of a plain surface too. */
static void
add_pattern (Block *block)
{
  g_atomic_rc_box_acquire (block);
  g_atomic_int_inc (&block->n_patterns);
}

static cairo_status_t
on_copied (cairo_pattern_t *pattern, gpointer data, const cairo_pattern_t *other)
{
  add_pattern (data);

  return CAIRO_STATUS_SUCCESS;
}

static void
on_finished (cairo_pattern_t *pattern, gpointer data)
{
  Block *block = data;

  g_atomic_int_add (&block->n_patterns, -1);
  unref_block (block);
}

static cairo_surface_t *
acquire (cairo_pattern_t *pattern,
         gpointer data,
         cairo_surface_t *target,
         const cairo_rectangle_int_t *extents)
{
  Block *block = data;

  return cairo_surface_reference (block->surface);
}

static void
release (cairo_pattern_t *pattern, gpointer data, cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
}

/* Takes a block that nothing shows. Those that are too small are of no use any more, and much
 * too large ones are too dear. */
static Block *
take_block (SondeRaster *self, gsize least_size)
{
  gsize size = (least_size / BLOCK_STEP + 1) * BLOCK_STEP;
  Block *block;

  for (guint i = self->blocks->len; i-- > 0;)
    {
      block = g_ptr_array_index (self->blocks, i);
      if (block->size < least_size || block->size > 4 * size)
        g_ptr_array_remove_index_fast (self->blocks, i);
      else if (g_atomic_int_get (&block->n_patterns) == 0)
        return g_atomic_rc_box_acquire (block);
    }

  block = g_atomic_rc_box_new0 (Block);
  block->size = size;
  block->pixels = g_malloc (size);
  if (self->blocks->len < MAX_BLOCKS)
    g_ptr_array_add (self->blocks, g_atomic_rc_box_acquire (block));

  return block;
}

/* A product of two opacities. */
static inline guint
multiply (guint a, guint b)
{
  guint product = a * b + 128;

  return (product + (product >> 8)) >> 8;
}

static inline void
blend (guint8 *pixel, guint alpha)
{
  *pixel = (guint8) (*pixel + multiply (OPAQUE - *pixel, alpha));
}

/**
 * sonde_raster_new:
 *
 * Returns: (transfer full): a raster without an image
 */
SondeRaster *
sonde_raster_new (void)
{
  SondeRaster *self = g_new0 (SondeRaster, 1);

  self->blocks = g_ptr_array_new_with_free_func (unref_block);

  return self;
}

/**
 * sonde_raster_free:
 *
 * Frees the raster. Its images go on.
 */
void
sonde_raster_free (SondeRaster *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->block, unref_block);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/**
 * sonde_raster_begin:
 * @width_px: the width in device pixels, at least 1
 * @height_px: the height in device pixels, at least 1 and at most 32767
 *
 * Begins an image. Its pixels are undefined until `sonde_raster_fill()`.
 */
void
sonde_raster_begin (SondeRaster *self, int width_px, int height_px)
{
  int stride;

  g_return_if_fail (self != NULL);
  g_return_if_fail (width_px > 0 && height_px > 0 && height_px <= G_MAXINT16);

  stride = cairo_format_stride_for_width (CAIRO_FORMAT_A8, width_px);
  self->width = (gsize) width_px;
  self->height = (gsize) height_px;
  self->stride = (gsize) stride;

  g_clear_pointer (&self->block, unref_block);
  self->block = take_block (self, self->stride * self->height);
  g_clear_pointer (&self->block->surface, cairo_surface_destroy);
  self->block->surface = cairo_image_surface_create_for_data (self->block->pixels, CAIRO_FORMAT_A8,
                                                              width_px, height_px, stride);
}

/**
 * sonde_raster_fill:
 * @starts_px: (array) (nullable): for each column, the first row that is filled
 * @alphas: (array) (nullable): for each row, the opacity of what is filled, from 0 to 255
 *
 * Empties the image, but for what lies below the starts: the shadow of a curve.
 */
void
sonde_raster_fill (SondeRaster *self, const gint16 *starts_px, const guint8 *alphas)
{
  g_return_if_fail (self != NULL && self->block != NULL);

  if (starts_px == NULL)
    {
      memset (self->block->pixels, 0, self->stride * self->height);
      return;
    }

  for (gsize y = 0; y < self->height; y++)
    {
      guint8 *row = self->block->pixels + y * self->stride;
      gsize width = self->width;
      gint16 place = (gint16) y;
      gint16 alpha = alphas[y];
      gsize x = 0;

      for (; x + N_LANES <= width; x += N_LANES)
        {
          const Lanes *starts = (gconstpointer) (starts_px + x);
          Opacities *pixels = (gpointer) (row + x);

          *pixels = __builtin_convertvector((*starts <= place) & alpha, Opacities);
        }
      for (; x < width; x++)
        row[x] = (guint8) (starts_px[x] <= place ? alpha : 0);
    }
}

/**
 * sonde_raster_add_run:
 * @column: which column, less than the width
 * @top_px: where the run begins, in rows, which need not be whole ones
 * @bottom_px: where it ends
 * @alpha: its opacity, from 0 to 255
 *
 * Draws over what there is. Pixels at the ends are covered as far as the run reaches into them.
 */
void
sonde_raster_add_run (SondeRaster *self, int column, float top_px, float bottom_px, guint8 alpha)
{
  guint8 *pixel;
  gsize first;
  gsize last;

  g_return_if_fail (self != NULL && self->block != NULL);
  g_return_if_fail (column >= 0 && (gsize) column < self->width);

  top_px = MAX (top_px, 0.0f);
  bottom_px = MIN (bottom_px, (float) self->height);
  if (!(top_px < bottom_px))
    return;

  first = (gsize) top_px;
  last = (gsize) bottom_px;
  if ((float) last == bottom_px)
    last--;
  pixel = self->block->pixels + first * self->stride + (gsize) column;
  if (first == last)
    {
      blend (pixel, (guint) ((bottom_px - top_px) * alpha + 0.5f));
      return;
    }

  blend (pixel, (guint) (((float) first + 1 - top_px) * alpha + 0.5f));
  for (gsize y = first + 1; y < last; y++)
    {
      pixel += self->stride;
      if (alpha == OPAQUE)
        *pixel = OPAQUE;
      else
        blend (pixel, alpha);
    }
  pixel += self->stride;
  blend (pixel, (guint) ((bottom_px - (float) last) * alpha + 0.5f));
}

/**
 * sonde_raster_end:
 *
 * Ends the image. Its upper left corner is the origin of the pattern, and a pixel is one unit.
 *
 * Returns: (transfer full): the image, a mask which nothing draws in any more
 */
cairo_pattern_t *
sonde_raster_end (SondeRaster *self)
{
  cairo_pattern_t *pattern;

  g_return_val_if_fail (self != NULL && self->block != NULL, NULL);

  cairo_surface_mark_dirty (self->block->surface);
  pattern = cairo_pattern_create_raster_source (self->block, CAIRO_CONTENT_ALPHA, (int) self->width,
                                                (int) self->height);
  cairo_raster_source_pattern_set_acquire (pattern, acquire, release);
  cairo_raster_source_pattern_set_copy (pattern, on_copied);
  cairo_raster_source_pattern_set_finish (pattern, on_finished);
  add_pattern (self->block);
  g_clear_pointer (&self->block, unref_block);

  return pattern;
}
