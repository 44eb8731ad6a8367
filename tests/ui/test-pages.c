/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "sonde-accept-dialog.h"
#include "sonde-dashboard-page.h"
#include "sonde-endpoint-editor.h"
#include "sonde-frames-view.h"
#include "sonde-handshake-view.h"
#include "sonde-messages-page.h"
#include "sonde-mock-page.h"
#include "sonde-peer-store.h"
#include "sonde-preferences.h"
#include "sonde-settings.h"
#include "sonde-sidebar.h"
#include "sonde-ui-resources.h"
#include "sonde-welcome-page.h"
#include "sonde-window.h"
#include "sonde-wire-page.h"

#define LIMIT_S 15

/* Every page must go away when its window does: what stays behind leaks and keeps drawing. */
typedef struct
{
  GSettings *settings;
  SondeNetThread *thread;
  SondeDemo *demo;
  SondePeerStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->settings = sonde_settings_open (&error);
  g_assert_no_error (error);
  fixture->thread = sonde_net_thread_new ("test-net");
  fixture->demo = sonde_demo_new ();
  sonde_demo_set_seed (fixture->demo, 7);
  g_object_set (fixture->demo, "first-period", 50, NULL);
  fixture->store = sonde_peer_store_new (fixture->thread, fixture->demo, fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->store);
  g_assert_finalize_object (fixture->demo);
  g_clear_object (&fixture->thread);
  g_clear_object (&fixture->settings);
}

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
has_measures (gpointer data)
{
  return sonde_peer_get_status (data)->n_measures >= 3;
}

static gboolean
is_etat_off (gpointer data)
{
  return sonde_peer_get_status (data)->etat == SONDE_ETAT_OFF;
}

static gboolean
has_data (gpointer data)
{
  gboolean has = FALSE;

  g_object_get (data, "has-data", &has, NULL);
  return has;
}

static gboolean
lists_messages (gpointer data)
{
  guint n_messages = 0;

  g_object_get (data, "n-messages", &n_messages, NULL);
  return n_messages >= 5;
}

/* Puts a page into a window, runs the check, and sees both go away. */
static void
show_and_finalize (GtkWidget *page, Condition condition, const char *what)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  if (condition != NULL)
    wait_until (condition, page, what);
  g_object_ref (page);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (page);
}

static SondePeer *
connect_demo (Fixture *fixture)
{
  SondePeer *peer = sonde_peer_store_get_demo (fixture->store);

  sonde_peer_connect (peer);
  wait_until (has_measures, peer, "three measures of the embedded probe");
  return peer;
}

static void
test_dashboard (Fixture *fixture, gconstpointer data)
{
  SondePeer *peer = connect_demo (fixture);

  show_and_finalize (g_object_new (SONDE_TYPE_DASHBOARD_PAGE, "peer", peer, NULL), has_data,
                     "tiles and charts");
}

static void
test_dashboard_idle (Fixture *fixture, gconstpointer data)
{
  SondePeer *peer = sonde_peer_store_get_demo (fixture->store);

  show_and_finalize (g_object_new (SONDE_TYPE_DASHBOARD_PAGE, "peer", peer, NULL), NULL, NULL);
  show_and_finalize (g_object_new (SONDE_TYPE_DASHBOARD_PAGE, NULL), NULL, NULL);
}

static void
test_range (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkWidget) page = g_object_ref_sink (g_object_new (SONDE_TYPE_DASHBOARD_PAGE, NULL));
  g_autofree char *range = NULL;
  gboolean following = TRUE;

  g_assert_true (gtk_widget_activate_action (page, "dashboard.range", "s", "hour"));
  g_object_get (page, "range", &range, NULL);
  g_assert_cmpstr (range, ==, "hour");
  gtk_widget_activate_action (page, "dashboard.following", NULL);
  g_object_get (page, "following", &following, NULL);
  g_assert_false (following);
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  SondePeer *peer = connect_demo (fixture);

  show_and_finalize (
      g_object_new (SONDE_TYPE_MESSAGES_PAGE, "settings", fixture->settings, "peer", peer, NULL),
      lists_messages, "five messages in the list");
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
shows_dial (gpointer data)
{
  g_autoptr (SondeDialRecord) dial = NULL;

  g_object_get (find (data, SONDE_TYPE_HANDSHAKE_VIEW), "dial", &dial, NULL);
  return dial != NULL && dial->answer != NULL;
}

