/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-error.h"
#include "sonde-packed.h"
#include "sonde-recorder.h"
#include "sonde-recording-cursor.h"
#include "sonde-recording.h"
#include "sonde-store-writer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#define START_US   G_GINT64_CONSTANT (1700000000000000)
#define DEADLINE_S 20

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("sonde-faults-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "a.sonde", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *name;
  GDir *folder = g_dir_open (fixture->folder, 0, NULL);

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (folder);
  g_rmdir (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->path, g_free);
}

static void
add_rows (SondeRecorder *recorder, gint64 from, gint64 to)
{
  sonde_recorder_ensure_channel (recorder, "count");
  for (gint64 i = from; i < to; i++)
    sonde_recorder_add_measure (recorder, START_US + i * 1000, (double[]){ sqrt ((double) i) }, 1);
}

static void
make_recording (Fixture *fixture, gint64 n_rows)
{
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_autoptr (GError) error = NULL;

  add_rows (recorder, 0, n_rows);
  sonde_recorder_close (recorder, &error);
  g_assert_no_error (error);
}

static void
assert_rows (Fixture *fixture, gint64 n_rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeRecordingCursor)
      cursor = sonde_recording_cursor_new (fixture->path, 0, G_MAXINT64, &error);
  const double *values;
  gint64 time_us;
  guint n_values;

  g_assert_no_error (error);
  for (gint64 i = 0; i < n_rows; i++)
    {
      g_assert_true (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
      /* Another recorder went on here. */
      if (isnan (values[0]))
        g_assert_true (sonde_recording_cursor_next (cursor, &time_us, &values, &n_values, &error));
      g_assert_cmpint (time_us, ==, START_US + i * 1000);
      g_assert_cmpfloat (values[0], ==, sqrt ((double) i));
    }
}

static void
assert_refused (Fixture *fixture, SondeError code)
{
  g_autoptr (GError) read_error = NULL;
  g_autoptr (GError) write_error = NULL;
  g_autoptr (SondeRecorder) recorder = NULL;

  g_assert_null (sonde_recording_open (fixture->path, &read_error));
  g_assert_error (read_error, SONDE_ERROR, (int) code);

  recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_assert_false (sonde_recorder_wait_open (recorder, &write_error));
  g_assert_error (write_error, SONDE_ERROR, (int) code);
  g_assert_nonnull (sonde_error_get_hint (write_error));
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("waited %d s for the recorder to have the error %d", DEADLINE_S,
           *(const int *) user_data);

  return G_SOURCE_REMOVE;
}

/* Code -1: no error. */
static void
wait_for_error (SondeRecorder *recorder, int code)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, &code);

  while (TRUE)
    {
      g_autoptr (GError) error = sonde_recorder_dup_error (recorder);

      if ((error != NULL ? error->code : -1) == code)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (deadline);
}

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open (fixture->path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static void
test_two_writers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecorder) first = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_autoptr (SondeRecorder) second = NULL;
  g_autoptr (GError) error = NULL;

  add_rows (first, 0, 10);
  g_assert_true (sonde_recorder_wait_open (first, NULL));
  second = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  add_rows (second, 10, 20);
  wait_for_error (second, SONDE_ERROR_BUSY);
  g_assert_false (sonde_recorder_flush (second, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_BUSY);
  g_assert_nonnull (sonde_error_get_hint (error));

  /* It waits for its turn, and loses nothing. */
  g_assert_true (sonde_recorder_close (first, NULL));
  wait_for_error (second, -1);
  g_assert_true (sonde_recorder_close (second, NULL));
  assert_rows (fixture, 20);
}

