/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody typed is in the file, whenever that was. */
#include "config.h"

#include "sonde-error.h"
#include "sonde-history-file.h"
#include "sonde-recording.h"
#include "sonde-store-writer.h"

#include <glib/gstdio.h>

#define DEADLINE_S 20

typedef struct
{
  char *folder;
  SondeHistory *history;
  SondeHistoryFile *file;
  GAsyncResult *result;
  guint n_notices;
} Fixture;

static void
on_recorder_changed (Fixture *fixture)
{
  fixture->n_notices++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;

  fixture->folder = g_dir_make_tmp ("sonde-history-XXXXXX", NULL);
  folder = g_build_filename (fixture->folder, "history", NULL);
  fixture->history = sonde_history_new (folder);
  fixture->file = sonde_history_file_new (fixture->history, "id",
                                          g_strcmp0 (data, "temporary") == 0);
  sonde_history_file_set_endpoint (fixture->file, "Garden", "ws://127.0.0.1/");
  g_signal_connect_swapped (fixture->file, "notify::recorder", G_CALLBACK (on_recorder_changed),
                            fixture);
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

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sonde_history_file_close (fixture->file);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->file);
  g_clear_object (&fixture->history);
  g_clear_object (&fixture->result);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited %d s for %s", DEADLINE_S, (const char *) what);

  return G_SOURCE_REMOVE;
}

static gboolean
on_poll (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
add_note (Fixture *fixture, gint64 time_us, const char *text)
{
  const SondeMark note = { .time_us = time_us, .kind = SONDE_MARK_NOTE, .text = text };

  sonde_history_file_add_note (fixture->file, &note);
}

/* The texts of the notes in the file, in order of time. */
static char *
read_notes (Fixture *fixture)
{
  const char *path = sonde_history_file_get_path (fixture->file);
  g_autoptr (SondeRecording) recording = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GString *text = g_string_new (NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    recording = sonde_recording_open (path, NULL);
  if (recording != NULL)
    events = sonde_recording_list_events (recording, 0, G_MAXINT64, 100, NULL);
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const SondeEvent *event = g_ptr_array_index (events, i);

      g_assert_cmpint (event->kind, ==, SONDE_EVENT_NOTE);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", event->text);
    }

  return g_string_free (text, FALSE);
}

static void
wait_for_notes (Fixture *fixture, const char *wanted)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, (gpointer) wanted);
  guint poll = g_timeout_add (20, on_poll, NULL);
  g_autofree char *notes = NULL;

  while (g_strcmp0 (notes, wanted) != 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (notes);
      notes = read_notes (fixture);
    }
  g_source_remove (poll);
  g_source_remove (deadline);
}

typedef struct
{
  const char *name;
  const char *script; /* E and D enable and disable it, B and X begin and end, digits are notes */
  const char *now;    /* the notes that get there by themselves */
  const char *closed; /* those that are there once it is closed */
} Case;

static const Case cases[] = {
  { "recording", "EB12", "1 2", "1 2" },
  { "not-connected", "E1", "1", "1" },
  { "several", "E123", "1 2 3", "1 2 3" },
  { "disconnected", "EB1X2", "1 2", "1 2" },
  { "connected-again", "EB1X2B3", "1 2 3", "1 2 3" },
  { "before-the-first-connection", "E1B2", "1 2", "1 2" },
  { "off", "12", "", "" },
  { "off-while-connected", "EB1D2", "1", "1" },
  { "turned-on-later", "12E", "1 2", "1 2" },
  { "turned-on-while-connected", "B12E3", "1 2 3", "1 2 3" },
  { "off-and-on", "EB1D2E3", "1 2 3", "1 2 3" },
  { "turned-off-again", "E1DED", "1", "1" },
};

static void
play (Fixture *fixture, const char *script)
{
  for (const char *step = script; *step != '\0'; step++)
    switch (*step)
      {
      case 'E':
      case 'D':
        sonde_history_file_set_enabled (fixture->file, *step == 'E');
        break;
      case 'B':
        sonde_history_file_begin (fixture->file);
        break;
      case 'X':
        sonde_history_file_end (fixture->file);
        break;
      default:
        add_note (fixture, *step - '0', (const char[]){ *step, '\0' });
      }
}

