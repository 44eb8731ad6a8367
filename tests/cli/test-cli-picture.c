/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures from the command line, without a display: their sizes, the colours of the curves, and
 * that no curve is drawn over a gap. */
#include "config.h"

#include "cli-process.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define DEADLINE_S 30
#define WIDTH_PX   600
#define HEIGHT_PX  500
#define N_SAMPLES  1000
/* Of the samples, those that are missing. */
#define GAP_START 400
#define GAP_END   600
/* How far from white or black a pixel of a curve or of the area below it is, and one of the paper,
 * its grid and its text is not. */
#define LEAST_COLOUR 12

typedef struct
{
  char *folder;
  char *path;
  char *picture_path;
} Fixture;

/* Blue and orange in the palette of the charts. */
static const guint8 curve_colors[][3] = { { 0x1c, 0x71, 0xd8 }, { 0xd3, 0x54, 0x00 } };

static void
write_table (const char *path)
{
  g_autoptr (GString) text = g_string_new ("time,luminosite,temperature\n");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i <= N_SAMPLES; i++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (1700000000 + i * 60);
      g_autofree char *time_text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

      if (i <= GAP_START || i >= GAP_END)
        g_string_append_printf (text, "%s,%d,%d\n", time_text, 100 + i % 50, 20 + i % 7);
      else if (i == GAP_START + 1)
        g_string_append_printf (text, "%s,,\n", time_text);
    }
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *table_path = NULL;
  g_auto (CliResult) imported = { 0 };

  fixture->folder = g_dir_make_tmp ("sonde-cli-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a.sonde", NULL);
  fixture->picture_path = g_build_filename (fixture->folder, "picture", NULL);
  table_path = g_build_filename (fixture->folder, "a.csv", NULL);
  write_table (table_path);
  cli_run (&imported, "import", table_path, "--output", fixture->path, NULL);
  g_assert_cmpint (imported.status, ==, 0);
  g_assert_cmpint (g_unlink (table_path), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->picture_path);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  /* Fails where half a picture was left behind. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->picture_path);
}

static const guint8 *
get_pixel (GdkPixbuf *pixbuf, int x, int y)
{
  return gdk_pixbuf_read_pixels (pixbuf) + y * gdk_pixbuf_get_rowstride (pixbuf) +
         x * gdk_pixbuf_get_n_channels (pixbuf);
}

static int
get_colour (const guint8 *pixel)
{
  return MAX (MAX (pixel[0], pixel[1]), pixel[2]) - MIN (MIN (pixel[0], pixel[1]), pixel[2]);
}

static gboolean
column_has_colour (GdkPixbuf *pixbuf, int x)
{
  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    if (get_colour (get_pixel (pixbuf, x, y)) >= LEAST_COLOUR)
      return TRUE;

  return FALSE;
}

/* What a renderer smooths is not exactly the colour. */
static gboolean
is_about (const guint8 *pixel, const guint8 *color)
{
  return ABS (pixel[0] - color[0]) + ABS (pixel[1] - color[1]) + ABS (pixel[2] - color[2]) < 24;
}

/* The curves lie where their times are, in their colours, and nothing lies in the gap. */
static void
check_pixels (GdkPixbuf *pixbuf)
{
  int left = 0;
  int right = gdk_pixbuf_get_width (pixbuf) - 1;
  int gap_left;
  int gap_right;
  gboolean found[G_N_ELEMENTS (curve_colors)] = { FALSE };

  while (left < right && !column_has_colour (pixbuf, left))
    left++;
  while (left < right && !column_has_colour (pixbuf, right))
    right--;
  g_assert_cmpint (right - left, >, WIDTH_PX * 3 / 4);

  gap_left = left + (right - left) * GAP_START / N_SAMPLES;
  gap_right = left + (right - left) * GAP_END / N_SAMPLES;
  for (int x = left + 2; x < right - 2; x++)
    {
      g_test_message ("column %d of %d to %d", x, left, right);
      if (ABS (x - gap_left) > 4 && ABS (x - gap_right) > 4)
        g_assert_cmpint (column_has_colour (pixbuf, x), ==, x < gap_left || x > gap_right);
    }

  for (int x = left; x <= right; x++)
    for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
      for (gsize i = 0; i < G_N_ELEMENTS (curve_colors); i++)
        found[i] |= is_about (get_pixel (pixbuf, x, y), curve_colors[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (curve_colors); i++)
    g_assert_true (found[i]);
}

static void
run_program (const char *const *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *errors = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) line, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               &errors, &status, &error));
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s failed: %s", line[0], errors);
}

static void
check_file (Fixture *fixture, const char *format)
{
  g_autofree char *page_path = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) error = NULL;

  if (g_str_equal (format, "svg"))
    run_program (
        (const char *const[]){ "xmllint", "--nonet", "--noout", fixture->picture_path, NULL });
  if (g_str_equal (format, "pdf"))
    {
      page_path = g_strconcat (fixture->picture_path, ".png", NULL);
      /* Fails where there is no first page, or a second one. */
      run_program ((const char *const[]){ "pdftocairo", "-png", "-singlefile", "-r", "96",
                                          fixture->picture_path, fixture->picture_path, NULL });
    }

  pixbuf = gdk_pixbuf_new_from_file (page_path != NULL ? page_path : fixture->picture_path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, WIDTH_PX);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, HEIGHT_PX);
  check_pixels (pixbuf);
  if (page_path != NULL)
    g_unlink (page_path);
}

