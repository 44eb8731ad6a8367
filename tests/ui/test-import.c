/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sonde-import-actions.h"
#include "sonde-settings.h"
#include "sonde-ui-resources.h"

#define LIMIT_S 20

typedef struct
{
  GSettings *settings;
  SondeNetThread *thread;
  SondeDemo *demo;
  SondePeerStore *store;
  SondeWindow *window;
  char *folder;
  char *table_path;
  char *recording_path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = sonde_settings_open (NULL);
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->demo = sonde_demo_new ();
  fixture->store = sonde_peer_store_new (fixture->thread, fixture->demo, fixture->settings);
  fixture->window = sonde_window_new (NULL, fixture->store, fixture->demo, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->folder = g_dir_make_tmp ("sonde-import-XXXXXX", NULL);
  fixture->table_path = g_build_filename (fixture->folder, "garden.csv", NULL);
  fixture->recording_path = g_build_filename (fixture->folder, "garden.sonde", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDir *folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->store);
  g_clear_object (&fixture->demo);
  g_clear_object (&fixture->thread);
  g_clear_object (&fixture->settings);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_null (strstr (name, ".part-"));
      g_unlink (path);
    }
  g_dir_close (folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->table_path);
  g_free (fixture->recording_path);
}

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited in vain for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

/* The body of the message that the window shows, if any. */
static const char *
find_message (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GObject) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel) &&
          *adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (toplevel)) != '\0')
        return adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (toplevel));
    }
  return NULL;
}

static gboolean
shows_file (Fixture *fixture)
{
  SondePeer *peer = sonde_window_get_peer (fixture->window);

  return peer != NULL && sonde_peer_is_file (peer);
}

static gboolean
has_span (Fixture *fixture)
{
  SondePeerRecording *recording = sonde_peer_get_recording (
      sonde_window_get_peer (fixture->window));
  gint64 first_us;
  gint64 last_us;

  if (!sonde_archive_get_span (sonde_peer_recording_get_archive (recording), &first_us, &last_us))
    return FALSE;
  g_assert_cmpint (last_us - first_us, ==, G_TIME_SPAN_SECOND);
  return TRUE;
}

/* A table becomes a recording, which the window shows; again, it takes the place of the old one. */
static void
test_good (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (LIMIT_S, on_deadline, "a recording to be shown");
  const char *text = data;

  g_assert_true (g_file_set_contents (fixture->recording_path, "old", -1, NULL));
  g_assert_true (g_file_set_contents (fixture->table_path, text, -1, NULL));
  sonde_import_begin (fixture->window, fixture->table_path, fixture->recording_path);
  while (!shows_file (fixture) || !has_span (fixture))
    {
      g_assert_null (find_message ());
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (deadline);
}

/* What is wrong is told with its line, and there is no recording. */
static void
test_bad (Fixture *fixture, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (LIMIT_S, on_deadline, "a message");

  g_assert_true (g_file_set_contents (fixture->table_path,
                                      "time,a\n2024-05-31T12:00:00Z,1\nsoon,2\n", -1, NULL));
  sonde_import_begin (fixture->window, fixture->table_path, fixture->recording_path);
  while (find_message () == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (find_message (), "Line 3: “soon”"));
  g_assert_false (shows_file (fixture));
  g_assert_false (g_file_test (fixture->recording_path, G_FILE_TEST_EXISTS));
  g_source_remove (deadline);
}

static void
test_takes (void)
{
  static const struct
  {
    const char *name;
    gboolean takes;
  } cases[] = {
    { "/a.csv", TRUE },    { "/a.CSV", TRUE }, { "/a.jsonl", TRUE },
    { "/a.sonde", FALSE }, { "/csv", FALSE },  { "/a.csv/b", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (cases[i].name);

      g_assert_cmpint (sonde_import_takes (file), ==, cases[i].takes);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());

  g_test_add ("/import/csv", Fixture,
              "time,temperature\n2024-05-31T12:00:00Z,1\n2024-05-31T12:00:01Z,2\n", set_up,
              test_good, tear_down);
  g_test_add ("/import/json-lines", Fixture,
              "{\"time\":\"2024-05-31T12:00:00Z\",\"temperature\":1}\n"
              "{\"time\":\"2024-05-31T12:00:01Z\",\"temperature\":2}\n",
              set_up, test_good, tear_down);
  g_test_add ("/import/bad", Fixture, NULL, set_up, test_bad, tear_down);
  g_test_add_func ("/import/takes", test_takes);

  return g_test_run ();
}
