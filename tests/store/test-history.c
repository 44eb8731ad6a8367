/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-history.h"
#include "sonde-recorder.h"
#include "sonde-recording.h"

#include <glib/gstdio.h>

static void
record (const char *path, const char *id)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (path, id, "A name", "ws://a:1/");
  g_autoptr (GError) error = NULL;

  sonde_recorder_close (recorder, &error);
  g_assert_no_error (error);
}

static guint
count (SondeHistory *history)
{
  g_autoptr (GPtrArray) entries = sonde_history_list (history, NULL);

  return entries->len;
}

static void
test_folder (void)
{
  g_autofree char *parent = g_dir_make_tmp ("sonde-history-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (parent, "a", "b", NULL);
  g_autofree char *a = g_build_filename (parent, "a", NULL);
  g_autoptr (SondeHistory) history = sonde_history_new (folder);
  g_autofree char *path = sonde_history_dup_path (history, "1-2");
  g_autofree char *hostile_path = sonde_history_dup_path (history, "../../é");
  g_autofree char *base = g_path_get_basename (hostile_path);
  g_autofree char *hostile_folder = g_path_get_dirname (hostile_path);
  g_autofree char *aside = NULL;
  g_autoptr (SondeRecorder) recorder = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  SondeHistoryEntry *entry;

  g_assert_cmpstr (hostile_folder, ==, folder);
  g_assert_cmpstr (base, ==, "_2e_2e_2f_2e_2e_2f_c3_a9.sonde");
  g_assert_cmpuint (count (history), ==, 0);
  g_assert_true (sonde_history_prepare (history, &error));
  g_assert_true (sonde_history_prepare (history, &error));

  record (path, "1-2");
  g_assert_true (g_file_set_contents (hostile_path, "no recording, but some text", -1, NULL));
  entries = sonde_history_list (history, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->path, ==, path);
  g_assert_cmpstr (entry->endpoint_id, ==, "1-2");
  g_assert_cmpstr (entry->name, ==, "A name");
  g_assert_cmpstr (entry->uri, ==, "ws://a:1/");
  g_assert_cmpuint (entry->size_bytes, >, 0);
  g_assert_no_error (entry->error);
  entry = g_ptr_array_index (entries, 1);
  g_assert_error (entry->error, SONDE_ERROR, SONDE_ERROR_DAMAGED);

  /* Not under the feet of who records. */
  recorder = sonde_recorder_new (path, "1-2", NULL, NULL);
  g_assert_true (sonde_recorder_wait_open (recorder, NULL));
  g_assert_false (sonde_history_delete (history, "1-2", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_null (sonde_history_set_aside (history, "1-2", &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (sonde_recorder_close (recorder, NULL));

  g_assert_true (sonde_history_delete (history, "1-2", &error));
  g_assert_true (sonde_history_delete (history, "1-2", &error));
  g_assert_cmpuint (count (history), ==, 1);
  aside = sonde_history_set_aside (history, "../../é", &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (hostile_path, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_unlink (aside), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_rmdir (a), ==, 0);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

/* What is too old goes, and not from under who records. */
static void
test_prune (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sonde-history-XXXXXX", NULL);
  g_autoptr (SondeHistory) history = sonde_history_new (folder);
  g_autofree char *path = sonde_history_dup_path (history, "old");
  g_autofree char *busy_path = sonde_history_dup_path (history, "busy");
  g_autoptr (SondeRecorder) busy = sonde_recorder_new_for_history (history, "busy", NULL, NULL);
  g_autoptr (GError) error = NULL;
  gint64 now_us = g_get_real_time ();

  {
    g_autoptr (SondeRecorder)
        recorder = sonde_recorder_new_for_history (history, "old", NULL, NULL);

    sonde_recorder_ensure_channel (recorder, "a");
    for (guint i = 0; i < 10; i++)
      sonde_recorder_add_measure (recorder, now_us - i * G_TIME_SPAN_DAY, (double[]){ i }, 1);
    sonde_recorder_close (recorder, &error);
    g_assert_no_error (error);
  }
  g_assert_true (sonde_recorder_wait_open (busy, &error));

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (SondeRecording) recording = NULL;
      SondeRecordingInfo info;

      g_assert_true (sonde_history_prune (history, round == 0 ? 0 : 3, NULL, &error));
      g_assert_no_error (error);
      recording = sonde_recording_open (path, &error);
      g_assert_no_error (error);
      g_assert_true (sonde_recording_get_info (recording, &info, &error));
      /* The last one may be cut by the time that the test takes; opening again adds no gap. */
      g_assert_cmpuint (info.n_measures, ==, round == 0 ? 10 : 3);
    }

  g_assert_true (sonde_history_empty (history, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (busy_path, G_FILE_TEST_EXISTS));
  g_assert_true (sonde_recorder_close (busy, &error));
  g_assert_true (sonde_history_empty (history, &error));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/history/folder", test_folder);
  g_test_add_func ("/store/history/prune", test_prune);

  return g_test_run ();
}
