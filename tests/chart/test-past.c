/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart draws of an archive, pixel by pixel, on a surface of its own. */
#include "config.h"

#include "fake-archive.h"
#include "sonde-chart-words.h"
#include "sonde-painter.h"

#include <math.h>
#include <string.h>

#define WIDTH_PX  400
#define HEIGHT_PX 100
#define COLUMN_US G_TIME_SPAN_SECOND
#define START_US  (1000 * G_TIME_SPAN_SECOND)
#define SEAM_PX   250

typedef struct
{
  SondeDataset *dataset;
  SondeSeries *series;
  SondeViewport *viewport;
  SondePlot *plot;
  FakeArchive *archive;
  guint changed;
} Fixture;

static void
on_changed (SondePlot *plot, guint what, Fixture *fixture)
{
  fixture->changed |= what;
}

static double
get_value (int place)
{
  return 20 + place % 5;
}

/* Memory knows the right of the picture, the archive all of it but a gap of 50 pixels. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  int step = GPOINTER_TO_INT (data);
  SondeChannel *channel;

  fixture->dataset = sonde_dataset_new (100000);
  channel = sonde_dataset_ensure_channel (fixture->dataset, "temperature");
  fixture->series = sonde_channel_get_series (channel);
  fixture->archive = fake_archive_new ("temperature");
  for (int i = 0; i < WIDTH_PX; i += step)
    {
      if (i >= 100 && i < 150)
        continue;
      if (i == 150)
        fake_archive_append (fixture->archive, START_US + 101 * COLUMN_US, (double) NAN);
      fake_archive_append (fixture->archive, START_US + i * COLUMN_US, get_value (i));
      if (i >= SEAM_PX)
        sonde_series_append (fixture->series, START_US + i * COLUMN_US, get_value (i));
    }

  fixture->viewport = sonde_viewport_new ();
  sonde_viewport_set_range (fixture->viewport, START_US, START_US + WIDTH_PX * COLUMN_US - 1);
  fixture->plot = sonde_plot_new (channel, fixture->dataset, fixture->viewport);
  sonde_plot_set_archive (fixture->plot, SONDE_ARCHIVE (fixture->archive));
  sonde_plot_set_area (fixture->plot, &(GdkRectangle){ 0, 0, WIDTH_PX, HEIGHT_PX }, WIDTH_PX, 1);
  g_signal_connect (fixture->plot, "changed", G_CALLBACK (on_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->plot);
  g_assert_finalize_object (fixture->archive);
  g_assert_finalize_object (fixture->viewport);
  g_assert_finalize_object (fixture->dataset);
}

/* Whether each pixel of the width has a pixel of the line. */
static void
draw (Fixture *fixture, gboolean *line)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH_PX, HEIGHT_PX);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_auto (SondeStyle) style = { 0 };
  g_autoptr (GskRenderNode) node = NULL;

  sonde_style_init_for_paper (&style, FALSE);
  sonde_painter_draw_once (&sonde_line_painter, fixture->plot, &style, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  for (int x = 0; x < WIDTH_PX; x++)
    {
      line[x] = FALSE;
      for (int y = 0; y < HEIGHT_PX; y++)
        {
          const guint8 *row = cairo_image_surface_get_data (surface) +
                              (gsize) y * (gsize) cairo_image_surface_get_stride (surface);

          line[x] |= ((const guint32 *) (const void *) row)[x] >> 24 > 128;
        }
    }
  cairo_surface_destroy (surface);
}

static void
test_drawn (Fixture *fixture, gconstpointer data)
{
  gboolean line[WIDTH_PX];

  sonde_plot_update (fixture->plot);
  draw (fixture, line);
  for (int x = 0; x < WIDTH_PX - 10; x++)
    if (x < SEAM_PX - 3 || x > SEAM_PX + 3)
      g_assert_cmpint (line[x], ==, x > SEAM_PX);

  fixture->changed = 0;
  fake_archive_load (fixture->archive);
  g_assert_cmpuint (fixture->changed & SONDE_PLOT_DATA, !=, 0);

  draw (fixture, line);
  for (int x = 3; x < WIDTH_PX - 10; x++)
    {
      g_test_message ("column %d", x);
      if (ABS (x - 100) > 10 && ABS (x - 150) > 3)
        g_assert_cmpint (line[x], ==, x < 100 || x > 150);
    }
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *after = NULL;
  SondeSample sample;

  g_assert_false (sonde_plot_get_sample (fixture->plot, 0, START_US + 50 * COLUMN_US, &sample));
  fake_archive_load (fixture->archive);
  g_assert_true (sonde_plot_get_sample (fixture->plot, 0, START_US + 50 * COLUMN_US, &sample));
  g_assert_cmpfloat (sample.value, ==, get_value (50));
  g_assert_false (sonde_plot_get_sample (fixture->plot, 0, START_US + 125 * COLUMN_US, &sample));

  after = sonde_chart_words_statistics (fixture->plot, 0);
  g_assert_nonnull (strstr (after, "20"));
  g_assert_nonnull (strstr (after, "24"));
}

/* Where nobody went on recording until the memory begins, there is no line in between. */
static void
test_hole (Fixture *fixture, gconstpointer data)
{
  const int step = GPOINTER_TO_INT (data);
  g_autoptr (FakeArchive) archive = fake_archive_new ("temperature");
  gboolean line[WIDTH_PX];

  for (int i = 0; i <= 100; i += step)
    fake_archive_append (archive, START_US + i * COLUMN_US, get_value (i));
  sonde_plot_set_archive (fixture->plot, SONDE_ARCHIVE (archive));
  fake_archive_load (archive);
  sonde_plot_update (fixture->plot);
  draw (fixture, line);
  for (int x = 5; x < WIDTH_PX - step - 5; x++)
    if (ABS (x - 100) > step + 3 && ABS (x - SEAM_PX) > step + 3)
      g_assert_cmpint (line[x], ==, x < 100 || x > SEAM_PX);
  sonde_plot_set_archive (fixture->plot, SONDE_ARCHIVE (fixture->archive));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Painters need GTK's types, but no display. */
  gtk_init_check ();

  g_test_add ("/past/drawn/dense", Fixture, GINT_TO_POINTER (1), set_up, test_drawn, tear_down);
  g_test_add ("/past/drawn/sparse", Fixture, GINT_TO_POINTER (5), set_up, test_drawn, tear_down);
  g_test_add ("/past/hole/dense", Fixture, GINT_TO_POINTER (1), set_up, test_hole, tear_down);
  g_test_add ("/past/hole/sparse", Fixture, GINT_TO_POINTER (20), set_up, test_hole, tear_down);
  g_test_add ("/past/words", Fixture, GINT_TO_POINTER (1), set_up, test_words, tear_down);

  return g_test_run ();
}
