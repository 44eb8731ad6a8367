/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-png.h"

#include "sonde-error.h"

#include <glib/gi18n-lib.h>
#include <png.h>

/* cairo writes such a file too, but in one go: of a large one, that is the most of the work, and
 * nobody could stop it or see how far it has come. */
typedef struct
{
  png_struct *png;
  png_info *info;
  GByteArray *bytes;
  char *problem;
} Writer;

static void
writer_clear (Writer *self)
{
  png_destroy_write_struct (&self->png, &self->info);
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->problem, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static void
on_bytes (png_struct *png, png_byte *data, gsize size)
{
  Writer *self = png_get_io_ptr (png);

  g_byte_array_append (self->bytes, data, (guint) size);
}

static void
on_flush (png_struct *png)
{
}

static void G_GNUC_NORETURN
on_error (png_struct *png, const char *message)
{
  Writer *self = png_get_error_ptr (png);

  g_free (self->problem);
  self->problem = g_strdup (message);
  png_longjmp (png, 1);
}

static void
on_warning (png_struct *png, const char *message)
{
  g_debug ("%s", message);
}

/* libpng jumps out of here: what is to be freed lies in @self. */
static gboolean
begin (Writer *self, int width_px, int height_px)
{
  if (self->info == NULL || setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  png_set_write_fn (self->png, self, on_bytes, on_flush);
  png_set_IHDR (self->png, self->info, (png_uint_32) width_px, (png_uint_32) height_px, 8,
                PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                PNG_FILTER_TYPE_DEFAULT);
  /* Most of a chart is as the row above it: to try the other filters as well takes twice the time
   * and makes the file no smaller. */
  png_set_filter (self->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_write_info (self->png, self->info);
  /* A pixel is a number of 32 bits, whose highest eight say nothing. */
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_bgr (self->png);
  png_set_filler (self->png, 0,
                  G_BYTE_ORDER == G_LITTLE_ENDIAN ? PNG_FILLER_AFTER : PNG_FILLER_BEFORE);

  return TRUE;
}

static gboolean
write_row (Writer *self, const guint8 *row)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  png_write_row (self->png, row);

  return TRUE;
}

static gboolean
end (Writer *self)
{
  if (setjmp (png_jmpbuf (self->png)) != 0)
    return FALSE;

  png_write_end (self->png, self->info);

  return TRUE;
}

static GBytes *
fail (const Writer *self, GError **error)
{
  g_set_error (error, SONDE_ERROR, SONDE_ERROR_FAILED, _ ("The picture cannot be drawn: %s"),
               self->problem != NULL ? self->problem : _ ("there is no memory for it"));

  return NULL;
}

/**
 * sonde_png_encode:
 * @surface: an image of %CAIRO_FORMAT_RGB24
 * @work: (nullable): who is told of it, and may stop it, between two rows
 *
 * Writes the pixels of an image as the contents of a PNG file. Safe from any thread.
 *
 * Returns: (transfer full) (nullable): the contents, or %NULL with %G_IO_ERROR_CANCELLED or
 *   %SONDE_ERROR_FAILED
 */
GBytes *
sonde_png_encode (cairo_surface_t *surface, const SondeWork *work, GError **error)
{
  int height_px = cairo_image_surface_get_height (surface);
  g_auto (Writer) self = { .bytes = g_byte_array_new () };

  g_return_val_if_fail (cairo_image_surface_get_format (surface) == CAIRO_FORMAT_RGB24, NULL);

  self.png = png_create_write_struct (PNG_LIBPNG_VER_STRING, &self, on_error, on_warning);
  self.info = self.png != NULL ? png_create_info_struct (self.png) : NULL;
  if (!begin (&self, cairo_image_surface_get_width (surface), height_px))
    return fail (&self, error);

  cairo_surface_flush (surface);
  for (int y_px = 0; y_px < height_px; y_px++)
    {
      if (!sonde_work_reach (work, (double) y_px / height_px, error))
        return NULL;
      if (!write_row (&self, cairo_image_surface_get_data (surface) +
                                 (gsize) y_px * (gsize) cairo_image_surface_get_stride (surface)))
        return fail (&self, error);
    }
  if (!end (&self))
    return fail (&self, error);

  return g_byte_array_free_to_bytes (g_steal_pointer (&self.bytes));
}
