/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "sonde-demo.h"
#include "sonde-error.h"
#include "sonde-history.h"
#include "sonde-peer.h"
#include "sonde-recording-save.h"
#include "sonde-recording.h"
#include "sonde-store-writer.h"
#include "sonde-track.h"

#define LIMIT_S 20

/* A probe, a peer that talks to it, and a history of its own. */
typedef struct
{
  char *folder;
  SondeHistory *history;
  SondeNetThread *thread;
  SondeDemo *demo;
  SondePeer *peer;
} Fixture;

typedef gboolean (*Condition) (gpointer data);

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited in vain for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_until (Condition condition, gpointer data, const char *what)
{
  guint deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, (gpointer) what);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);
}

static gboolean
is_running (gpointer data)
{
  return sonde_demo_get_uri (data) != NULL;
}

static SondePeer *
make_peer (Fixture *fixture)
{
  g_autoptr (SondeEndpoint)
      endpoint = sonde_endpoint_new (sonde_demo_get_uri (fixture->demo), NULL);
  SondePeer *peer = sonde_peer_new (fixture->thread, endpoint);

  sonde_peer_set_history (peer, fixture->history);
  sonde_history_file_set_enabled (sonde_peer_recording_get_file (sonde_peer_get_recording (peer)),
                                  TRUE);

  return peer;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-recording-XXXXXX", NULL);
  folder = g_build_filename (fixture->folder, "history", NULL);
  fixture->history = sonde_history_new (folder);
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->demo = sonde_demo_new ();
  g_object_set (fixture->demo, "first-period", 20, NULL);
  sonde_demo_set_seed (fixture->demo, 7);
  sonde_demo_start (fixture->demo);
  wait_until (is_running, fixture->demo, "the embedded probe to listen");
  fixture->peer = make_peer (fixture);
}

static void
remove_folder (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_clear_pointer (&folder, g_dir_close);
  g_rmdir (path);
}