static void
test_overrun (Fixture *fixture, gconstpointer data)
{
  SondeStoreWriter *other = sonde_store_writer_open (fixture->path, NULL);
  g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree SondeSample *samples = NULL;
  SondeRecorderStatus status;
  gsize n_samples;
  gint64 n_kept;

  wait_for_error (recorder, SONDE_ERROR_BUSY);
  add_rows (recorder, 0, 600000);
  sonde_recorder_get_status (recorder, &status);
  g_assert_cmpuint (status.n_waiting_bytes, <=, SONDE_RECORDER_MAX_QUEUE_BYTES);
  g_assert_cmpuint (status.n_lost, >, 0);
  g_assert_cmpuint (status.n_recorded, ==, 0);
  n_kept = 600000 - (gint64) status.n_lost;

  g_assert_true (sonde_store_writer_close (other, NULL));
  wait_for_error (recorder, SONDE_ERROR_OVERRUN);
  g_assert_true (sonde_recorder_flush (recorder, NULL));
  add_rows (recorder, 700000, 700001);
  g_assert_false (sonde_recorder_close (recorder, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_OVERRUN);

  /* What is missing is a gap. */
  assert_rows (fixture, n_kept);
  recording = sonde_recording_open (fixture->path, NULL);
  samples = sonde_recording_copy_samples (recording, 0, START_US + n_kept * 1000, G_MAXINT64, 10,
                                          &n_samples, NULL);
  g_assert_cmpuint (n_samples, ==, 2);
  g_assert_true (isnan (samples[0].value));
  g_assert_cmpint (samples[1].time_us, ==, START_US + G_GINT64_CONSTANT (700000000));
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;
  SondeRecorderStatus status;
  struct rlimit unlimited, limited;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);
  limited = unlimited;
  limited.rlim_cur = 600000;
  signal (SIGXFSZ, SIG_IGN);

  recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
  add_rows (recorder, 0, 5000);
  g_assert_true (sonde_recorder_flush (recorder, NULL));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limited), ==, 0);
  for (gint64 i = 0; i < 20; i++)
    add_rows (recorder, 5000 + i * 10000, 15000 + i * 10000);
  wait_for_error (recorder, SONDE_ERROR_STORE_FULL);
  g_assert_false (sonde_recorder_flush (recorder, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE_FULL);
  g_assert_nonnull (sonde_error_get_hint (error));

  /* What is there can be read all the while. */
  assert_rows (fixture, 5000);

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);
  wait_for_error (recorder, -1);
  g_assert_true (sonde_recorder_flush (recorder, NULL));
  sonde_recorder_get_status (recorder, &status);
  g_assert_cmpuint (status.n_lost, ==, 0);
  g_assert_true (sonde_recorder_close (recorder, NULL));
  assert_rows (fixture, 205000);
}

/* A channel that has no column is told of, whether this run has too many or the file had. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  for (guint run = 0; run < 2; run++)
    {
      g_autoptr (SondeRecorder) recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < (run == 0 ? SONDE_PACKED_MAX_COLUMNS : 1); i++)
        {
          g_autofree char *id = g_strdup_printf ("run %u channel %u", run, i);

          g_assert_cmpint (sonde_recorder_ensure_channel (recorder, id), ==, (int) i);
        }
      sonde_recorder_add_measure (recorder, START_US + run, (double[]){ 1 }, 1);
      g_assert_true (sonde_recorder_flush (recorder, &error));
      if (run == 0)
        {
          g_assert_null (sonde_recorder_dup_error (recorder));
          g_assert_cmpint (sonde_recorder_ensure_channel (recorder, "one more"), ==, -1);
        }
      wait_for_error (recorder, SONDE_ERROR_TOO_MANY);
      error = sonde_recorder_dup_error (recorder);
      g_assert_nonnull (strstr (error->message, run == 0 ? "one more" : "run 1 channel 0"));
      g_assert_nonnull (sonde_error_get_hint (error));
      g_assert_true (sonde_recorder_close (recorder, NULL));
    }
}

static void
test_newer_version (Fixture *fixture, gconstpointer data)
{
  make_recording (fixture, 10);
  run_sql (fixture, "PRAGMA user_version = 2");
  assert_refused (fixture, SONDE_ERROR_NEWER_VERSION);
}

static void
test_other_files (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, "time,value\n1,2\n", -1, NULL));
  assert_refused (fixture, SONDE_ERROR_DAMAGED);

  g_unlink (fixture->path);
  run_sql (fixture, "CREATE TABLE a (b)");
  assert_refused (fixture, SONDE_ERROR_DAMAGED);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sonde_recording_open (fixture->path, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE);
  g_clear_error (&error);

  g_clear_pointer (&fixture->path, g_free);
  fixture->path = g_build_filename (fixture->folder, "no folder", "a.sonde", NULL);
  assert_refused (fixture, SONDE_ERROR_STORE);
}

static void
test_damaged_header (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  make_recording (fixture, 20000);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  memset (contents, 'x', 100);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) length, NULL));
  assert_refused (fixture, SONDE_ERROR_DAMAGED);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  make_recording (fixture, 20000);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) (length / 2), NULL));
  assert_refused (fixture, SONDE_ERROR_DAMAGED);
}

/* A page anywhere: whoever meets it says so, and nobody dies of it. */
static void
test_damaged_page (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  make_recording (fixture, 30000);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));

  for (gsize start = 4096; start < length; start += 4096)
    {
      g_autofree char *damaged = g_memdup2 (contents, length);
      g_autoptr (SondeRecording) recording = NULL;
      g_autoptr (SondeRecorder) recorder = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) bucket_error = NULL;
      SondeBucket buckets[100];

      memset (damaged + start, 0x5a, 4096);
      g_assert_true (g_file_set_contents (fixture->path, damaged, (gssize) length, NULL));

      recording = sonde_recording_open (fixture->path, &error);
      if (recording != NULL)
        {
          if (!sonde_recording_get_buckets (recording, (guint[]){ 0 }, 1, START_US, 1000000,
                                            buckets, 100, NULL, &bucket_error))
            g_assert_error (bucket_error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
          g_assert_false (sonde_recording_check (recording, &error));
        }
      g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);

      /* Recording goes on if the damage is not in its way. */
      recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);
      add_rows (recorder, 40000, 40010);
      g_clear_error (&error);
      if (!sonde_recorder_close (recorder, &error))
        g_assert_error (error, SONDE_ERROR, SONDE_ERROR_DAMAGED);
    }
}

