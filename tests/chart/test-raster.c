/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pixels of dense data: what a run covers, what lies below the starts, and whose memory it is.
 */
#include "config.h"

#include "sonde-raster.h"

#include <math.h>
#include <string.h>

#define WIDTH_PX  37
#define HEIGHT_PX 29
#define N_RUNS    600

/* Shows a mask through a colour that is opaque. */
static cairo_surface_t *
show (cairo_pattern_t *pattern)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, WIDTH_PX, HEIGHT_PX);
  cairo_t *cr = cairo_create (surface);

  cairo_mask (cr, pattern);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static guint8
get_alpha (cairo_surface_t *surface, int x_px, int y_px)
{
  return cairo_image_surface_get_data (
      surface)[y_px * cairo_image_surface_get_stride (surface) + x_px];
}

static cairo_surface_t *
show_end (SondeRaster *raster)
{
  cairo_pattern_t *pattern = sonde_raster_end (raster);
  cairo_surface_t *surface = show (pattern);

  cairo_pattern_destroy (pattern);

  return surface;
}

/* Runs lie over each other as if each pixel were a whole of which they leave a share. */
static void
test_runs (void)
{
  g_autoptr (SondeRaster) raster = sonde_raster_new ();
  double clear[WIDTH_PX][HEIGHT_PX];
  cairo_surface_t *surface;

  sonde_raster_begin (raster, WIDTH_PX, HEIGHT_PX);
  sonde_raster_fill (raster, NULL, NULL);
  for (int x_px = 0; x_px < WIDTH_PX; x_px++)
    for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
      clear[x_px][y_px] = 1;

  for (guint i = 0; i < N_RUNS; i++)
    {
      int column = g_test_rand_int_range (0, WIDTH_PX);
      float top_px = (float) g_test_rand_double_range (-3, HEIGHT_PX + 1);
      float bottom_px = top_px + (float) g_test_rand_double_range (-0.5, 9);
      guint8 alpha = i % 9 == 0 ? 255 : (guint8) g_test_rand_int_range (0, 120);

      /* Whole edges and whole pixels too. */
      if (i % 3 == 0)
        top_px = floorf (top_px);
      if (i % 5 == 0)
        bottom_px = floorf (bottom_px);

      sonde_raster_add_run (raster, column, top_px, bottom_px, alpha);
      for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
        {
          double covered = MIN ((double) bottom_px, y_px + 1) - MAX ((double) top_px, y_px);

          clear[column][y_px] *= 1 - CLAMP (covered, 0, 1) * alpha / 255;
        }
    }

  surface = show_end (raster);
  for (int x_px = 0; x_px < WIDTH_PX; x_px++)
    for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
      g_assert_cmpfloat_with_epsilon (get_alpha (surface, x_px, y_px),
                                      255 * (1 - clear[x_px][y_px]), 4);
  cairo_surface_destroy (surface);
}

static void
test_fill (void)
{
  g_autoptr (SondeRaster) raster = sonde_raster_new ();
  guint8 alphas[HEIGHT_PX];

  for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
    alphas[y_px] = (guint8) (5 + 8 * y_px);

  /* Several columns are filled at once, and then those that are left. */
  for (int width_px = 1; width_px <= WIDTH_PX; width_px++)
    {
      gint16 starts_px[WIDTH_PX];
      cairo_surface_t *surface;

      for (int x_px = 0; x_px < width_px; x_px++)
        starts_px[x_px] = x_px % 7 == 6 ? G_MAXINT16
                                        : (gint16) g_test_rand_int_range (-2, HEIGHT_PX + 2);
      sonde_raster_begin (raster, width_px, HEIGHT_PX);
      sonde_raster_fill (raster, starts_px, alphas);
      surface = show_end (raster);

      for (int x_px = 0; x_px < WIDTH_PX; x_px++)
        for (int y_px = 0; y_px < HEIGHT_PX; y_px++)
          g_assert_cmpuint (get_alpha (surface, x_px, y_px), ==,
                            x_px < width_px && y_px >= starts_px[x_px] ? alphas[y_px] : 0);
      cairo_surface_destroy (surface);
    }
}

static cairo_pattern_t *
make_image (SondeRaster *raster, int column)
{
  sonde_raster_begin (raster, WIDTH_PX, HEIGHT_PX);
  sonde_raster_fill (raster, NULL, NULL);
  sonde_raster_add_run (raster, column, 0, HEIGHT_PX, 255);

  return sonde_raster_end (raster);
}

static void
assert_shows (cairo_pattern_t *pattern, int column)
{
  cairo_surface_t *surface = show (pattern);

  for (int x_px = 0; x_px < WIDTH_PX; x_px++)
    g_assert_cmpuint (get_alpha (surface, x_px, 3), ==, x_px == column ? 255 : 0);
  cairo_surface_destroy (surface);
}

/* Memory that something shows is not drawn in again, also where only a copy of the pattern is left
 * in what Cairo has recorded, and where the raster is gone. */
static void
test_images (void)
{
  SondeRaster *raster = sonde_raster_new ();
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (recording);
  cairo_pattern_t *patterns[12];
  cairo_pattern_t *recorded;
  cairo_pattern_t *pattern = make_image (raster, 30);

  cairo_mask (cr, pattern);
  cairo_destroy (cr);
  cairo_pattern_destroy (pattern);

  for (int i = 0; i < (int) G_N_ELEMENTS (patterns); i++)
    patterns[i] = make_image (raster, i);
  sonde_raster_free (raster);

  for (int i = 0; i < (int) G_N_ELEMENTS (patterns); i++)
    {
      assert_shows (patterns[i], i);
      cairo_pattern_destroy (patterns[i]);
    }
  recorded = cairo_pattern_create_for_surface (recording);
  assert_shows (recorded, 30);
  cairo_pattern_destroy (recorded);
  cairo_surface_destroy (recording);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/raster/runs", test_runs);
  g_test_add_func ("/raster/fill", test_fill);
  g_test_add_func ("/raster/images", test_images);

  return g_test_run ();
}
