/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of messages over a recording that somebody opened. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "sonde-composer.h"
#include "sonde-message-item.h"
#include "sonde-messages-page.h"
#include "sonde-settings.h"
#include "sonde-store-writer.h"
#include "sonde-ui-resources.h"

#define LIMIT_S  20
#define START_US (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

typedef struct
{
  char *folder;
  char *path;
  GSettings *settings;
  SondeNetThread *thread;
  SondePeer *peer;
  GtkWidget *page;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("sonde-messages-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a.sonde", NULL);
  fixture->settings = sonde_settings_open (NULL);
  fixture->thread = sonde_net_thread_new ("test-net");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock = g_strconcat (fixture->path, "-lock", NULL);

  g_object_ref (fixture->page);
  gtk_window_destroy (fixture->window);
  g_assert_finalize_object (fixture->page);
  g_assert_finalize_object (fixture->peer);
  g_clear_object (&fixture->thread);
  g_clear_object (&fixture->settings);
  g_unlink (fixture->path);
  g_unlink (lock);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* A probe's greeting and measures, a command to it, and what a peer of echoes says. */
static void
record (Fixture *fixture, guint n_measures, gint64 rtt_us)
{
  SondeStoreWriter *writer = sonde_store_writer_open (fixture->path, NULL);
  const struct
  {
    SondeDirection direction;
    SondeOpcode opcode;
    const char *text;
  } rows[] = {
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_PING, "" },
    { SONDE_DIRECTION_SENT, SONDE_OPCODE_PONG, "" },
    { SONDE_DIRECTION_SENT, SONDE_OPCODE_TEXT, "{\"etat\":\"off\"}" },
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, "{\"type\":\"etat\",\"etat\":\"off\"}" },
    { SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_BINARY, "\1\2\377" },
  };

  g_assert_nonnull (writer);
  g_assert_true (sonde_store_writer_begin (writer, NULL));
  for (guint i = 0; i < n_measures; i++)
    g_assert_true (sonde_store_writer_add_message (
        writer, START_US + i, SONDE_DIRECTION_RECEIVED, SONDE_OPCODE_TEXT, rtt_us,
        "{\"temperature\":20}", strlen ("{\"temperature\":20}"), NULL));
  for (gsize i = 0; i < (n_measures > 0 ? G_N_ELEMENTS (rows) : 0); i++)
    g_assert_true (sonde_store_writer_add_message (writer, START_US + n_measures + (gint64) i,
                                                   rows[i].direction, rows[i].opcode, -1,
                                                   rows[i].text, strlen (rows[i].text), NULL));
  g_assert_true (sonde_store_writer_commit (writer, NULL));
  g_assert_true (sonde_store_writer_close (writer, NULL));
}

static void
show (Fixture *fixture)
{
  fixture->peer = sonde_peer_new_for_file (fixture->thread, fixture->path);
  fixture->page = g_object_new (SONDE_TYPE_MESSAGES_PAGE, "settings", fixture->settings, "peer",
                                fixture->peer, NULL);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 900, 600);
  gtk_window_set_child (fixture->window, fixture->page);
  gtk_window_present (fixture->window);
}

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited in vain for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_for_view (Fixture *fixture, const char *wanted)
{
  guint deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, (gpointer) wanted);
  gboolean shown = FALSE;

  while (!shown)
    {
      g_autofree char *view = NULL;

      g_main_context_iteration (NULL, TRUE);
      g_object_get (fixture->page, "view", &view, NULL);
      shown = g_str_equal (view, wanted) &&
              !sonde_message_loader_is_loading (sonde_peer_get_loader (fixture->peer));
    }
  g_source_remove (deadline_id);
}

static void
wait_for_count (Fixture *fixture, guint wanted)
{
  guint deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, "messages in the list");
  guint n_messages = G_MAXUINT;

  while (n_messages != wanted)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (fixture->page, "n-messages", &n_messages, NULL);
    }
  g_source_remove (deadline_id);
}

static char *
wait_for_excess (Fixture *fixture)
{
  guint deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, "a word of what has no room");
  char *excess = NULL;

  while (excess == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (fixture->page, "excess", &excess, NULL);
    }
  g_source_remove (deadline_id);

  return excess;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
