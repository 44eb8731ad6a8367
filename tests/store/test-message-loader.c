/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The raw messages of a recording, as a log that is as good as the one they were in. */
#include "config.h"

#include "sonde-error.h"
#include "sonde-message-loader.h"
#include "sonde-recorder.h"
#include "sonde-store-writer.h"

#include <glib/gstdio.h>

#define DEADLINE_S 20
#define START_US   (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)
#define MANY_BYTES (64 << 20)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("sonde-messages-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a.sonde", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock = g_strconcat (fixture->path, "-lock", NULL);

  g_unlink (fixture->path);
  g_unlink (lock);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* Records texts of a size, which say their number, one a second. */
static void
record (Fixture *fixture, guint first, guint end, gsize size)
{
  SondeStoreWriter *writer = sonde_store_writer_open (fixture->path, NULL);
  g_autofree char *text = g_malloc0 (size + 16);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (writer);
  g_assert_true (sonde_store_writer_begin (writer, &error));
  for (guint i = first; i < end; i++)
    {
      g_snprintf (text, size + 16, "m%u", i);
      g_assert_true (sonde_store_writer_add_message (writer, START_US + i * G_TIME_SPAN_SECOND,
                                                     SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT,
                                                     -1, text, size, &error));
    }
  g_assert_true (sonde_store_writer_commit (writer, &error));
  g_assert_no_error (error);
  g_assert_true (sonde_store_writer_close (writer, NULL));
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("Waited %d s for the messages of a recording", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
load (SondeMessageLoader *loader)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);

  sonde_message_loader_load (loader);
  g_assert_true (sonde_message_loader_is_loading (loader));
  while (sonde_message_loader_is_loading (loader))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

/* The thread may be the last to let go. */
static void
assert_finalized (gpointer object)
{
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_S * G_TIME_SPAN_SECOND;
  GWeakRef weak;
  gboolean alive = TRUE;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);
  while (alive)
    {
      g_autoptr (GObject) kept = NULL;

      while (g_main_context_iteration (NULL, FALSE))
        ;
      kept = g_weak_ref_get (&weak);
      alive = kept != NULL;
      if (g_get_monotonic_time () > deadline_us)
        g_error ("Waited %d s for a loader to be finalised", DEADLINE_S);
      g_thread_yield ();
    }
  g_weak_ref_clear (&weak);
}

/* The first and the last text that the log keeps. */
static void
assert_log (SondeMessageLog *log, guint n_messages, const char *first_text, const char *last_text)
{
  guint64 first;
  guint64 end;

  sonde_message_log_get_range (log, &first, &end);
  g_assert_cmpuint (end - first, ==, n_messages);
  if (n_messages == 0)
    return;
  {
    g_autoptr (SondeMessage) oldest = sonde_message_log_get (log, first);
    g_autoptr (SondeMessage) newest = sonde_message_log_get (log, end - 1);

    g_assert_cmpstr (g_bytes_get_data (sonde_message_get_data (oldest), NULL), ==, first_text);
    g_assert_cmpstr (g_bytes_get_data (sonde_message_get_data (newest), NULL), ==, last_text);
  }
}