static void
test_format (Fixture *fixture, gconstpointer data)
{
  const char *format = data;
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "export", fixture->path, "--format", format, "--output", fixture->picture_path,
           "--size", G_STRINGIFY (WIDTH_PX) "x" G_STRINGIFY (HEIGHT_PX), NULL);
  g_assert_cmpstr (result.errors, ==, "");
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpstr (result.output, ==, "");
  check_file (fixture, format);
}

/* Without a size there are two pixels to each of the picture's, and the ending chooses the format.
 */
static void
test_choices (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_strconcat (fixture->picture_path, ".PNG", NULL);
  g_auto (CliResult) result = { 0 };
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  const guint8 *corner;

  cli_run (&result, "export", fixture->path, "--output", path, "--dark", "--channel", "temperature",
           "--from", "2023-11-14T23:00:00Z", NULL);
  g_assert_cmpint (result.status, ==, 0);
  pixbuf = gdk_pixbuf_new_from_file (path, NULL);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 2400);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 660);
  corner = get_pixel (pixbuf, 0, 0);
  g_assert_cmpint (corner[0], <, 64);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_stdout (Fixture *fixture, gconstpointer data)
{
  g_auto (CliResult) result = { 0 };

  cli_run (&result, "export", fixture->path, "--format", "pdf", NULL);
  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpuint (result.output_size, >, 5000);
  g_assert_true (g_str_has_prefix (result.output, "%PDF-1."));
  g_assert_true (memcmp (result.output + result.output_size - strlen ("%%EOF\n"), "%%EOF\n", 6) ==
                 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "a.png", NULL);
  const char *const lines[][8] = {
    { "export", fixture->path, "--output", nowhere, NULL },
    { "export", nowhere, "--format", "png", NULL },
    { "export", fixture->path, "--format", "png", "--channel", "none", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (CliResult) result = { 0 };

      cli_run_line (&result, lines[i]);
      g_assert_cmpint (result.status, ==, 1);
      g_assert_cmpstr (result.output, ==, "");
      g_assert_true (g_str_has_prefix (result.errors, "sonde-cli: "));
    }
}

/* Whether a process has become the one that draws, and has taken Ctrl-C over from the system. */
static gboolean
is_drawing (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "status", NULL);
  g_autofree char *status = NULL;
  const char *caught;

  if (!g_file_get_contents (path, &status, NULL, NULL))
    return FALSE;

  caught = strstr (status, "\nSigCgt:");
  return g_str_has_prefix (status, "Name:\tsonde-cli-pict") && caught != NULL &&
         (g_ascii_strtoull (caught + strlen ("\nSigCgt:\t"), NULL, 16) & 1u << (SIGINT - 1)) != 0;
}

/* Ctrl-C ends it long before it would have ended, and leaves what was there. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  const char *format = data;
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_S * G_USEC_PER_SEC;
  g_autofree char *contents = NULL;
  g_autoptr (CliProcess) process = NULL;

  g_assert_true (g_file_set_contents (fixture->picture_path, "old", -1, NULL));
  process = cli_process_start_cli ("export", fixture->path, "--format", format, "--output",
                                   fixture->picture_path, "--size", "8000x8000", NULL);
  while (!is_drawing (cli_process_get_identifier (process)))
    {
      if (g_get_monotonic_time () > deadline_us)
        g_error ("waited %d s for a picture to be drawn", DEADLINE_S);
      g_thread_yield ();
    }
  cli_process_signal (process, SIGINT);
  g_assert_cmpint (cli_process_finish (process), ==, 1);
  g_assert_nonnull (strstr (cli_process_get_errors (process), "Interrupted"));
  g_assert_true (g_file_get_contents (fixture->picture_path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old");
}

/* What the dynamic linker would load for a command, as it tells itself. */
static void
test_light (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv)
      environment = g_environ_setenv (g_get_environ (), "LD_TRACE_LOADED_OBJECTS", "1", TRUE);
  char *line[] = { (char *) g_getenv ("SONDE_CLI"), NULL };
  g_autofree char *libraries = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_spawn_sync (NULL, line, environment, G_SPAWN_DEFAULT, NULL, NULL, &libraries,
                               NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (libraries, "libsoup"));
  g_assert_null (strstr (libraries, "libgtk"));
}

int
main (int argc, char **argv)
{
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, function)                                                                  \
  g_test_add ("/cli/picture/" name, Fixture, data, set_up, function, tear_down)

  ADD ("png", "png", test_format);
  ADD ("svg", "svg", test_format);
  ADD ("pdf", "pdf", test_format);
  ADD ("choices", NULL, test_choices);
  ADD ("stdout", NULL, test_stdout);
  ADD ("refused", NULL, test_refused);
  ADD ("interrupted/png", "png", test_interrupted);
  ADD ("interrupted/svg", "svg", test_interrupted);
  ADD ("interrupted/pdf", "pdf", test_interrupted);
  ADD ("light", NULL, test_light);

  return g_test_run ();
}