static gboolean
lists_frames (gpointer data)
{
  GtkWidget *view = find (find (data, SONDE_TYPE_FRAMES_VIEW), GTK_TYPE_COLUMN_VIEW);

  sonde_wire_page_show_part (data, "frames");
  return g_list_model_get_n_items (
             G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)))) >= 5;
}

static void
test_wire (Fixture *fixture, gconstpointer data)
{
  SondePeer *peer = connect_demo (fixture);

  show_and_finalize (g_object_new (SONDE_TYPE_WIRE_PAGE, "peer", peer, NULL), shows_dial,
                     "the handshake");
  show_and_finalize (g_object_new (SONDE_TYPE_WIRE_PAGE, "peer", peer, NULL), lists_frames,
                     "five frames in the list");
}

static void
test_wire_idle (Fixture *fixture, gconstpointer data)
{
  SondePeer *peer = sonde_peer_store_get_demo (fixture->store);

  show_and_finalize (g_object_new (SONDE_TYPE_WIRE_PAGE, "peer", peer, NULL), NULL, NULL);
  show_and_finalize (g_object_new (SONDE_TYPE_WIRE_PAGE, NULL), NULL, NULL);
}

static void
test_mock (Fixture *fixture, gconstpointer data)
{
  show_and_finalize (g_object_new (SONDE_TYPE_MOCK_PAGE, "demo", fixture->demo, NULL), NULL, NULL);
}

static void
test_welcome (Fixture *fixture, gconstpointer data)
{
  show_and_finalize (g_object_new (SONDE_TYPE_WELCOME_PAGE, NULL), NULL, NULL);
}

static void
test_sidebar (Fixture *fixture, gconstpointer data)
{
  SondeSidebar *sidebar = g_object_new (SONDE_TYPE_SIDEBAR, NULL);
  SondePeer *demo = sonde_peer_store_get_demo (fixture->store);

  sonde_sidebar_set_store (sidebar, fixture->store);
  g_assert_null (sonde_sidebar_get_peer (sidebar));
  sonde_sidebar_set_peer (sidebar, demo);
  g_assert_true (sonde_sidebar_get_peer (sidebar) == demo);
  show_and_finalize (GTK_WIDGET (sidebar), NULL, NULL);
}

static void
finalize_window (GtkWindow *window)
{
  gtk_window_present (window);
  g_object_ref (window);
  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
}

static void
test_dialogs (Fixture *fixture, gconstpointer data)
{
  SondePeer *demo = sonde_peer_store_get_demo (fixture->store);

  finalize_window (sonde_endpoint_editor_new (NULL, NULL));
  finalize_window (sonde_endpoint_editor_new (NULL, sonde_peer_get_endpoint (demo)));
  finalize_window (sonde_accept_dialog_new (NULL, NULL, NULL));
  finalize_window (sonde_preferences_new (NULL, fixture->settings, NULL));
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  SondeWindow *window = sonde_window_new (NULL, fixture->store, fixture->demo, fixture->settings);
  SondePeer *demo = sonde_peer_store_get_demo (fixture->store);
  g_autoptr (GError) error = NULL;

  gtk_window_present (GTK_WINDOW (window));
  g_assert_null (sonde_window_get_peer (window));
  sonde_window_try_demo (window);
  g_assert_true (sonde_window_get_peer (window) == demo);
  wait_until (has_measures, demo, "three measures after trying the demo");
  sonde_session_send_etat (sonde_peer_get_session (demo), FALSE);
  wait_until (is_etat_off, demo, "the announcement that the probe is off");
  sonde_window_show_page (window, "messages");
  sonde_window_show_page (window, "wire");
  sonde_window_show_page (window, "frames");
  sonde_window_show_page (window, "mock");
  sonde_window_show_page (window, "dashboard");
  g_assert_false (sonde_window_open_address (window, "http://example.org", &error));
  g_assert_nonnull (error);
  sonde_window_set_peer (window, NULL);
  finalize_window (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/pages/dashboard", test_dashboard }, { "/pages/dashboard-idle", test_dashboard_idle },
    { "/pages/range", test_range },         { "/pages/messages", test_messages },
    { "/pages/wire", test_wire },           { "/pages/wire-idle", test_wire_idle },
    { "/pages/mock", test_mock },           { "/pages/welcome", test_welcome },
    { "/pages/sidebar", test_sidebar },     { "/pages/dialogs", test_dialogs },
    { "/pages/window", test_window },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (gtk_init_check ());
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
