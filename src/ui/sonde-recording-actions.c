/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-recording-actions.h"

#include <glib/gi18n.h>

#include "sonde-message-dialog.h"
#include "sonde-progress-dialog.h"
#include "sonde-recording-save.h"

#define MAX_NOTE_LENGTH 1000

static SondePeerRecording *
get_recording (SondeWindow *window)
{
  SondePeer *peer = sonde_window_get_peer (window);

  return peer != NULL ? sonde_peer_get_recording (peer) : NULL;
}

static void
free_chooser (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static GtkFileFilter *
create_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Sonde recordings"));
  gtk_file_filter_add_suffix (filter, "sonde");

  return filter;
}

static GtkFileChooserNative *
create_chooser (SondeWindow *window,
                const char *title,
                GtkFileChooserAction action,
                const char *accept)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (window), action,
                                                               accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = create_filter ();

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);

  return chooser;
}

/* What follows a save until it has ended. */
typedef struct
{
  SondeWindow *window;
  SondeProgressDialog *dialog;
  char *target;
} Save;

static void
on_save_progress (double fraction, gpointer user_data)
{
  sonde_progress_dialog_set_fraction (((Save *) user_data)->dialog, fraction);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (save->target);

  sonde_progress_dialog_finish (save->dialog);
  if (sonde_recording_save_finish (SONDE_PEER_RECORDING (source), result, &error))
    {
      g_autofree char *title = g_strdup_printf (_ ("Saved as “%s”"), name);

      sonde_window_add_toast (save->window, title);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sonde_message_dialog_tell (GTK_ROOT (save->window), _ ("Could Not Save the Recording"),
                               error->message);
  g_object_unref (save->window);
  g_free (save->target);
  g_free (save);
}

static void
on_save_chosen (GtkFileChooserNative *chooser, int response, SondePeerRecording *recording)
{
  SondeWindow *window = SONDE_WINDOW (
      gtk_native_dialog_get_transient_for (GTK_NATIVE_DIALOG (chooser)));
  g_autoptr (GFile) file = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *path = NULL;
  Save *save;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    {
      sonde_message_dialog_tell (GTK_ROOT (window), _ ("Could Not Save the Recording"),
                                 _ ("Choose a folder of this computer."));
      return;
    }

  save = g_new0 (Save, 1);
  save->window = g_object_ref (window);
  save->target = g_str_has_suffix (path, SONDE_RECORDING_SUFFIX)
                     ? g_strdup (path)
                     : g_strconcat (path, SONDE_RECORDING_SUFFIX, NULL);
  save->dialog = sonde_progress_dialog_new (GTK_WINDOW (window), _ ("Saving the Recording…"),
                                            cancellable);
  sonde_recording_save_async (recording, save->target, on_save_progress, save, cancellable,
                              on_saved, save);
}

static char *
suggest_name (SondePeer *peer)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("%s %s" SONDE_RECORDING_SUFFIX,
                                           sonde_peer_get_name (peer), date);

  return g_strdelimit (g_steal_pointer (&name), "/\\:", '-');
}

static void
save_recording (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondeWindow *window = SONDE_WINDOW (widget);
  SondePeerRecording *recording = get_recording (window);
  GtkFileChooserNative *chooser;
  g_autofree char *name = NULL;

  if (recording == NULL)
    return;

  name = suggest_name (sonde_window_get_peer (window));
  chooser = create_chooser (window, _ ("Save Recording"), GTK_FILE_CHOOSER_ACTION_SAVE,
                            _ ("_Save"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_save_chosen), recording, 0);
  g_signal_connect_data (chooser, "response", G_CALLBACK (gtk_native_dialog_destroy), chooser,
                         free_chooser, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * sonde_recording_actions_open:
 * @window: a window
 * @file: a recording
 *
 * Shows a recording, or says why it cannot be.
 */
void
sonde_recording_actions_open (SondeWindow *window, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL)
    sonde_window_add_toast (window, _ ("Only recordings of this computer can be opened"));
  else
    sonde_window_open_recording (window, path);
}

static void
on_open_chosen (GtkFileChooserNative *chooser, int response)
{
  SondeWindow *window = SONDE_WINDOW (
      gtk_native_dialog_get_transient_for (GTK_NATIVE_DIALOG (chooser)));
  g_autoptr (GListModel) files = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      sonde_recording_actions_open (window, file);
    }
}

