/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-actions.h"

#include <glib/gi18n.h>

#include "sonde-capture-window.h"
#include "sonde-capture-writer.h"
#include "sonde-capture.h"

static void
tell (GtkWidget *widget, const char *text)
{
  gtk_widget_activate_action (widget, "win.toast", "s", text);
}

static void
free_chooser (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (gsize i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

static GtkFileChooserNative *
create_chooser (GtkWidget *widget,
                const char *title,
                GtkFileChooserAction action,
                const char *accept)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (gtk_widget_get_root (widget)), action, accept, _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}

static void
on_written (GObject *log, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (sonde_capture_write_finish (SONDE_FRAME_LOG (log), result, &error))
    tell (widget, _ ("Capture saved"));
  else
    tell (widget, error->message);
}

static void
on_save_chosen (GtkFileChooserNative *chooser, int response, GtkWidget *widget)
{
  SondeFrameLog *log = g_object_get_data (G_OBJECT (chooser), "log");
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  sonde_capture_write_async (log, file, NULL, on_written, g_object_ref (widget));
}

/**
 * sonde_capture_actions_save:
 * @widget: in the window that asks
 * @peer: whose frames and handshakes to save, as they are once the file is chosen
 */
void
sonde_capture_actions_save (GtkWidget *widget, SondePeer *peer)
{
  static const char *const pcapng[] = { "pcapng", NULL };
  static const char *const har[] = { "har", NULL };
  SondeFrameLog *log = sonde_session_get_frame_log (sonde_peer_get_session (peer));
  GtkFileChooserNative *chooser = create_chooser (widget, _ ("Save Capture"),
                                                  GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));

  add_filter (chooser, _ ("Packets, for Wireshark (.pcapng)"), pcapng);
  add_filter (chooser, _ ("Messages, as browsers have them (.har)"), har);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "sonde.pcapng");
  g_object_set_data_full (G_OBJECT (chooser), "log", g_object_ref (log), g_object_unref);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_save_chosen), g_object_ref (widget),
                         free_chooser, 0);
  g_signal_connect_after (chooser, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_read (GObject *file, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeCapture) capture = sonde_capture_read_finish (G_FILE (file), result, &error);
  GtkRoot *root = gtk_widget_get_root (widget);
  guint first;
  guint end;

  if (capture == NULL)
    {
      tell (widget, error->message);
      return;
    }
  sonde_frame_log_get_dial_range (capture->log, &first, &end);
  if (first == end && capture->n_encrypted > 0)
    tell (widget, _ ("The connections in the capture are encrypted, and cannot be read"));
  else if (first == end)
    tell (widget, _ ("There is no WebSocket handshake in the capture"));
  else if (root != NULL)
    {
      g_autofree char *base = g_file_get_basename (G_FILE (file));
      g_autofree char *name = g_filename_display_name (base);
      GtkWidget *window = sonde_capture_window_new (GTK_WINDOW (root), capture, name);

      gtk_window_present (GTK_WINDOW (window));
    }
}

static void
on_open_chosen (GtkFileChooserNative *chooser, int response, GtkWidget *widget)
{
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  sonde_capture_read_async (file, NULL, on_read, g_object_ref (widget));
}

/**
 * sonde_capture_actions_open:
 * @widget: in the window that asks
 *
 * Shows the frames of a capture file in a window of their own.
 */
void
sonde_capture_actions_open (GtkWidget *widget)
{
  static const char *const captures[] = { "pcapng", "pcap", "cap", NULL };
  GtkFileChooserNative *chooser = create_chooser (widget, _ ("Open Capture"),
                                                  GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));

  add_filter (chooser, _ ("Captures of packets"), captures);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_open_chosen), g_object_ref (widget),
                         free_chooser, 0);
  g_signal_connect_after (chooser, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
