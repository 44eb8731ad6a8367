/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "capture-maker.h"

#include "sonde-capture-writer.h"
#include "sonde-capture.h"

#include <glib/gstdio.h>

/* A log with enough in it for some reports, and for some writes. */
static SondeFrameLog *
make_long_log (void)
{
  SondeFrameLog *log = made_log_new ("ws://x/a?b=c", "10.0.0.1", "10.0.0.2", 1024 * 1024);
  guint8 frame[4 + 5000] = { 0x82, 126, 5000 >> 8, 5000 & 0xff };

  sonde_frame_log_set_bounds (log, 1000, 8 * 1024 * 1024);
  for (guint i = 0; i < 1000; i++)
    made_log_add (log, SONDE_DIRECTION_RECEIVED, frame, sizeof frame);
  return log;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
cancel_under_way (SondeProgress *progress, GParamSpec *pspec, gpointer user_data)
{
  if (sonde_progress_get_fraction (progress) < 1)
    g_cancellable_cancel (user_data);
}

/* Writes in the background, and is stopped at the first news of it where that is asked for. */
static gboolean
write_in_background (SondeFrameLog *log, const char *path, gboolean cancels, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SondeProgress) progress = sonde_progress_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  if (cancels)
    g_signal_connect (progress, "notify::fraction", G_CALLBACK (cancel_under_way), cancellable);
  sonde_capture_write_async (log, file, progress, cancellable, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!cancels)
    g_assert_cmpfloat (sonde_progress_get_fraction (progress), ==, 1);
  return sonde_capture_write_finish (log, result, error);
}

/* Nothing of a capture that was stopped is left, and what was there before still is. */
static void
test_stopped (gconstpointer data)
{
  const char *name = data;
  g_autoptr (SondeFrameLog) log = make_long_log ();
  g_autofree char *folder = g_dir_make_tmp ("sonde-capture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "former", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (sonde_capture_write_file (log, file, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "former");
  g_assert_cmpuint (count_files (folder), ==, 1);

  /* Whoever stops it when it is nearly over may be late; either way the file is a whole one. */
  if (!write_in_background (log, path, TRUE, &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_clear_pointer (&text, g_free);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "former");
    }
  g_assert_cmpuint (count_files (folder), ==, 1);

  g_assert_true (write_in_background (log, path, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_read_in_background (void)
{
  g_autoptr (SondeFrameLog) log = make_long_log ();
  g_autofree char *folder = g_dir_make_tmp ("sonde-capture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pcapng", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SondeProgress) progress = sonde_progress_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (SondeCapture) capture = NULL;
  g_autoptr (GError) error = NULL;
  guint64 first;
  guint64 end;

  g_assert_true (write_in_background (log, path, FALSE, &error));
  sonde_capture_read_async (file, progress, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  capture = sonde_capture_read_finish (file, result, &error);
  g_assert_no_error (error);
  sonde_frame_log_get_range (capture->log, &first, &end);
  g_assert_cmpuint (end - first, ==, 1000);
  g_assert_cmpfloat (sonde_progress_get_fraction (progress), >, 0);

  g_cancellable_cancel (cancellable);
  sonde_capture_read_async (file, NULL, cancellable, on_result, &stopped);
  while (stopped == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (sonde_capture_read_finish (file, stopped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/capture-file/stopped/pcapng", "a.pcapng", test_stopped);
  g_test_add_data_func ("/capture-file/stopped/har", "a.har", test_stopped);
  g_test_add_func ("/capture-file/read", test_read_in_background);

  return g_test_run ();
}