/* As the program ends. */
static void
finish (Fixture *fixture)
{
  g_autoptr (SondePeerRecording) recording = NULL;

  if (fixture->peer == NULL)
    return;
  recording = g_object_ref (sonde_peer_get_recording (fixture->peer));
  g_assert_finalize_object (g_steal_pointer (&fixture->peer));
  g_assert_finalize_object (g_steal_pointer (&fixture->demo));
  g_assert_finalize_object (g_steal_pointer (&fixture->thread));
  sonde_peer_recording_close (recording);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  finish (fixture);
  g_clear_object (&fixture->history);
  remove_folder (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
}

static SondePeerRecording *
get_recording (Fixture *fixture)
{
  return sonde_peer_get_recording (fixture->peer);
}

static gboolean
has_recorded (gpointer data)
{
  SondeRecorder *recorder = sonde_peer_recording_get_recorder (data);
  SondeRecorderStatus status;

  if (recorder == NULL)
    return FALSE;
  sonde_recorder_get_status (recorder, &status);
  return status.n_recorded >= 10;
}

static gboolean
has_error (gpointer data)
{
  return sonde_peer_recording_get_error (data) != NULL;
}

static gboolean
has_no_error (gpointer data)
{
  return sonde_peer_recording_get_error (data) == NULL;
}

static gboolean
has_aside (gpointer data)
{
  return sonde_peer_recording_get_aside (data) != NULL;
}

static gboolean
has_measures (gpointer data)
{
  return sonde_peer_get_status (data)->n_measures >= 3;
}

static gboolean
is_closed (gpointer data)
{
  return !g_file_test (data, G_FILE_TEST_EXISTS);
}

static guint
count_events (GPtrArray *events, SondeEventKind kind)
{
  guint n_events = 0;

  for (guint i = 0; i < events->len; i++)
    n_events += ((SondeEvent *) g_ptr_array_index (events, i))->kind == kind ? 1 : 0;

  return n_events;
}

static void
record (Fixture *fixture)
{
  sonde_peer_connect (fixture->peer);
  wait_until (has_recorded, get_recording (fixture), "ten measures in the file");
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  g_autofree char *path = g_strdup (sonde_peer_recording_get_path (recording));
  g_autoptr (SondeRecording) file = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  SondeRecordingInfo info;

  g_assert_false (sonde_peer_recording_is_file (recording));
  g_assert_null (sonde_peer_recording_get_recorder (recording));
  g_assert_cmpint (sonde_peer_recording_get_since_us (recording), ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  record (fixture);
  g_assert_cmpint (sonde_peer_recording_get_since_us (recording), >, 0);
  g_assert_no_error (sonde_peer_recording_get_error (recording));
  sonde_peer_recording_add_note (recording, g_get_real_time (), "Window opened");
  finish (fixture);

  file = sonde_recording_open (path, &error);
  g_assert_no_error (error);
  events = sonde_recording_list_events (file, G_MININT64, G_MAXINT64, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_events (events, SONDE_EVENT_CONNECTED), ==, 1);
  g_assert_cmpuint (count_events (events, SONDE_EVENT_LOST), ==, 1);
  g_assert_cmpuint (count_events (events, SONDE_EVENT_ETAT), ==, 1);
  g_assert_cmpuint (count_events (events, SONDE_EVENT_PERIODE), ==, 1);
  g_assert_cmpuint (count_events (events, SONDE_EVENT_NOTE), ==, 1);
  g_assert_true (sonde_recording_get_info (file, &info, &error));
  g_assert_cmpuint (info.n_measures, >=, 9);
  g_assert_cmpuint (info.n_messages, ==, 0);
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  g_autofree char *path = g_strdup (sonde_peer_recording_get_path (recording));
  g_autoptr (SondeRecording) file = NULL;
  SondeRecordingInfo info;

  sonde_history_file_set_records_messages (sonde_peer_recording_get_file (recording), TRUE);
  record (fixture);
  finish (fixture);
  file = sonde_recording_open (path, NULL);
  g_assert_true (sonde_recording_get_info (file, &info, NULL));
  g_assert_cmpuint (info.n_messages, >=, 10);
}

/* Nothing is recorded where nobody wants it, and the display goes on. */
static void
test_disabled (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  const char *path = sonde_peer_recording_get_path (recording);
  g_autofree char *lock = g_strconcat (path, "-lock", NULL);

  sonde_history_file_set_enabled (sonde_peer_recording_get_file (recording), FALSE);
  sonde_peer_connect (fixture->peer);
  wait_until (has_measures, fixture->peer, "three measures");
  g_assert_null (sonde_peer_recording_get_recorder (recording));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  /* It can be turned on and off while measures come. */
  sonde_history_file_set_enabled (sonde_peer_recording_get_file (recording), TRUE);
  wait_until (has_recorded, recording, "ten measures in the file");
  sonde_history_file_set_enabled (sonde_peer_recording_get_file (recording), FALSE);
  g_assert_null (sonde_peer_recording_get_recorder (recording));
  wait_until (is_closed, lock, "the file to be closed");
  sonde_history_file_set_enabled (sonde_peer_recording_get_file (recording), TRUE);
  wait_until (has_recorded, recording, "ten more measures in the file");
}

/* The past shows through an archive, from before the peer is connected. */
static gboolean
has_span (gpointer data)
{
  gint64 first_us, last_us;

  return sonde_archive_get_span (data, &first_us, &last_us);
}

static gboolean
has_marks (gpointer data)
{
  gsize n_marks;
  g_autofree SondeMark *marks = sonde_archive_copy_marks (data, 0, G_MAXINT64, &n_marks);

  for (gsize i = 0; i < n_marks; i++)
    if (marks[i].kind == SONDE_MARK_NOTE && g_strcmp0 (marks[i].text, "Window opened") == 0)
      return TRUE;
  return FALSE;
}

static void
test_past (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondePeer) again = NULL;
  g_autoptr (SondeEndpoint) endpoint = NULL;
  SondeArchive *archive;
  g_auto (GStrv) channels = NULL;

  record (fixture);
  sonde_peer_recording_add_note (get_recording (fixture), g_get_real_time (), "Window opened");
  endpoint = sonde_endpoint_copy (sonde_peer_get_endpoint (fixture->peer));
  finish (fixture);

  fixture->thread = sonde_net_thread_new ("test-net");
  again = sonde_peer_new (fixture->thread, endpoint);
  sonde_peer_set_history (again, fixture->history);
  archive = sonde_peer_recording_get_archive (sonde_peer_get_recording (again));
  wait_until (has_span, archive, "the past");
  channels = sonde_archive_dup_channels (archive);
  g_assert_true (g_strv_contains ((const char *const *) channels, "temperature"));
  wait_until (has_marks, archive, "the note among the marks");
  sonde_peer_recording_close (sonde_peer_get_recording (again));
  g_clear_object (&again);
  g_clear_object (&fixture->thread);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
on_progress (double fraction, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1);
  *last = fraction;
}

static gboolean
save (Fixture *fixture, const char *target, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  double fraction = 0;

  sonde_recording_save_async (get_recording (fixture), target, on_progress, &fraction, cancellable,
                              on_answer, &result);
  wait_until (is_set, &result, "the copy");

  return sonde_recording_save_finish (get_recording (fixture), result, error);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (folder) != NULL)
    n_files++;

  return n_files;
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "copies", NULL);
  g_autofree char *target = g_build_filename (folder, "copy.sonde", NULL);
  g_autofree char *stale = g_strconcat (target, "-wal", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "copy.sonde", NULL);
  const char *path = sonde_peer_recording_get_path (get_recording (fixture));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SondeRecording) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) same_error = NULL;
  SondeRecordingInfo info;

  g_mkdir (folder, 0700);
  record (fixture);

  /* What does not succeed leaves nothing. */
  g_cancellable_cancel (cancellable);
  g_assert_false (save (fixture, target, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (save (fixture, nowhere, NULL, &error));
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_STORE);
  g_clear_error (&error);
  g_assert_false (save (fixture, path, NULL, &same_error));
  g_assert_error (same_error, SONDE_ERROR, SONDE_ERROR_ARGUMENT);
  g_assert_cmpuint (count_files (folder), ==, 0);

  /* It replaces what is there, with the journal that somebody left. */
  g_assert_true (g_file_set_contents (target, "old", -1, NULL));
  g_assert_true (g_file_set_contents (stale, "old", -1, NULL));
  g_assert_true (save (fixture, target, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (folder), ==, 1);

  file = sonde_recording_open (target, &error);
  g_assert_no_error (error);
  g_assert_true (sonde_recording_check (file, &error));
  g_assert_true (sonde_recording_get_info (file, &info, &error));
  g_assert_cmpuint (info.n_measures, >=, 9); /* Of the ten one may be a gap before any channel. */
  g_assert_cmpstr (sonde_recording_get_uri (file), ==, sonde_peer_get_address (fixture->peer));
}

static void
test_clear (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  SondeArchive *archive = sonde_peer_recording_get_archive (recording);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SondeRecording) file = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before_us;
  gint64 first_us, last_us;
  gboolean known;

  record (fixture);
  before_us = g_get_real_time ();
  sonde_peer_recording_clear_async (recording, NULL, on_answer, &result);
  wait_until (is_set, &result, "the history to be cleared");
  g_assert_true (sonde_peer_recording_clear_finish (recording, result, &error));
  g_assert_no_error (error);
  g_assert_true (sonde_peer_recording_get_archive (recording) != archive);

  /* Recording goes on, and nothing of before is there. */
  wait_until (has_recorded, recording, "ten measures after that");
  file = sonde_recording_open (sonde_peer_recording_get_path (recording), &error);
  g_assert_no_error (error);
  g_assert_true (sonde_recording_get_span (file, &first_us, &last_us, &known, &error));
  g_assert_cmpint (first_us, >=, before_us);
}