static void
open_recording (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = create_chooser (SONDE_WINDOW (widget), _ ("Open Recording"),
                                                  GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (on_open_chosen), NULL);
  g_signal_connect_data (chooser, "response", G_CALLBACK (gtk_native_dialog_destroy), chooser,
                         free_chooser, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
show_recording (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondePeerRecording *recording = get_recording (SONDE_WINDOW (widget));
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (recording == NULL)
    return;

  file = g_file_new_for_path (sonde_peer_recording_get_path (recording));
  folder = g_file_get_parent (file);
  uri = g_file_get_uri (folder);
  gtk_show_uri (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME);
}

/* A note about the moment at which somebody asked for it. */
typedef struct
{
  SondePeerRecording *recording;
  GtkEditable *entry;
  gint64 time_us;
} Note;

static void
note_free (gpointer data, GClosure *closure)
{
  Note *note = data;

  g_object_unref (note->recording);
  g_free (note);
}

static void
on_note_response (Note *note, const char *response)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (note->entry)));

  if (g_str_equal (response, "add") && *text != '\0')
    sonde_peer_recording_add_note (note->recording, note->time_us, text);
}

static void
on_note_changed (AdwMessageDialog *dialog, GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "add", *text != '\0');
}

/* What becomes of a note, in the words of before it is typed: nobody looks for one that is gone. */
static char *
describe_note (SondePeerRecording *recording, const char *clock)
{
  SondeHistoryFile *file = sonde_peer_recording_get_file (recording);

  if (sonde_history_file_get_temporary (file))
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_ ("It marks %s in the charts until Sonde is closed."), clock);
  if (!sonde_history_file_get_enabled (file))
    return g_strdup_printf (
        /* Translators: %s is a time of day. */
        _ ("It marks %s in the charts. Recording is off: the note is kept only if the preferences "
           "turn it on before Sonde is closed."),
        clock);
  if (sonde_peer_recording_get_error (recording) != NULL)
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_ ("It marks %s in the charts and is kept in the recording once that "
                               "can be written again."),
                            clock);
  /* Translators: %s is a time of day. */
  return g_strdup_printf (_ ("It marks %s in the charts and is kept in the recording."), clock);
}

static void
add_note (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SondePeerRecording *recording = get_recording (SONDE_WINDOW (widget));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%X");
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;
  GtkWidget *entry;
  Note *note;

  if (recording == NULL || sonde_peer_recording_is_file (recording))
    return;

  body = describe_note (recording, clock);
  dialog = sonde_message_dialog_new (GTK_ROOT (widget), _ ("Add Note"), body);
  entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_NOTE_LENGTH);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Window opened"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Note"),
                                  -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "add", _ ("_Add"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "add");
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_response_enabled (dialog, "add", FALSE);

  note = g_new0 (Note, 1);
  note->recording = g_object_ref (recording);
  note->entry = GTK_EDITABLE (entry);
  note->time_us = g_get_real_time ();
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_note_response), note, note_free,
                         G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_note_changed), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/**
 * sonde_recording_actions_install:
 * @widget_class: the class of the window
 */
void
sonde_recording_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-note", NULL, add_note);
  gtk_widget_class_install_action (widget_class, "win.save-recording", NULL, save_recording);
  gtk_widget_class_install_action (widget_class, "win.open-recording", NULL, open_recording);
  gtk_widget_class_install_action (widget_class, "win.show-recording", NULL, show_recording);
}

/**
 * sonde_recording_actions_update:
 * @window: a window
 *
 * Enables what can be done with the recording of its peer.
 */
void
sonde_recording_actions_update (SondeWindow *window)
{
  SondePeerRecording *recording = get_recording (window);
  const gboolean own = recording != NULL && !sonde_peer_recording_is_file (recording);

  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.add-note", own);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.save-recording", recording != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.show-recording", recording != NULL);
}
