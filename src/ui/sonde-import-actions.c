/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sonde-import-actions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sonde-message-dialog.h"
#include "sonde-peer-recording.h"
#include "sonde-progress-dialog.h"
#include "sonde-table-import.h"

static const char *const endings[] = { "csv", "tsv", "jsonl", "ndjson", "json" };

/* What follows an import until it has ended. */
typedef struct
{
  SondeWindow *window;
  SondeProgressDialog *dialog;
  char *table_name;
  char *recording_path;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->window);
  g_free (import->table_name);
  g_free (import->recording_path);
  g_free (import);
}

static char *
get_display_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_filename_display_name (base);
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GError) error = NULL;
  guint64 n_rows = 0;

  sonde_progress_dialog_finish (import->dialog);
  if (sonde_table_import_run_finish (SONDE_TABLE_IMPORT (source), result, &n_rows, &error))
    {
      g_autofree char *title = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%llu measure imported", "%llu measures imported",
                       (gulong) n_rows),
          (unsigned long long) n_rows);

      sonde_window_open_recording (import->window, import->recording_path);
      sonde_window_add_toast (import->window, title);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Translators: the heading of a message; %s is a file. */
      g_autofree char *heading = g_strdup_printf (_ ("Could Not Import “%s”"), import->table_name);

      sonde_message_dialog_tell_error (GTK_ROOT (import->window), heading, error);
    }
  import_free (import);
}

/**
 * sonde_import_begin:
 * @window: a window, which shows the recording when it is made
 * @table_path: a table or JSON lines
 * @recording_path: the recording to make; one that is there already goes once the new one is whole
 *
 * Imports, with a dialog that says how far it has come where that takes a while.
 */
void
sonde_import_begin (SondeWindow *window, const char *table_path, const char *recording_path)
{
  g_autoptr (SondeTableImport) job = sonde_table_import_new (table_path, recording_path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *heading = NULL;
  Import *import = g_new0 (Import, 1);

  import->window = g_object_ref (window);
  import->table_name = get_display_name (table_path);
  import->recording_path = g_strdup (recording_path);
  heading = g_strdup_printf (_ ("Importing “%s”…"), import->table_name);
  import->dialog = sonde_progress_dialog_new (GTK_WINDOW (window), heading, cancellable);
  sonde_progress_dialog_follow (import->dialog, sonde_table_import_get_progress (job));
  sonde_table_import_set_replaces (job, TRUE);
  sonde_table_import_run_async (job, cancellable, on_imported, import);
}

static void
free_chooser (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static void
show_chooser (GtkFileChooserNative *chooser)
{
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser, "response", G_CALLBACK (gtk_native_dialog_destroy), chooser,
                         free_chooser, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static SondeWindow *
get_window (GtkFileChooserNative *chooser)
{
  return SONDE_WINDOW (gtk_native_dialog_get_transient_for (GTK_NATIVE_DIALOG (chooser)));
}

static void
on_target_chosen (GtkFileChooserNative *chooser, int response, GFile *table)
{
  g_autofree char *table_path = g_file_get_path (table);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *recording_path = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    {
      sonde_window_add_toast (get_window (chooser), _ ("Choose a folder of this computer."));
      return;
    }

  recording_path = g_str_has_suffix (path, SONDE_RECORDING_SUFFIX)
                       ? g_strdup (path)
                       : g_strconcat (path, SONDE_RECORDING_SUFFIX, NULL);
  sonde_import_begin (get_window (chooser), table_path, recording_path);
}

/**
 * sonde_import_choose_target:
 * @window: a window
 * @table: a table or JSON lines
 *
 * Asks where the recording of a table goes, and imports it.
 */
void
sonde_import_choose_target (SondeWindow *window, GFile *table)
{
  g_autoptr (GFile) folder = g_file_get_parent (table);
  g_autofree char *path = g_file_get_path (table);
  g_autofree char *name = NULL;
  g_autofree char *suggestion = NULL;
  GtkFileChooserNative *chooser;
  char *dot;

  if (path == NULL)
    {
      sonde_window_add_toast (window, _ ("Only files of this computer can be imported"));
      return;
    }

  name = get_display_name (path);
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  suggestion = g_strconcat (name, SONDE_RECORDING_SUFFIX, NULL);
  chooser = gtk_file_chooser_native_new (_ ("Save the Import As"), GTK_WINDOW (window),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Import"),
                                         _ ("_Cancel"));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), suggestion);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_target_chosen), table, 0);
  g_object_set_data_full (G_OBJECT (chooser), "table", g_object_ref (table), g_object_unref);
  show_chooser (chooser);
}

/**
 * sonde_import_takes:
 *
 * Returns: whether the name of a file is that of a table or of JSON lines
 */
gboolean
sonde_import_takes (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;
  const char *dot = lower != NULL ? strrchr (lower, '.') : NULL;

  for (gsize i = 0; dot != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_equal (dot + 1, endings[i]))
      return TRUE;

  return FALSE;
}

static void
on_table_chosen (GtkFileChooserNative *chooser, int response)
{
  g_autoptr (GFile) table = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && table != NULL)
    sonde_import_choose_target (get_window (chooser), table);
}

static void
import_table (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Import"), GTK_WINDOW (widget),
                                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                                               _ ("_Import"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Tables and JSON lines"));
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (filter, endings[i]);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  g_signal_connect (chooser, "response", G_CALLBACK (on_table_chosen), NULL);
  show_chooser (chooser);
}

/**
 * sonde_import_actions_install:
 * @widget_class: the class of the window
 */
void
sonde_import_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_table);
}