/* A history that cannot be continued is kept, and another one begins. */
static void
test_set_aside (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  const char *path = sonde_peer_recording_get_path (recording);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (sonde_history_prepare (fixture->history, NULL));
  if (g_strcmp0 (data, "newer") == 0)
    {
      g_autoptr (GError) error = NULL;
      SondeStoreWriter *writer = sonde_store_writer_open (path, &error);

      g_assert_no_error (error);
      g_assert_true (sonde_store_writer_close (writer, &error));
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      contents[63] = 99; /* The last byte of the user version in the header of SQLite. */
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
    }
  else
    {
      contents = g_strdup ("This is no recording, and long enough to be taken for something else.");
      length = strlen (contents);
      g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
    }

  record (fixture);
  wait_until (has_aside, recording, "the old file to be set aside");
  g_assert_no_error (sonde_peer_recording_get_error (recording));
  {
    g_autofree char *kept = NULL;
    gsize kept_length;

    g_assert_true (g_file_get_contents (sonde_peer_recording_get_aside (recording), &kept,
                                        &kept_length, NULL));
    g_assert_cmpmem (kept, kept_length, contents, length);
  }
}

/* Two Sondes on one file: the second one says so, shows what comes, and records all of it once the
 * first one has ended. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  SondeStoreWriter *other;

  g_assert_true (sonde_history_prepare (fixture->history, NULL));
  other = sonde_store_writer_open (sonde_peer_recording_get_path (recording), NULL);
  g_assert_nonnull (other);
  sonde_peer_connect (fixture->peer);
  wait_until (has_error, recording, "the message that another Sonde records");
  g_assert_error (sonde_peer_recording_get_error (recording), SONDE_ERROR, SONDE_ERROR_BUSY);
  wait_until (has_measures, fixture->peer, "three measures all the same");
  g_assert_true (sonde_store_writer_close (other, NULL));
  wait_until (has_no_error, recording, "the message to go");
  wait_until (has_recorded, recording, "ten measures in the file");
}

/* Where the folder cannot be made, as on a medium that may not be written to. */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  const char *folder = sonde_history_get_folder (fixture->history);

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  sonde_peer_connect (fixture->peer);
  wait_until (has_error, recording, "the message that there is no folder");
  g_assert_error (sonde_peer_recording_get_error (recording), SONDE_ERROR, SONDE_ERROR_STORE);
  wait_until (has_measures, fixture->peer, "three measures all the same");
  g_unlink (folder);
  wait_until (has_recorded, recording, "ten measures in the file, once there is a folder");
  wait_until (has_no_error, recording, "the message to go");
}

