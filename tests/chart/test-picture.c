/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures are drawn and written without a window, and never by halves. */
#include "config.h"

#include "fake-archive.h"
#include "sonde-error.h"
#include "sonde-picture.h"

#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE_S 20
#define START_US   (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)
#define N_SAMPLES  600

typedef struct
{
  SondeDataset *dataset;
  SondePicture *picture;
  char *folder;
  GFile *file;
  GMainLoop *loop;
  gboolean written;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "temperature", "humidite" };
  char *path;

  fixture->dataset = sonde_dataset_new (10000);
  fixture->picture = sonde_picture_new (START_US, START_US + N_SAMPLES * G_TIME_SPAN_SECOND);
  sonde_picture_set_title (fixture->picture, "A probe");
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      SondeChannel *channel = sonde_dataset_ensure_channel (fixture->dataset, ids[i]);

      for (int j = 0; j < N_SAMPLES; j++)
        sonde_series_append (sonde_channel_get_series (channel), START_US + j * G_TIME_SPAN_SECOND,
                             20 + j % 7);
      sonde_picture_add_channel (fixture->picture, channel, fixture->dataset);
    }

  fixture->folder = g_dir_make_tmp ("sonde-picture-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "chart", NULL);
  fixture->file = g_file_new_for_path (path);
  fixture->loop = g_main_loop_new (NULL, FALSE);
  g_free (path);
}

/* The thread that wrote may be the last to let go of the picture. */
static void
assert_finalized (SondePicture *picture)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;
  GWeakRef weak;
  gboolean alive = TRUE;

  g_weak_ref_init (&weak, picture);
  g_object_unref (picture);
  while (alive)
    {
      g_autoptr (GObject) object = g_weak_ref_get (&weak);

      alive = object != NULL;
      if (g_get_monotonic_time () > deadline_us)
        g_error ("Waited %d seconds for a picture to be finalised", DEADLINE_S);
      g_thread_yield ();
    }
  g_weak_ref_clear (&weak);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_file_delete (fixture->file, NULL, NULL);
  /* Fails where a temporary file was left behind. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_error (&fixture->error);
  g_main_loop_unref (fixture->loop);
  g_object_unref (fixture->file);
  g_free (fixture->folder);
  assert_finalized (fixture->picture);
  g_assert_finalize_object (fixture->dataset);
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited %d seconds for a picture to be written", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->written = sonde_picture_export_finish (SONDE_PICTURE (source), result, &fixture->error);
  g_main_loop_quit (fixture->loop);
}

static void export(Fixture *fixture, SondePictureFormat format, GCancellable *cancellable)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);

  sonde_picture_export_async (fixture->picture, fixture->file, format, cancellable, on_exported,
                              fixture);
  g_main_loop_run (fixture->loop);
  g_source_remove (deadline);
}

static void
test_formats (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondePictureFormat format;
    const char *beginning;
    const char *end;
  } cases[] = {
    { SONDE_PICTURE_PNG, "\211PNG\r\n", "IEND\256B`\202" },
    { SONDE_PICTURE_SVG, "<?xml", "</svg>\n" },
    { SONDE_PICTURE_PDF, "%PDF-1.", "%%EOF\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *contents = NULL;
      gsize length;
      gsize n_end = strlen (cases[i].end);

      export(fixture, cases[i].format, NULL);
      g_assert_no_error (fixture->error);
      g_assert_true (fixture->written);
      g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, &length, NULL, NULL));
      g_assert_cmpuint (length, >, 5000);
      g_assert_true (memcmp (contents, cases[i].beginning, strlen (cases[i].beginning)) == 0);
      g_assert_true (memcmp (contents + length - n_end, cases[i].end, n_end) == 0);
    }
}

/* What was there stays whole when the user gives up. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *contents = NULL;

  g_assert_true (
      g_file_replace_contents (fixture->file, "old", 3, NULL, FALSE, 0, NULL, NULL, NULL));
  g_cancellable_cancel (cancellable);
  export(fixture, SONDE_PICTURE_PNG, cancellable);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (fixture->written);
  g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) nowhere = g_file_get_child (fixture->file, "chart.svg");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      sonde_picture_export (fixture->picture, nowhere, SONDE_PICTURE_SVG, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "chart.svg"));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  SondePictureFormat format = SONDE_PICTURE_PNG;

  g_assert_true (sonde_picture_format_from_name ("a.b.PDF", &format));
  g_assert_cmpint (format, ==, SONDE_PICTURE_PDF);
  g_assert_false (sonde_picture_format_from_name ("svg", &format));
  g_assert_cmpint (format, ==, SONDE_PICTURE_PDF);
}

/* Nothing but paper and ink: white corners, and somewhere the colour of each channel. */
static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *surface;
  cairo_t *cr;
  const guint8 *pixels;
  int width_px;
  int height_px;
  gboolean found[2] = { FALSE, FALSE };
  static const guint32 colors[2] = { 0x1c71d8, 0xd35400 };

  sonde_picture_set_size (fixture->picture, 500, 400);
  sonde_picture_get_size (fixture->picture, &width_px, &height_px);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_px, height_px);
  cr = cairo_create (surface);
  g_assert_true (sonde_picture_draw (fixture->picture, cr, 1, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);

  for (int y_px = 0; y_px < height_px; y_px++)
    for (int x_px = 0; x_px < width_px; x_px++)
      {
        guint32 pixel =
            ((const guint32 *) (const void *) (pixels + (gsize) y_px *
                                                            (gsize) cairo_image_surface_get_stride (
                                                                surface)))[x_px] &
            0xffffff;

        for (gsize i = 0; i < G_N_ELEMENTS (colors); i++)
          found[i] |= pixel == colors[i];
        if (x_px < 8 || y_px < 8 || y_px >= height_px - 4)
          g_assert_cmphex (pixel, ==, 0xffffff);
      }
  g_assert_true (found[0]);
  g_assert_true (found[1]);
  cairo_surface_destroy (surface);
}