static void
become_nobody (gpointer data)
{
  if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    _exit (1);
}

static char *
ask_helper (const char *command, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *helper = g_build_filename (folder, "helper", NULL);
  const char *argv[] = { helper, command, path, NULL };
  g_autoptr (GError) error = NULL;
  char *line = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, 0, become_nobody, NULL, &line, NULL, NULL, &error);
  g_assert_no_error (error);

  return g_strchomp (line);
}

/* The build folder may be closed to the user nobody. */
static void
copy_helper (Fixture *fixture)
{
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "store", "store-helper", NULL);
  g_autofree char *copy_path = g_build_filename (fixture->folder, "helper", NULL);
  g_autoptr (GFile) helper = g_file_new_for_path (path);
  g_autoptr (GFile) copy = g_file_new_for_path (copy_path);
  g_autoptr (GError) error = NULL;

  g_file_copy (helper, copy, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *refused = g_strdup_printf ("%s %d", g_quark_to_string (SONDE_ERROR),
                                              SONDE_ERROR_READ_ONLY);
  g_autofree char *new_path = g_build_filename (fixture->folder, "new.sonde", NULL);
  g_autofree char *read_line = NULL;
  g_autofree char *record_line = NULL;
  g_autofree char *new_line = NULL;

  make_recording (fixture, 12345);
  copy_helper (fixture);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);

  /* As a medium that cannot be written to: it is read, and not recorded to. */
  read_line = ask_helper ("read", fixture->path);
  record_line = ask_helper ("record", fixture->path);
  new_line = ask_helper ("record", new_path);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);

  g_assert_cmpstr (read_line, ==, "12345");
  g_assert_cmpstr (record_line, ==, refused);
  g_assert_cmpstr (new_line, ==, refused);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store/faults/two-writers", test_two_writers },
    { "/store/faults/overrun", test_overrun },
    { "/store/faults/full", test_full },
    { "/store/faults/too-many", test_too_many },
    { "/store/faults/newer-version", test_newer_version },
    { "/store/faults/other-files", test_other_files },
    { "/store/faults/missing", test_missing },
    { "/store/faults/damaged-header", test_damaged_header },
    { "/store/faults/truncated", test_truncated },
    { "/store/faults/damaged-page", test_damaged_page },
    { "/store/faults/read-only", test_read_only },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