static void
test_notes (gconstpointer data)
{
  const Case *row = data;
  Fixture fixture = { 0 };

  set_up (&fixture, NULL);
  play (&fixture, row->script);
  wait_for_notes (&fixture, row->now);
  tear_down (&fixture, NULL);
}

/* The end of the program waits for what is under way, and for what waits for that. */
static void
test_closed_at_once (gconstpointer data)
{
  const Case *row = data;
  Fixture fixture = { 0 };
  g_autofree char *journal = NULL;
  g_autofree char *notes = NULL;

  set_up (&fixture, NULL);
  journal = g_strconcat (sonde_history_file_get_path (fixture.file), "-wal", NULL);
  play (&fixture, row->script);
  sonde_history_file_close (fixture.file);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
  notes = read_notes (&fixture);
  g_assert_cmpstr (notes, ==, row->closed);
  tear_down (&fixture, NULL);
}

/* A note that cannot be written is told of, and tried again with the next. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "the file to be busy");
  g_autoptr (GError) error = NULL;
  SondeStoreWriter *other;

  g_assert_true (sonde_history_prepare (fixture->history, NULL));
  other = sonde_store_writer_open (sonde_history_file_get_path (fixture->file), NULL);
  play (fixture, "E1");
  while (error == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      error = sonde_history_file_dup_error (fixture->file);
    }
  g_source_remove (deadline);
  g_assert_error (error, SONDE_ERROR, SONDE_ERROR_BUSY);
  g_assert_true (sonde_store_writer_close (other, NULL));

  play (fixture, "2");
  wait_for_notes (fixture, "1 2");
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_recorder (Fixture *fixture, gconstpointer data)
{
  play (fixture, "E1");
  g_assert_null (sonde_history_file_get_recorder (fixture->file));
  play (fixture, "DB");
  g_assert_null (sonde_history_file_get_recorder (fixture->file));
  g_assert_cmpuint (fixture->n_notices, ==, 0);
  wait_for_notes (fixture, "1");
  play (fixture, "E");
  while (sonde_history_file_get_recorder (fixture->file) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_notices, ==, 1);
  play (fixture, "X");
  g_assert_null (sonde_history_file_get_recorder (fixture->file));
  g_assert_cmpuint (fixture->n_notices, ==, 2);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

/* What is cleared takes with it what waits, also where the file was never there. */
static void
test_clear (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, "the file to be cleared");

  play (fixture, data);
  sonde_history_file_clear_async (fixture->file, NULL, on_cleared, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_assert_true (sonde_history_file_clear_finish (fixture->file, fixture->result, NULL));
  play (fixture, "E3");
  wait_for_notes (fixture, "3");
}

static void
test_temporary (Fixture *fixture, gconstpointer data)
{
  const char *path = sonde_history_file_get_path (fixture->file);

  g_assert_true (sonde_history_file_get_temporary (fixture->file));
  play (fixture, "EB1");
  wait_for_notes (fixture, "1");
  play (fixture, "X2");
  sonde_history_file_close (fixture->file);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/history-file/notes/", cases[i].name, NULL);
      g_autofree char *close_path = g_strconcat ("/history-file/closed/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_notes);
      g_test_add_data_func (close_path, &cases[i], test_closed_at_once);
    }

#define ADD(name, function, data)                                                                  \
  g_test_add ("/history-file/" name, Fixture, data, set_up, function, tear_down)

  ADD ("busy", test_busy, NULL);
  ADD ("recorder", test_recorder, NULL);
  ADD ("clear/recording", test_clear, "EB12");
  ADD ("clear/waiting", test_clear, "12");
  ADD ("clear/closing", test_clear, "EB1X2");
  ADD ("temporary", test_temporary, "temporary");

  return g_test_run ();
}
