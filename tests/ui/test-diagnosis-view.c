/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "sonde-diagnosis-view.h"
#include "sonde-ui-resources.h"

#define LIMIT_S 15

static gboolean
on_deadline (gpointer what)
{
  g_error ("Waited in vain for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static GtkLabel *
find_label (GtkWidget *widget, const char *text)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return GTK_LABEL (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* A port that is taken, and at which nothing listens. */
static GSocket *
take_port (char **uri)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                  NULL);

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  *uri = g_strdup_printf ("ws://127.0.0.1:%u/",
                          (guint) g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return socket;
}

static void
test_refused (void)
{
  g_autofree char *uri = NULL;
  g_autofree char *report = NULL;
  g_autoptr (GSocket) socket = take_port (&uri);
  g_autoptr (SondeEndpoint) endpoint = sonde_endpoint_new (uri, NULL);
  SondeNetThread *thread = sonde_net_thread_new ("test-net");
  SondePeer *peer;
  GtkWidget *view;
  GtkWindow *window;
  guint deadline_id;

  sonde_endpoint_set_reconnects (endpoint, FALSE);
  peer = sonde_peer_new (thread, endpoint);
  view = g_object_new (SONDE_TYPE_DIAGNOSIS_VIEW, "peer", peer, NULL);
  window = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
  gtk_window_set_child (window, view);
  gtk_window_present (window);
  g_assert_false (gtk_widget_get_visible (view));

  sonde_peer_connect (peer);
  deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, (gpointer) "the diagnosis");
  while (!gtk_widget_get_visible (view))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);
  g_assert_nonnull (find_label (view, "Check that the server was started"));
  g_assert_nonnull (find_label (view, "Connection refused"));
  g_assert_nonnull (find_label (view, "127.0.0.1:"));

  gtk_widget_activate_action (view, "diagnosis.copy-report", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (view), NULL, on_text, &report);
  deadline_id = g_timeout_add_seconds (LIMIT_S, on_deadline, (gpointer) "the report");
  while (report == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline_id);
  g_assert_nonnull (strstr (report, uri));
  g_assert_nonnull (strstr (report, "Connection refused (refused)"));
  g_assert_nonnull (strstr (report, "1. Check that the server was started"));

  g_object_ref (view);
  gtk_window_destroy (window);
  g_clear_object (&window);
  g_assert_finalize_object (view);
  g_assert_finalize_object (peer);
  g_assert_finalize_object (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (sonde_ui_get_resource ());

  g_test_add_func ("/diagnosis-view/refused", test_refused);

  return g_test_run ();
}