/* What is seen of the progress while a thread draws. The archive keeps it waiting at each step
 * until that is seen. */
typedef struct
{
  SondeProgress *progress;
  GMutex mutex;
  GCond cond;
  double seen; /* with the lock */
  guint n_seen;
} Watch;

static void
on_fraction (SondeProgress *progress, GParamSpec *pspec, Watch *watch)
{
  double fraction = sonde_progress_get_fraction (progress);

  g_mutex_lock (&watch->mutex);
  /* One step may be told twice, where it comes while the one before is told. */
  g_assert_cmpfloat (fraction, >=, watch->seen);
  if (fraction > watch->seen && fraction < 1)
    watch->n_seen++;
  watch->seen = fraction;
  g_cond_signal (&watch->cond);
  g_mutex_unlock (&watch->mutex);
}

static void
on_step (FakeRequest request, gpointer data)
{
  Watch *watch = data;
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;

  if (request != FAKE_REQUEST_FETCH)
    return;

  g_mutex_lock (&watch->mutex);
  while (watch->seen < sonde_progress_get_fraction (watch->progress))
    if (!g_cond_wait_until (&watch->cond, &watch->mutex, deadline_us))
      g_error ("Waited %d seconds for progress to be seen", DEADLINE_S);
  g_mutex_unlock (&watch->mutex);
}

static SondePicture *
create_past_picture (FakeArchive *archive, SondeChannel *channel)
{
  SondePicture *picture = sonde_picture_new (START_US, START_US + N_SAMPLES * G_TIME_SPAN_SECOND);

  sonde_picture_add_channel (picture, channel, NULL);
  sonde_picture_set_archive (picture, SONDE_ARCHIVE (archive));

  return picture;
}

