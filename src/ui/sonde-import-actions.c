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
  GPtrArray *rest; /* GFile: the tables that come after this one */
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->window);
  g_free (import->table_name);
  g_free (import->recording_path);
  g_ptr_array_unref (import->rest);
  g_free (import);
}

static gpointer
copy_file (gconstpointer file, gpointer user_data)
{
  return g_object_ref ((gpointer) file);
}

static GPtrArray *
copy_files (GPtrArray *files, guint first)
{
  GPtrArray *copy = g_ptr_array_copy (files, copy_file, NULL);

  if (first > 0)
    g_ptr_array_remove_range (copy, 0, first);
  return copy;
}

static void
free_files (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

static void
on_failure_read (AdwMessageDialog *dialog, const char *response, GPtrArray *rest)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (window != NULL)
    sonde_import_choose_targets (SONDE_WINDOW (window), rest);
}

static void
tell_failure (const Import *import, const GError *error)
{
  /* Translators: the heading of a message; %s is a file. */
  g_autofree char *heading = g_strdup_printf (_ ("Could Not Import “%s”"), import->table_name);
  AdwMessageDialog *dialog = sonde_message_dialog_tell_error (GTK_ROOT (import->window), heading,
                                                              error);

  g_signal_connect_data (dialog, "response", G_CALLBACK (on_failure_read),
                         g_ptr_array_ref (import->rest), free_files, 0);
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
      sonde_import_choose_targets (import->window, import->rest);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      tell_failure (import, error);
    }
  import_free (import);
}

static void
begin (SondeWindow *window, const char *table_path, const char *recording_path, GPtrArray *rest)
{
  g_autoptr (SondeTableImport) job = sonde_table_import_new (table_path, recording_path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *heading = NULL;
  Import *import = g_new0 (Import, 1);

  import->window = g_object_ref (window);
  import->table_name = g_filename_display_basename (table_path);
  import->recording_path = g_strdup (recording_path);
  import->rest = g_ptr_array_ref (rest);
  heading = g_strdup_printf (_ ("Importing “%s”…"), import->table_name);
  import->dialog = sonde_progress_dialog_new (GTK_WINDOW (window), heading, cancellable);
  sonde_progress_dialog_follow (import->dialog, sonde_table_import_get_progress (job));
  sonde_table_import_set_replaces (job, TRUE);
  sonde_table_import_run_async (job, cancellable, on_imported, import);
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
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();

  begin (window, table_path, recording_path, rest);
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
on_target_chosen (GtkFileChooserNative *chooser, int response, GPtrArray *tables)
{
  g_autofree char *table_path = g_file_get_path (tables->pdata[0]);
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *recording_path = NULL;

  /* Who gives up one of several means all of them. */
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
  rest = copy_files (tables, 1);
  begin (get_window (chooser), table_path, recording_path, rest);
}

static void
choose_target (SondeWindow *window, GPtrArray *tables, const char *path)
{
  g_autoptr (GFile) folder = g_file_get_parent (tables->pdata[0]);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *suggestion = NULL;
  GtkFileChooserNative *chooser;
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  suggestion = g_strconcat (name, SONDE_RECORDING_SUFFIX, NULL);
  chooser = gtk_file_chooser_native_new (_ ("Save the Import As"), GTK_WINDOW (window),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Import"),
                                         _ ("_Cancel"));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), suggestion);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_target_chosen), copy_files (tables, 0),
                         free_files, 0);
  show_chooser (chooser);
}

/**
 * sonde_import_choose_targets:
 * @window: a window
 * @tables: (element-type GFile): tables or JSON lines, or nothing
 *
 * Asks where the recording of a table goes, and imports it; then so for the next one.
 */
void
sonde_import_choose_targets (SondeWindow *window, GPtrArray *tables)
{
  for (guint i = 0; i < tables->len; i++)
    {
      g_autofree char *path = g_file_get_path (tables->pdata[i]);
      g_autoptr (GPtrArray) rest = copy_files (tables, i);

      if (path != NULL)
        {
          choose_target (window, rest, path);
          return;
        }
      sonde_window_add_toast (window, _ ("Only files of this computer can be imported"));
    }
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
on_tables_chosen (GtkFileChooserNative *chooser, int response)
{
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_object_unref);

  if (response != GTK_RESPONSE_ACCEPT)
    return;

  files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    g_ptr_array_add (tables, g_list_model_get_item (files, i));
  sonde_import_choose_targets (get_window (chooser), tables);
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
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (on_tables_chosen), NULL);
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
