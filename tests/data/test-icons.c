/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

/* The icons are drawn through the loader that GTK uses, at every size that a desktop asks for. */

#define APP_ICON      "icons/hicolor/scalable/apps/io.github.sonde_app.Sonde.svg"
#define SYMBOLIC_ICON "icons/hicolor/symbolic/apps/io.github.sonde_app.Sonde-symbolic.svg"

static const int sizes_px[] = { 16, 24, 32, 48, 64, 128, 256 };

static GdkPixbuf *
load (const char *name, int size_px)
{
  g_autofree char *path = g_build_filename (g_test_get_dir (G_TEST_DIST), "..", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *pixbuf = gdk_pixbuf_new_from_file_at_size (path, size_px, size_px, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, size_px);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, size_px);
  g_assert_true (gdk_pixbuf_get_has_alpha (pixbuf));
  return pixbuf;
}

static const guint8 *
pixel (GdkPixbuf *pixbuf, int x_px, int y_px)
{
  return gdk_pixbuf_read_pixels (pixbuf) + y_px * gdk_pixbuf_get_rowstride (pixbuf) + x_px * 4;
}

/* Returns the share of the pixels that are more opaque than not, in percent. */
static int
coverage_percent (GdkPixbuf *pixbuf)
{
  int width_px = gdk_pixbuf_get_width (pixbuf), height_px = gdk_pixbuf_get_height (pixbuf);
  int n_opaque = 0;

  for (int y = 0; y < height_px; y++)
    for (int x = 0; x < width_px; x++)
      n_opaque += pixel (pixbuf, x, y)[3] > 127;
  return 100 * n_opaque / (width_px * height_px);
}

static void
test_app (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes_px); i++)
    {
      g_autoptr (GdkPixbuf) pixbuf = load (APP_ICON, sizes_px[i]);
      int last = sizes_px[i] - 1;

      g_assert_cmpint (coverage_percent (pixbuf), >, 40);
      g_assert_cmpint (pixel (pixbuf, 0, 0)[3], ==, 0);
      g_assert_cmpint (pixel (pixbuf, last, last)[3], ==, 0);
    }
}

static void
test_symbolic (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes_px); i++)
    {
      g_autoptr (GdkPixbuf) pixbuf = load (SYMBOLIC_ICON, sizes_px[i]);
      int share = coverage_percent (pixbuf);

      g_assert_cmpint (share, >, 15);
      g_assert_cmpint (share, <, 60);
    }
}

/* GTK recolours a symbolic icon by overriding the fill: a stroke would stay as it is, or vanish. */
static void
test_symbolic_is_filled (void)
{
  g_autofree char *path = g_build_filename (g_test_get_dir (G_TEST_DIST), "..", "data",
                                            SYMBOLIC_ICON, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (text, "stroke"));
  g_assert_null (strstr (text, "gradient"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icons/app", test_app);
  g_test_add_func ("/icons/symbolic", test_symbolic);
  g_test_add_func ("/icons/symbolic-is-filled", test_symbolic_is_filled);
  return g_test_run ();
}