shows_composer (Fixture *fixture)
{
  return gtk_widget_get_mapped (find (fixture->page, SONDE_TYPE_COMPOSER));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  GtkColumnView *view;
  g_autoptr (GListModel) columns = NULL;
  g_autoptr (GtkColumnViewColumn) rtt = NULL;
  g_autoptr (SondeMessageItem) item = NULL;
  g_autofree char *excess = NULL;
  g_autofree char *time = NULL;
  g_autofree char *preview = NULL;

  record (fixture, 7, -1);
  show (fixture);
  wait_for_view (fixture, "list");
  wait_for_count (fixture, 12);
  g_assert_false (shows_composer (fixture));
  g_object_get (fixture->page, "excess", &excess, NULL);
  g_assert_null (excess);

  /* A message is all that it was, and says of which day it is. */
  view = GTK_COLUMN_VIEW (find (fixture->page, GTK_TYPE_COLUMN_VIEW));
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_column_view_get_model (view)), 11);
  g_object_get (fixture->page, "selected-item", &item, NULL);
  g_object_get (item, "time", &time, "preview", &preview, NULL);
  g_assert_cmpstr (preview, ==, "01 02 ff");
  g_assert_nonnull (strstr (time, "11/1")); /* the 14th or the 15th, by the zone */
  g_assert_cmpint (sonde_message_get_time_us (sonde_message_item_get_message (item)), ==,
                   START_US + 11);

  columns = g_object_ref (gtk_column_view_get_columns (view));
  rtt = g_list_model_get_item (columns, 4);
  g_assert_cmpstr (gtk_column_view_column_get_title (rtt), ==, "Round trip");
  g_assert_false (gtk_column_view_column_get_visible (rtt));

  /* Nothing of a recording can be cleared away. */
  gtk_widget_activate_action (fixture->page, "messages.clear", NULL);
  wait_for_count (fixture, 12);
}

/* The filter and the search are those of a live connection. */
static void
test_filter (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *directions;

  record (fixture, 7, -1);
  show (fixture);
  wait_for_count (fixture, 12);
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->page, GTK_TYPE_SEARCH_ENTRY)), "ETAT");
  wait_for_count (fixture, 2);
  directions = GTK_DROP_DOWN (find (fixture->page, GTK_TYPE_DROP_DOWN));
  gtk_drop_down_set_selected (directions, 2);
  wait_for_count (fixture, 1);
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->page, GTK_TYPE_SEARCH_ENTRY)), "nowhere");
  wait_for_view (fixture, "no-match");
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->page, GTK_TYPE_SEARCH_ENTRY)), "");
  gtk_drop_down_set_selected (directions, 0);
  wait_for_count (fixture, 12);
}

static void
test_round_trips (Fixture *fixture, gconstpointer data)
{
  GtkColumnView *view;
  g_autoptr (GtkColumnViewColumn) rtt = NULL;

  record (fixture, 1, 1500);
  show (fixture);
  wait_for_view (fixture, "list");
  view = GTK_COLUMN_VIEW (find (fixture->page, GTK_TYPE_COLUMN_VIEW));
  rtt = g_list_model_get_item (gtk_column_view_get_columns (view), 4);
  g_assert_true (gtk_column_view_column_get_visible (rtt));
}

/* Of more than there is room for, it shows the newest, and says so whatever the filter. */
static void
test_excess (Fixture *fixture, gconstpointer data)
{
  g_autofree char *excess = NULL;
  g_autofree char *filtered = NULL;

  record (fixture, 2000, -1);
  show (fixture);
  sonde_message_log_set_bounds (sonde_session_get_log (sonde_peer_get_session (fixture->peer)), 100,
                                1 << 20);
  excess = wait_for_excess (fixture);
  g_assert_true (g_str_has_prefix (excess, "The newest 100 of 2005."));
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->page, GTK_TYPE_SEARCH_ENTRY)), "etat");
  wait_for_count (fixture, 2);
  g_object_get (fixture->page, "excess", &filtered, NULL);
  g_assert_cmpstr (filtered, ==, excess);
}

static void
test_unrecorded (Fixture *fixture, gconstpointer data)
{
  record (fixture, 0, -1);
  show (fixture);
  wait_for_view (fixture, "unrecorded");
  g_assert_false (shows_composer (fixture));

  /* What is recorded meanwhile is there the next time that the page shows. */
  record (fixture, 3, -1);
  gtk_widget_set_visible (fixture->page, FALSE);
  gtk_widget_set_visible (fixture->page, TRUE);
  wait_for_view (fixture, "list");
  wait_for_count (fixture, 8);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *problem = NULL;

  g_assert_true (g_file_set_contents (
      fixture->path, "This is no recording, and long enough to be taken for one.", -1, NULL));
  show (fixture);
  wait_for_view (fixture, "failed");
  g_object_get (fixture->page, "problem", &problem, NULL);
  g_assert_nonnull (strstr (problem, "it is no recording"));
}

/* The page of a connection is as it was when it shows again. */
static void
test_live_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new ("ws://127.0.0.1:9", NULL);
  g_autoptr (SondePeer) live = sonde_peer_new (fixture->thread, endpoint);
  g_autofree char *view = NULL;

  record (fixture, 7, -1);
  show (fixture);
  wait_for_count (fixture, 12);
  g_object_set (fixture->page, "peer", live, NULL);
  g_object_get (fixture->page, "view", &view, NULL);
  g_assert_cmpstr (view, ==, "empty");
  g_assert_true (shows_composer (fixture));
  g_object_set (fixture->page, "peer", fixture->peer, NULL);
  wait_for_count (fixture, 12);
  g_assert_false (shows_composer (fixture));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());

#define ADD(name, function)                                                                        \
  g_test_add ("/recorded-messages/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("list", test_list);
  ADD ("filter", test_filter);
  ADD ("round-trips", test_round_trips);
  ADD ("excess", test_excess);
  ADD ("unrecorded", test_unrecorded);
  ADD ("damaged", test_damaged);
  ADD ("live-again", test_live_again);

  return g_test_run ();
}
