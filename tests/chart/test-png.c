/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image as a file: its pixels come back, and one that nobody wants any more is not made. */
#include "config.h"

#include "sonde-png.h"

#include <string.h>

#define WIDTH_PX  7
#define HEIGHT_PX 500

typedef struct
{
  GBytes *bytes;
  gsize place;
} Reader;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Reader *reader = closure;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (reader->bytes, &size);

  if (length > size - reader->place)
    return CAIRO_STATUS_READ_ERROR;

  memcpy (data, bytes + reader->place, length);
  reader->place += length;

  return CAIRO_STATUS_SUCCESS;
}

static guint32 *
get_row (cairo_surface_t *surface, int y_px)
{
  return (guint32 *) (void *) (cairo_image_surface_get_data (surface) +
                               (gsize) y_px * (gsize) cairo_image_surface_get_stride (surface));
}

static guint32
get_color (int x_px, int y_px)
{
  return ((guint32) x_px * 36 << 16 | (guint32) (y_px % 256) << 8 | (guint32) (x_px * y_px % 256));
}

/* The highest byte of a pixel means nothing, and is not always the same. */
static cairo_surface_t *
create_surface (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH_PX, HEIGHT_PX);

  for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
    for (int x_px = 0; x_px < WIDTH_PX; x_px++)
      get_row (surface, y_px)[x_px] = get_color (x_px, y_px) | (guint32) (y_px % 2 * 0xff) << 24;
  cairo_surface_mark_dirty (surface);

  return surface;
}

static void
test_pixels (void)
{
  g_autoptr (SondeProgress) progress = sonde_progress_new ();
  SondeWork work = { progress, NULL, 0.25, 0.75 };
  cairo_surface_t *surface = create_surface ();
  cairo_surface_t *read = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = sonde_png_encode (surface, &work, &error);
  Reader reader = { bytes, 0 };

  g_assert_no_error (error);
  g_assert_cmpfloat (sonde_progress_get_fraction (progress), >, 0.74);
  g_assert_cmpfloat (sonde_progress_get_fraction (progress), <=, 0.75);
  read = cairo_image_surface_create_from_png_stream (read_bytes, &reader);
  g_assert_cmpint (cairo_surface_status (read), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (read), ==, WIDTH_PX);
  g_assert_cmpint (cairo_image_surface_get_height (read), ==, HEIGHT_PX);
  for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
    for (int x_px = 0; x_px < WIDTH_PX; x_px++)
      g_assert_cmphex (get_row (read, y_px)[x_px] & 0xffffff, ==, get_color (x_px, y_px));
  cairo_surface_destroy (surface);
  cairo_surface_destroy (read);
}

static void
test_stopped (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SondeWork work = { NULL, cancellable, 0, 1 };
  cairo_surface_t *surface = create_surface ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (sonde_png_encode (surface, &work, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/png/pixels", test_pixels);
  g_test_add_func ("/png/stopped", test_stopped);

  return g_test_run ();
}