/* The embedded probe leaves nothing behind. */
static void
test_temporary (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondePeerRecording) recording = NULL;
  g_autofree char *path = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->peer));
  fixture->peer = sonde_peer_new_for_demo (fixture->thread, fixture->demo);
  sonde_peer_set_history (fixture->peer, fixture->history);
  recording = g_object_ref (get_recording (fixture));
  path = g_strdup (sonde_peer_recording_get_path (recording));
  sonde_history_file_set_enabled (sonde_peer_recording_get_file (recording), TRUE);
  record (fixture);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  /* Who cleans up does not take it from under who records. */
  g_assert_true (sonde_history_empty (fixture->history, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  finish (fixture);
  g_assert_cmpuint (count_files (sonde_history_get_folder (fixture->history)), ==, 0);

  g_assert_true (g_file_set_contents (path, "left by one that was killed", -1, NULL));
  g_assert_true (sonde_history_empty (fixture->history, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  g_autofree char *lock = g_strconcat (sonde_peer_recording_get_path (recording), "-lock", NULL);
  g_autoptr (SondeRecording) file = NULL;
  g_autoptr (GPtrArray) events = NULL;

  record (fixture);
  sonde_peer_recording_end (recording);
  sonde_peer_disconnect (fixture->peer);
  wait_until (is_closed, lock, "the file to be closed");
  file = sonde_recording_open (sonde_peer_recording_get_path (recording), NULL);
  events = sonde_recording_list_events (file, G_MININT64, G_MAXINT64, 100, NULL);
  g_assert_cmpuint (count_events (events, SONDE_EVENT_LOST), ==, 1);
}

/* The note that is shown, and the one in the file, if any. */
static gboolean
shows_note (Fixture *fixture)
{
  gsize n_marks;
  g_autofree SondeMark *marks = sonde_dataset_copy_marks (
      sonde_session_get_dataset (sonde_peer_get_session (fixture->peer)), 0, G_MAXINT64, &n_marks);
  guint n_notes = 0;

  for (gsize i = 0; i < n_marks; i++)
    n_notes += marks[i].kind == SONDE_MARK_NOTE ? 1 : 0;
  g_assert_cmpuint (n_notes, <=, 1);

  return n_notes == 1;
}

static guint
count_notes (const char *path)
{
  g_autoptr (SondeRecording) file = sonde_recording_open (path, NULL);
  g_autoptr (GPtrArray) events = NULL;

  if (file != NULL)
    events = sonde_recording_list_events (file, G_MININT64, G_MAXINT64, 100, NULL);

  return events != NULL ? count_events (events, SONDE_EVENT_NOTE) : 0;
}

/* A note shows whether or not anything is recorded, and is kept wherever that is allowed. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gboolean enabled;
    gboolean connected;
    gboolean enabled_later;
    guint n_kept;
  } rows[] = {
    { "recording", TRUE, TRUE, TRUE, 1 },
    { "not connected", TRUE, FALSE, TRUE, 1 },
    { "off", FALSE, TRUE, FALSE, 0 },
    { "off and not connected", FALSE, FALSE, FALSE, 0 },
    { "turned on later", FALSE, TRUE, TRUE, 1 },
    { "turned on later, not connected", FALSE, FALSE, TRUE, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SondePeerRecording *recording = get_recording (fixture);
      SondeHistoryFile *file = sonde_peer_recording_get_file (recording);
      g_autofree char *path = g_strdup (sonde_peer_recording_get_path (recording));

      g_test_message ("%s", rows[i].name);
      sonde_history_file_set_enabled (file, rows[i].enabled);
      if (rows[i].connected)
        {
          sonde_peer_connect (fixture->peer);
          wait_until (has_measures, fixture->peer, "three measures");
        }
      g_assert_false (shows_note (fixture));
      sonde_peer_recording_add_note (recording, g_get_real_time (), "Window opened");
      g_assert_true (shows_note (fixture));
      sonde_history_file_set_enabled (file, rows[i].enabled_later);
      finish (fixture);
      g_assert_cmpuint (count_notes (path), ==, rows[i].n_kept);

      fixture->thread = sonde_net_thread_new ("test-net");
      fixture->demo = sonde_demo_new ();
      g_object_set (fixture->demo, "first-period", 20, NULL);
      sonde_demo_start (fixture->demo);
      wait_until (is_running, fixture->demo, "the embedded probe to listen");
      fixture->peer = make_peer (fixture);
    }
}

static gboolean
draws_past (gpointer data)
{
  gint64 first_us;

  return sonde_track_get_span (data, &first_us, NULL) &&
         !sonde_track_has_gap (data, first_us + 2 * G_TIME_SPAN_SECOND,
                               first_us + 8 * G_TIME_SPAN_SECOND, G_TIME_SPAN_SECOND);
}

/* Where recording was off, or a program was killed, the line does not go on from what an earlier
 * one recorded. */
static void
test_not_gone_on (Fixture *fixture, gconstpointer data)
{
  SondePeerRecording *recording = get_recording (fixture);
  SondeDataset *dataset = sonde_session_get_dataset (sonde_peer_get_session (fixture->peer));
  const gboolean enabled = g_strcmp0 (data, "recording") == 0;
  const gint64 past_us = g_get_real_time () - G_TIME_SPAN_HOUR;
  g_autoptr (SondeTrack) track = NULL;
  SondeArchive *archive;
  SondeStoreWriter *writer;
  gint64 first_us;
  gint64 last_us;

  g_assert_true (sonde_history_prepare (fixture->history, NULL));
  writer = sonde_store_writer_open (sonde_peer_recording_get_path (recording), NULL);
  g_assert_true (sonde_store_writer_begin (writer, NULL));
  g_assert_cmpint (sonde_store_writer_ensure_channel (writer, "temperature", NULL), ==, 0);
  for (int i = 0; i < 10; i++)
    sonde_store_writer_add_measure (writer, past_us + i * G_TIME_SPAN_SECOND, (double[]){ 20 }, 1);
  g_assert_true (sonde_store_writer_commit (writer, NULL));
  g_assert_true (sonde_store_writer_close (writer, NULL));

  sonde_history_file_set_enabled (sonde_peer_recording_get_file (recording), enabled);
  archive = sonde_peer_recording_get_archive (recording);
  wait_until (has_span, archive, "the past");
  sonde_peer_connect (fixture->peer);
  wait_until (has_measures, fixture->peer, "three measures");

  track = sonde_track_new (sonde_dataset_ensure_channel (dataset, "temperature"), archive);
  g_assert_true (sonde_track_get_span (track, &first_us, &last_us));
  g_assert_cmpint (first_us, ==, past_us);
  g_assert_cmpint (last_us, >, past_us + G_TIME_SPAN_HOUR);
  wait_until (draws_past, track, "the past without a gap");
  g_assert_true (sonde_track_has_gap (track, past_us, last_us, G_TIME_SPAN_MINUTE));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
    const char *data;
  } tests[] = {
    { "/peer-recording/life", test_life, NULL },
    { "/peer-recording/messages", test_messages, NULL },
    { "/peer-recording/disabled", test_disabled, NULL },
    { "/peer-recording/past", test_past, NULL },
    { "/peer-recording/save", test_save, NULL },
    { "/peer-recording/clear", test_clear, NULL },
    { "/peer-recording/damaged", test_set_aside, "damaged" },
    { "/peer-recording/newer", test_set_aside, "newer" },
    { "/peer-recording/busy", test_busy, NULL },
    { "/peer-recording/no-folder", test_no_folder, NULL },
    { "/peer-recording/temporary", test_temporary, NULL },
    { "/peer-recording/end", test_end, NULL },
    { "/peer-recording/note", test_note, NULL },
    { "/peer-recording/not-gone-on/off", test_not_gone_on, "off" },
    { "/peer-recording/not-gone-on/recording", test_not_gone_on, "recording" },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].data, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