static FakeArchive *
create_archive (void)
{
  FakeArchive *archive = fake_archive_new ("temperature");

  for (int i = 0; i < N_SAMPLES; i++)
    fake_archive_append (archive, START_US + i * G_TIME_SPAN_SECOND, 20 + i % 7);
  fake_archive_load (archive);

  return archive;
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  const SondePictureFormat formats[] = { SONDE_PICTURE_PNG, SONDE_PICTURE_SVG, SONDE_PICTURE_PDF };
  g_autoptr (SondeChannel) channel = sonde_channel_new ("temperature", 0, 1);
  g_autoptr (FakeArchive) archive = create_archive ();

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      Watch watch = { 0 };

      assert_finalized (fixture->picture);
      fixture->picture = create_past_picture (archive, channel);
      watch.progress = sonde_picture_get_progress (fixture->picture);
      g_mutex_init (&watch.mutex);
      g_cond_init (&watch.cond);
      g_signal_connect (watch.progress, "notify::fraction", G_CALLBACK (on_fraction), &watch);
      fake_archive_set_func (archive, on_step, &watch);
      export(fixture, formats[i], NULL);
      g_assert_no_error (fixture->error);
      g_assert_cmpfloat (sonde_progress_get_fraction (watch.progress), ==, 1);
      /* Ten steps before the axes are measured, and ten before the chart is drawn. */
      g_assert_cmpuint (watch.n_seen, >=, 18);
      g_signal_handlers_disconnect_by_data (watch.progress, &watch);
      g_mutex_clear (&watch.mutex);
      g_cond_clear (&watch.cond);
    }
}

/* The request at which a picture is stopped, and what its archive is asked for after that. */
typedef struct
{
  GCancellable *cancellable;
  guint n_left;
  FakeRequest request;
  guint after;
} Stop;

static void
on_request (FakeRequest request, gpointer data)
{
  Stop *stop = data;

  if (stop->n_left == 0)
    {
      stop->after |= request;
      return;
    }

  if (--stop->n_left == 0)
    {
      stop->request = request;
      g_cancellable_cancel (stop->cancellable);
    }
}

/* Wherever one chart has come, it goes no further than to the end of what it is at, and the text of
 * a picture that is drawn is not waited for. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  SondePictureFormat format = GPOINTER_TO_INT (data);
  g_autoptr (SondeChannel) channel = sonde_channel_new ("temperature", 0, 1);
  g_autoptr (FakeArchive) archive = create_archive ();
  guint seen = 0;
  gboolean stopped = TRUE;

  g_assert_true (
      g_file_replace_contents (fixture->file, "old", 3, NULL, FALSE, 0, NULL, NULL, NULL));
  for (guint i = 1; stopped; i++)
    {
      Stop stop = { g_cancellable_new (), i, 0, 0 };
      SondePicture *picture = create_past_picture (archive, channel);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *contents = NULL;
      g_autoptr (GError) error = NULL;

      fake_archive_set_func (archive, on_request, &stop);
      bytes = sonde_picture_to_bytes (picture, format, stop.cancellable, &error);
      stopped = stop.n_left == 0;
      g_assert_cmpint (bytes == NULL, ==, stopped);
      if (stopped)
        {
          seen |= stop.request;
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_clear_error (&error);
          g_assert_cmphex (stop.after & ~(guint) stop.request, ==, 0);
          g_assert_cmpfloat (sonde_progress_get_fraction (sonde_picture_get_progress (picture)), <,
                             1);

          stop.n_left = i;
          g_cancellable_reset (stop.cancellable);
          g_assert_false (
              sonde_picture_export (picture, fixture->file, format, stop.cancellable, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_assert_true (g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL));
          g_assert_cmpstr (contents, ==, "old");
        }
      assert_finalized (picture);
      g_object_unref (stop.cancellable);
    }
  g_assert_cmphex (seen, ==,
                   FAKE_REQUEST_FETCH | FAKE_REQUEST_BUCKETS | FAKE_REQUEST_MARKS |
                       FAKE_REQUEST_ERROR);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD_FOR(name, data, function)                                                              \
  g_test_add ("/picture/" name, Fixture, data, set_up, function, tear_down)
#define ADD(name, function) ADD_FOR (name, NULL, function)

  ADD ("formats", test_formats);
  ADD ("cancelled", test_cancelled);
  ADD ("progress", test_progress);
  ADD_FOR ("stopped/png", GINT_TO_POINTER (SONDE_PICTURE_PNG), test_stopped);
  ADD_FOR ("stopped/svg", GINT_TO_POINTER (SONDE_PICTURE_SVG), test_stopped);
  ADD_FOR ("stopped/pdf", GINT_TO_POINTER (SONDE_PICTURE_PDF), test_stopped);
  ADD ("no-folder", test_no_folder);
  ADD ("names", test_names);
  ADD ("pixels", test_pixels);

  return g_test_run ();
}