/* All that a message is comes back. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SondeDirection direction;
    SondeOpcode opcode;
    const char *data;
    gsize size;
    gint64 rtt_us;
  } rows[] = {
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, "{\"type\":\"mesure\"}", 17, -1 },
    { SONDE_DIRECTION_SENT, SONDE_OPCODE_TEXT, "\303\251t\303\251", 5, -1 },
    { SONDE_DIRECTION_SENT, SONDE_OPCODE_BINARY, "\0\377\0", 3, -1 },
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_BINARY, "\0\377\0", 3, 1234 },
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_PING, "", 0, -1 },
    { SONDE_DIRECTION_SENT, SONDE_OPCODE_PONG, "", 0, -1 },
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_CLOSE, "\3\350", 2, -1 },
  };
  g_autoptr (SondeMessageLog) log = sonde_message_log_new (100, MANY_BYTES);
  SondeMessageLoader *loader = sonde_message_loader_new (fixture->path, log);
  SondeRecorder *recorder = sonde_recorder_new (fixture->path, "id", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].data, rows[i].size);
      g_autoptr (SondeMessage) message = sonde_message_new (
          rows[i].direction, rows[i].opcode, bytes, START_US - (gint64) i, rows[i].rtt_us);

      sonde_recorder_add_message (recorder, message);
    }
  g_assert_true (sonde_recorder_close (recorder, NULL));
  g_assert_finalize_object (recorder);

  load (loader);
  g_assert_no_error (sonde_message_loader_get_error (loader));
  g_assert_true (sonde_message_loader_is_loaded (loader));
  g_assert_true (sonde_message_loader_is_timed (loader));
  g_assert_cmpuint (sonde_message_loader_get_n_recorded (loader), ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeMessage) message = sonde_message_log_get (log, i);
      gsize size;
      gconstpointer bytes;

      g_assert_nonnull (message);
      bytes = g_bytes_get_data (sonde_message_get_data (message), &size);
      g_assert_cmpint (sonde_message_get_direction (message), ==, rows[i].direction);
      g_assert_cmpint (sonde_message_get_opcode (message), ==, rows[i].opcode);
      g_assert_cmpint (sonde_message_get_time_us (message), ==, START_US - (gint64) i);
      g_assert_cmpint (sonde_message_get_rtt_us (message), ==, rows[i].rtt_us);
      g_assert_cmpmem (bytes, size, rows[i].data, rows[i].size);
    }
  assert_finalized (loader);
}

/* Where there are more than there is room for, it is the newest that are there. */
static void
test_bounds (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint n_recorded;
    gsize size;
    guint max_messages;
    gsize max_bytes;
    guint n_kept;
    const char *first;
    const char *last;
  } rows[] = {
    { 0, 10, 100, MANY_BYTES, 0, NULL, NULL },
    { 1, 10, 100, MANY_BYTES, 1, "m0", "m0" },
    { 25, 10, 25, MANY_BYTES, 25, "m0", "m24" },
    { 25, 10, 24, MANY_BYTES, 24, "m1", "m24" },
    { 2000, 10, 1234, MANY_BYTES, 1234, "m766", "m1999" },
    { 25, 100000, 100, 350000, 3, "m22", "m24" },
    { 25, 100000, 100, 1000, 0, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SondeMessageLog)
          log = sonde_message_log_new (rows[i].max_messages, rows[i].max_bytes);
      SondeMessageLoader *loader = sonde_message_loader_new (fixture->path, log);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      record (fixture, 0, rows[i].n_recorded, rows[i].size);
      load (loader);
      g_assert_no_error (sonde_message_loader_get_error (loader));
      g_assert_true (sonde_message_loader_is_loaded (loader));
      g_assert_false (sonde_message_loader_is_timed (loader));
      g_assert_cmpuint (sonde_message_loader_get_n_recorded (loader), ==, rows[i].n_recorded);
      assert_log (log, rows[i].n_kept, rows[i].first, rows[i].last);
      assert_finalized (loader);
      g_unlink (fixture->path);
    }
}

/* What was recorded since is added, and nothing comes twice. */
static void
test_growing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessageLog) log = sonde_message_log_new (30, MANY_BYTES);
  SondeMessageLoader *loader = sonde_message_loader_new (fixture->path, log);

  record (fixture, 0, 20, 10);
  load (loader);
  assert_log (log, 20, "m0", "m19");
  load (loader);
  assert_log (log, 20, "m0", "m19");
  record (fixture, 20, 25, 10);
  load (loader);
  assert_log (log, 25, "m0", "m24");
  record (fixture, 25, 1000, 10);
  load (loader);
  assert_log (log, 30, "m970", "m999");
  g_assert_cmpuint (sonde_message_loader_get_n_recorded (loader), ==, 1000);
  assert_finalized (loader);
}

/* What is wrong with a file is told, and forgotten once it is right. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeMessageLog) log = sonde_message_log_new (100, MANY_BYTES);
  SondeMessageLoader *loader = sonde_message_loader_new (fixture->path, log);

  load (loader);
  g_assert_error (sonde_message_loader_get_error (loader), SONDE_ERROR, SONDE_ERROR_STORE);
  g_assert_false (sonde_message_loader_is_loaded (loader));

  g_assert_true (g_file_set_contents (
      fixture->path, "This is no recording, and long enough to be taken for one.", -1, NULL));
  load (loader);
  g_assert_error (sonde_message_loader_get_error (loader), SONDE_ERROR, SONDE_ERROR_DAMAGED);

  g_unlink (fixture->path);
  record (fixture, 0, 3, 10);
  load (loader);
  g_assert_no_error (sonde_message_loader_get_error (loader));
  g_assert_true (sonde_message_loader_is_loaded (loader));
  assert_log (log, 3, "m0", "m2");
  assert_finalized (loader);
}

/* Who has gone is not read for, and going takes no time. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  record (fixture, 0, 20000, 1000);
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (SondeMessageLog) log = sonde_message_log_new (100000, MANY_BYTES);
      SondeMessageLoader *loader = sonde_message_loader_new (fixture->path, log);

      sonde_message_loader_load (loader);
      sonde_message_loader_stop (loader);
      while (sonde_message_loader_is_loading (loader))
        g_main_context_iteration (NULL, TRUE);
      g_assert_no_error (sonde_message_loader_get_error (loader));
      g_assert_false (sonde_message_loader_is_loaded (loader));

      load (loader);
      assert_log (log, 20000, "m0", "m19999");
      assert_finalized (loader);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/message-loader/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("whole", test_whole);
  ADD ("bounds", test_bounds);
  ADD ("growing", test_growing);
  ADD ("unreadable", test_unreadable);
  ADD ("stopped", test_stopped);

  return g_test_run ();
}
