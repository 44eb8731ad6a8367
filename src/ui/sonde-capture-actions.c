/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-capture-actions.h"

#include <glib/gi18n.h>

#include "sonde-capture-window.h"
#include "sonde-capture-writer.h"
#include "sonde-capture.h"
#include "sonde-error.h"
#include "sonde-message-dialog.h"
#include "sonde-progress-dialog.h"

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

/* What follows the work on a file until it has ended. */
typedef struct
{
  GtkWidget *widget;
  SondeProgressDialog *dialog;
  SondeProgress *progress;
  GCancellable *cancellable;
  char *name; /* of the file, for people */
} Work;

static Work *
work_new (GtkWidget *widget, GFile *file, const char *heading)
{
  g_autofree char *base = g_file_get_basename (file);
  Work *work = g_new0 (Work, 1);

  work->widget = g_object_ref (widget);
  work->progress = sonde_progress_new ();
  work->cancellable = g_cancellable_new ();
  work->name = g_filename_display_name (base);
  work->dialog = sonde_progress_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading,
                                            work->cancellable);
  sonde_progress_dialog_follow (work->dialog, work->progress);
  return work;
}

static void
work_free (Work *work)
{
  sonde_progress_dialog_finish (work->dialog);
  g_object_unref (work->progress);
  g_object_unref (work->cancellable);
  g_object_unref (work->widget);
  g_free (work->name);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

/* Who stopped the work knows. */
static void
tell_failure (Work *work, const char *heading, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (work->widget);

  if (root != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sonde_message_dialog_tell_error (root, heading, error);
}

static void
on_written (GObject *log, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *heading = NULL;

  if (sonde_capture_write_finish (SONDE_FRAME_LOG (log), result, &error))
    {
      gtk_widget_activate_action (work->widget, "win.toast", "s", _ ("Capture saved"));
      return;
    }
  /* Translators: the heading of a message; %s is a file. */
  heading = g_strdup_printf (_ ("Could Not Save “%s”"), work->name);
  tell_failure (work, heading, error);
}

static void
on_save_chosen (GtkFileChooserNative *chooser, int response, GtkWidget *widget)
{
  SondeFrameLog *log = g_object_get_data (G_OBJECT (chooser), "log");
  g_autoptr (GFile) file = NULL;
  Work *work;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  work = work_new (widget, file, _ ("Saving the Capture…"));
  sonde_capture_write_async (log, file, work->progress, work->cancellable, on_written, work);
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

static gboolean
check_connections (const SondeCapture *capture, GError **error)
{
  guint first;
  guint end;

  sonde_frame_log_get_dial_range (capture->log, &first, &end);
  if (first < end)
    return TRUE;
  g_set_error_literal (error, SONDE_ERROR, SONDE_ERROR_FAILED,
                       capture->n_encrypted > 0
                           ? _ ("The connections in the capture are encrypted, and cannot be read")
                           : _ ("There is no WebSocket handshake in the capture"));
  return FALSE;
}

static void
on_read (GObject *file, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Work) work = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SondeCapture) capture = sonde_capture_read_finish (G_FILE (file), result, &error);
  GtkRoot *root = gtk_widget_get_root (work->widget);
  g_autofree char *heading = NULL;

  if (root == NULL)
    return;
  if (capture != NULL && check_connections (capture, &error))
    {
      gtk_window_present (
          GTK_WINDOW (sonde_capture_window_new (GTK_WINDOW (root), capture, work->name)));
      return;
    }
  /* Translators: the heading of a message; %s is a file. */
  heading = g_strdup_printf (_ ("Could Not Open “%s”"), work->name);
  tell_failure (work, heading, error);
}

/**
 * sonde_capture_actions_open_file:
 * @widget: in the window that asks
 * @file: a capture file
 *
 * Shows the frames of a capture file in a window of their own.
 */
void
sonde_capture_actions_open_file (GtkWidget *widget, GFile *file)
{
  Work *work = work_new (widget, file, _ ("Opening the Capture…"));

  sonde_capture_read_async (file, work->progress, work->cancellable, on_read, work);
}

static void
on_open_chosen (GtkFileChooserNative *chooser, int response, GtkWidget *widget)
{
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  sonde_capture_actions_open_file (widget, file);
}

/**
 * sonde_capture_actions_open:
 * @widget: in the window that asks
 *
 * Asks for a capture file, and shows its frames in a window of their own.
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
